-- One schema of its own beside the user's tables. `bucket` (a stable hash of the participant's key, modulo 256)
-- comes first in every hot key and index; no triggers, no foreign keys between hot tables, no volatile functions:
-- the same SQL runs on PGlite, on PostgreSQL and on Citus. All times are given by the service's clock.

create table journey.setting (
  name  text primary key,
  value text not null
);

create table journey.journey (
  id         integer generated always as identity primary key,
  name       text not null unique,
  state      text not null default 'draft' check (state in ('draft', 'running', 'stopped')),
  version_id integer
);

-- Immutable, named by the graph's content hash.
create table journey.journey_version (
  id         integer generated always as identity primary key,
  journey_id integer not null references journey.journey,
  hash       text not null,
  graph      jsonb not null,
  created_at timestamptz not null,
  unique (journey_id, hash)
);

-- The machine's states, interned per version; 0 is "not entered yet" and has no row.
create table journey.machine_state (
  version_id integer not null references journey.journey_version,
  id         integer not null,
  value      text not null,
  primary key (version_id, id),
  unique (version_id, value)
);

create table journey.participant (
  bucket        smallint not null,
  id            bigint generated always as identity,
  journey_id    integer not null,
  version_id    integer not null,
  -- The target record's id, as text.
  record_id     text not null,
  -- Normalised; the record's id where the journey has no unicity.
  unicity_value text not null,
  state         integer not null default 0,
  -- {"<timer>": [due, since]}, epoch milliseconds; `since` is the moment the timer counts from.
  timers        jsonb not null default '{}',
  -- When there is something to do; null: nothing. The earliest timer, or the arrival of an event.
  due_at        timestamptz,
  status        text not null default 'active' check (status in ('active', 'completed', 'exited')),
  entered_at    timestamptz not null,
  ended_at      timestamptz,
  ended_reason  text,
  primary key (bucket, id),
  unique (bucket, journey_id, unicity_value)
) with (fillfactor = 80);

create index participant_due on journey.participant (bucket, due_at) where due_at is not null;
create index participant_record on journey.participant (journey_id, record_id);

-- What came in: reactions to messages and the results of sending. Kept also where nothing waits for it.
create table journey.event (
  bucket         smallint not null,
  id             bigint generated always as identity,
  participant_id bigint not null,
  message_id     bigint,
  -- executed, failed, suppressed; opened, clicked, replied, bounced, delivered, unsubscribed
  type           text not null,
  activity       text not null,
  -- The link's label, for a click.
  label          text,
  occurred_at    timestamptz not null,
  received_at    timestamptz not null,
  -- Unique together: the same thing told twice counts once.
  source         text not null,
  external_id    text not null,
  data           jsonb,
  consumed_at    timestamptz,
  primary key (bucket, id),
  unique (bucket, source, external_id)
);

create index event_unconsumed on journey.event (bucket, participant_id, occurred_at) where consumed_at is null;

-- The outbox, and what became of each message.
create table journey.message (
  bucket          smallint not null,
  id              bigint generated always as identity,
  participant_id  bigint not null,
  journey_id      integer not null,
  version_id      integer not null,
  activity        text not null,
  channel         text not null check (channel in ('email', 'sms')),
  -- Normalised address or number.
  recipient       text not null,
  status          text not null default 'pending'
                  check (status in ('pending', 'sending', 'sent', 'deferred', 'failed', 'unknown')),
  -- When to try (again); null once there is nothing to try.
  attempt_at      timestamptz,
  attempts        smallint not null default 0,
  worker          text,
  created_at      timestamptz not null,
  sending_at      timestamptz,
  sent_at         timestamptz,
  -- What the provider calls it: the Message-ID, Twilio's MessageSid.
  external_id     text,
  error           text,
  sms_parts       smallint,
  delivered_at    timestamptz,
  opened_at       timestamptz,
  clicked_at      timestamptz,
  replied_at      timestamptz,
  bounced_at      timestamptz,
  unsubscribed_at timestamptz,
  primary key (bucket, id)
) with (fillfactor = 80);

create index message_attempt on journey.message (bucket, attempt_at) where attempt_at is not null;
create index message_participant on journey.message (bucket, participant_id);
create index message_external on journey.message (external_id) where external_id is not null;

-- One row for each execution of an activity, when it ended; what is still to come is in the participant's timers.
create table journey.trace (
  bucket         smallint not null,
  id             bigint generated always as identity,
  participant_id bigint not null,
  journey_id     integer not null,
  version_id     integer not null,
  activity       text not null,
  state          text not null check (state in ('processed', 'rejected', 'cancelled', 'error')),
  reason         text,
  -- The moment it counts for, and the moment it was written down.
  at             timestamptz not null,
  recorded_at    timestamptz not null,
  primary key (bucket, id)
);

create index trace_participant on journey.trace (bucket, participant_id);
create index trace_activity on journey.trace (journey_id, activity, state);

-- Addresses and numbers that get no marketing messages, normalised.
create table journey.suppression (
  address    text primary key,
  reason     text not null,
  origin     text not null,
  created_at timestamptz not null
);

create table journey.list_member (
  list      text not null,
  model     text not null,
  record_id text not null,
  added_at  timestamptz not null,
  primary key (list, model, record_id)
);

create index list_member_record on journey.list_member (model, record_id);

create table journey.task (
  bucket         smallint not null,
  id             bigint generated always as identity,
  journey_id     integer not null,
  participant_id bigint not null,
  activity       text not null,
  title          text not null,
  -- Whom it is about and who is to do it.
  model          text not null,
  record_id      text not null,
  assignee_model text,
  assignee_id    text,
  due_at         timestamptz,
  created_at     timestamptz not null,
  done_at        timestamptz,
  primary key (bucket, id)
);

-- The zones that this server knows: a record's unknown zone must not fail the batch it stands in.
create table journey.time_zone (
  name text primary key
);

insert into journey.time_zone select distinct name from pg_timezone_names;
