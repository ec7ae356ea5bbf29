/** The statements of the limit: the rows that the engine claims, updates and inserts, with no logic. */
export const claim = `select p.bucket, p.id::text as id, p.journey_id, p.version_id, p.record_id, p.place, p.timers
  from generate_series($2::int, $2::int + 255) as b (bucket)
  cross join lateral (select * from journey.participant where bucket = (b.bucket % 256)::smallint
    and due_at <= to_timestamp($1::float8) order by due_at limit 1000 for update skip locked) p limit 1000`;
export const update = `update journey.participant p set place = 'abcd', timers = k.timers, due_at = to_timestamp($4::float8)
  from unnest($1::smallint[], $2::bigint[], $3::text[]) as k (bucket, id, timers) where p.bucket = k.bucket and p.id = k.id`;
export const trace = `insert into journey.trace (bucket, participant_id, version_id, activity, state, at, recorded_at)
  select bucket, id, 1, 'remove_from_list_1', 'processed', now(), now()
  from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)`;
export const message = `insert into journey.message
    (bucket, participant_id, journey_id, version_id, activity, channel, recipient, attempt_at, created_at)
  select bucket, id, 1, 1, 'hello', 'email', 'p' || id || '@example.test', now(), now()
  from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)`;
