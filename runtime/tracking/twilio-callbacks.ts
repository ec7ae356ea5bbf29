/** What Twilio calls back: the status of a message, and text messages that come in. */
import type { IncomingHttpHeaders } from "node:http";
import { normalise } from "@journey/compiler";
import type { Clock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { lastMessageTo } from "../store/messages.ts";
import { suppress, unsuppress } from "../store/suppressions.ts";
import type { Tokens } from "./token.ts";
import type { Tracking } from "./tracking.ts";

export interface TwilioCallbacks {
  /** @returns the HTTP status to answer with */
  status(token: string, path: string, headers: IncomingHttpHeaders, form: Record<string, string>): Promise<number>;
  incoming(path: string, headers: IncomingHttpHeaders, form: Record<string, string>): Promise<number>;
}

export interface TwilioCallbackOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly tracking: Tracking;
  readonly authToken: string;
  /** The address that Twilio was given: what its signature covers. Read at each call: a free port is known late. */
  readonly publicUrl: string;
}

/** https://help.twilio.com/articles/223134027: what Twilio takes for an opt-out and an opt-in. */
const stopWords = new Set(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"]);
const startWords = new Set(["start", "yes", "unstop"]);

export function createTwilioCallbacks(options: TwilioCallbackOptions): TwilioCallbacks {
  const { db, clock, tokens, tracking, authToken } = options;

  async function isSigned(path: string, headers: IncomingHttpHeaders, form: Record<string, string>): Promise<boolean> {
    const signature = headers["x-twilio-signature"];
    if (typeof signature !== "string") return false;
    const { default: twilio } = await import("twilio");
    return twilio.validateRequest(authToken, signature, `${options.publicUrl}${path}`, form);
  }

  return {
    async status(token, path, headers, form) {
      if (!(await isSigned(path, headers, form))) return 403;
      const message = tokens.read("status", token);
      if (!message) return 404;
      const { MessageStatus: status, ErrorCode: code } = form;
      if (status === "delivered") await tracking.reported(message, "delivered", "twilio");
      if (status === "failed" || status === "undelivered") {
        await tracking.reported(message, "bounced", "twilio", { code });
      }
      return 204;
    },

    async incoming(path, headers, form) {
      if (!(await isSigned(path, headers, form))) return 403;
      const from = normalise(form.From ?? "", "phone");
      const word = (form.Body ?? "").trim().toLowerCase();
      const answered = await lastMessageTo(db, from, "sms");
      const message = answered && { bucket: answered.bucket, messageId: answered.id };
      if (stopWords.has(word)) {
        await suppress(db, from, "unsubscribed", "text message", clock.now());
        if (message) await tracking.reported(message, "unsubscribed", "twilio");
      } else if (startWords.has(word)) {
        await unsuppress(db, from);
      } else if (message) {
        await tracking.reported(message, "replied", "twilio", { sid: form.MessageSid });
      }
      return 200;
    },
  };
}
