/** Incoming facts: written once, waking the participant they are about in the same transaction. */
import { planForFewRows, type Queryable } from "./database.ts";

export type EventType =
  /** The results of sending … */
  | "executed"
  | "failed"
  | "suppressed"
  /** … and what people and servers did with the message. */
  | "opened"
  | "clicked"
  | "replied"
  | "bounced"
  | "delivered"
  | "unsubscribed"
  /** A push notification was put away unopened. */
  | "dismissed"
  /** A custom event (its name is the label); leaving for a reason (the label); a `wait for` that may be over; a test that is. */
  | "event"
  | "leave"
  | "check"
  | "decided";

export interface IncomingEvent {
  readonly bucket: number;
  readonly messageId: string;
  readonly type: EventType;
  /** The link's label, for a click that has one. */
  readonly label?: string;
  /** Epoch milliseconds: when it happened, not when it was heard of. */
  readonly occurredAt: number;
  /** Who says so (`pixel`, `link`, `smtp`, `dsn`, `twilio` …) and the name it has there; the same pair counts once. */
  readonly source: string;
  readonly externalId: string;
  readonly data?: unknown;
  /** A mail scanner or a privacy proxy did it. */
  readonly machine?: boolean;
}

/** The message's column that remembers the first time of a reaction. */
const firstTimes = {
  opened: "opened_at",
  clicked: "clicked_at",
  replied: "replied_at",
  bounced: "bounced_at",
  delivered: "delivered_at",
  unsubscribed: "unsubscribed_at",
  dismissed: "dismissed_at",
} as const;

/**
 * Records events about messages and wakes their participants. Call it inside a transaction.
 *
 * The participants' rows are locked first (in one order, so that two callers never wait for each other), which waits
 * for steps under way. That is what makes an open cancel its reminder: the step that would send it either sees the
 * event or comes before it.
 *
 * @param now epoch milliseconds
 * @returns how many were new; an event whose message is unknown is not recorded.
 */
export async function recordEvents(tx: Queryable, events: readonly IncomingEvent[], now: number): Promise<number> {
  if (events.length === 0) return 0;
  await planForFewRows(tx);
  const buckets = events.map((event) => event.bucket);
  const messageIds = events.map((event) => event.messageId);
  await lockParticipantsOf(tx, [buckets, messageIds]);
  const inserted = await tx.query<{
    bucket: number;
    messageId: string;
    type: EventType;
    machine: boolean;
    occurredAt: number;
  }>(
    `with inserted as (
       insert into journey.event
         (bucket, participant_id, message_id, type, activity, label, occurred_at, received_at, source, external_id, data, machine)
       select m.bucket, m.participant_id, m.id, k.type, m.activity, k.label, to_timestamp(k.occurred_at / 1000),
              to_timestamp($9::float8 / 1000), k.source, k.external_id, k.data::jsonb, k.machine
       from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::text[], $8::text[], $10::boolean[])
         with ordinality as k (bucket, message_id, type, label, occurred_at, source, external_id, data, machine, position)
       join journey.message m on m.bucket = k.bucket and m.id = k.message_id
       order by k.position
       on conflict (bucket, source, external_id) do nothing
       returning bucket, message_id, participant_id, type, occurred_at, machine
     ), woken as (
       update journey.participant p set due_at = least(p.due_at, to_timestamp($9::float8 / 1000)), has_events = true
       from (select distinct bucket, participant_id from inserted) i
       where p.bucket = i.bucket and p.id = i.participant_id and p.status = 'active'
     )
     select bucket, message_id::text as "messageId", type, machine,
            (extract(epoch from occurred_at) * 1000)::float8 as "occurredAt"
     from inserted`,
    [
      buckets,
      messageIds,
      events.map((event) => event.type),
      events.map((event) => event.label ?? null),
      // Another machine's clock may be ahead; nothing has happened that is still to come.
      events.map((event) => Math.min(event.occurredAt, now)),
      events.map((event) => event.source),
      events.map((event) => event.externalId),
      events.map((event) => (event.data === undefined ? null : JSON.stringify(event.data))),
      now,
      events.map((event) => event.machine ?? false),
    ],
  );
  for (const [type, column] of Object.entries(firstTimes)) {
    const first = inserted.filter((event) => event.type === type && !event.machine);
    if (first.length === 0) continue;
    await tx.query(
      // What comes back proves that it left, whatever was known of that.
      `update journey.message m set ${column} = least(m.${column}, k.at),
         status = case m.status when 'unknown' then 'sent' else m.status end,
         sent_at = case m.status when 'unknown' then k.at else m.sent_at end
       from (select bucket, message_id, min(to_timestamp(at / 1000)) as at
             from unnest($1::smallint[], $2::bigint[], $3::float8[]) as u (bucket, message_id, at) group by 1, 2) k
       where m.bucket = k.bucket and m.id = k.message_id`,
      [
        first.map((event) => event.bucket),
        first.map((event) => event.messageId),
        first.map((event) => event.occurredAt),
      ],
    );
  }
  return inserted.length;
}

/** Locks the participants that messages are for, in the one order in which everybody does; messages are locked after them. */
export async function lockParticipantsOf(
  tx: Queryable,
  messages: readonly [buckets: readonly number[], ids: readonly string[]],
): Promise<void> {
  await tx.query(
    `select p.bucket from journey.participant p
     where (p.bucket, p.id) in (
       select m.bucket, m.participant_id from unnest($1::smallint[], $2::bigint[]) as k (bucket, message_id)
       join journey.message m on m.bucket = k.bucket and m.id = k.message_id)
     order by p.bucket, p.id for no key update`,
    messages,
  );
}

/** Something that happened to participants rather than to a message. */
export interface ParticipantEvent {
  readonly bucket: number;
  readonly participantId: string;
  readonly type: "event" | "leave" | "check" | "decided";
  /** The step that it is for; empty: for all of the journey. */
  readonly activity: string;
  readonly label: string;
  readonly occurredAt: number;
  readonly source: string;
  readonly externalId: string;
  readonly data?: unknown;
}

/** Records events about participants and wakes them. Call it inside a transaction. @returns how many were new */
export async function recordParticipantEvents(
  tx: Queryable,
  events: readonly ParticipantEvent[],
  now: number,
): Promise<number> {
  if (events.length === 0) return 0;
  await planForFewRows(tx);
  const keys = [events.map((event) => event.bucket), events.map((event) => event.participantId)];
  // In the one order in which everybody locks participants.
  await tx.query(
    `select p.bucket from journey.participant p
     where (p.bucket, p.id) in (select * from unnest($1::smallint[], $2::bigint[])) order by p.bucket, p.id
     for no key update`,
    keys,
  );
  const rows = await tx.query(
    `with inserted as (
       insert into journey.event
         (bucket, participant_id, type, activity, label, occurred_at, received_at, source, external_id, data)
       select k.bucket, k.participant_id, k.type, k.activity, k.label, to_timestamp(k.occurred_at / 1000),
              to_timestamp($10::float8 / 1000), k.source, k.external_id, k.data::jsonb
       from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::text[], $9::text[])
         as k (bucket, participant_id, type, activity, label, occurred_at, source, external_id, data)
       on conflict (bucket, source, external_id) do nothing
       returning bucket, participant_id
     )
     update journey.participant p set due_at = least(p.due_at, to_timestamp($10::float8 / 1000)), has_events = true
     from (select distinct bucket, participant_id from inserted) i
     where p.bucket = i.bucket and p.id = i.participant_id and p.status = 'active'
     returning 1`,
    [
      ...keys,
      events.map((event) => event.type),
      events.map((event) => event.activity),
      events.map((event) => event.label),
      events.map((event) => event.occurredAt),
      events.map((event) => event.source),
      events.map((event) => event.externalId),
      events.map((event) => (event.data === undefined ? null : JSON.stringify(event.data))),
      now,
    ],
  );
  return rows.length;
}

/** An activity that failed in the house, or was not attempted: no address, a suppressed one. */
export interface ActivityOutcome {
  readonly bucket: number;
  readonly participantId: string;
  readonly activity: string;
  readonly type: "failed" | "suppressed";
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Keeps outcomes that no sender will report, for conditions that ask; they wake nobody. */
export async function recordOutcomes(tx: Queryable, outcomes: readonly ActivityOutcome[], now: number): Promise<void> {
  if (outcomes.length === 0) return;
  await tx.query(
    `insert into journey.event
       (bucket, participant_id, type, activity, occurred_at, received_at, consumed_at, source, external_id)
     select k.bucket, k.participant_id, k.type, k.activity, to_timestamp(k.at / 1000), to_timestamp($6::float8 / 1000),
            to_timestamp($6::float8 / 1000), 'journey', k.participant_id || ':' || k.type || ':' || k.activity
     from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::float8[])
       as k (bucket, participant_id, type, activity, at)
     on conflict (bucket, source, external_id) do nothing`,
    [
      outcomes.map((outcome) => outcome.bucket),
      outcomes.map((outcome) => outcome.participantId),
      outcomes.map((outcome) => outcome.type),
      outcomes.map((outcome) => outcome.activity),
      outcomes.map((outcome) => outcome.at),
      now,
    ],
  );
}
