import { smsParts } from "@journey/language";
import { parsePhoneNumberFromString } from "libphonenumber-js";
import type { SendResult } from "../store/messages.ts";
import { type Channel, deferred } from "./channel.ts";

export interface SmsOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Sender numbers in E.164, in the order of preference: one of the recipient's country first, else the first. */
  readonly from?: readonly string[] | undefined;
  /** A Twilio messaging service, which chooses the sender itself. */
  readonly messagingServiceSid?: string | undefined;
  /** Another server with Twilio's API instead of Twilio itself: development and tests. */
  readonly apiUrl?: string | undefined;
}

/** Text messages through Twilio. */
export function createSmsChannel(options: SmsOptions): Channel {
  // Loaded when the first message goes out: the SDK is large.
  const client = lazy(() => connect(options));
  return {
    name: "sms",
    source: "twilio",
    async send(message, now): Promise<SendResult> {
      const number = parsePhoneNumberFromString(message.recipient);
      // Found here it costs nothing.
      if (!number?.isValid()) return { status: "failed", error: `${message.recipient} is no phone number in E.164` };
      const from = senderFor(number.countryCallingCode, options.from ?? []);
      if (from === undefined && options.messagingServiceSid === undefined) {
        return { status: "failed", error: "no sender number and no messaging service is set up" };
      }
      const { messages } = await client();
      try {
        const created = await messages.create({
          to: number.number,
          body: message.text,
          ...(options.messagingServiceSid === undefined
            ? { from: from ?? "" }
            : { messagingServiceSid: options.messagingServiceSid }),
          ...(message.statusUrl === undefined ? {} : { statusCallback: message.statusUrl }),
        });
        return { status: "sent", externalId: created.sid, parts: smsParts(message.text).parts };
      } catch (error) {
        return outcome(error as TwilioError, message.attempt, now);
      }
    },
    async close() {},
  };
}

interface TwilioError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  /** Twilio's own code, https://www.twilio.com/docs/api/errors */
  readonly code?: number | string;
}

function outcome(error: TwilioError, attempt: number, now: number): SendResult {
  const text = `${typeof error.code === "number" ? `${error.code}: ` : ""}${error.message}`.slice(0, 500);
  // 21610: the recipient answered STOP.
  if (error.code === 21610) return { status: "suppressed" };
  if (error.status === 429) return deferred(text, attempt, now);
  if (error.status !== undefined && error.status < 500) return { status: "failed", error: text };
  // Nothing listened: nothing was taken on. Any other silence, and a server's own error, may hide an accepted message.
  if (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND") return deferred(text, attempt, now);
  return { status: "unknown", error: text };
}

function senderFor(countryCallingCode: string, numbers: readonly string[]): string | undefined {
  const ofCountry = numbers.find(
    (number) => parsePhoneNumberFromString(number)?.countryCallingCode === countryCallingCode,
  );
  return ofCountry ?? numbers[0];
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
