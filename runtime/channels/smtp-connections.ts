/**
 * A pool of SMTP connections that knows how far each message got. nodemailer's own pool reports a lost connection
 * without saying whether the text had been handed over by then, and that is what decides between trying again and not
 * knowing. Connecting, TLS, logging in and the protocol are nodemailer's.
 */
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { SmtpText } from "./smtp-text.ts";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first octet (port 465); otherwise STARTTLS where the server offers it. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** What this side calls itself (EHLO). */
  readonly name?: string | undefined;
}

export interface SmtpEnvelope {
  readonly from: string;
  readonly to: string;
}

export type SmtpOutcome =
  | { readonly kind: "accepted" }
  /** The server said no: for now (4xx) or for good (5xx). No code: it was never asked. */
  | {
      readonly kind: "refused";
      readonly permanent: boolean;
      readonly error: string;
      readonly code?: number;
      /** It refused the login: what is wrong is not the message. */
      readonly isLogin?: boolean;
    }
  /** No answer. `handedOver`: the text may have arrived. */
  | { readonly kind: "lost"; readonly handedOver: boolean; readonly error: string };

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
}

/** Up to `size` connections; messages beyond that wait for one. Connections are opened when needed and kept. */
export class SmtpConnections {
  readonly #idle: Lane[] = [];
  readonly #lanes = new Set<Lane>();
  readonly #waiting: ((lane: Lane) => void)[] = [];

  constructor(
    readonly server: SmtpServer,
    readonly size: number,
  ) {}

  /**
   * @param begin called when the server has said that it will take the text, or a few milliseconds before, and waited for
   * before the final dot
   * @throws what `begin` throws: the dot was not written then
   */
  async send(envelope: SmtpEnvelope, message: Buffer, begin?: () => Promise<void>): Promise<SmtpOutcome> {
    const lane = await this.#take();
    try {
      return await lane.send(envelope, message, begin);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(lane);
      else this.#idle.push(lane);
    }
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  async #take(): Promise<Lane> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#lanes.size < this.size) {
      const lane = new Lane(this.server);
      this.#lanes.add(lane);
      return lane;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** A server that answers an envelope faster than that (milliseconds) would have to wait until its message is noted. */
const fastAnswer = 20;

/** One connection at a time, opened again after it was lost. */
class Lane {
  #connection: SMTPConnection | undefined;
  /** Tells the message under way that its connection is gone. */
  #onLost: ((error: SmtpError) => void) | undefined;
  /** How long the server last took to answer an envelope, in milliseconds. */
  #answerTime = 0;

  constructor(readonly server: SmtpServer) {}

  async send(envelope: SmtpEnvelope, message: Buffer, begin?: () => Promise<void>): Promise<SmtpOutcome> {
    // A kept connection may have been closed by the server meanwhile: once more on a fresh one, if nothing was sent.
    const kept = this.#connection !== undefined;
    const outcome = await this.#attempt(envelope, message, begin);
    return kept && outcome.kind === "lost" && !outcome.handedOver ? this.#attempt(envelope, message, begin) : outcome;
  }

  close(): void {
    this.#connection?.quit();
    this.#connection = undefined;
  }

  #hangUp(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #attempt(
    envelope: SmtpEnvelope,
    message: Buffer,
    begin: (() => Promise<void>) | undefined,
  ): Promise<SmtpOutcome> {
    const text = new SmtpText(message, begin);
    try {
      const connection = this.#connection ?? (await this.#open());
      if (this.#answerTime < fastAnswer) text.begin();
      await new Promise<void>((resolve, reject) => {
        this.#onLost = reject;
        text.once("error", reject);
        connection.send({ from: envelope.from, to: [envelope.to] }, text, (error) =>
          error ? reject(error) : resolve(),
        );
      });
      return { kind: "accepted" };
    } catch (error) {
      if (text.heldBack !== undefined) {
        // In the middle of a text there is nothing else to say.
        this.#hangUp();
        throw text.heldBack;
      }
      return await this.#failed(error as SmtpError, text.handedOver);
    } finally {
      this.#answerTime = text.answerTime || this.#answerTime;
      text.destroy();
      this.#onLost = undefined;
    }
  }

  async #open(): Promise<SMTPConnection> {
    const { host, port, secure, auth, name } = this.server;
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      ...(name === undefined ? {} : { name }),
      // A password goes over no wire that others can read.
      requireTLS: auth !== undefined && !secure && !isLoopback(host),
      connectionTimeout: 15_000,
      greetingTimeout: 15_000,
      // RFC 5321, 4.5.3.2.6: after the final dot a server may take ten minutes to answer.
      socketTimeout: 600_000,
      // A server on this machine has no certificate that could be checked.
      tls: { rejectUnauthorized: !isLoopback(host) },
    });
    await new Promise<void>((resolve, reject) => {
      connection.once("error", reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    connection.removeAllListeners("error");
    const lost = (error?: Error) => {
      if (this.#connection === connection) this.#connection = undefined;
      this.#onLost?.((error as SmtpError | undefined) ?? new Error("Connection closed unexpectedly"));
    };
    connection.on("error", lost);
    connection.on("end", () => lost());
    if (auth) {
      await new Promise<void>((resolve, reject) => {
        connection.login({ credentials: { user: auth.user, pass: auth.pass } } as never, (error) =>
          error ? reject(error) : resolve(),
        );
      }).catch((error: unknown) => {
        connection.close();
        throw error;
      });
    }
    this.#connection = connection;
    return connection;
  }

  async #failed(error: SmtpError, handedOver: boolean): Promise<SmtpOutcome> {
    const text = error.message.replace(/\s+/g, " ").trim().slice(0, 500);
    const code = error.responseCode;
    if (code !== undefined && code >= 400) {
      await this.#reset(code);
      const isLogin = error.code === "EAUTH";
      return {
        kind: "refused",
        permanent: code >= 500 && !isLogin,
        error: text,
        code,
        ...(isLogin ? { isLogin } : {}),
      };
    }
    if (error.code === "EENVELOPE" || error.code === "EMESSAGE") {
      await this.#reset(0);
      return { kind: "refused", permanent: true, error: text };
    }
    this.#hangUp();
    return { kind: "lost", handedOver, error: text };
  }

  /** After a refusal the connection is good for the next message, unless the server closes it (421) or won't reset. */
  async #reset(code: number): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const isGood =
      code !== 421 && (await new Promise<boolean>((resolve) => connection.reset((error) => resolve(!error))));
    if (isGood) return;
    connection.close();
    if (this.#connection === connection) this.#connection = undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
