/** Calls other services for `webhook` steps. */
import { createHash, createHmac } from "node:crypto";
import type { WebhookNode } from "@journey/compiler";
import { renderText } from "@journey/language";
import type { ClaimedMessage, SendResult } from "../store/messages.ts";
import type { DataRecord } from "../store/records.ts";
import { AddressRefused, createAddressGuard } from "./address-guard.ts";
import { deferred } from "./channel.ts";
import { createGuardedClient, type GuardedAnswer } from "./guarded-request.ts";
import { laterThan, retryAfter } from "./retry.ts";

export interface WebhookSettings {
  /** Addresses, ranges and hosts that may be called though they are not on the internet. */
  readonly allow?: readonly string[];
  /** What calls are signed with; undefined: they are not. */
  readonly secret?: string | undefined;
  /** By the webhook's name in the journey. */
  readonly named?: Readonly<Record<string, NamedWebhook>>;
}

export interface NamedWebhook {
  /** Headers with secrets in them, which no journey should show. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Instead of the common one. */
  readonly secret?: string | undefined;
  /** Milliseconds that the other service may take; otherwise 30 s. */
  readonly timeout?: number | undefined;
}

export interface Webhooks {
  /**
   * @param now epoch milliseconds: when a retry is counted from
   * @param begin see `Channel.send`
   */
  call(
    node: WebhookNode,
    record: DataRecord,
    message: ClaimedMessage,
    timezone: string,
    now: number,
    begin?: () => Promise<void>,
  ): Promise<SendResult>;
  close(): void;
}

const patience = 30_000;

/** Those that HTTP itself needs. */
const reserved = new Set(["host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"]);

/**
 * Calls once. An answer in the 200s is success; 408, 425, 429 and the 500s, and no answer at all, are tried again later;
 * any other answer is final. The same call carries the same `Idempotency-Key` whenever it is made.
 */
export function createWebhooks({ allow = [], secret, named = {} }: WebhookSettings = {}): Webhooks {
  const client = createGuardedClient(createAddressGuard(allow));
  return {
    async call(node, record, message, timezone, now, begin) {
      const own = named[node.of ?? node.id] ?? {};
      const key = `${message.bucket}-${message.id}`;
      const body = JSON.stringify(message.data ?? {});
      const given = node.headers.map(({ name, value }) => [name.toLowerCase(), renderText(value, record, timezone)]);
      const later = (error: string, after = 0) => retry(error, key, message.attempt, now, after);
      let answer: GuardedAnswer;
      await begin?.();
      try {
        answer = await client.request({
          url: renderText(node.url, record, timezone),
          method: node.method.toUpperCase(),
          headers: {
            "content-type": "application/json",
            "user-agent": "journey",
            ...Object.fromEntries(given.filter(([name]) => !reserved.has(name ?? ""))),
            ...lowerCased(own.headers ?? {}),
            "idempotency-key": key,
            ...signature(own.secret ?? secret, key, now, body),
          },
          body,
          timeout: own.timeout ?? patience,
        });
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return error instanceof AddressRefused || error instanceof TypeError
          ? { status: "failed", error: text }
          : later(text);
      }
      const { status, headers } = answer;
      if (status >= 200 && status < 300) return { status: "sent", externalId: key };
      if (status >= 300 && status < 400) {
        const place = headers.location === undefined ? "" : ` to ${headers.location.slice(0, 200)}`;
        return {
          status: "failed",
          error: `the answer was a redirect (${status})${place}, and redirects are not followed`,
        };
      }
      const error = `the answer was ${status}${answer.body === "" ? "" : `: ${answer.body.slice(0, 200)}`}`;
      const isForNow = status === 408 || status === 425 || status === 429 || status >= 500;
      return isForNow ? later(error, retryAfter(headers["retry-after"], now)) : { status: "failed", error };
    },
    close: () => client.close(),
  };
}

/**
 * Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body. The time lets the receiver
 * refuse what is played to it again.
 *
 * @param secret base64 behind `whsec_`, or any text
 */
function signature(secret: string | undefined, id: string, now: number, body: string): Record<string, string> {
  if (secret === undefined) return {};
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  const timestamp = Math.floor(now / 1000);
  const signed = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signed}` };
}

/** Up to a quarter earlier or later, so that calls which failed together don't come together again. */
function retry(error: string, key: string, attempt: number, now: number, atLeast: number): SendResult {
  const result = deferred(error, attempt, now);
  if (result.status !== "deferred") return result;
  const share = createHash("sha256").update(`${key} ${attempt}`).digest().readUInt32BE() / 2 ** 32;
  const wait = Math.round((result.retryAt - now) * (0.75 + share / 2));
  return laterThan({ ...result, retryAt: now + wait }, now + atLeast);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
