-- Mail: how fast it may go, what bounced, and who complained.

-- Token buckets, each written as the moment of its next token. Workers take tokens in blocks.
create table journey.send_rate (
  name    text primary key,
  next_at timestamptz not null
);

alter table journey.message
  -- How many of its limits have given it a token, for the moment of its next attempt.
  add column limits_passed smallint not null default 0,
  -- How often it came back and was sent again.
  add column soft_bounces smallint not null default 0,
  add column complained_at timestamptz;

-- Every report that a mail did not arrive, also those that led to another attempt. The same one told twice is one.
create table journey.bounce (
  bucket      smallint not null,
  message_id  bigint not null,
  -- smtp, dsn, or the provider's name; and what the report is called there.
  source      text not null,
  external_id text not null,
  address     text collate "C" not null,
  kind        text not null check (kind in ('hard', 'soft', 'policy')),
  -- RFC 3463: 5.1.1
  status      text,
  diagnostic  text,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  primary key (bucket, message_id, source, external_id)
);

create index bounce_address on journey.bounce (address, occurred_at);
