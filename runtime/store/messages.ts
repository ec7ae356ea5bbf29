/** The outbox: claiming what is to be sent, writing what became of it. */
import { suppressedSql } from "@journey/compiler";

import { type Bounce, insertBounces } from "./bounces.ts";
import type { Database, Queryable } from "./database.ts";
import { type IncomingEvent, lockParticipantsOf, recordEvents } from "./events.ts";
import { bucketCount } from "./participants.ts";

export interface ClaimedMessage {
  readonly bucket: number;
  readonly id: string;
  readonly versionId: number;
  readonly recordId: string;
  readonly activity: string;
  readonly channel: "email" | "sms" | "push" | "webhook" | "run";
  readonly recipient: string;
  /** The language whose text it takes; null: the journey's own. */
  readonly locale: string | null;
  /** What events brought along. */
  readonly entry: unknown;
  readonly event: unknown;
  /** Of a call: its values. */
  readonly data: Readonly<Record<string, unknown>> | null;
  /** This attempt's number, from 1. */
  readonly attempt: number;
  readonly suppressed: boolean;
  /** When it was to leave, epoch ms, and how many of its limits have a token for then. */
  readonly dueAt: number;
  readonly limitsPassed: number;
  /** It was handed over before, and came back. */
  readonly resent: boolean;
}

/**
 * Takes messages that are due, of running journeys, and marks them as being sent. That mark is committed before
 * anything connects: whatever happens then, a message is never silently sent again.
 */
export async function claimMessages(
  db: Database,
  now: number,
  limit: number,
  worker: string,
): Promise<ClaimedMessage[]> {
  return db.query(
    `with due as (
       select m.bucket, m.id, m.attempt_at from generate_series(0, ${bucketCount - 1}) as b (bucket)
       cross join lateral (
         select bucket, id, attempt_at from journey.message
         where bucket = b.bucket::smallint and attempt_at <= to_timestamp($1::float8 / 1000)
           and journey_id in (select id from journey.journey where state = 'running')
         order by attempt_at limit $2
         for update skip locked
       ) m
       limit $2
     ), taken as (
       update journey.message m
       set status = 'sending', attempt_at = null, attempts = attempts + 1, worker = $3,
           sending_at = to_timestamp($1::float8 / 1000)
       from due where m.bucket = due.bucket and m.id = due.id
       returning m.bucket, m.id, m.version_id, m.participant_id, m.activity, m.channel, m.recipient, m.attempts, m.locale, m.data,
         m.limits_passed, m.soft_bounces, due.attempt_at as due_at
     )
     select t.bucket, t.id::text as id, t.version_id as "versionId", p.record_id as "recordId", t.activity, t.channel,
            t.recipient, t.attempts as attempt, t.locale, t.data, p.payload as entry, p.event,
            ${suppressedSql("t.recipient")} as suppressed,
            (extract(epoch from t.due_at) * 1000)::float8 as "dueAt", t.limits_passed as "limitsPassed",
            t.soft_bounces > 0 as resent
     from taken t
     join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
     order by t.id`,
    [now, limit, worker],
  );
}

/** What became of one attempt. */
export type SendResult =
  /** Handed over to the next server. */
  | { readonly status: "sent"; readonly externalId: string; readonly parts?: number }
  /** Refused for now: to be tried again at `retryAt`, epoch ms. */
  | {
      readonly status: "deferred";
      readonly error: string;
      readonly retryAt: number;
      /** The server did not answer at all: what is wrong is not the message. */
      readonly unreachable?: string;
      /** The server asked to be left alone for a while. */
      readonly slowDown?: boolean;
    }
  /** Its turn has not come, or its sender ended: it is to be tried at `until`, epoch ms. That was no attempt. */
  | { readonly status: "postponed"; readonly until: number; readonly passed: number }
  | {
      readonly status: "failed";
      readonly error: string;
      /** What the refusal says about the address. */
      readonly bounce?: { readonly kind: Bounce["kind"]; readonly status: string | undefined };
    }
  | { readonly status: "suppressed" }
  /** It may or may not have been handed over: the answer never came. */
  | { readonly status: "unknown"; readonly error: string };

export interface SentMessage {
  readonly message: {
    readonly bucket: number;
    readonly id: string;
    readonly attempt: number;
    readonly recipient?: string;
    readonly resent?: boolean;
  };
  readonly source: string;
  readonly result: SendResult;
}

/**
 * Writes the results of a batch, and tells the participants: one transaction, which may be tried again when nobody knows
 * whether it was committed. A result counts for the attempt that it belongs to: who was taken for dead and comes back is
 * believed that a message was sent, and nothing else.
 */
export function commitResults(db: Database, results: readonly SentMessage[], now: number): Promise<void> {
  return db.transaction(async (tx) => {
    const sent = await stillWanted(tx, results);
    // Events lock participants first; messages come after, in every transaction.
    await recordEvents(
      tx,
      sent.flatMap((each) => eventsOf(each, now)),
      now,
    );
    await insertBounces(
      tx,
      sent.flatMap((each) => bouncesOf(each, now)),
      now,
    );
    const value = <Key extends string>(key: Key) =>
      sent.map(({ result }) => (key in result ? ((result as Record<Key, unknown>)[key] ?? null) : null));
    await tx.query(
      `update journey.message m
       set status = k.status, error = k.error, external_id = coalesce(k.external_id, m.external_id),
           sms_parts = coalesce(k.parts, m.sms_parts), worker = null, attempt_at = to_timestamp(k.retry_at / 1000),
           attempts = m.attempts - case when k.passed is null then 0 else 1 end, limits_passed = coalesce(k.passed, 0),
           sent_at = case when k.status = 'sent' then to_timestamp($8::float8 / 1000) else m.sent_at end
       from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::float8[], $9::smallint[], $10::int[])
         as k (bucket, id, status, error, external_id, parts, retry_at, passed, attempt)
       where m.bucket = k.bucket and m.id = k.id and m.attempts = k.attempt
         -- What was put back because its sender seemed gone, and not because it came back from its recipient.
         and (m.status = 'sending' or (k.status = 'sent' and (m.status = 'unknown' or m.status = 'deferred' and m.error = $11)))`,
      [
        sent.map(({ message }) => message.bucket),
        sent.map(({ message }) => message.id),
        sent.map(statusOf),
        sent.map(({ result }) =>
          result.status === "suppressed" ? "suppressed" : "error" in result ? withoutZero(result.error) : null,
        ),
        value("externalId"),
        value("parts"),
        sent.map(({ result }) =>
          result.status === "deferred" ? result.retryAt : result.status === "postponed" ? result.until : null,
        ),
        now,
        value("passed"),
        sent.map(({ message }) => message.attempt),
        senderLost,
      ],
    );
  });
}

/** What a server says may hold anything; PostgreSQL's texts hold no zero. */
function withoutZero(text: string): string {
  return text.replaceAll("\0", "");
}

function statusOf({ message, result }: SentMessage): string {
  switch (result.status) {
    case "suppressed":
      return "failed";
    case "postponed":
      return message.attempt > 1 ? "deferred" : "pending";
    default:
      return result.status;
  }
}

/** What the participant hears of it. */
function eventsOf({ message, source, result }: SentMessage, now: number): IncomingEvent[] {
  const base = { bucket: message.bucket, messageId: message.id, occurredAt: now, source };
  switch (result.status) {
    case "sent":
      return [{ ...base, type: "executed", externalId: `${message.id}:executed` }];
    case "failed":
    case "unknown": {
      const data = { reason: withoutZero(result.error) };
      // Handed over once, it has happened; that it fails afterwards is a bounce.
      return message.resent
        ? result.status === "failed" && result.bounce?.kind !== "policy"
          ? [{ ...base, type: "bounced", externalId: `${message.id}:bounced`, data }]
          : []
        : [{ ...base, type: "failed", externalId: `${message.id}:failed`, data }];
    }
    case "suppressed":
      return message.resent ? [] : [{ ...base, type: "suppressed", externalId: `${message.id}:suppressed` }];
    default:
      return [];
  }
}

function bouncesOf({ message, source, result }: SentMessage, now: number): Bounce[] {
  if (result.status !== "failed" || !result.bounce || message.recipient === undefined) return [];
  return [
    {
      bucket: message.bucket,
      messageId: message.id,
      source,
      externalId: `attempt ${message.attempt}`,
      address: message.recipient,
      kind: result.bounce.kind,
      status: result.bounce.status,
      diagnostic: withoutZero(result.error),
      occurredAt: now,
    },
  ];
}

/**
 * Without the bad news of attempts that are no longer this sender's: another one has the message by now, or has had its last word. (That one was sent
 * stays true.)
 */
async function stillWanted(tx: Queryable, results: readonly SentMessage[]): Promise<readonly SentMessage[]> {
  const bad = results.filter(({ result }) => !["sent", "deferred", "postponed"].includes(result.status));
  if (bad.length === 0) return results;
  // All of them at once: two steps would break the order.
  await lockParticipantsOf(tx, [
    results.map(({ message }) => message.bucket),
    results.map(({ message }) => message.id),
  ]);
  const rows = await tx.query<{ id: string }>(
    `select m.id::text as id from unnest($1::smallint[], $2::bigint[], $3::int[]) as k (bucket, id, attempt)
     join journey.message m on m.bucket = k.bucket and m.id = k.id and m.attempts = k.attempt and m.status = 'sending'
     order by m.bucket, m.id for no key update of m`,
    [
      bad.map(({ message }) => message.bucket),
      bad.map(({ message }) => message.id),
      bad.map(({ message }) => message.attempt),
    ],
  );
  const held = new Set(rows.map((row) => row.id));
  return results.filter((each) => !bad.includes(each) || held.has(each.message.id));
}

/**
 * Gives back what a worker claimed and never heard of: the answer to its claim was lost. Nothing was connected for these, so there is
 * no doubt about them. Call it while the worker claims nothing.
 *
 * @param held what it does know of, by id
 */
export async function giveBackUnheard(
  db: Queryable,
  worker: string,
  held: readonly string[],
  now: number,
): Promise<number> {
  const rows = await db.query(
    `update journey.message
     set status = 'deferred', attempt_at = to_timestamp($3::float8 / 1000), worker = null, attempts = attempts - 1
     where status = 'sending' and worker = $1 and id <> all($2::bigint[]) returning 1`,
    [worker, held, now],
  );
  return rows.length;
}

/** What is said of a message whose sender is gone. */
export const senderLost = "the sender ended while sending";

/** Puts a message whose sender is gone back, to be tried again at once. */
export async function retryMessage(
  db: Queryable,
  message: { bucket: number; id: string; attempt: number },
  now: number,
): Promise<void> {
  await db.query(
    `update journey.message
     set status = 'deferred', attempt_at = to_timestamp($3::float8 / 1000), worker = null, error = $5
     where bucket = $1 and id = $2 and attempts = $4 and status = 'sending'`,
    [message.bucket, message.id, now, message.attempt, senderLost],
  );
}

/** The earliest moment at which a message of a running journey is to be sent, epoch ms. */
export async function earliestAttempt(db: Queryable): Promise<number | undefined> {
  const [row] = await db.query<{ at: number | null }>(
    `select (extract(epoch from min(m.attempt_at)) * 1000)::float8 as at
     from generate_series(0, ${bucketCount - 1}) as b (bucket)
     cross join lateral (
       select attempt_at from journey.message
       where bucket = b.bucket::smallint and attempt_at is not null
         and journey_id in (select id from journey.journey where state = 'running')
       order by attempt_at limit 1
     ) m`,
  );
  return row?.at ?? undefined;
}

export interface StoredMessage {
  readonly bucket: number;
  readonly id: string;
  readonly versionId: number;
  readonly activity: string;
  readonly locale: string | null;
  readonly channel: "email" | "sms";
  readonly recipient: string;
  readonly recordId: string;
}

export async function findMessage(db: Queryable, bucket: number, id: string): Promise<StoredMessage | undefined> {
  const [row] = await db.query<{
    bucket: number;
    id: string;
    versionId: number;
    activity: string;
    locale: string | null;
    channel: "email" | "sms";
    recipient: string;
    recordId: string;
  }>(
    `select m.bucket, m.id::text as id, m.version_id as "versionId", m.activity, m.channel, m.recipient, m.locale,
            p.record_id as "recordId"
     from journey.message m join journey.participant p on p.bucket = m.bucket and p.id = m.participant_id
     where m.bucket = $1 and m.id = $2`,
    [bucket, id],
  );
  return row;
}

/** The last message that went to an address or number: what an incoming text message answers. */
export async function lastMessageTo(db: Queryable, recipient: string, channel: "email" | "sms") {
  const [row] = await db.query<{ bucket: number; id: string }>(
    `select bucket, id::text as id from journey.message
     where recipient = $1 and channel = $2 and sent_at is not null order by sent_at desc, id desc limit 1`,
    [recipient, channel],
  );
  return row;
}
