-- What tracking and calls keep: each request as it came, who is not tracked, what functions have logged.

-- A request for a pixel or a tracked link. Written before it is answered; judged (a person's or a machine's?) and turned
-- into an event afterwards, so that an answer waits for no step.
create table journey.hit (
  bucket         smallint not null,
  id             bigint generated always as identity,
  participant_id bigint not null,
  message_id     bigint not null,
  kind           text not null check (kind in ('open', 'click')),
  link           smallint,
  at             timestamptz not null,
  -- From when on it may be judged: clicks wait for those that would make them a burst.
  ripe_at        timestamptz not null,
  -- Null: told by the program itself, and not by a request.
  method         text,
  user_agent     text,
  -- Sec-Purpose and its forerunners: `prefetch`.
  purpose        text,
  -- The person is not tracked: nothing about their device is kept.
  untracked      boolean not null default false,
  -- Null: not judged yet.
  class          text check (class in ('person', 'machine')),
  rule           text,
  rules_version  smallint,
  primary key (bucket, id)
);

create index hit_pending on journey.hit (bucket, participant_id) where class is null;
create index hit_click on journey.hit (bucket, message_id) where kind = 'click';

-- Addresses and numbers, normalised, of people whose opens and clicks are nobody's business.
create table journey.untracked (
  -- Compared by code point, as the recipients that it is looked up for.
  address text collate "C" primary key,
  origin  text not null,
  since   timestamptz not null
);

alter table journey.message add column dismissed_at timestamptz;

-- What a function of the project has logged, by attempt.
create table journey.run_log (
  bucket         smallint not null,
  message_id     bigint not null,
  attempt        smallint not null,
  participant_id bigint not null,
  activity       text not null,
  started_at     timestamptz not null,
  milliseconds   integer not null,
  error          text,
  -- [{"level": "log", "text": "…"}]
  lines          jsonb not null,
  primary key (bucket, message_id, attempt)
);

create index run_log_participant on journey.run_log (bucket, participant_id);
