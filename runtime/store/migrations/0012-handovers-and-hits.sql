-- What a sender is about to hand over, and how that ended. Rows are only added, one for a group of messages, before anything of
-- the group is said to the other side: so nobody who dies leaves more in doubt than what was being said at that moment.
create table journey.handover (
  -- A worker's id, or that of whoever else sends.
  sender text not null,
  -- One after the other: whoever takes the next number first goes on. So a sender can be stopped from outside.
  seq    integer not null,
  -- Messages by their id, with their attempt: {"17": 1}
  begun  jsonb not null,
  -- Those that were answered, likewise: {"16": {"attempt": 1, "externalId": "…"}}. Without `externalId`: not taken.
  ended  jsonb not null,
  at     timestamptz not null default clock_timestamp(),
  primary key (sender, seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Writes requests for pixels and links, and gives back the messages of those for links. A function, so that its plan is made once for each
-- connection: planning takes longer than writing. Each message is looked up by its key, however small the table is.
create function journey.take_hits(hits json)
returns table ("position" int, "versionId" int, "participantId" text, activity text, locale text, channel text)
language plpgsql as $$
begin
  return query
  with k as materialized (
    select k.position, k.kind, k.link, k.at, k.ripe_at, k.method, k.user_agent, k.purpose,
           m.bucket, m.id as message_id, m.participant_id, m.version_id, m.activity, m.locale, m.channel,
           exists (select from journey.untracked u where u.address = m.recipient) as untracked
    from json_to_recordset(hits) as k (position int, bucket smallint, message_id bigint, kind text, link smallint,
           at float8, ripe_at float8, method text, user_agent text, purpose text)
    cross join lateral (
      select * from journey.message m where m.bucket = k.bucket and m.id = k.message_id limit 1
    ) m
  ), inserted as (
    insert into journey.hit (bucket, participant_id, message_id, kind, link, at, ripe_at, method, user_agent, purpose, untracked)
    select k.bucket, k.participant_id, k.message_id, k.kind, k.link, to_timestamp(k.at / 1000), to_timestamp(k.ripe_at / 1000), k.method,
           case when not k.untracked then k.user_agent end, case when not k.untracked then k.purpose end, k.untracked
    from k order by k.position
  )
  select k.position, k.version_id, k.participant_id::text, k.activity, k.locale, k.channel from k where k.kind = 'click';
end $$;
