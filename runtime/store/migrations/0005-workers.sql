-- Several workers on one database: who is alive, and who does what is done once for all.

-- One row for each process that works here. Its times are the database's own, whatever the process's clock says.
create table journey.worker (
  id         text primary key,
  host       text not null,
  pid        integer not null,
  -- The last migration that it knows.
  schema     integer not null,
  started_at timestamptz not null,
  -- Its last heartbeat: too long ago, and it is taken for dead.
  seen_at    timestamptz not null,
  draining   boolean not null default false
);

-- What one of them does for all: whoever comes first after `next_at`.
create table journey.turn (
  name    text primary key,
  next_at timestamptz not null,
  worker  text
);

-- What is being sent at this moment: a few rows, whatever was ever sent.
create index message_sending on journey.message (worker) where status = 'sending';
