-- Whom a cap is about, by a hash of the normalised address: locked while it is decided whether they get another message, so that
-- no two workers decide it at once. The rows say nothing about anybody.
create table journey.capped_recipient (
  key bigint primary key
);

-- Test participants: one record that an operator lets go through a journey, apart from everybody else. What the engine keeps of a
-- participant stands here as a whole; it is in the engine's own tables only within the transactions that move it.
create table journey.test_participant (
  id         bigint generated always as identity primary key,
  journey    text not null,
  -- The version's.
  hash       text not null,
  target     text not null,
  record_id  text not null,
  mode       text not null check (mode in ('captured', 'redirected', 'real')),
  -- Where messages go instead.
  addresses  text[] not null default '{}',
  -- Whom its messages were for, normalised.
  recipients text[] not null default '{}',
  started_at timestamptz not null,
  played_at  timestamptz not null,
  -- Messages are being handed over: nobody else plays meanwhile.
  sending_at timestamptz,
  state      jsonb not null
);

create index test_participant_record on journey.test_participant (target, record_id);
