/**
 * A clock that all workers on one database share: the database's, carried on by this machine's steady timer in between.
 * However wrong a machine's own clock is, and whenever it jumps, no timer fires early by it and no deadline is missed by it.
 */
import type { Clock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { databaseTime } from "../store/workers.ts";

export interface DatabaseClock extends Clock {
  /** Sets it by the database's time, seen between two readings of `performance.now()`. */
  set(databaseNow: number, asked: number, answered: number): void;
}

/** A reading is off by at most half of the time that it took: a slow one says less than the timer does. */
const trustedRoundTrip = 250;
/** After so long any reading is better than none. */
const oldAfter = 60_000;

export async function openDatabaseClock(db: Database): Promise<DatabaseClock> {
  let offset = 0;
  let setAt = Number.NEGATIVE_INFINITY;
  const clock: DatabaseClock = {
    now: () => Math.round(performance.now() + offset),
    set(databaseNow, asked, answered) {
      if (answered - asked > trustedRoundTrip && answered - setAt < oldAfter) return;
      offset = databaseNow - (asked + answered) / 2;
      setAt = answered;
    },
  };
  let best: readonly [now: number, asked: number, answered: number] | undefined;
  for (let reading = 0; reading < 3; reading++) {
    const asked = performance.now();
    const now = await databaseTime(db);
    const answered = performance.now();
    if (!best || answered - asked < best[2] - best[1]) best = [now, asked, answered];
  }
  if (best) clock.set(...best);
  return clock;
}
