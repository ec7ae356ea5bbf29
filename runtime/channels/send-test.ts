/** One message to given addresses, to see what people would get. Nobody takes part, nothing is tracked or recorded. */
import { isMessage, type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { Problem, type RenderedMessage, renderMessage, renderText, smsParts } from "@journey/language";
import { type DataRecord, timezoneOf } from "../store/records.ts";
import type { Channel } from "./channel.ts";

export interface TestMessage {
  readonly node: MessageNode;
  readonly rendered: RenderedMessage;
  /** Of a text message: how many parts it takes. */
  readonly parts?: number;
}

/**
 * Fills a message in for a record.
 *
 * @param activity the name of a message in the journey
 * @param unsubscribeUrl what the way out leads to: a test unsubscribes nobody
 * @throws Problem `unknown-step`, `wrong-step`
 */
export function renderTest(
  graph: JourneyGraph,
  activity: string,
  record: DataRecord,
  { locale, unsubscribeUrl }: { readonly locale?: string | undefined; readonly unsubscribeUrl: string },
): TestMessage {
  const messages = graph.nodes.filter(isMessage);
  const node = messages.find((candidate) => candidate.id === activity);
  if (!node) {
    throw new Problem(
      "unknown-step",
      `The journey ${graph.name} has no message ${activity}.`,
      messages.length > 0 ? `It has: ${messages.map(({ id }) => id).join(", ")}.` : "It sends none.",
    );
  }
  if (node.kind === "push") {
    throw new Problem(
      "wrong-step",
      `${activity} is a push notification.`,
      "E-mails and text messages can be tested so.",
    );
  }
  const timezone = timezoneOf(graph, record);
  const template = templateFor(node, locale);
  // Links lead where they say: a tracked one belongs to a message that was sent.
  const links = template.links.map(({ url }) => renderText(url, record, timezone));
  const rendered = renderMessage(template, { record, links, unsubscribeUrl }, timezone);
  return { node, rendered, ...(node.kind === "sms" ? { parts: smsParts(rendered.text).parts } : {}) };
}

/** @returns what became of it, by address: undefined when it was handed over, else what is wrong */
export async function sendTest(
  { rendered }: TestMessage,
  channel: Channel,
  addresses: readonly string[],
  from: string,
  now: number,
): Promise<ReadonlyMap<string, string | undefined>> {
  const outcomes = new Map<string, string | undefined>();
  for (const [index, recipient] of addresses.entries()) {
    const result = await channel.send(
      {
        ...{ bucket: 0, id: `test-${index}`, recipient, attempt: 1 },
        from: rendered.from ?? from,
        text: rendered.text,
        ...(rendered.subject === undefined ? {} : { subject: `[Test] ${rendered.subject}` }),
        ...(rendered.html === undefined ? {} : { html: rendered.html }),
        ...(rendered.replyTo === undefined ? {} : { replyTo: rendered.replyTo }),
      },
      now,
    );
    outcomes.set(
      recipient,
      result.status === "sent" ? undefined : "error" in result ? result.error : "the recipient has said STOP",
    );
  }
  return outcomes;
}
