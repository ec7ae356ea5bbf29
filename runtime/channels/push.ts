/** Push notifications to browsers: Web Push (RFC 8030), encrypted (RFC 8291), signed by VAPID (RFC 8292). */
import * as z from "zod";
import type { SendResult } from "../store/messages.ts";
import { AddressRefused, createAddressGuard } from "./address-guard.ts";
import { type Channel, deferred, type OutgoingMessage } from "./channel.ts";
import { createGuardedClient, type GuardedAnswer } from "./guarded-request.ts";
import { laterThan, retryAfter } from "./retry.ts";

export interface VapidKeys {
  /** Base64url: what a page gives to `pushManager.subscribe`. */
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PushOptions {
  readonly vapid: VapidKeys;
  /** Where a push service finds whoever sends: `mailto:…` or `https://…`. */
  readonly subject: string;
  /** Addresses, ranges and hosts that may be called though they are not on the internet. */
  readonly allow?: readonly string[];
  /** The subscription is gone for good. Durable when it returns. */
  readonly onGone: (message: OutgoingMessage) => Promise<void>;
}

/** What a browser's `PushSubscription` gives as JSON; a field of type `PushToken` holds its text. */
const subscriptionSchema = z.object({
  endpoint: z.url(),
  keys: z.object({ p256dh: z.string().min(80).max(100), auth: z.string().min(20).max(30) }),
});

/** Seconds that a push service keeps a notification for a device that is off. */
const timeToLive = 86_400;

/** RFC 8291, section 4: what is encrypted fits into 4,096 octets, and this is what is left for the text. */
const mostOctets = 3_993;

const patience = 30_000;

export function createPushChannel({ vapid, subject, allow = [], onGone }: PushOptions): Channel {
  const client = createGuardedClient(createAddressGuard(allow));
  return {
    name: "push",
    source: "push",
    async send(message, now, begin): Promise<SendResult> {
      const subscription = readSubscription(message.recipient);
      if (!subscription)
        return { status: "failed", error: "its device is no push subscription (the JSON that a browser gives)" };
      const payload = JSON.stringify({
        title: message.subject,
        body: message.text,
        // The same message shows once, also when it is sent twice.
        tag: `${message.bucket}-${message.id}`,
        data: { reactions: message.reactionsUrl },
      });
      if (Buffer.byteLength(payload) > mostOctets) {
        return {
          status: "failed",
          error: `it has ${Buffer.byteLength(payload)} octets, and a push service takes ${mostOctets}`,
        };
      }
      let answer: GuardedAnswer;
      await begin?.();
      try {
        const { default: webPush } = await import("web-push");
        const { endpoint, method, headers, body } = webPush.generateRequestDetails(subscription, payload, {
          vapidDetails: { subject, ...vapid },
          TTL: timeToLive,
          contentEncoding: "aes128gcm",
        });
        const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
        answer = await client.request({
          url: endpoint,
          method,
          headers: Object.fromEntries(given.filter(([name]) => name !== "content-length")),
          body,
          timeout: patience,
        });
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        const isFinal =
          error instanceof AddressRefused || error instanceof TypeError || /subscription|p256dh|auth/i.test(text);
        return isFinal ? { status: "failed", error: text } : deferred(text, message.attempt, now);
      }
      return resultOf(answer, message, now);
    },
    async close() {
      client.close();
    },
  };

  async function resultOf(answer: GuardedAnswer, message: OutgoingMessage, now: number): Promise<SendResult> {
    const { status, headers, body } = answer;
    if (status >= 200 && status < 300) {
      return { status: "sent", externalId: headers.location ?? `${message.bucket}-${message.id}` };
    }
    const error = `the push service answered ${status}${body === "" ? "" : `: ${body.slice(0, 200)}`}`;
    if (status === 404 || status === 410) {
      await onGone(message);
      return { status: "failed", error: "the subscription is gone" };
    }
    if (status === 429 || status >= 500) {
      return laterThan(deferred(error, message.attempt, now), now + retryAfter(headers["retry-after"], now));
    }
    return { status: "failed", error };
  }
}

function readSubscription(text: string): z.infer<typeof subscriptionSchema> | undefined {
  try {
    return subscriptionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A pair of keys: P-256, as VAPID wants them. */
export async function makeVapidKeys(): Promise<VapidKeys> {
  const { default: webPush } = await import("web-push");
  return webPush.generateVAPIDKeys();
}
