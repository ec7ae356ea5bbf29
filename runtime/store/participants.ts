/** The hot statements on participants: claiming what is due, reading what came in, writing where they went. */
import type { Place, TimerId } from "@journey/compiler";
import type { Queryable } from "./database.ts";
import type { EventType } from "./events.ts";

/** Participants spread over this many buckets, for ever: the bucket is part of every key. */
export const bucketCount = 256;

/** The bucket of a participant's key, as SQL. Stable across versions of PostgreSQL and equal on PGlite. */
export function bucketSql(key: string): string {
  return `(hashtextextended(${key}, 0) & ${bucketCount - 1})::smallint`;
}

/** Due and since, epoch milliseconds; `since` is the moment the timer counts from. */
export type Timers = ReadonlyMap<TimerId, readonly [due: number, since: number]>;

/** Timers as they are kept: `wait_1 1772442000000 86400000;…`, the moment and how long before it they count from. */
export function formatTimers(timers: Timers): string {
  let text = "";
  for (const [id, [due, since]] of timers) text += `${text === "" ? "" : ";"}${id} ${due} ${due - since}`;
  return text;
}

/** The timers that were kept as {@link formatTimers} wrote them; those from before there was such a form are JSON. */
export function parseTimers(text: string): Map<TimerId, readonly [due: number, since: number]> {
  if (text === "") return new Map();
  if (text.startsWith("{")) return new Map(Object.entries(JSON.parse(text) as Record<TimerId, [number, number]>));
  const timers = new Map<TimerId, readonly [due: number, since: number]>();
  for (const timer of text.split(";")) {
    // From the end: the id of a message's timer may hold anything but these two characters.
    const second = timer.lastIndexOf(" ");
    const first = timer.lastIndexOf(" ", second - 1);
    const due = Number(timer.slice(first + 1, second));
    timers.set(timer.slice(0, first), [due, due - Number(timer.slice(second + 1))]);
  }
  return timers;
}

export interface ClaimedParticipant {
  readonly bucket: number;
  readonly id: string;
  readonly journeyId: number;
  readonly versionId: number;
  readonly recordId: string;
  /** Where they stand, in the letters of their version; empty: not entered yet. */
  readonly place: Place;
  /** As {@link parseTimers} reads them. */
  readonly timers: string;
  readonly enteredAt: number;
  /** What the event brought along that they entered by. */
  readonly payload: unknown;
  /** What the event carried that came last. */
  readonly event: unknown;
}

/**
 * Locks up to `limit` participants of these journeys for whom something is due at `now`, the longest due first within
 * each bucket. Rows that another worker holds are skipped. Every bucket is probed by the index that holds exactly
 * `(bucket, due_at)`, so the cost does not grow with those who are waiting.
 *
 * @param from the bucket to begin with: workers that begin at different ones are not in each other's way
 */
export async function claimParticipants(
  tx: Queryable,
  journeyIds: readonly number[],
  from: number,
  now: number,
  limit: number,
): Promise<ClaimedParticipant[]> {
  return tx.query<ClaimedParticipant & object>(
    `select p.bucket, p.id::text as id, p.journey_id as "journeyId", p.version_id as "versionId",
            p.record_id as "recordId", p.place, p.timers, p.payload, p.event,
            (extract(epoch from p.entered_at) * 1000)::float8 as "enteredAt"
     from generate_series($2::int, $2::int + ${bucketCount - 1}) as b (bucket)
     cross join lateral (
       select * from journey.participant
       where bucket = (b.bucket % ${bucketCount})::smallint and due_at <= to_timestamp($3::float8 / 1000)
         and journey_id = any($1::int[])
       order by due_at limit $4
       for update skip locked
     ) p
     limit $4`,
    [[...journeyIds], from, now, limit],
  );
}

export interface UnconsumedEvent {
  readonly bucket: number;
  readonly id: string;
  readonly participantId: string;
  readonly type: EventType;
  readonly activity: string;
  readonly label: string | null;
  readonly occurredAt: number;
  readonly data: unknown;
  readonly machine: boolean;
}

/** What came in for these participants and was not looked at yet, in the order it happened. */
export function loadUnconsumedEvents(
  tx: Queryable,
  participants: readonly ClaimedParticipant[],
): Promise<UnconsumedEvent[]> {
  return tx.query(
    `select e.bucket, e.id::text as id, e.participant_id::text as "participantId", e.type, e.activity, e.label,
            (extract(epoch from e.occurred_at) * 1000)::float8 as "occurredAt", e.data, e.machine
     from unnest($1::smallint[], $2::bigint[]) as k (bucket, participant_id)
     join journey.event e on e.bucket = k.bucket and e.participant_id = k.participant_id and e.consumed_at is null
     order by e.occurred_at, e.id`,
    [participants.map((row) => row.bucket), participants.map((row) => row.id)],
  );
}

export async function consumeEvents(
  tx: Queryable,
  events: readonly { readonly bucket: number; readonly id: string }[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `update journey.event e set consumed_at = to_timestamp($3::float8 / 1000)
     from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)
     where e.bucket = k.bucket and e.id = k.id`,
    [events.map((event) => event.bucket), events.map((event) => event.id), now],
  );
}

export interface ParticipantMove {
  readonly bucket: number;
  readonly id: string;
  readonly place: Place;
  readonly timers: Timers;
  readonly status: "active" | "completed" | "exited";
  readonly endedAt: number | undefined;
  readonly endedReason: string | undefined;
  /** A custom event's payload, where one has come. */
  readonly event: unknown;
}

/** Writes where participants went, all in one statement. */
export async function moveParticipants(tx: Queryable, moves: readonly ParticipantMove[]): Promise<void> {
  if (moves.length === 0) return;
  const dueAt = moves.map(({ timers }) => {
    let earliest: number | null = null;
    for (const [due] of timers.values()) if (earliest === null || due < earliest) earliest = due;
    return earliest;
  });
  await tx.query(
    `update journey.participant p
     set place = k.place, timers = k.timers, due_at = to_timestamp(k.due_at / 1000), status = k.status,
         ended_at = to_timestamp(k.ended_at / 1000), ended_reason = k.ended_reason, event = coalesce(k.event::jsonb, p.event)
     from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::float8[], $8::text[], $9::text[])
       as k (bucket, id, place, timers, due_at, status, ended_at, ended_reason, event)
     where p.bucket = k.bucket and p.id = k.id`,
    [
      moves.map((move) => move.bucket),
      moves.map((move) => move.id),
      moves.map((move) => move.place),
      moves.map((move) => formatTimers(move.timers)),
      dueAt,
      moves.map((move) => move.status),
      moves.map((move) => move.endedAt ?? null),
      moves.map((move) => move.endedReason ?? null),
      moves.map((move) => (move.event === undefined ? null : JSON.stringify(move.event))),
    ],
  );
}

/** The earliest moment at which a participant of these journeys has something to do, epoch milliseconds. */
export async function earliestDue(db: Queryable, journeyIds: readonly number[]): Promise<number | undefined> {
  const [row] = await db.query<{ due: number | null }>(
    `select (extract(epoch from min(p.due_at)) * 1000)::float8 as due
     from generate_series(0, ${bucketCount - 1}) as b (bucket)
     cross join lateral (
       select due_at from journey.participant
       where bucket = b.bucket::smallint and due_at is not null and journey_id = any($1::int[])
       order by due_at limit 1
     ) p`,
    [[...journeyIds]],
  );
  return row?.due ?? undefined;
}
