-- What was deployed when, by which plan: what a plan was made against, what is unfinished, and what to roll back to.
create table journey.deployment (
  id              integer generated always as identity primary key,
  journey_id      integer not null,
  -- Null: the first.
  from_version_id integer,
  to_version_id   integer not null,
  -- SHA-256 (hex) of the plan's text: the same plan again goes on where it was interrupted.
  plan_hash       text not null,
  instructions    jsonb not null,
  state           text not null check (state in ('moving', 'done')),
  moved           integer not null default 0,
  exited          integer not null default 0,
  started_at      timestamptz not null,
  finished_at     timestamptz
);

create index deployment_journey on journey.deployment (journey_id, id);
