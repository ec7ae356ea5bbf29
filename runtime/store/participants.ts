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
  /** Something has come in that was not looked at yet. */
  readonly hasEvents: boolean;
  /** A pixel or a link was fetched, and it was not judged yet. */
  readonly hasHits: boolean;
  /** Where the locked row lies in the table: the quickest way back to it. */
  readonly ctid: string;
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
  // A column at a time, as JSON: a row at a time costs the driver more than the database takes to find it.
  const [columns] = await tx.query<{ [Name in keyof ClaimedParticipant]: readonly ClaimedParticipant[Name][] | null }>(
    `select json_agg(p.ctid) as ctid, json_agg(p.bucket) as bucket, json_agg(p.id::text) as id, json_agg(p.journey_id) as "journeyId",
            json_agg(p.version_id) as "versionId", json_agg(p.record_id) as "recordId", json_agg(p.place) as place,
            json_agg(p.timers) as timers, json_agg(extract(epoch from p.entered_at) * 1000) as "enteredAt",
            case when count(p.payload) > 0 then json_agg(p.payload) end as payload,
            case when count(p.event) > 0 then json_agg(p.event) end as event,
            case when bool_or(p.has_events) then json_agg(p.has_events) end as "hasEvents",
            case when bool_or(p.has_hits) then json_agg(p.has_hits) end as "hasHits"
     from (
       select p.*,
              exists (select from journey.hit h
                      where h.bucket = p.bucket and h.participant_id = p.id and h.class is null) as has_hits
       from generate_series($2::int, $2::int + ${bucketCount - 1}) as b (bucket)
       cross join lateral (
         select ctid, * from journey.participant
         where bucket = (b.bucket % ${bucketCount})::smallint and due_at <= to_timestamp($3::float8 / 1000)
           and journey_id = any($1::int[])
         order by due_at limit $4
         for update skip locked
       ) p
       limit $4
     ) p`,
    [[...journeyIds], from, now, limit],
  );
  return (columns?.id ?? []).map((id, index) => ({
    bucket: columns!.bucket![index]!,
    id,
    journeyId: columns!.journeyId![index]!,
    versionId: columns!.versionId![index]!,
    recordId: columns!.recordId![index]!,
    place: columns!.place![index]!,
    timers: columns!.timers![index]!,
    enteredAt: columns!.enteredAt![index]!,
    payload: columns!.payload?.[index] ?? null,
    event: columns!.event?.[index] ?? null,
    hasEvents: columns!.hasEvents?.[index] ?? false,
    hasHits: columns!.hasHits?.[index] ?? false,
    ctid: columns!.ctid![index]!,
  }));
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
export async function loadUnconsumedEvents(
  tx: Queryable,
  participants: readonly ClaimedParticipant[],
): Promise<UnconsumedEvent[]> {
  if (participants.length === 0) return [];
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
  /** As {@link claimParticipants} found it. */
  readonly ctid: string;
  readonly place: Place;
  readonly timers: Timers;
  readonly status: "active" | "completed" | "exited";
  readonly endedAt: number | undefined;
  readonly endedReason: string | undefined;
  /** A custom event's payload, where one has come. */
  readonly event: unknown;
}

/**
 * Writes where participants went: those who go on in one statement, those who have ended in another.
 *
 * @param mayHaveEvents the batch itself may have brought events to those who are in it: they are not to be lost
 */
export async function moveParticipants(
  tx: Queryable,
  moves: readonly ParticipantMove[],
  now: number,
  mayHaveEvents: boolean,
): Promise<void> {
  const going = moves.filter(({ status }) => status === "active");
  if (going.length > 0) {
    const withEvent = going.some(({ event }) => event !== undefined);
    const write = (where: string, last: readonly string[]) =>
      tx.query<{ moved: number }>(
        `with moved as (
           update journey.participant p
           set place = k.place, timers = k.timers, due_at = to_timestamp(k.due_at / 1000), has_events = false
               ${withEvent ? ", event = coalesce(k.event::jsonb, p.event)" : ""}
           from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::tid[])
             as k (bucket, id, place, timers, due_at, event, ctid)
           where ${where} and p.bucket = k.bucket and p.id = k.id
           returning 1
         ) select count(*)::int as moved from moved`,
        [
          going.map((move) => move.bucket),
          going.map((move) => move.id),
          going.map((move) => move.place),
          going.map((move) => formatTimers(move.timers)),
          going.map((move) => earliestOf(move.timers)),
          withEvent ? going.map((move) => (move.event === undefined ? null : JSON.stringify(move.event))) : [],
          last,
        ],
      );
    // Where a row lies is known, unless the batch itself has written it meanwhile: then all are found by their keys.
    const [row] = await write(
      "p.ctid = k.ctid",
      going.map((move) => move.ctid),
    );
    if (row?.moved !== going.length) await write("true", []);
    if (mayHaveEvents) {
      await tx.query(
        `update journey.participant p set has_events = true, due_at = least(p.due_at, to_timestamp($3::float8 / 1000))
         from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)
         where p.bucket = k.bucket and p.id = k.id
           and exists (select from journey.event e
                       where e.bucket = p.bucket and e.participant_id = p.id and e.consumed_at is null)`,
        [going.map((move) => move.bucket), going.map((move) => move.id), now],
      );
    }
  }
  const ended = moves.filter(({ status }) => status !== "active");
  if (ended.length > 0) {
    await tx.query(
      `update journey.participant p
       set place = '', timers = '', due_at = null, status = k.status, ended_at = to_timestamp(k.ended_at / 1000),
           ended_reason = k.ended_reason, event = coalesce(k.event::jsonb, p.event)
       from unnest($1::smallint[], $2::bigint[], $3::text[], $4::float8[], $5::text[], $6::text[])
         as k (bucket, id, status, ended_at, ended_reason, event)
       where p.bucket = k.bucket and p.id = k.id`,
      [
        ended.map((move) => move.bucket),
        ended.map((move) => move.id),
        ended.map((move) => move.status),
        ended.map((move) => move.endedAt ?? null),
        ended.map((move) => move.endedReason ?? null),
        ended.map((move) => (move.event === undefined ? null : JSON.stringify(move.event))),
      ],
    );
  }
}

function earliestOf(timers: Timers): number | null {
  let earliest: number | null = null;
  for (const [due] of timers.values()) if (earliest === null || due < earliest) earliest = due;
  return earliest;
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
