/**
 * What people and servers do with messages. Durable when these return; pixels and links wait for nobody: they are
 * written in groups, and judged and turned into events afterwards.
 */
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { optOut } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { type EventType, recordEvents } from "../store/events.ts";
import { type HitMessage, insertHits, type NewHit, recordIdsOf } from "../store/hits.ts";
import { loadGraph } from "../store/journeys.ts";
import { findMessage } from "../store/messages.ts";
import { type DataRecord, loadRecords } from "../store/records.ts";
import { stopTracking } from "../store/untracked.ts";
import { createGroupCommit } from "./group-commit.ts";
import { type GraphOf, judgeRipe } from "./judge.ts";
import { findLink, linkTarget, type MessageLink, type UtmSettings } from "./link-target.ts";
import { burstWindow } from "./machine-rules.ts";
import type { TokenPayload } from "./token.ts";

/** What a request says of who makes it. */
export interface Visit {
  readonly method: string;
  readonly userAgent?: string | undefined;
  /** `Sec-Purpose`, or one of its forerunners. */
  readonly purpose?: string | undefined;
}

export interface Tracking {
  /** @param visit undefined: the program itself says so, and it was a person */
  opened(token: TokenPayload, visit?: Visit): Promise<void>;
  /** @returns where the link leads; undefined: the message has no such link, or it leads nowhere on the web. */
  clicked(token: TokenPayload, visit?: Visit): Promise<string | undefined>;
  /** @returns the address that was unsubscribed; undefined: there is no such message. */
  unsubscribed(token: TokenPayload): Promise<string | undefined>;
  /** Something a server or provider reports of a message. */
  reported(
    message: { readonly bucket: number; readonly messageId: string },
    type: EventType,
    source: string,
    data?: unknown,
  ): Promise<boolean>;
}

export interface Tracker extends Tracking {
  /** @returns the address whose opens and clicks are not tracked from now on; undefined: there is no such message. */
  declined(token: TokenPayload): Promise<string | undefined>;
  /**
   * While a flood comes in, taking it in goes first: what judges it waits here, until it is over or it has waited long enough.
   */
  calm(): Promise<void>;
  /** Judges some of what can be judged, and turns it into events. @returns how many requests; 0: nothing is left */
  judge(): Promise<number>;
}

export interface TrackingOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly utm?: UtmSettings | undefined;
  /** Everybody is taken for a person, at once: for development, where there is nobody else. */
  readonly peopleOnly?: boolean;
}

/** So many requests at once are a flood: a person's few, and a thousand a second, are far below. */
const flood = 100;
/** Milliseconds that what came in waits for its judgement, at most, because more comes in. */
const longestFlood = 2_000;
const lookAgain = 20;

export function createTracking({ db, clock, utm, peopleOnly = false }: TrackingOptions): Tracker {
  const graphOf = createGraphOf();
  const write = createGroupCommit<NewHit, string | undefined>({
    async commit(hits) {
      const messages = await insertHits(db, hits).catch((error: unknown) => {
        // A connection that was lost while it was idle; what was written twice counts once.
        if (!isLostConnection(error)) throw error;
        return insertHits(db, hits);
      });
      while (peopleOnly && (await judgeRipe(db, graphOf, clock.now())) > 0);
      return targetsOf(hits, messages);
    },
  });

  let underWay = 0;
  async function hit(taken: NewHit): Promise<string | undefined> {
    underWay++;
    try {
      return await write(taken);
    } finally {
      underWay--;
    }
  }

  function newHit(token: TokenPayload, kind: NewHit["kind"], visit: Visit | undefined): NewHit {
    const at = clock.now();
    const waits = kind === "click" && visit?.method === "GET" && !peopleOnly;
    return {
      bucket: token.bucket,
      messageId: token.messageId,
      kind,
      link: token.link ?? null,
      at,
      ripeAt: waits ? at + burstWindow : at,
      method: (peopleOnly && visit?.method === "GET" ? null : visit?.method) ?? null,
      userAgent: visit?.userAgent?.slice(0, 400) ?? null,
      purpose: visit?.purpose?.slice(0, 100) ?? null,
    };
  }

  /** The links' addresses: with one look at each journey's records for all of the group. */
  async function targetsOf(
    hits: readonly NewHit[],
    messages: readonly (HitMessage | undefined)[],
  ): Promise<(string | undefined)[]> {
    const links = await Promise.all(
      hits.map(async ({ kind, link }, index): Promise<MessageLink | undefined> => {
        const message = messages[index];
        if (kind !== "click" || link === null || !message) return undefined;
        return findLink(await graphOf(db, message.versionId), message.activity, message.locale, link);
      }),
    );
    const records = await recordsFor(hits, messages, links);
    return links.map((link, index) => link && linkTarget(link, records[index] ?? {}, utm)?.url);
  }

  async function recordsFor(
    hits: readonly NewHit[],
    messages: readonly (HitMessage | undefined)[],
    links: readonly (MessageLink | undefined)[],
  ): Promise<(DataRecord | undefined)[]> {
    const asking = links.flatMap((link, index) => {
      const message = messages[index];
      return link && !link.isFixed && message
        ? [{ index, link, bucket: hits[index]!.bucket, participantId: message.participantId }]
        : [];
    });
    const found: (DataRecord | undefined)[] = [];
    if (asking.length === 0) return found;
    const recordIds = await recordIdsOf(db, asking);
    for (const graph of new Set(asking.map(({ link }) => link.graph))) {
      const ofGraph = asking.filter(({ link }) => link.graph === graph);
      const ids = ofGraph.map(({ participantId }) => recordIds.get(participantId) ?? "");
      const records = await loadRecords(db, graph.schema, graph.target, ids);
      for (const [position, { index }] of ofGraph.entries()) found[index] = records.get(ids[position] ?? "");
    }
    return found;
  }

  const record = (
    message: { readonly bucket: number; readonly messageId: string },
    event: { type: EventType; source: string; externalId: string; data?: unknown },
  ) =>
    db.transaction((tx) => {
      const now = clock.now();
      const { bucket, messageId } = message;
      return recordEvents(tx, [{ bucket, messageId, occurredAt: now, ...event }], now);
    });

  return {
    async opened(token, visit) {
      await hit(newHit(token, "open", visit));
    },

    clicked: (token, visit) => hit(newHit(token, "click", visit)),

    async unsubscribed(token) {
      const message = await findMessage(db, token.bucket, token.messageId);
      if (!message) return undefined;
      await optOut(db, message.recipient, { origin: `message ${message.activity}`, at: clock.now() });
      await record(token, { type: "unsubscribed", source: "unsubscribe page", externalId: token.messageId });
      return message.recipient;
    },

    async reported(message, type, source, data) {
      return (await record(message, { type, source, externalId: `${message.messageId}:${type}`, data })) > 0;
    },

    async declined(token) {
      const message = await findMessage(db, token.bucket, token.messageId);
      if (!message) return undefined;
      await stopTracking(db, message.recipient, `message ${message.activity}`, clock.now());
      return message.recipient;
    },

    async calm() {
      const end = performance.now() + longestFlood;
      while (underWay > flood && performance.now() < end) await setTimeout(lookAgain);
    },

    judge: () => judgeRipe(db, graphOf, clock.now()),
  };
}

/** Versions never change: each is read once. */
function createGraphOf(): GraphOf {
  const graphs = new Map<number, ReturnType<typeof loadGraph>>();
  return (on, versionId) => {
    const known = graphs.get(versionId);
    if (known) return known;
    const loading = loadGraph(on, versionId);
    graphs.set(versionId, loading);
    // What failed is asked again the next time.
    loading.catch(() => graphs.delete(versionId));
    return loading;
  };
}

function isLostConnection(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return ["ECONNRESET", "EPIPE", "57P01", "57P02"].includes(code) || /Connection terminated/i.test(message);
}
