/** This process among the others on its database: it says that it is alive, and knows how long the others believe it. */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import { Problem } from "@journey/language";
import type { Database } from "../store/database.ts";
import { newestMigration } from "../store/migrate.ts";
import { beat, leave } from "../store/workers.ts";
import type { DatabaseClock } from "./database-clock.ts";

export interface WorkerOptions {
  readonly db: Database;
  /** Where it can be set, every heartbeat sets it. */
  readonly clock: Partial<Pick<DatabaseClock, "set">>;
  /** Milliseconds without a heartbeat after which a worker is taken for dead. */
  readonly lease: number;
  /** Called once when the database was brought to a state that this release must not work on. */
  readonly onRefused: (problem: Problem) => void;
}

export interface Worker {
  readonly id: string;
  /** The others take it for alive, so what it sends is not looked after by them. */
  readonly isBelieved: boolean;
  /**
   * It has been seen without a gap for a lease's length: whoever else is alive has had the time to say so since the database
   * or the way to it was away.
   */
  readonly isSteady: boolean;
  /** Says that no more is begun. */
  drain(): Promise<void>;
  /** @param holdsNothing leaves no trace; otherwise the others look after what it was doing */
  close(holdsNothing: boolean): Promise<void>;
}

/** Heartbeats in a lease: some may be lost. */
const beatsPerLease = 6;

export async function startWorker({ db, clock, lease, onRefused }: WorkerOptions): Promise<Worker> {
  const host = hostname();
  const id = `${host}-${process.pid}-${randomBytes(4).toString("hex")}`;
  const schema = newestMigration();
  let draining = false;
  let closed = false;
  let refused = false;
  let believedUntil = Number.NEGATIVE_INFINITY;
  let steadySince = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const say = async (): Promise<void> => {
    const asked = performance.now();
    if (asked > believedUntil) steadySince = asked;
    const { now, refusedBy } = await beat(db, { id, host, pid: process.pid, schema, draining });
    // Counted from the asking: the database's own count begins later.
    believedUntil = Math.max(believedUntil, asked + lease);
    clock.set?.(now, asked, performance.now());
    if (refusedBy === undefined || refused) return;
    refused = true;
    onRefused(
      new Problem(
        "database-newer",
        `A newer release has brought the database to ${refusedBy}, which this one must not work on.`,
        "This process ends what it was doing and stops. Start the newer release in its place.",
      ),
    );
  };
  const keepSaying = (): void => {
    timer = setTimeout(() => {
      // One that gets no answer must not keep the next ones from being tried. What goes wrong is the working loops' to
      // report: they see the same database.
      Promise.race([say(), setTimeoutPromise(lease / 3, undefined, { ref: false })])
        .catch(() => {})
        .finally(() => closed || keepSaying());
    }, lease / beatsPerLease);
  };
  await say();
  keepSaying();

  return {
    id,
    get isBelieved() {
      return performance.now() < believedUntil;
    },
    get isSteady() {
      const now = performance.now();
      return now < believedUntil && now - steadySince > lease;
    },
    async drain() {
      draining = true;
      await say().catch(() => {});
    },
    async close(holdsNothing) {
      closed = true;
      clearTimeout(timer);
      if (holdsNothing) await leave(db, id).catch(() => {});
    },
  };
}
