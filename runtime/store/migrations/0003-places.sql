-- breaking
-- A participant's row is written at every step, with an entry in each of its indexes: so it holds what moves, and has two.
-- Who somebody is, which never changes, stands in a table of its own.

create table journey.entry (
  bucket         smallint not null,
  journey_id     integer not null,
  -- Normalised; the record's id where the journey has no unicity.
  unicity_value  text not null,
  -- Who may enter again has a row for each entry.
  number         smallint not null default 1,
  participant_id bigint generated always as identity,
  record_id      text not null,
  primary key (bucket, journey_id, unicity_value, number)
);

insert into journey.entry (bucket, journey_id, unicity_value, number, participant_id, record_id)
overriding system value
select bucket, journey_id, unicity_value, entry, id, record_id from journey.participant;
select setval(pg_get_serial_sequence('journey.entry', 'participant_id'), greatest(max(participant_id), 1)) from journey.entry;

create index entry_record on journey.entry (journey_id, record_id);

drop index journey.participant_record;
alter table journey.participant
  alter column id drop identity,
  drop column unicity_value,
  drop column entry,
  -- Text that nothing in the database looks into: `wait_1 1772442000000 86400000;…`, the moment of each in epoch milliseconds,
  -- and how long before it the timer counts from. One that begins with a brace is JSON, from before.
  alter column timers drop default,
  alter column timers type text using case when timers = '{}' then '' else timers::text end,
  alter column timers set default '',
  -- Where somebody stands: letters for the state of each region, in the alphabet of the version; empty before entering and
  -- after the end. One that begins with a brace is the machine's whole value, from before there were letters.
  add column place text not null default '',
  -- Whether something is asked of the record from time to time: `exit when`, a goal, `wait for` a condition.
  add column watched boolean not null default true;
update journey.participant p set place = s.value
from journey.machine_state s where s.version_id = p.version_id and s.id = p.state and p.status = 'active';
alter table journey.participant drop column state;
alter table journey.participant alter column watched set default false;
drop table journey.machine_state;
-- Only participants of journeys that ask something have entries here.
create index participant_watched on journey.participant (journey_id, version_id) where watched and status = 'active';

alter table journey.journey_version
  -- The states of each region, in the order of their letters. It never changes but by additions at an end.
  add column alphabet jsonb;

-- Traces are only ever added: by month of writing, so that old ones go by dropping a table.
alter table journey.trace rename to trace_before;
create table journey.trace (
  bucket         smallint not null,
  id             bigint generated always as identity,
  participant_id bigint not null,
  version_id     integer not null,
  activity       text not null,
  state          text not null,
  reason         text,
  -- The moment it counts for, and the moment it was written down.
  at             timestamptz not null,
  recorded_at    timestamptz not null
) partition by range (recorded_at);
drop index journey.trace_participant;
create index trace_participant on journey.trace (bucket, participant_id);
create table journey.trace_default partition of journey.trace default;
insert into journey.trace (bucket, participant_id, version_id, activity, state, reason, at, recorded_at)
select bucket, participant_id, version_id, activity, state, reason, at, recorded_at from journey.trace_before order by id;

-- How many traces there are of each kind, also of those whose table was dropped. Workers add to slots of their own.
create table journey.trace_count (
  version_id integer not null,
  activity   text not null,
  state      text not null,
  slot       smallint not null,
  count      bigint not null,
  primary key (version_id, activity, state, slot)
) with (fillfactor = 50);
insert into journey.trace_count (version_id, activity, state, slot, count)
select version_id, activity, state, 0, count(*) from journey.trace_before group by 1, 2, 3;
drop table journey.trace_before;
