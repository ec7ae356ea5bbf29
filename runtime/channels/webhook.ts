/** Calls other services for `webhook` steps. */
import type { WebhookNode } from "@journey/compiler";
import { renderText } from "@journey/language";
import type { ClaimedMessage, SendResult } from "../store/messages.ts";
import type { DataRecord } from "../store/records.ts";
import { deferred } from "./channel.ts";

/** Milliseconds that another service may take. */
const patience = 30_000;

/**
 * Calls once. An answer in the 200s is success; 408, 425, 429 and the 500s, and no answer at all, are tried again later;
 * any other answer is final. The same call carries the same `Idempotency-Key` whenever it is made.
 *
 * @param now epoch milliseconds: when a retry is counted from
 */
export async function callWebhook(
  node: WebhookNode,
  record: DataRecord,
  message: ClaimedMessage,
  timezone: string,
  now: number,
): Promise<SendResult> {
  const key = `${message.bucket}-${message.id}`;
  let response: Response;
  try {
    response = await fetch(renderText(node.url, record, timezone), {
      method: node.method.toUpperCase(),
      redirect: "error",
      signal: AbortSignal.timeout(patience),
      headers: {
        "content-type": "application/json",
        "idempotency-key": key,
        ...Object.fromEntries(node.headers.map(({ name, value }) => [name, renderText(value, record, timezone)])),
      },
      body: JSON.stringify(message.data ?? {}),
    });
    await response.arrayBuffer();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return deferred(cause instanceof Error ? cause.message : String(cause), message.attempt, now);
  }
  if (response.ok) return { status: "sent", externalId: key };
  const { status } = response;
  const error = `the answer was ${status}`;
  const isForNow = status === 408 || status === 425 || status === 429 || status >= 500;
  return isForNow ? deferred(error, message.attempt, now) : { status: "failed", error };
}
