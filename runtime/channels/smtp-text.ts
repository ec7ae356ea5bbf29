import { Readable } from "node:stream";

/** Bytes that are given to a connection at once: when the end is written, no more than that can still be unsent. */
const pieceSize = 16_384;

/** How long the end waits for news of a broken connection, in milliseconds. */
const shortestPause = 2;
const longestPause = 100;

/**
 * A message's text on its way to a server, its end a moment behind the rest. The moment is as long as this server takes
 * to answer: a connection that breaks while the text is under way is noticed before the final dot is written, and so
 * leaves no doubt whether the message was taken. In the same moment it is noted that the dot is about to be written.
 */
export class SmtpText extends Readable {
  /** The final dot is written: from here on the message may have been accepted. */
  handedOver = false;
  /** Why the final dot is not written: `begin` has failed. */
  heldBack: unknown;
  readonly #message: Buffer;
  readonly #begin: (() => Promise<void>) | undefined;
  readonly #madeAt = performance.now();
  /** How long the server took to answer the envelope, in milliseconds. */
  answerTime = 0;
  #position = 0;
  #pause: NodeJS.Timeout | undefined;
  #beginning: Promise<void> | undefined;

  /** @param begin called when the server has answered the envelope, at the latest, and waited for before the final dot */
  constructor(message: Buffer, begin?: () => Promise<void>) {
    super({ highWaterMark: pieceSize });
    this.#message = message;
    this.#begin = begin;
  }

  /** Notes that the end is near, where that takes longer than the server. Otherwise it is noted when the text is asked for. */
  begin(): void {
    if (this.#beginning) return;
    this.#beginning = this.#begin?.();
    this.#beginning?.catch((error: unknown) => {
      this.heldBack = error ?? new Error("not begun");
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  }

  override _read(): void {
    // The first piece is asked for when the server has answered the envelope.
    if (this.#position === 0) {
      this.answerTime = performance.now() - this.#madeAt;
      this.begin();
    }
    if (this.#position < this.#message.length) {
      const from = this.#position;
      this.#position += pieceSize;
      this.push(this.#message.subarray(from, this.#position));
      return;
    }
    this.#pause ??= setTimeout(
      () => void this.#end(),
      Math.min(Math.max(this.answerTime, shortestPause), longestPause),
    );
  }

  async #end(): Promise<void> {
    try {
      await this.#beginning;
    } catch {
      return;
    }
    // The connection may have been lost meanwhile.
    if (this.destroyed) return;
    this.handedOver = true;
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#pause);
    done(error);
  }
}
