import { Readable } from "node:stream";

/** Bytes that are given to a connection at once: when the end is written, no more than that can still be unsent. */
const pieceSize = 16_384;

/** How long the end waits for news of a broken connection, in milliseconds. */
const shortestPause = 2;
const longestPause = 100;

/**
 * A message's text on its way to a server, its end a moment behind the rest. The moment is as long as this server takes
 * to answer: a connection that breaks while the text is under way is noticed before the final dot is written, and so
 * leaves no doubt whether the message was taken.
 */
export class SmtpText extends Readable {
  /** The final dot is written: from here on the message may have been accepted. */
  handedOver = false;
  readonly #message: Buffer;
  readonly #madeAt = performance.now();
  #answerTime = 0;
  #position = 0;
  #pause: NodeJS.Timeout | undefined;

  constructor(message: Buffer) {
    super({ highWaterMark: pieceSize });
    this.#message = message;
  }

  override _read(): void {
    // The first piece is asked for when the server has answered the envelope.
    if (this.#position === 0) this.#answerTime = performance.now() - this.#madeAt;
    if (this.#position < this.#message.length) {
      const from = this.#position;
      this.#position += pieceSize;
      this.push(this.#message.subarray(from, this.#position));
      return;
    }
    this.#pause ??= setTimeout(
      () => {
        this.handedOver = true;
        this.push(null);
      },
      Math.min(Math.max(this.#answerTime, shortestPause), longestPause),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#pause);
    done(error);
  }
}
