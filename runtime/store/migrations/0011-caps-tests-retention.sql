-- Whom a cap is about, by a hash of the normalised address: locked while it is decided whether they get another message, so that
-- no two workers decide it at once. The rows say nothing about anybody.
create table journey.capped_recipient (
  key bigint primary key
);
