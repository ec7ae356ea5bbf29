/**
 * What was put into the outbox, by recipient: what caps count (docs/semantics.md, 3.7), whichever journey it is from and
 * whoever of several people with one address it is for.
 */
import type { Cap } from "@journey/language";
import { later } from "./virtual-journey.ts";

interface SentMessage {
  readonly channel: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Names one execution of a message for one entry of somebody. */
export function executionKey(journey: number, node: number, person: number, turn: number): string {
  return `${journey} ${node} ${person} ${turn}`;
}

export class SentMessages {
  readonly #byRecipient = new Map<string, SentMessage[]>();
  /** What has not been handed over yet. */
  readonly #waiting = new Map<string, { readonly recipient: string; readonly message: SentMessage }>();

  add(recipient: string, message: SentMessage, execution: string): void {
    const made = this.#byRecipient.get(recipient);
    if (made) made.push(message);
    else this.#byRecipient.set(recipient, [message]);
    this.#waiting.set(execution, { recipient, message });
  }

  /** What failed, or was never handed over, counts no more. */
  settle(execution: string, counts: boolean): void {
    const waiting = this.#waiting.get(execution);
    if (!waiting) return;
    this.#waiting.delete(execution);
    if (counts) return;
    const made = this.#byRecipient.get(waiting.recipient)!;
    made.splice(made.indexOf(waiting.message), 1);
  }

  /** How many count for a cap at a moment. */
  count(recipient: string, cap: Cap, at: number): number {
    return this.#counted(recipient, cap, at).length;
  }

  /**
   * The moment at which all of these caps have room again.
   *
   * @returns undefined: they have it now
   */
  fullUntil(recipient: string, caps: readonly Cap[], at: number): number | undefined {
    let latest: number | undefined;
    for (const cap of caps) {
      const counted = this.#counted(recipient, cap, at);
      const nth = counted[counted.length - cap.count];
      if (nth) latest = Math.max(latest ?? 0, later(nth.at, cap.per, "UTC"));
    }
    return latest;
  }

  #counted(recipient: string, { channel, per }: Cap, at: number): readonly SentMessage[] {
    const made = this.#byRecipient.get(recipient);
    if (!made) return [];
    const from = later(at, { ...per, amount: -per.amount }, "UTC");
    return made.filter((each) => (channel === undefined || each.channel === channel) && each.at > from);
  }
}
