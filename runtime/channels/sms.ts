import { smsParts } from "@journey/language";
import type { SendResult } from "../store/messages.ts";
import { callbackOverrides } from "../tracking/twilio-signature.ts";
import { type Channel, deferred } from "./channel.ts";
import { readSmsNumber } from "./phone-number.ts";
import type { SmsBudget } from "./sms-budget.ts";
import { chooseSender, readSenders, type SmsSender, type SmsSenderSetting } from "./sms-senders.ts";
import { meaningOf } from "./twilio-errors.ts";

export interface SmsOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** In the order of preference: one of the recipient's country first, else the first. */
  readonly from?: readonly SmsSenderSetting[] | undefined;
  /** A Twilio messaging service, which chooses the sender itself. */
  readonly messagingServiceSid?: string | undefined;
  /** What may be spent; undefined: as much as it takes. */
  readonly budget?: SmsBudget | undefined;
  /** Told of a number that Twilio holds back because its owner has answered STOP. */
  readonly onOptOut?: ((number: string, now: number) => Promise<void>) | undefined;
  /** Another server with Twilio's API instead of Twilio itself: development and tests. */
  readonly apiUrl?: string | undefined;
}

/**
 * Text messages through Twilio.
 *
 * @throws Problem `wrong-sender` when a sender is none
 */
export function createSmsChannel(options: SmsOptions): Channel {
  const senders = readSenders([
    ...(options.messagingServiceSid === undefined ? [] : [options.messagingServiceSid]),
    ...(options.from ?? []),
  ]);
  // Loaded when the first message goes out: the SDK is large.
  const client = lazy(() => connect(options));
  return {
    name: "sms",
    source: "twilio",
    ...(options.budget ? { prepare: options.budget.admit } : {}),
    async send(message, now, begin): Promise<SendResult> {
      // What is found here costs nothing.
      const to = readSmsNumber(message.recipient);
      if (typeof to === "string") return { status: "failed", error: to };
      const sender = options.messagingServiceSid === undefined ? chooseSender(to, senders) : senders[0];
      if (!sender) return { status: "failed", error: "no sender number and no messaging service is set up" };
      const { parts } = smsParts(message.text);
      if (parts === 0) return { status: "failed", error: "the text is empty" };
      if (options.budget && !(await options.budget.isAdmitted(message))) {
        // It came between the look at what may be spent and now: the next round looks at it first.
        return { status: "deferred", error: "its price is not worked out yet", retryAt: now + 5_000 };
      }
      const { messages } = await client();
      await begin?.();
      try {
        const created = await messages.create({
          to: to.number,
          body: message.text,
          ...senderParameter(sender),
          ...(message.statusUrl === undefined ? {} : { statusCallback: `${message.statusUrl}${callbackOverrides}` }),
        });
        return { status: "sent", externalId: created.sid, parts };
      } catch (error) {
        const result = outcome(error as TwilioError, message.attempt, now);
        if (result.status === "suppressed") await options.onOptOut?.(to.number, now);
        return result;
      }
    },
    async close() {},
  };
}

function senderParameter({ kind, value }: SmsSender): { from: string } | { messagingServiceSid: string } {
  return kind === "service" ? { messagingServiceSid: value } : { from: value };
}

interface TwilioError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  /** Twilio's own code, or Node's for a connection that failed. */
  readonly code?: number | string;
}

function outcome(error: TwilioError, attempt: number, now: number): SendResult {
  const text = `${typeof error.code === "number" ? `${error.code}: ` : ""}${error.message}`.slice(0, 500);
  const meaning = meaningOf(error.code);
  if (meaning === "opt-out") return { status: "suppressed" };
  // Refused: Twilio has not taken it on, whatever the reason.
  if (error.status !== undefined && error.status < 500) {
    return error.status === 429 || meaning === "temporary"
      ? deferred(text, attempt, now)
      : { status: "failed", error: text };
  }
  // Nothing listened: nothing was taken on. Any other silence, and a server's own error, may hide an accepted message.
  if (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND") return deferred(text, attempt, now);
  return { status: "unknown", error: text };
}

async function connect({ accountSid, authToken, apiUrl }: SmsOptions) {
  const { default: twilio } = await import("twilio");
  if (apiUrl === undefined) return twilio(accountSid, authToken);
  const { RequestClient } = twilio;
  const other = new (class extends RequestClient {
    override request<Data>(request: Parameters<InstanceType<typeof RequestClient>["request"]>[0]) {
      const { pathname, search } = new URL(request.uri);
      return super.request<Data>({ ...request, uri: `${apiUrl}${pathname}${search}` } as never);
    }
  })();
  return twilio(accountSid, authToken, { httpClient: other });
}

function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
