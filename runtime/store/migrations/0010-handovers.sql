-- What a sender is about to hand over, and how that ended. Rows are only added, one for a group of messages, before anything of
-- the group is said to the other side: so nobody who dies leaves more in doubt than what was being said at that moment.
create table journey.handover (
  -- A worker's id, or that of whoever else sends.
  sender text not null,
  -- One after the other: whoever takes the next number first goes on. So a sender can be stopped from outside.
  seq    integer not null,
  -- Messages by their id, with their attempt: {"17": 1}
  begun  jsonb not null,
  -- Those that were answered, likewise: {"16": {"attempt": 1, "at": 1795255200000, "externalId": "…"}}. Without `externalId`: not taken.
  ended  jsonb not null,
  at     timestamptz not null default clock_timestamp(),
  primary key (sender, seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
