/** The hot statements on participants: claiming what is due, reading what came in, writing where they went. */
import type { TimerId, TraceState } from "@journey/compiler";
import type { Queryable } from "./database.ts";
import type { EventType } from "./events.ts";

/** Participants spread over this many buckets, for ever: the bucket is part of every key. */
export const bucketCount = 256;

/** The bucket of a participant's key, as SQL. Stable across versions of PostgreSQL and equal on PGlite. */
export function bucketSql(key: string): string {
  return `(hashtextextended(${key}, 0) & ${bucketCount - 1})::smallint`;
}

/** Due and since, epoch milliseconds; `since` is the moment the timer counts from. */
export type StoredTimers = Readonly<Record<TimerId, readonly [due: number, since: number]>>;

export interface ClaimedParticipant {
  readonly bucket: number;
  readonly id: string;
  readonly journeyId: number;
  readonly versionId: number;
  readonly recordId: string;
  /** The number in `machine_state`; 0 = not entered yet. */
  readonly state: number;
  readonly timers: StoredTimers;
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
 */
export async function claimParticipants(
  tx: Queryable,
  journeyIds: readonly number[],
  buckets: readonly [from: number, to: number],
  now: number,
  limit: number,
): Promise<ClaimedParticipant[]> {
  return tx.query<{
    bucket: number;
    id: string;
    journeyId: number;
    versionId: number;
    recordId: string;
    state: number;
    timers: StoredTimers;
    enteredAt: number;
    payload: unknown;
    event: unknown;
  }>(
    `select p.bucket, p.id::text as id, p.journey_id as "journeyId", p.version_id as "versionId",
            p.record_id as "recordId", p.state, p.timers, p.payload, p.event,
            (extract(epoch from p.entered_at) * 1000)::float8 as "enteredAt"
     from generate_series($2::int, $3::int) as b (bucket)
     cross join lateral (
       select * from journey.participant
       where bucket = b.bucket::smallint and due_at <= to_timestamp($4::float8 / 1000)
         and journey_id = any($1::int[])
       order by due_at limit $5
       for update skip locked
     ) p
     limit $5`,
    [[...journeyIds], buckets[0], buckets[1], now, limit],
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
  readonly state: number;
  readonly timers: StoredTimers;
  readonly status: "active" | "completed" | "exited";
  readonly endedAt: number | undefined;
  readonly endedReason: string | undefined;
  /** A custom event's payload, where one has come. */
  readonly event: unknown;
}

/** Writes where participants went, all in one statement. */
export async function moveParticipants(tx: Queryable, moves: readonly ParticipantMove[]): Promise<void> {
  if (moves.length === 0) return;
  const dueAt = moves.map((move) => {
    const times = Object.values(move.timers).map(([due]) => due);
    return times.length === 0 ? null : Math.min(...times);
  });
  await tx.query(
    `update journey.participant p
     set state = k.state, timers = k.timers::jsonb, due_at = to_timestamp(k.due_at / 1000), status = k.status,
         ended_at = to_timestamp(k.ended_at / 1000), ended_reason = k.ended_reason, event = coalesce(k.event::jsonb, p.event)
     from unnest($1::smallint[], $2::bigint[], $3::int[], $4::text[], $5::float8[], $6::text[], $7::float8[], $8::text[], $9::text[])
       as k (bucket, id, state, timers, due_at, status, ended_at, ended_reason, event)
     where p.bucket = k.bucket and p.id = k.id`,
    [
      moves.map((move) => move.bucket),
      moves.map((move) => move.id),
      moves.map((move) => move.state),
      moves.map((move) => JSON.stringify(move.timers)),
      dueAt,
      moves.map((move) => move.status),
      moves.map((move) => move.endedAt ?? null),
      moves.map((move) => move.endedReason ?? null),
      moves.map((move) => (move.event === undefined ? null : JSON.stringify(move.event))),
    ],
  );
}

export interface NewTrace {
  readonly bucket: number;
  readonly participantId: string;
  readonly journeyId: number;
  readonly versionId: number;
  readonly activity: string;
  readonly state: TraceState;
  readonly reason: string | undefined;
  readonly at: number;
}

export async function insertTraces(tx: Queryable, traces: readonly NewTrace[], now: number): Promise<void> {
  if (traces.length === 0) return;
  await tx.query(
    `insert into journey.trace (bucket, participant_id, journey_id, version_id, activity, state, reason, at, recorded_at)
     select bucket, participant_id, journey_id, version_id, activity, state, reason, to_timestamp(at / 1000),
            to_timestamp($9::float8 / 1000)
     from unnest($1::smallint[], $2::bigint[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::float8[])
       with ordinality as k (bucket, participant_id, journey_id, version_id, activity, state, reason, at, position)
     order by position`,
    [
      traces.map((trace) => trace.bucket),
      traces.map((trace) => trace.participantId),
      traces.map((trace) => trace.journeyId),
      traces.map((trace) => trace.versionId),
      traces.map((trace) => trace.activity),
      traces.map((trace) => trace.state),
      traces.map((trace) => trace.reason ?? null),
      traces.map((trace) => trace.at),
      now,
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
