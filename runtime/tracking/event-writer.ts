/**
 * Writes events down, those that come at the same time in one transaction: while one is under way the next ones gather. A
 * thousand opens a second cost a few dozen commits, and each caller still knows that its own is durable when it is answered.
 */
import { Problem } from "@journey/language";
import type { Database } from "../store/database.ts";
import { type IncomingEvent, recordEvents } from "../store/events.ts";

export interface EventWriter {
  /**
   * Durable when this returns.
   *
   * @param now epoch milliseconds
   * @throws Problem `overloaded` when more wait than can be written soon
   */
  write(event: IncomingEvent, now: number): Promise<void>;
}

interface Waiting {
  readonly event: IncomingEvent;
  readonly now: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** One may wait for a participant that is being moved; the other goes on. */
const transactionsAtOnce = 2;
const most = 500;
/** Some seconds' worth: who comes then is better told to come again. */
const queueLimit = 5_000;

export function createEventWriter(db: Database): EventWriter {
  const waiting: Waiting[] = [];
  let underWay = 0;

  async function writeAll(batch: readonly Waiting[]): Promise<void> {
    const now = Math.max(...batch.map((each) => each.now));
    await db.transaction((tx) =>
      recordEvents(
        tx,
        batch.map(({ event }) => event),
        now,
      ),
    );
  }

  async function next(): Promise<void> {
    const batch = waiting.splice(0, most);
    underWay++;
    try {
      await writeAll(batch);
      for (const { done } of batch) done();
    } catch (error) {
      // One that the database refuses must not cost the others; the connection's loss is everybody's.
      if (batch.length === 1) batch[0]?.failed(error);
      else for (const each of batch) await writeAll([each]).then(each.done, each.failed);
    } finally {
      underWay--;
      start();
    }
  }

  function start(): void {
    while (waiting.length > 0 && underWay < (db.backend.shared ? transactionsAtOnce : 1)) void next();
  }

  return {
    write(event, now) {
      if (waiting.length >= queueLimit) {
        return Promise.reject(
          new Problem("overloaded", "More comes in than can be written down.", "Try again in a moment."),
        );
      }
      return new Promise((done, failed) => {
        waiting.push({ event, now, done, failed });
        // Those that arrive in the same turn of the event loop go together.
        setImmediate(start);
      });
    },
  };
}
