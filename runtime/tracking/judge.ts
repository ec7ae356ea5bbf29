/** Judges what came in over pixels and links, and turns it into events. */
import { isMessage, type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { type Database, planForFewRows, type Queryable } from "../store/database.ts";
import { type IncomingEvent, recordEvents } from "../store/events.ts";
import {
  claimJudgeable,
  deleteHits,
  forgetOrphans,
  type Judged,
  loadClicks,
  loadPendingHits,
  type PendingHit,
  saveJudgements,
} from "../store/hits.ts";
import { burstWindow, judgeHit, rulesVersion } from "./machine-rules.ts";

/** Reads a version's graph, inside the transaction where there is one. */
export type GraphOf = (on: Queryable, versionId: number) => Promise<JourneyGraph | undefined>;

/** Hits in one transaction. */
const batchSize = 500;

/**
 * Judges what is ripe, a batch of it: while a flood comes in, taking it in goes before. @returns how many hits were
 * judged; 0: nothing is left
 */
export async function judgeRipe(db: Database, graphOf: GraphOf, now: number): Promise<number> {
  const judged = await db.transaction(async (tx) => {
    const participants = await claimJudgeable(tx, now, batchSize);
    return judgeHits(tx, participants, graphOf, now, now);
  });
  if (judged === 0) await forgetOrphans(db);
  return judged;
}

/**
 * Judges the hits of participants whose rows the transaction has locked. A step does so with those it is about to move,
 * whether they are ripe or not: what is known must not come too late because it was to be looked at once more.
 *
 * @param ripeBy epoch milliseconds; Infinity: all
 * @returns how many hits were judged
 */
export async function judgeHits(
  tx: Queryable,
  participants: readonly { readonly bucket: number; readonly id: string }[],
  graphOf: GraphOf,
  now: number,
  ripeBy: number,
): Promise<number> {
  if (participants.length === 0) return 0;
  await planForFewRows(tx);
  const hits = await loadPendingHits(tx, participants, Math.min(ripeBy, 8.64e15));
  if (hits.length === 0) return 0;
  const clicks = await clicksAround(tx, hits);
  const judged: Judged[] = [];
  const forgotten: PendingHit[] = [];
  const events: IncomingEvent[] = [];
  for (const hit of hits) {
    const node = await nodeOf(tx, hit, graphOf);
    // Who is not tracked is still served: a confirmation that was asked for by a link is one.
    if (hit.untracked && !(hit.kind === "click" && node?.purpose === "transactional")) {
      forgotten.push(hit);
      continue;
    }
    const rule = hit.untracked ? undefined : judgeHit({ ...hit, clicks: clicks.get(hit.messageId) ?? [] });
    judged.push({ bucket: hit.bucket, id: hit.id, class: rule ? "machine" : "person", rule: rule ?? null });
    events.push(eventOf(hit, node, rule !== undefined));
  }
  await recordEvents(tx, events, now);
  await saveJudgements(tx, judged, rulesVersion);
  await deleteHits(tx, forgotten);
  return hits.length;
}

async function nodeOf(
  tx: Queryable,
  { versionId, activity }: PendingHit,
  graphOf: GraphOf,
): Promise<MessageNode | undefined> {
  const node = (await graphOf(tx, versionId))?.nodes.find((candidate) => candidate.id === activity);
  return node && isMessage(node) ? node : undefined;
}

function eventOf(hit: PendingHit, node: MessageNode | undefined, machine: boolean): IncomingEvent {
  const base = { bucket: hit.bucket, messageId: hit.messageId, occurredAt: hit.at, machine };
  // A person's and a machine's are two things: the first of each counts.
  const by = machine ? ":machine" : "";
  if (hit.kind === "open") return { ...base, type: "opened", source: "pixel", externalId: `${hit.messageId}${by}` };
  const label = node && templateFor(node, hit.locale).links[hit.link ?? -1]?.label;
  return {
    ...base,
    type: "clicked",
    source: "link",
    // The same link twice by one person is one click.
    externalId: `${hit.messageId}:${label ?? hit.link}${by}`,
    ...(label === undefined ? {} : { label }),
  };
}

async function clicksAround(
  tx: Queryable,
  hits: readonly PendingHit[],
): Promise<Map<string, { readonly link: number; readonly at: number }[]>> {
  const clicks = hits.filter((hit) => hit.kind === "click");
  const found = new Map<string, { link: number; at: number }[]>();
  if (clicks.length === 0) return found;
  const times = clicks.map(({ at }) => at);
  const rows = await loadClicks(
    tx,
    [...new Map(clicks.map((click) => [click.messageId, click])).values()],
    Math.min(...times) - burstWindow,
    Math.max(...times) + burstWindow,
  );
  for (const { messageId, link, at } of rows) {
    const list = found.get(messageId);
    if (list) list.push({ link, at });
    else found.set(messageId, [{ link, at }]);
  }
  return found;
}
