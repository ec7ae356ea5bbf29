/** One transaction of a test: the engine moves it, as it moves anybody, and what it was and is now is taken along. */
import { type ActivityNode, isMessage, type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { Problem, renderMessage, renderText } from "@journey/language";
import { stepBatch } from "../engine/engine.ts";
import { executeActivities } from "../engine/execute.ts";
import { receiveEvent } from "../engine/receive.ts";
import { Version } from "../engine/version.ts";
import { watchVersion } from "../engine/watch.ts";
import { decideTests, nextDecision, recordWinner } from "../store/ab-tests.ts";
import { type Database, planForFewRows, type Queryable } from "../store/database.ts";
import { recordEvents } from "../store/events.ts";
import type { JourneyRow } from "../store/journeys.ts";
import { commitResults, type SentMessage, senderLost } from "../store/messages.ts";
import { claimParticipants } from "../store/participants.ts";
import { type DataRecord, loadRecords, timezoneOf } from "../store/records.ts";
import {
  claimTestMessages,
  type DueTestMessage,
  lastTestMessage,
  lastTrace,
  loadTestParticipant,
  processedSince,
  putRows,
  sendingTestMessages,
  type TestEffect,
  type TestParticipant,
  type TestState,
  type TestText,
  takeRows,
  testDueAt,
  testSource,
} from "../store/test-participants.ts";
import type { TestEvent, TestReaction } from "./contract.ts";

/** What is to be done with it. */
export type Command =
  | { readonly kind: "settle" }
  | { readonly kind: "next" }
  | { readonly kind: "react"; readonly reaction: TestReaction }
  | { readonly kind: "tell"; readonly event: TestEvent }
  | { readonly kind: "decide"; readonly test: string; readonly variant: string }
  | {
      readonly kind: "sent";
      readonly results: readonly SentMessage[];
      readonly texts: Readonly<Record<string, TestText>>;
    };

/** A message that is to be handed over outside of the transaction. */
export interface Outgoing {
  readonly message: DueTestMessage;
  readonly graph: JourneyGraph;
  readonly node: ActivityNode;
  readonly record: DataRecord;
  readonly text: TestText;
  readonly to: readonly string[];
  readonly versionId: number;
  readonly recordId: string;
  /** The test's clock. */
  readonly now: number;
}

export interface Played {
  readonly state: TestState;
  readonly outgoing: readonly Outgoing[];
  /** It has ended, or no time brings anything. */
  readonly isOver: boolean;
}

export interface PlayOptions {
  readonly publicUrl: string;
  /** Where a message goes; empty: nowhere, it is captured. */
  readonly addressesOf: (message: DueTestMessage) => readonly string[];
}

/** More rounds in one moment than any journey has steps. */
const mostRounds = 2_000;

/** Puts the test into the engine's tables, moves it, and takes it out of them as it is then. The caller removes or rolls back the rows. */
export async function play(
  db: Database,
  tx: Queryable,
  test: TestParticipant,
  command: Command,
  { publicUrl, addressesOf }: PlayOptions,
): Promise<Played> {
  const { key } = test.state;
  let { now } = test.state;
  const texts: Record<string, TestText> = { ...test.state.texts };
  const effects = [...test.state.effects];
  const outgoing: Outgoing[] = [];
  const here: Database = { ...tx, backend: db.backend, transaction: (work) => work(tx), close: async () => {} };
  await putRows(tx, test.state.rows);
  const version = await Version.load(tx, key.versionId);
  const { graph } = version;
  const journey: JourneyRow = {
    id: key.journeyId,
    name: graph.name,
    state: "running",
    versionId: key.versionId,
    startedAt: now,
  };
  // What it has written before is there again, for as long as this transaction lasts.
  if (test.mode !== "real") for (const effect of effects) await redo(tx, version, key, effect);
  await planForFewRows(tx);
  const record = async (depth?: number) =>
    (await loadRecords(tx, graph.schema, graph.target, [test.recordId], depth)).get(test.recordId);
  const dueAt = async (): Promise<number | undefined> => {
    const times = [await testDueAt(tx, key), await nextDecision(tx, journey, graph)].filter(
      (time) => time !== undefined,
    );
    return times.length === 0 ? undefined : Math.min(...times);
  };

  if (test.sendingAt !== null && command.kind !== "sent") await giveUpSending();
  await begin();
  await settle();
  const due = await dueAt();
  const rows = await takeRows(tx, key);
  const isActive = rows.participant?.[0]?.status === "active";
  // What was pretended comes before what follows from it, also within one moment.
  const all = ["event", "trace"].flatMap((table) => (rows[table] ?? []).map(({ id }) => `${table} ${id}`));
  const order = [...test.state.order, ...all.filter((each) => !test.state.order.includes(each))];
  const state: TestState = { ...test.state, now, rows, texts, effects, order };
  return { state, outgoing, isOver: !isActive || (due === undefined && outgoing.length === 0) };

  async function begin(): Promise<void> {
    switch (command.kind) {
      case "settle":
        return;
      case "next":
        now = Math.max(now, (await dueAt()) ?? now);
        return;
      case "sent":
        Object.assign(texts, command.texts);
        return commitResults(here, command.results, now);
      case "react":
        return react(command.reaction);
      case "tell":
        await receiveEvent(
          here,
          // Nobody enters by it: it is told to this one alone.
          [{ journey: { ...journey, versionId: -1 }, versions: [version] }],
          { ...withRecord(graph, command.event, test.recordId), source: testSource(key) },
          now,
        );
        return;
      case "decide": {
        const node = version.node(command.test);
        if (node.kind !== "ab test")
          throw new Problem("unknown-step", `${command.test} of ${graph.name} is no A/B test.`);
        const among = node.variants.map(({ name }) => name);
        if (!among.includes(command.variant)) {
          throw new Problem(
            "unknown-variant",
            `${command.test} has no variant ${command.variant}.`,
            `Variants are: ${among.join(", ")}.`,
          );
        }
        await recordWinner(tx, journey, node.of ?? node.id, { winner: command.variant, among }, now);
      }
    }
  }

  /** Does what is due at the test's clock, until nothing is. */
  async function settle(): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      await watchVersion(here, journey, version, now);
      await decideTests(here, journey, graph, now);
      const claimed = await claimParticipants(tx, [key.journeyId], key.bucket, now, 1);
      if (claimed.length > 0) {
        const before = await record(0);
        const last = await lastTrace(tx, key);
        await stepBatch(tx, claimed, 0, now, async () => version);
        await remember(last, before, await record(0));
      }
      const messages = await claimTestMessages(tx, key, now);
      const results: SentMessage[] = [];
      for (const message of messages) {
        const result = await handle(message);
        if (result) results.push(result);
      }
      if (results.length > 0) await commitResults(here, results, now);
      if (claimed.length + messages.length === 0) return;
    }
  }

  /** What its activities have written since a trace. */
  async function remember(last: string, before: DataRecord | undefined, after: DataRecord | undefined): Promise<void> {
    const traces = await processedSince(tx, key, last);
    const written = traces.filter(({ activity }) => {
      const node = version.node(activity);
      return !isMessage(node) && node.kind !== "webhook" && node.kind !== "run";
    });
    const { event } = await loadTestParticipant(tx, key);
    const updates = written.filter(({ activity }) => version.node(activity).kind === "update");
    for (const trace of written) {
      const changes = trace === updates.at(-1) ? changesBetween(before, after) : {};
      effects.push({ node: trace.activity, at: trace.at, now, event, changes });
    }
  }

  /** @returns what became of a message that goes nowhere */
  async function handle(message: DueTestMessage): Promise<SentMessage | undefined> {
    const node = version.activity(message.activity);
    const failed = (error: string): SentMessage => ({ message, source: "test", result: { status: "failed", error } });
    const known = await record();
    if (!known) return failed("the record was deleted");
    const { payload: entry, event } = await loadTestParticipant(tx, key);
    const variables = entry || event ? { ...known, entry, event } : known;
    if (isMessage(node) && node.purpose === "marketing" && !node.isInternal && message.suppressed) {
      return { message, source: "test", result: { status: "suppressed" } };
    }
    try {
      texts[message.id] = isMessage(node) ? textOf(graph, node, message.locale, variables, publicUrl) : { text: "" };
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
    const to = addressesOf(message);
    if (to.length === 0)
      return { message, source: "test", result: { status: "sent", externalId: `test ${message.id}` } };
    const { versionId } = key;
    outgoing.push({
      message,
      graph,
      node,
      record: variables,
      text: texts[message.id]!,
      to,
      versionId,
      recordId: test.recordId,
      now,
    });
    return undefined;
  }

  async function react({ type, message: activity, link }: TestReaction): Promise<void> {
    const message = await lastTestMessage(tx, key, activity);
    if (!message) {
      const what = activity === undefined ? "No message" : `No message ${activity}`;
      throw new Problem("unknown-step", `${what} has left in this test yet.`, "Play it on until one has.");
    }
    const node = version.node(message.activity) as MessageNode;
    const labels = linkLabels(node);
    if (link !== undefined && !labels.includes(link)) {
      const there = labels.length > 0 ? `It has: ${labels.join(", ")}.` : "It has none.";
      throw new Problem("unknown-link", `${message.activity} has no link ${link}.`, there);
    }
    const at = (await loadTestParticipant(tx, key)).timers;
    await recordEvents(
      tx,
      [
        {
          bucket: key.bucket,
          messageId: message.id,
          type,
          ...(type === "clicked" && link !== undefined ? { label: link } : {}),
          occurredAt: now,
          source: testSource(key),
          externalId: `${message.id}:${type}:${link ?? ""}:${now}:${at.length}`,
        },
      ],
      now,
    );
  }

  /** Whoever was handing messages over has ended: nobody knows what became of them. */
  async function giveUpSending(): Promise<void> {
    const lost = await sendingTestMessages(tx, key);
    const results = lost.map((message): SentMessage => {
      return { message, source: "test", result: { status: "unknown", error: senderLost } };
    });
    if (results.length > 0) await commitResults(here, results, now);
  }
}

/** Carries out again what an activity of the test has written. */
async function redo(
  tx: Queryable,
  version: Version,
  key: TestState["key"],
  { node, at, now, event }: TestEffect,
): Promise<void> {
  const participant = { ...(await loadTestParticipant(tx, key)), event };
  const { graph } = version;
  const record = (await loadRecords(tx, graph.schema, graph.target, [participant.recordId])).get(participant.recordId);
  const timezone = record ? timezoneOf(graph, record) : graph.timezone.fallback;
  const execution = {
    ...{ node: version.activity(node), graph, versionId: version.id, asksOutcomes: false },
    ...{ participant, timezone, at, answer: () => {} },
  };
  await executeActivities(tx, [execution], now);
}

/** Links lead where they say: a tracked one belongs to a message of somebody who takes part. */
function textOf(
  graph: JourneyGraph,
  node: MessageNode,
  locale: string | null,
  record: DataRecord,
  unsubscribeUrl: string,
): TestText {
  const timezone = timezoneOf(graph, record);
  const template = templateFor(node, locale);
  const links = template.links.map(({ url }) => renderText(url, record, timezone));
  const { subject, text, html, from, replyTo } = renderMessage(template, { record, links, unsubscribeUrl }, timezone);
  return {
    text,
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

/** The labels under which a message's links may be clicked. */
export function linkLabels(node: MessageNode): readonly string[] {
  return node.template.links.flatMap(({ label }) => (label === undefined ? [] : [label]));
}

function changesBetween(before: DataRecord = {}, after: DataRecord = {}): TestEffect["changes"] {
  const changes: Record<string, readonly [unknown, unknown]> = {};
  for (const field of Object.keys(after)) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) {
      changes[field] = [before[field] ?? null, after[field] ?? null];
    }
  }
  return changes;
}

/** The event is about the test's record, unless it says otherwise. */
export function withRecord(graph: JourneyGraph, { name, payload }: TestEvent, recordId: string): TestEvent {
  const field = graph.schema.events?.[name]?.fields.find(
    ({ type }) => type.kind === "record" && type.model === graph.target,
  );
  if (!field || payload[field.name] !== undefined) return { name, payload };
  const isNumber = graph.schema.models[graph.target]?.idType === "number";
  return { name, payload: { ...payload, [field.name]: isNumber ? Number(recordId) : recordId } };
}
