/** Sends what is in the outbox: claim, render, hand over, write down what became of it. */
import { randomUUID } from "node:crypto";
import {
  isMessage,
  type JourneyGraph,
  type MessageNode,
  type RunNode,
  templateFor,
  type WebhookNode,
} from "@journey/compiler";
import { Problem, renderMessage } from "@journey/language";
import type { Clock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { loadGraph } from "../store/journeys.ts";
import {
  type ClaimedMessage,
  claimMessages,
  commitResults,
  earliestAttempt,
  findAbandoned,
  giveBackUnheard,
  retryMessage,
  type SendResult,
  type SentMessage,
  senderLost,
} from "../store/messages.ts";
import { type DataRecord, loadRecords, timezoneOf } from "../store/records.ts";
import type { Tokens } from "../tracking/token.ts";
import { type Channel, deferred, type OutgoingMessage } from "./channel.ts";
import { callWebhook } from "./webhook.ts";

export interface OutboxOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly channels: readonly Channel[];
  readonly tokens: Tokens;
  /** Where tracked links and unsubscribe pages are reached, without a slash at its end. */
  readonly publicUrl: string;
  /** The mail domain that bounces and replies come back to. */
  readonly domain: string;
  /** The sender of messages that name none. */
  readonly from: string;
  /** Calls a function that a TypeScript file of the project exports, for `run`. */
  readonly runFunction?: (file: string, name: string, values: readonly unknown[]) => Promise<unknown>;
  /** Told once when a server can't be reached, and again only after it was. */
  readonly onProblem?: (problem: Problem) => void;
  /** Who sends, among several processes on one database. */
  readonly sender?: Sender;
}

/** A process that sends, and what the others know of it. */
export interface Sender {
  /** Names it in the outbox; no two processes share a name, not even one after the other. */
  readonly id: string;
  /** The others leave what it is sending alone. What has not begun when this ends is given back. */
  readonly isBelieved: boolean;
  /** It may judge whether another one is dead. */
  readonly isSteady: boolean;
  /** Milliseconds without a sign of life after which a sender is taken for dead. */
  readonly lease: number;
}

export interface Outbox {
  /** Sends all that is due at the clock's time, unless the signal ends it. @returns how many attempts were made */
  send(signal?: AbortSignal): Promise<number>;
  /** Writes results that could not be written before. @returns whether none is left */
  settle(): Promise<boolean>;
  /** When the next attempt is due, epoch ms; undefined: nothing to send. */
  nextDueAt(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Messages under way at once; a crash leaves at most this many in doubt. */
const batchSize = 50;

/** Longer than any provider's answer takes: what is being sent for longer by who gives no sign of life has lost its sender. */
const abandonedAfter = 15 * 60_000;

/** Milliseconds between two looks at what others have left behind. */
const lookAfter = 5_000;

export function createOutbox(options: OutboxOptions): Outbox {
  const { db, clock, channels } = options;
  const sender: Sender = options.sender ?? {
    id: `${process.pid}-${randomUUID()}`,
    isBelieved: true,
    isSteady: true,
    lease: abandonedAfter,
  };
  const graphs = new Map<number, JourneyGraph>();

  async function graphOf(versionId: number): Promise<JourneyGraph | undefined> {
    const known = graphs.get(versionId);
    if (known) return known;
    const graph = await loadGraph(db, versionId);
    if (graph) graphs.set(versionId, graph);
    return graph;
  }

  /** What to do with messages whose sender is gone: dropped for marketing, sent again where a doubt must not cost it. */
  async function recover(now: number): Promise<void> {
    const dropped: SentMessage[] = [];
    for (const message of await findAbandoned(db, now - abandonedAfter, sender.lease)) {
      const graph = await graphOf(message.versionId);
      if (graph && mustArrive(graph, message.activity)) await retryMessage(db, message, now);
      else
        dropped.push({
          message,
          source: "outbox",
          result: { status: "unknown", error: senderLost },
        });
    }
    if (dropped.length > 0) await commitResults(db, dropped, now);
  }

  async function attempt(message: ClaimedMessage, record: DataRecord | undefined, now: number): Promise<SentMessage> {
    const graph = await graphOf(message.versionId);
    const node = graph?.nodes.find((candidate) => candidate.id === message.activity);
    if (graph && node && (node.kind === "webhook" || node.kind === "run")) {
      const result = await call(options, message, graph, node, record, now);
      return { message, source: node.kind, result };
    }
    const channel = channels.find((candidate) => candidate.name === message.channel);
    const source = channel?.source ?? "outbox";
    const fail = (error: string): SentMessage => ({ message, source, result: { status: "failed", error } });
    if (!channel) return fail(`there is no way to send ${message.channel} messages: it is not set up`);
    if (!graph || !node || !isMessage(node)) return fail("the journey's version has no such message");
    if (!record) return fail("the record was deleted");
    if (node.purpose === "marketing" && !node.isInternal && message.suppressed) {
      return { message, source, result: { status: "suppressed" } };
    }
    let result: SendResult;
    try {
      result = await channel.send(compose(options, message, graph, node, record), now);
    } catch (error) {
      // Rendering or putting the message together failed: nothing was handed over.
      result = { status: "failed", error: error instanceof Error ? error.message : String(error) };
    }
    // The same doubt as when a sender ends while sending, and the same answer to it.
    if (result.status === "unknown" && node.purpose === "transactional") {
      result = deferred(result.error, message.attempt, now);
    }
    return { message, source, result };
  }

  const giveBack = (message: ClaimedMessage, why: string, retryAt: number): SentMessage => ({
    message,
    source: "outbox",
    result: { status: "deferred", error: why, retryAt, notBegun: true },
  });

  /** @throws what the database says, after all of them were given back */
  async function recordsFor(claimed: readonly ClaimedMessage[], now: number): Promise<Map<string, DataRecord>> {
    try {
      return await recordsOf(db, claimed, graphOf);
    } catch (error) {
      unwritten = claimed.map((message) => giveBack(message, "its record could not be read", now + lookAfter));
      await settle();
      throw error;
    }
  }

  /** All at once. What has not begun when the process ends, or when nobody believes in it any more, is given back. */
  function attemptAll(
    claimed: readonly ClaimedMessage[],
    records: Map<string, DataRecord>,
    now: number,
    signal: AbortSignal | undefined,
  ): Promise<SentMessage[]> {
    return Promise.all(
      claimed.map(async (message) => {
        if (signal?.aborted || !sender.isBelieved) return giveBack(message, "its sender ended", now);
        try {
          return await attempt(message, variablesOf(message, records.get(recordKey(message))), now);
        } catch (error) {
          // Before anything was handed over: what comes after that answers with a result.
          return { message, source: "outbox", result: deferred(String(error), message.attempt, now) };
        }
      }),
    );
  }

  let unreachable: string | undefined;

  /** A server that is down is said once, not for each message. */
  function notice(sent: readonly SentMessage[]): void {
    for (const { result } of sent) {
      if (result.status === "sent") unreachable = undefined;
      if (result.status !== "deferred" || result.unreachable === undefined || result.unreachable === unreachable)
        continue;
      unreachable = result.unreachable;
      options.onProblem?.(
        new Problem(
          "smtp-unreachable",
          `The mail server at ${unreachable} can't be reached: ${result.error}.`,
          "Is it running, and is its address right? The mails wait in the outbox and are tried again; nothing is lost.",
        ),
      );
    }
  }

  /** Results that are not in the database yet: it was away. They are worth more than anything else here. */
  let unwritten: readonly SentMessage[] = [];
  /** The answer to a claim may have been lost. */
  let maybeUnheard = false;
  let lookAt = 0;

  async function settle(): Promise<boolean> {
    if (unwritten.length > 0) await commitResults(db, unwritten, clock.now());
    unwritten = [];
    return true;
  }

  async function lookAfterOthers(): Promise<void> {
    const now = clock.now();
    if (!maybeUnheard && now < lookAt) return;
    await giveBackUnheard(db, sender.id, [], now);
    maybeUnheard = false;
    if (sender.isSteady) await recover(now);
    lookAt = now + Math.min(lookAfter, sender.lease);
  }

  async function claim(now: number): Promise<ClaimedMessage[]> {
    maybeUnheard = true;
    const claimed = await claimMessages(db, now, batchSize, sender.id);
    maybeUnheard = false;
    return claimed;
  }

  return {
    async send(signal) {
      let attempts = 0;
      for (;;) {
        // Nothing of ours is under way here: one batch after the other.
        await settle();
        await lookAfterOthers();
        const now = clock.now();
        if (signal?.aborted || !sender.isBelieved) return attempts;
        const claimed = await claim(now);
        if (claimed.length === 0) return attempts;
        const records = await recordsFor(claimed, now);
        const sent = await attemptAll(claimed, records, now, signal);
        unwritten = sent;
        await settle();
        notice(sent);
        attempts += claimed.length;
      }
    },
    settle,
    nextDueAt: () => earliestAttempt(db),
    async close() {
      await Promise.all(channels.map((channel) => channel.close()));
    },
  };
}

/** The record, and what events brought along. */
function variablesOf({ entry, event }: ClaimedMessage, record: DataRecord | undefined): DataRecord | undefined {
  return record && (entry || event) ? { ...record, entry, event } : record;
}

function recordKey(message: ClaimedMessage): string {
  return `${message.versionId}/${message.recordId}`;
}

async function recordsOf(
  db: Database,
  messages: readonly ClaimedMessage[],
  graphOf: (versionId: number) => Promise<JourneyGraph | undefined>,
): Promise<Map<string, DataRecord>> {
  const found = new Map<string, DataRecord>();
  for (const versionId of new Set(messages.map((message) => message.versionId))) {
    const graph = await graphOf(versionId);
    if (!graph) continue;
    const ids = messages.filter((message) => message.versionId === versionId).map((message) => message.recordId);
    for (const [id, record] of await loadRecords(db, graph.schema, graph.target, ids))
      found.set(`${versionId}/${id}`, record);
  }
  return found;
}

/** Whether a doubt must not cost it: then it is sent again, and the other side tells two of it apart by its key. */
function mustArrive(graph: JourneyGraph, activity: string): boolean {
  const node = graph.nodes.find((candidate) => candidate.id === activity);
  return node?.kind === "webhook" || (node !== undefined && isMessage(node) && node.purpose === "transactional");
}

/** Calls another service, or a function of the project. */
async function call(
  options: OutboxOptions,
  message: ClaimedMessage,
  graph: JourneyGraph,
  node: WebhookNode | RunNode,
  record: DataRecord | undefined,
  now: number,
): Promise<SendResult> {
  if (!record) return { status: "failed", error: "the record was deleted" };
  if (node.kind === "webhook") {
    return callWebhook(node, record, message, timezoneOf(graph, record), now);
  }
  const { runFunction } = options;
  if (!runFunction) return { status: "failed", error: "there is nothing set up that runs functions" };
  const values = node.arguments.map((value, index) =>
    value.kind === "this" ? record : (message.data?.[String(index)] ?? undefined),
  );
  try {
    await runFunction(node.file, node.function, values);
    return { status: "sent", externalId: `${node.function} ${message.id}` };
  } catch (error) {
    return { status: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

function compose(
  options: OutboxOptions,
  message: ClaimedMessage,
  graph: JourneyGraph,
  node: MessageNode,
  record: DataRecord,
): OutgoingMessage {
  const { tokens, publicUrl, domain } = options;
  const { bucket, id: messageId } = message;
  const token = (kind: "open" | "unsubscribe" | "bounce" | "reply" | "message" | "status") =>
    tokens.create({ kind, bucket, messageId });
  const tracked = !node.isInternal;
  const template = templateFor(node, message.locale);
  const unsubscribeUrl = `${publicUrl}/u/${token("unsubscribe")}`;
  const rendered = renderMessage(
    template,
    {
      record,
      links: template.links.map(
        (_, link) => `${publicUrl}/c/${tokens.create({ kind: "click", bucket, messageId, link })}`,
      ),
      unsubscribeUrl,
    },
    timezoneOf(graph, record),
  );
  const base = {
    bucket,
    id: messageId,
    recipient: message.recipient,
    attempt: message.attempt,
    from: rendered.from ?? options.from,
    text: rendered.text,
  };
  if (message.channel === "sms")
    return { ...base, statusUrl: `${publicUrl}/webhooks/twilio/status/${token("status")}` };
  return {
    ...base,
    subject: rendered.subject ?? "",
    ...(rendered.html === undefined
      ? {}
      : { html: tracked ? withPixel(rendered.html, `${publicUrl}/o/${token("open")}.gif`) : rendered.html }),
    envelopeFrom: `bounce+${token("bounce")}@${domain}`,
    replyTo: rendered.replyTo ?? `reply+${token("reply")}@${domain}`,
    messageId: `<${token("message")}@${domain}>`,
    ...(node.purpose === "marketing" && tracked ? { unsubscribeUrl } : {}),
  };
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:block;border:0">`;
  const end = html.toLowerCase().lastIndexOf("</body>");
  return end < 0 ? `${html}${pixel}` : `${html.slice(0, end)}${pixel}${html.slice(end)}`;
}
