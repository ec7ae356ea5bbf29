/** Sends what is in the outbox: claim, render, hand over, write down what became of it. */
import { randomUUID } from "node:crypto";
import { isMessage, type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { Problem, renderMessage } from "@journey/language";
import type { Clock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { findDeadSenders, takeFromSender } from "../store/handovers.ts";
import { loadGraph } from "../store/journeys.ts";
import {
  type ClaimedMessage,
  claimMessages,
  commitResults,
  earliestAttempt,
  giveBackUnheard,
  retryMessage,
  type SendResult,
  type SentMessage,
  senderLost,
} from "../store/messages.ts";
import { type DataRecord, loadRecords, timezoneOf } from "../store/records.ts";
import type { SendLimit } from "../store/send-rates.ts";
import { untrackedAmong } from "../store/untracked.ts";
import { createGroupCommit } from "../tracking/group-commit.ts";
import type { UtmSettings } from "../tracking/link-target.ts";
import type { Tokens } from "../tracking/token.ts";
import { createCalls } from "./calls.ts";
import { type Channel, deferred, type OutgoingMessage } from "./channel.ts";
import { composeLinks } from "./compose-links.ts";
import { composeSmsText, type ShortLinkPlace } from "./compose-sms.ts";
import { createHandovers, NotOurs } from "./handovers.ts";
import { createOutboxLimits } from "./outbox-limits.ts";
import type { FunctionRunner } from "./run-function.ts";
import type { WebhookSettings } from "./webhook.ts";

export interface OutboxOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly channels: readonly Channel[];
  readonly tokens: Tokens;
  /** Where tracked links and unsubscribe pages are reached, without a slash at its end. */
  readonly publicUrl: string;
  /** Where the links of text messages lead; undefined: they are as long as in mails. */
  readonly shortLinks?: ShortLinkPlace | undefined;
  /** The mail domain that bounces and replies come back to. */
  readonly domain: string;
  /** The sender of messages that name none. */
  readonly from: string;
  /** Parameters for links' addresses. */
  readonly utm?: UtmSettings | undefined;
  /** Mail to `domain` comes back to this service: people may unsubscribe by mail, too. */
  readonly takesMail?: boolean;
  /** Calls a function that a TypeScript file of the project exports, for `run`. */
  readonly runFunction?: FunctionRunner | undefined;
  readonly webhooks?: WebhookSettings | undefined;
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

/** Messages under way at once, their results not yet committed, where nothing asks for more: see {@link Channel.lanes}. */
const leastUnderWay = 50;

/** How long a result waits for others to be committed with, in milliseconds. */
const commitPause = 100;

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
  const calls = createCalls(options);
  const limiter = createOutboxLimits(db, clock);
  const lanes = channels.reduce((sum, channel) => sum + (channel.lanes ?? 0), 0);
  const handovers = createHandovers(db, sender.id, lanes);
  // As many as are handed over at once, and as many again that are claimed or committed meanwhile.
  const mostUnderWay = Math.max(leastUnderWay, ...channels.map((channel) => 2 * (channel.lanes ?? 0)));
  const batchSize = mostUnderWay / 2;
  const graphs = new Map<number, JourneyGraph>();
  /** Whether somebody is not to be tracked: one question for all that are sent together. */
  const isUntracked = createGroupCommit<string, boolean>({
    async commit(addresses) {
      const untracked = await untrackedAmong(db, addresses);
      return addresses.map((address) => untracked.has(address));
    },
  });

  async function graphOf(versionId: number): Promise<JourneyGraph | undefined> {
    const known = graphs.get(versionId);
    if (known) return known;
    const graph = await loadGraph(db, versionId);
    if (graph) graphs.set(versionId, graph);
    return graph;
  }

  /**
   * What to do with messages whose sender is gone. What it had not begun goes back, what was taken is noted; of the rest nobody knows:
   * dropped for marketing, sent again where a doubt must not cost it.
   */
  async function recover(now: number): Promise<void> {
    for (const dead of await findDeadSenders(db, now - abandonedAfter, sender.lease)) {
      const known: SentMessage[] = [];
      for (const message of await takeFromSender(db, dead, now)) {
        const graph = await graphOf(message.versionId);
        const { taken, arrived } = message;
        // As its sender would have said it: one event, whoever is faster.
        const source = sourceOf(graph, message.activity);
        if (taken) {
          const { externalId, parts } = taken;
          const result = { status: "sent", externalId, ...(parts === undefined ? {} : { parts }) } as const;
          known.push({ message, source, result });
        } else if (arrived) known.push({ message, source, result: { status: "sent", externalId: "" } });
        else if (graph && mustArrive(graph, message.activity)) await retryMessage(db, message, now);
        else known.push({ message, source, result: { status: "unknown", error: senderLost } });
      }
      if (known.length > 0) await commitResults(db, known, now);
    }
  }

  function sourceOf(graph: JourneyGraph | undefined, activity: string): string {
    const kind = graph?.nodes.find((node) => node.id === activity)?.kind;
    return channels.find((channel) => channel.name === kind)?.source ?? kind ?? "outbox";
  }

  /**
   * @param isOver nothing is begun any more
   * @returns undefined: somebody else has the message by now
   */
  async function attempt(
    message: ClaimedMessage,
    record: DataRecord | undefined,
    now: number,
    isOver: () => boolean,
  ): Promise<SentMessage | undefined> {
    let held: unknown;
    let noted: Promise<void> = Promise.resolve();
    const sent = await tryOnce(message, record, now, isOver, () => {
      noted = handovers.begin(message);
      noted.catch((error: unknown) => {
        held = error;
      });
      return noted;
    });
    // The other side may have been faster, or gone.
    await noted.catch(() => {});
    // Nothing was handed over that could not be noted before.
    if (held instanceof NotOurs) return undefined;
    if (held !== undefined) return { ...sent, result: postponed(message, message.dueAt) };
    // Whether a function that failed has done something nobody knows: it is not called again.
    if (message.channel !== "run" || sent.result.status === "sent") handovers.end(message, sent.result);
    return sent;
  }

  /** @param begin says that from now on the other side may have it; it throws when that can't be said */
  async function tryOnce(
    message: ClaimedMessage,
    record: DataRecord | undefined,
    now: number,
    isOver: () => boolean,
    begin: () => Promise<void>,
  ): Promise<SentMessage> {
    const graph = await graphOf(message.versionId);
    const node = graph?.nodes.find((candidate) => candidate.id === message.activity);
    if (graph && node && (node.kind === "webhook" || node.kind === "run")) {
      const { kind } = node;
      if (isOver()) return { message, source: kind, result: postponed(message, now) };
      const result = await calls.call(message, graph, node, record, now, begin).catch((error: unknown): SendResult => {
        // A function is not called again: nobody knows how far it came.
        return kind === "run"
          ? { status: "unknown", error: String(error) }
          : deferred(String(error), message.attempt, now);
      });
      return { message, source: kind, result };
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
    let untracked: boolean;
    try {
      untracked = await isUntracked(message.recipient);
    } catch {
      return { message, source, result: postponed(message, message.dueAt) };
    }
    let result: SendResult;
    try {
      const outgoing = compose(options, message, graph, node, record, untracked);
      const limits = channel.limitsFor?.(outgoing) ?? [];
      const wait = await limitsPassed(limits, message);
      if (wait) return { message, source, result: wait };
      if (isOver()) return { message, source, result: postponed(message, now) };
      result = await channel.send(outgoing, now, begin);
      if (result.status === "deferred" && result.slowDown) await limiter.slowDown(limits).catch(() => {});
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

  /** @returns undefined: it may leave now */
  async function limitsPassed(limits: readonly SendLimit[], message: ClaimedMessage): Promise<SendResult | undefined> {
    try {
      const wait = await limiter.take(limits, message);
      return wait && { status: "postponed", ...wait };
    } catch {
      return postponed(message, message.dueAt);
    }
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

  /** Results to be committed. They outlive a failed commit: what a server has answered is not forgotten. */
  const results: SentMessage[] = [];
  /** Claimed, and not committed yet, by their ids. */
  const underWay = new Set<string>();
  /** The answer to a claim may have been lost. */
  let maybeUnheard = false;
  let lookAt = 0;
  /** Ends the wait for results. */
  let wake = () => {};

  async function claim(now: number): Promise<ClaimedMessage[]> {
    maybeUnheard = true;
    const claimed = await claimMessages(db, now, Math.min(batchSize, mostUnderWay - underWay.size), sender.id);
    maybeUnheard = false;
    for (const { id } of claimed) underWay.add(id);
    return claimed;
  }

  /**
   * Claims some, and sets them going. What has not begun when the process ends, or when nobody believes in it any more,
   * is given back.
   *
   * @returns how many there were
   */
  async function begin(signal: AbortSignal | undefined): Promise<number> {
    const now = clock.now();
    const isOver = () => signal?.aborted === true || !sender.isBelieved;
    const claimed = await claim(now);
    const records = await recordsOf(db, claimed, graphOf).catch((error: unknown) => {
      for (const message of claimed) {
        results.push({ message, source: "outbox", result: postponed(message, now + lookAfter) });
      }
      throw error;
    });
    for (const message of claimed) {
      void attempt(message, variablesOf(message, records.get(recordKey(message))), now, isOver)
        // Before anything was handed over: what comes after that answers with a result.
        .catch((error: unknown): SentMessage => {
          return { message, source: "outbox", result: deferred(String(error), message.attempt, now) };
        })
        .then((sent) => {
          if (sent) results.push(sent);
          else {
            // Should it be ours after all, nobody knows of it: it is given back then.
            underWay.delete(message.id);
            maybeUnheard = true;
          }
          wake();
        });
    }
    return claimed.length;
  }

  /** Waits until there are enough results for a commit, or a while after the first, or until nothing is under way. */
  async function gather(): Promise<void> {
    const enough = () => underWay.size === 0 || results.length >= Math.min(batchSize, underWay.size);
    if (enough()) return;
    await new Promise<void>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      wake = () => {
        if (enough()) {
          clearTimeout(timer);
          resolve();
        } else timer ??= setTimeout(resolve, commitPause);
      };
      if (results.length > 0) wake();
    });
    wake = () => {};
  }

  async function commit(): Promise<number> {
    const taken = results.splice(0, batchSize);
    if (taken.length === 0) return 0;
    try {
      await commitResults(db, taken, clock.now());
    } catch (error) {
      results.unshift(...taken);
      throw error;
    }
    for (const { message } of taken) underWay.delete(message.id);
    handovers.settled(taken.map(({ message }) => message));
    notice(taken);
    // A courtesy: what stays is deleted with the next ones.
    await handovers.tidy().catch(() => {});
    return taken.length;
  }

  /** What this process never heard that it had claimed, and what those have left behind that are gone. */
  async function lookAfterOthers(): Promise<void> {
    const now = clock.now();
    if (!maybeUnheard && now < lookAt) return;
    await giveBackUnheard(db, sender.id, [...underWay], now);
    maybeUnheard = false;
    if (sender.isSteady) await recover(now);
    lookAt = now + Math.min(lookAfter, sender.lease);
  }

  return {
    async send(signal) {
      await handovers.open();
      await lookAfterOthers();
      const isOver = () => signal?.aborted === true || !sender.isBelieved;
      if (!isOver()) for (const channel of channels) await channel.prepare?.(clock.now());
      let attempts = 0;
      let more = true;
      let claiming: Promise<void> | undefined;
      let failure: unknown;
      // The next ones are claimed while results are written: neither waits for the other.
      const claimNext = async () => {
        try {
          more = (await begin(signal)) > 0;
        } catch (error) {
          failure = error;
          more = false;
        }
        claiming = undefined;
        wake();
      };
      try {
        while (more || claiming || underWay.size > 0) {
          if (isOver()) more = false;
          if (more && !claiming && mostUnderWay - underWay.size >= batchSize) claiming = claimNext();
          if (underWay.size === 0) await claiming;
          else {
            await gather();
            attempts += await commit();
          }
        }
      } finally {
        // Nothing is claimed behind the back of whoever looks next at what was not heard of.
        await claiming;
      }
      if (failure !== undefined) throw failure;
      return attempts;
    },
    async settle() {
      while (underWay.size > 0) {
        await gather();
        await commit();
      }
      return true;
    },
    nextDueAt: () => earliestAttempt(db),
    async close() {
      await Promise.all([calls, ...channels].map((each) => each.close()));
      await handovers.close(underWay.size === 0).catch(() => {});
    },
  };
}

/** The database is away: nothing leaves that can't be asked about, and it goes back untouched. */
function postponed({ limitsPassed }: ClaimedMessage, until: number): SendResult {
  return { status: "postponed", until, passed: limitsPassed };
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

function compose(
  options: OutboxOptions,
  message: ClaimedMessage,
  graph: JourneyGraph,
  node: MessageNode,
  record: DataRecord,
  untracked: boolean,
): OutgoingMessage {
  const { tokens, publicUrl, domain } = options;
  const { bucket, id: messageId } = message;
  const token = (kind: "open" | "unsubscribe" | "bounce" | "reply" | "message" | "status") =>
    tokens.create({ kind, bucket, messageId });
  if (message.channel === "sms") {
    return {
      bucket,
      id: messageId,
      recipient: message.recipient,
      attempt: message.attempt,
      from: "",
      text: composeSmsText(options, message, graph, node, record, untracked),
      statusUrl: `${publicUrl}/webhooks/twilio/status/${token("status")}`,
    };
  }
  const tracked = !node.isInternal;
  const template = templateFor(node, message.locale);
  const unsubscribeUrl = `${publicUrl}/u/${token("unsubscribe")}`;
  const rendered = renderMessage(
    template,
    {
      record,
      links: composeLinks(options, message, graph, node, record, untracked),
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
  if (message.channel === "push") {
    const pushToken = tokens.create({ kind: "push", bucket, messageId });
    return {
      ...base,
      subject: rendered.subject ?? "",
      ...(tracked && !untracked ? { reactionsUrl: `${publicUrl}/p/${pushToken}` } : {}),
    };
  }
  return {
    ...base,
    subject: rendered.subject ?? "",
    ...(rendered.html === undefined
      ? {}
      : {
          html: tracked && !untracked ? withPixel(rendered.html, `${publicUrl}/o/${token("open")}.gif`) : rendered.html,
        }),
    envelopeFrom: `bounce+${token("bounce")}@${domain}`,
    replyTo: rendered.replyTo ?? `reply+${token("reply")}@${domain}`,
    messageId: `<${token("message")}@${domain}>`,
    token: token("status"),
    purpose: node.purpose,
    feedbackId: [node.id, graph.name, node.purpose, domain].map(feedbackPart).join(":"),
    ...(node.purpose === "marketing" && tracked
      ? {
          unsubscribeUrl,
          ...(options.takesMail ? { unsubscribeAddress: `unsubscribe+${token("unsubscribe")}@${domain}` } : {}),
        }
      : {}),
  };
}

/** Gmail reads four parts with colons between them. */
function feedbackPart(text: string): string {
  return text.replace(/[^\w.-]+/g, "-");
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:block;border:0">`;
  const end = html.toLowerCase().lastIndexOf("</body>");
  return end < 0 ? `${html}${pixel}` : `${html.slice(0, end)}${pixel}${html.slice(end)}`;
}
