import type { SendResult } from "../store/messages.ts";
import type { SendLimit } from "../store/send-rates.ts";

/** A message ready to leave: rendered, with its links and addresses. */
export interface OutgoingMessage {
  readonly bucket: number;
  readonly id: string;
  readonly recipient: string;
  readonly from: string;
  readonly subject?: string;
  readonly html?: string;
  readonly text: string;
  /** E-mail: the addresses that bounces and answers come back to. */
  readonly envelopeFrom?: string;
  readonly replyTo?: string;
  readonly messageId?: string;
  readonly unsubscribeUrl?: string;
  /** Where a mail to unsubscribe by goes. */
  readonly unsubscribeAddress?: string;
  /** What Gmail sums complaints up by: step, journey, purpose, sender. */
  readonly feedbackId?: string;
  readonly purpose?: "marketing" | "transactional";
  /** Names the message towards a provider that reports what became of it. */
  readonly token?: string;
  /** Text messages: where the provider reports what became of it. */
  readonly statusUrl?: string;
  /** Push: where the device says what became of it; undefined for who is not tracked. */
  readonly reactionsUrl?: string | undefined;
  /** This attempt's number, from 1. */
  readonly attempt: number;
}

/** A way out of the house. It tries once and says what happened; retrying is the outbox's. */
export interface Channel {
  readonly name: "email" | "sms" | "push";
  /** Who says so, in the events of its results. */
  readonly source: string;
  /** Looks at what is about to be sent, before any of it is taken: what it may cost, say. */
  prepare?(now: number): Promise<void>;
  /** How many messages it can hand over at once, where that is limited. */
  readonly lanes?: number;
  /** The token buckets that a message takes a token from before it is sent; undefined: there are none. */
  readonly limitsFor?: (message: OutgoingMessage) => readonly SendLimit[];
  /**
   * @param now epoch milliseconds: when a retry is counted from
   * @param begin called before the first word after which the other side may have taken the message, and waited for; where it
   * throws, that word is not said
   */
  send(message: OutgoingMessage, now: number, begin?: () => Promise<void>): Promise<SendResult>;
  close(): Promise<void>;
}

const minute = 60_000;

/** Waits between attempts: 1, 5, 15 minutes, 1, 4, 12, 24 hours. After the last one a message has failed. */
const backOff = [1, 5, 15, 60, 240, 720, 1440].map((minutes) => minutes * minute);

/** A refusal for now: another attempt later, or failure when there were enough. */
export function deferred(
  error: string,
  attempt: number,
  now: number,
): Extract<SendResult, { status: "deferred" | "failed" }> {
  const wait = backOff[attempt - 1];
  return wait === undefined
    ? { status: "failed", error: `given up after ${attempt} attempts: ${error}` }
    : { status: "deferred", error, retryAt: now + wait };
}
