-- What the whole language needs: entries of every kind, goals, tests, limits, calls to other services.

alter table journey.journey
  -- When it began to run, and up to which moment dated and scheduled entries have been looked at.
  add column started_at timestamptz,
  add column swept_at timestamptz;

alter table journey.participant
  -- Who may enter again has a row for each entry.
  add column entry smallint not null default 1,
  -- What the event brought along that they entered by.
  add column payload jsonb,
  -- What the event carried that a step has waited for last.
  add column event jsonb;
alter table journey.participant drop constraint participant_bucket_journey_id_unicity_value_key;
alter table journey.participant add unique (bucket, journey_id, unicity_value, entry);

-- A mail scanner or a privacy proxy did it.
alter table journey.event add column machine boolean not null default false;

alter table journey.message drop constraint message_channel_check;
alter table journey.message
  add check (channel in ('email', 'sms', 'push', 'webhook', 'run')),
  -- The language whose text it takes; null: the journey's own.
  add column locale text,
  -- Of a call: its values, computed when its turn came.
  add column data jsonb;
create index message_recipient on journey.message (recipient, created_at);

-- Custom events, kept also where nothing waits for them. The same one told twice counts once.
create table journey.custom_event (
  id          bigint generated always as identity primary key,
  name        text not null,
  payload     jsonb not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  source      text not null,
  external_id text not null,
  unique (source, external_id)
);

-- Who has agreed to messages of a purpose. Addresses and numbers are normalised.
create table journey.consent (
  address  text not null,
  purpose  text not null,
  given_at timestamptz not null,
  origin   text not null,
  primary key (address, purpose)
);

create table journey.follower (
  model          text not null,
  record_id      text not null,
  follower_model text not null,
  follower_id    text not null,
  followed_at    timestamptz not null,
  primary key (model, record_id, follower_model, follower_id)
);

create table journey.goal_reached (
  bucket         smallint not null,
  participant_id bigint not null,
  journey_id     integer not null,
  goal           text not null,
  reached_at     timestamptz not null,
  primary key (bucket, participant_id, goal)
);

create table journey.ab_test (
  journey_id integer not null,
  activity   text not null,
  winner     text not null,
  decided_at timestamptz not null,
  primary key (journey_id, activity)
);

-- The value of a watched field that was seen last.
create table journey.watched_value (
  journey_id integer not null,
  record_id  text not null,
  value      text,
  primary key (journey_id, record_id)
);

-- From when on a pace has room; the journey's own entries under an empty activity.
create table journey.pace_slot (
  journey_id integer not null,
  activity   text not null,
  next_at    timestamptz not null,
  primary key (journey_id, activity)
);

-- The project's days off.
create table journey.holiday (
  day date primary key
);
