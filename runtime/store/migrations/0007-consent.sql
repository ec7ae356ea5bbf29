-- Consent with its proof, subscriptions by the public page, what text messages cost, and erasure.

-- The consent in force keeps how it came about; what happened to it before is in consent_log.
alter table journey.consent
  add column ip text,
  add column wording text;

-- Who agreed to what, when, from where, in which words, and who took it back. Rows are only added.
create table journey.consent_log (
  id      bigint generated always as identity primary key,
  -- Normalised address or number.
  address text collate "C" not null,
  -- requested (not confirmed yet), given, withdrawn
  step    text not null check (step in ('requested', 'given', 'withdrawn')),
  purpose text not null,
  -- The mailing lists that it was about; empty: all messages of the purpose.
  lists   text[] not null default '{}',
  at      timestamptz not null,
  origin  text not null,
  ip      text,
  browser text,
  -- The very words that were agreed to, and their language.
  wording text,
  locale  text
);

create index consent_log_address on journey.consent_log (address, at);

-- What somebody asked for on the subscription page. It counts once the address has confirmed it.
create table journey.subscription (
  id           bigint generated always as identity primary key,
  address      text collate "C" not null,
  lists        text[] not null,
  locale       text not null,
  wording      text not null,
  ip           text,
  browser      text,
  requested_at timestamptz not null,
  -- When to send the confirmation mail (again); null: it was sent, or given up.
  attempt_at   timestamptz,
  attempts     smallint not null default 0,
  error        text,
  sent_at      timestamptz,
  confirmed_at timestamptz
);

create index subscription_attempt on journey.subscription (attempt_at) where attempt_at is not null;
create index subscription_address on journey.subscription (address, requested_at);
create index subscription_ip on journey.subscription (ip, requested_at);

-- What each text message costs, worked out before it leaves. `held`: it waits, with its batch, for room under a cap.
create table journey.sms_charge (
  bucket     smallint not null,
  message_id bigint not null,
  journey_id integer not null,
  activity   text not null,
  -- The day of the batch that it belongs to.
  batch      date not null,
  state      text not null check (state in ('priced', 'held', 'reserved', 'spent', 'void')),
  country    text not null,
  parts      smallint not null,
  cost       numeric not null,
  -- Why it is held.
  reason     text,
  -- The day whose cap it counts for.
  day        date,
  primary key (bucket, message_id)
);

create index sms_charge_open on journey.sms_charge (state, journey_id, activity, batch)
  where state in ('priced', 'held', 'reserved');

-- What was spent or is reserved, by day; the sum of a day's rows is what its cap is held against.
create table journey.sms_spend (
  day        date not null,
  journey_id integer not null,
  amount     numeric not null,
  primary key (day, journey_id)
);

create index sms_spend_journey on journey.sms_spend (journey_id);

-- That somebody was erased, without saying whom.
create table journey.erasure (
  id           bigint generated always as identity primary key,
  at           timestamptz not null,
  participants integer not null,
  messages     integer not null
);
