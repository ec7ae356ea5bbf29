/** What Twilio calls back: the status of a message, and text messages that come in. */
import type { IncomingHttpHeaders } from "node:http";
import { normalise } from "@journey/compiler";
import { meaningOf, type TwilioMeaning } from "../channels/twilio-errors.ts";
import type { Clock } from "../clock.ts";
import { optIn, optOut } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { lastMessageTo } from "../store/messages.ts";
import { confirmHandover, failAfterHandover, type ReportedMessage, retryUndelivered } from "../store/sms-reports.ts";
import { isOptedOut } from "../store/suppressions.ts";
import { type OptOutWord, readOptOutWord } from "./opt-out-words.ts";
import type { Tokens } from "./token.ts";
import type { Tracking } from "./tracking.ts";
import { isSignedByTwilio } from "./twilio-signature.ts";

export interface TwilioCallbacks {
  /** @returns the HTTP status to answer with */
  status(token: string, path: string, headers: IncomingHttpHeaders, form: Record<string, string>): Promise<number>;
  incoming(path: string, headers: IncomingHttpHeaders, form: Record<string, string>): Promise<IncomingAnswer>;
}

export interface IncomingAnswer {
  /** The HTTP status to answer with. */
  readonly status: number;
  /** What to answer the phone; undefined: nothing. */
  readonly text?: string | undefined;
}

export interface TwilioCallbackOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly tracking: Tracking;
  readonly authToken: string;
  /** What HELP is answered with; undefined: Twilio's own answer is enough. */
  readonly help?: string | undefined;
  /** The address that Twilio was given: what its signature covers. Read at each call: a free port is known late. */
  readonly publicUrl: string;
}

const hour = 3_600_000;
/** Waits before a message that could not be delivered is sent again, by the attempt that failed. */
const redeliveryWaits = [hour, 6 * hour];

export function createTwilioCallbacks(options: TwilioCallbackOptions): TwilioCallbacks {
  const { db, clock, tokens, tracking, authToken } = options;

  const isSigned = (path: string, headers: IncomingHttpHeaders, form: Record<string, string>) =>
    isSignedByTwilio(authToken, `${options.publicUrl}${path}`, headers, form);

  async function undelivered(message: ReportedMessage, to: string, code: string | undefined): Promise<void> {
    const now = clock.now();
    // What nobody knows may pass.
    const meaning: TwilioMeaning = meaningOf(code) ?? "temporary";
    const error = `${code ?? "no code"}: not delivered (${meaning})`;
    switch (meaning) {
      case "bounce":
        await tracking.reported(message, "bounced", "twilio", { code, kind: meaning });
        return;
      case "opt-out":
        await optOut(db, normalise(to, "phone"), { origin: "Twilio", at: now });
        await tracking.reported(message, "unsubscribed", "twilio", { code });
        return;
      case "temporary": {
        const answer = await retryUndelivered(db, message, error, redeliveryWaits, now);
        if (answer === "enough") await tracking.reported(message, "bounced", "twilio", { code, kind: meaning });
        return;
      }
      // Not the number's fault: whoever bounces is often written to no more, and this would be everybody.
      case "blocked":
      case "set-up":
        await failAfterHandover(db, message, error, { code, kind: meaning }, now);
    }
  }

  return {
    async status(token, path, headers, form) {
      if (!(await isSigned(path, headers, form))) return 403;
      const named = tokens.read("status", token);
      const { MessageStatus: status, MessageSid: sid, ErrorCode: code, To: to } = form;
      if (!named || !sid || !status) return 404;
      const message = { bucket: named.bucket, messageId: named.messageId, sid };
      await confirmHandover(db, message, clock.now());
      if (status === "delivered" || status === "read") await tracking.reported(message, "delivered", "twilio");
      if (status === "failed" || status === "undelivered") await undelivered(message, to ?? "", code);
      return 204;
    },

    async incoming(path, headers, form) {
      if (!(await isSigned(path, headers, form))) return { status: 403 };
      const from = normalise(form.From ?? "", "phone");
      const text = form.Body ?? "";
      const at = clock.now();
      const answered = await lastMessageTo(db, from, "sms");
      const message = answered && { bucket: answered.bucket, messageId: answered.id };
      // With advanced opt-out, Twilio knows words that we don't, and has answered them.
      const known = readOptOutType(form.OptOutType);
      switch (known ?? readOptOutWord(text) ?? (await readYes(text, from))) {
        case "stop":
          await optOut(db, from, { origin: "text message", at, wording: text });
          if (message) await tracking.reported(message, "unsubscribed", "twilio");
          return { status: 200 };
        case "start":
          await optIn(db, from, { origin: "text message", at, wording: text });
          return { status: 200 };
        case "help":
          return { status: 200, text: known ? undefined : options.help };
        default:
          if (message) await tracking.reported(message, "replied", "twilio", { sid: form.MessageSid, text });
          return { status: 200 };
      }
    },
  };

  /** To Twilio "yes" is START; it is an answer, unless it comes from somebody who has said STOP. */
  async function readYes(text: string, from: string): Promise<OptOutWord | undefined> {
    return text.trim().toLowerCase() === "yes" && (await isOptedOut(db, from)) ? "start" : undefined;
  }
}

function readOptOutType(type: string | undefined): OptOutWord | undefined {
  return type === "STOP" ? "stop" : type === "START" ? "start" : type === "HELP" ? "help" : undefined;
}
