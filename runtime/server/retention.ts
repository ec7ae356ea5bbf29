/** Lets what is old enough go: a little at a time, between everything else. */
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Database, Queryable } from "../store/database.ts";
import { bucketCount } from "../store/participants.ts";
import {
  type Buckets,
  dropCustomEvents,
  dropEvents,
  dropHits,
  dropLooseTraces,
  dropOldTests,
  dropRunLogs,
  dropTraceMonths,
  emptyMessages,
  rowsAtOnce,
} from "../store/retention.ts";

/** Days that things are kept; `forever`: they never go. */
export interface Retention {
  readonly traceDays: number | "forever";
  readonly eventDays: number | "forever";
  readonly messageDays: number | "forever";
  readonly hitDays: number | "forever";
  readonly logDays: number | "forever";
  readonly testDays: number | "forever";
}

export const defaultRetention: Retention = {
  traceDays: 730,
  eventDays: 730,
  messageDays: 365,
  hitDays: 90,
  logDays: 90,
  testDays: 30,
};

/** Buckets looked at together, at most; and the milliseconds below which there may be more, above which there are fewer. */
const widest = 64;
const shortLook = 250;
const longLook = 1_000;

const day = 24 * 3_600_000;

/**
 * @param signal ends it between two statements; what is left goes the next time
 * @returns how many rows went, a month of traces counting as one
 */
export async function dropOld(
  db: Database,
  clock: Clock,
  retention: Retention = defaultRetention,
  signal?: AbortSignal,
): Promise<number> {
  const now = clock.now();
  const before = (days: number | "forever"): number | undefined => (days === "forever" ? undefined : now - days * day);
  let gone = 0;
  const until = async (what: () => Promise<number>): Promise<void> => {
    while (!signal?.aborted) {
      const rows = await what();
      gone += rows;
      if (rows < rowsAtOnce) return;
    }
  };
  const byBucket: readonly (readonly [
    number | undefined,
    (db: Queryable, buckets: Buckets, before: number) => Promise<number>,
  ])[] = [
    [before(retention.eventDays), dropEvents],
    [before(retention.traceDays), dropLooseTraces],
    [before(retention.hitDays), dropHits],
    [before(retention.messageDays), emptyMessages],
    [before(retention.logDays), dropRunLogs],
  ];
  const months = before(retention.traceDays);
  if (months !== undefined && !signal?.aborted) gone += (await dropTraceMonths(db, months)).length;
  const events = before(retention.eventDays);
  if (events !== undefined) await until(() => dropCustomEvents(db, events));
  const tests = before(retention.testDays);
  if (tests !== undefined && !signal?.aborted) gone += await dropOldTests(db, tests);
  // Wider where there is little: no statement is to take long, and an empty database is looked through at once.
  let width = 1;
  for (let from = 0; from < bucketCount && !signal?.aborted; ) {
    const begun = performance.now();
    const buckets: Buckets = [from, Math.min(from + width, bucketCount) - 1];
    for (const [moment, drop] of byBucket) {
      if (moment !== undefined) await until(() => drop(db, buckets, moment));
    }
    from = buckets[1] + 1;
    const took = performance.now() - begun;
    width =
      took < shortLook ? Math.min(width * 2, widest) : took > longLook ? Math.max(1, Math.floor(width / 2)) : width;
    // Half of the time is everybody else's.
    await setTimeout(took, undefined, { ref: false });
  }
  return gone;
}
