/**
 * Notes what is about to be handed over, before it is: what dies leaves only those in doubt that were being said to the other side
 * at that moment. One row holds all that begins at the same time, and what has ended since the row before.
 */
import type { Database } from "../store/database.ts";
import {
  deleteHandovers,
  forgetSender,
  type HandoverEnd,
  type HandoverKey,
  insertHandover,
  lastHandover,
  stillHeld,
} from "../store/handovers.ts";
import type { SendResult } from "../store/messages.ts";
import { createGroupCommit } from "../tracking/group-commit.ts";

export interface Handovers {
  /** Says that this sender notes what it does. Before it claims anything. */
  open(): Promise<void>;
  /**
   * Durable when it returns.
   *
   * @throws NotOurs; what the database says: then nothing may be handed over
   */
  begin(message: HandoverKey): Promise<void>;
  /** The answer is known. It is written with the next message that begins, or with the result itself. */
  end(message: HandoverKey, result: SendResult): void;
  /** The results of these are committed. */
  settled(messages: readonly HandoverKey[]): void;
  /** Deletes rows of which everything is known, when there are enough of them. */
  tidy(): Promise<void>;
  /** @param holdsNothing no row is left */
  close(holdsNothing: boolean): Promise<void>;
}

/** The message is no longer this sender's: it was taken for dead meanwhile. */
export class NotOurs extends Error {}

/** Milliseconds for which a row waits for others to begin: a server that takes mail in no time is given it a bit later. */
const gatherFor = 5;

/** Rows that are deleted together. */
const tidyAfter = 200;

/**
 * @param lanes messages that can be handed over at once, where that is limited: so many are waited for, since each row costs a wait
 * for the disk
 */
export function createHandovers(db: Database, sender: string, lanes: number): Handovers {
  /** Of the last row; undefined: there is none yet, as far as we know. */
  let last: number | undefined;
  let isOpen = false;
  let firstKept = 0;
  /** Somebody has taken this sender for dead: what it has may be another's by now. As long as nobody has, all is its own. */
  let isDoubted = false;
  let ended: HandoverEnd[] = [];
  /** The row of each that has begun and whose result is not committed, by its id. */
  const rows = new Map<string, number>();

  const begin = createGroupCommit<HandoverKey, boolean>({
    // One row after the other.
    lanes: 1,
    ...(lanes > 1 ? { gather: { count: lanes, pause: gatherFor } } : {}),
    async commit(messages) {
      const taken = ended.filter(({ id }) => rows.has(id));
      ended = [];
      try {
        const ours = await append(messages, taken);
        for (const { id } of messages) if (ours.has(id)) rows.set(id, last ?? 0);
        return messages.map(({ id }) => ours.has(id));
      } catch (error) {
        ended = [...taken, ...ended];
        throw error;
      }
    },
  });

  /** @returns the ids of those that may be handed over */
  async function append(messages: readonly HandoverKey[], ends: readonly HandoverEnd[]): Promise<ReadonlySet<string>> {
    for (;;) {
      const seq: number = (last ?? (await lastHandover(db, sender))) + 1;
      // After the number: whoever takes something away has taken the number before.
      const ours = isDoubted ? await stillHeld(db, sender, messages) : undefined;
      const begun = ours ? messages.filter(({ id }) => ours.has(id)) : messages;
      const wasDoubted = isDoubted;
      // Until the answer is heard.
      isDoubted = true;
      last = undefined;
      if (!(await insertHandover(db, sender, seq, begun, ends))) continue;
      isDoubted = wasDoubted;
      last = seq;
      return new Set(begun.map(({ id }) => id));
    }
  }

  return {
    async open() {
      if (!isOpen) await append([], []);
      isOpen = true;
    },
    async begin(message) {
      if (!(await begin(message))) throw new NotOurs("another sender has it by now");
    },
    end({ id, attempt }, result) {
      // Nobody knows: that is what the row says already.
      if (result.status === "unknown" || !rows.has(id)) return;
      const { externalId, parts } = result.status === "sent" ? result : {};
      ended.push({ id, attempt, ...(externalId === undefined ? {} : { externalId, parts }) });
    },
    settled(messages) {
      for (const { id } of messages) rows.delete(id);
    },
    async tidy() {
      // The last row stays: its number is what others stop this sender by.
      const keep = Math.min(last ?? 0, ...rows.values());
      if (keep - firstKept < tidyAfter) return;
      await deleteHandovers(db, sender, firstKept, keep);
      firstKept = keep;
    },
    async close(holdsNothing) {
      if (holdsNothing && last !== undefined) await forgetSender(db, sender);
    },
  };
}
