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

/** A first reading must not take longer than this, milliseconds; the clocks of two workers differ by at most so much. */
const trustedRoundTrip = 250;
const readingsAtMost = 40;
/** What a steady timer and the database's clock may drift apart, milliseconds per millisecond: what NTP corrects at most. */
const drift = 0.000_5;

export async function openDatabaseClock(db: Database): Promise<DatabaseClock> {
  let offset = 0;
  /** Half of the time that the reading took: it is off by no more. */
  let uncertainty = Number.POSITIVE_INFINITY;
  let setAt = 0;
  const clock: DatabaseClock = {
    now: () => Math.round(performance.now() + offset),
    set(databaseNow, asked, answered) {
      const read = databaseNow - (asked + answered) / 2;
      const mayBeOff = (answered - asked) / 2;
      const isOff = uncertainty + (answered - setAt) * drift;
      // A worse reading says nothing new, unless both can't be right: then somebody has set the database's clock.
      if (mayBeOff > isOff && Math.abs(read - offset) <= mayBeOff + isOff) return;
      offset = read;
      uncertainty = mayBeOff;
      setAt = answered;
    },
  };
  for (let reading = 0; reading < 3 || (uncertainty > trustedRoundTrip / 2 && reading < readingsAtMost); reading++) {
    const asked = performance.now();
    const now = await databaseTime(db);
    clock.set(now, asked, performance.now());
  }
  return clock;
}
