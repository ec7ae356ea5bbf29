/**
 * Test participants: an operator takes one record and lets it go through a journey, step by step, whether the journey is a draft, runs
 * or is stopped. The engine moves it as it moves anybody; it is in the engine's tables only within the transactions that do so.
 */
import { Problem } from "@journey/language";
import { listJourneys, loadGraph } from "../store/journeys.ts";
import type { SendResult, SentMessage } from "../store/messages.ts";
import { findRecordForTest } from "../store/records.ts";
import {
  dropTestParticipant,
  findTestParticipant,
  insertTestParticipant,
  listTestParticipants,
  matchesFilter,
  removeRows,
  saveTestState,
  type TestParticipant,
  type TestText,
} from "../store/test-participants.ts";
import { readAddress } from "../tracking/read-address.ts";
import type { StartTest, TestParticipants, TestParticipantsOptions, TestView } from "./contract.ts";
import { type Command, type Outgoing, type Played, play, withRecord } from "./play.ts";
import { viewOf } from "./view.ts";

/** Longer than any provider's answer takes. */
const sendingFor = 2 * 60_000;
/** A journey that takes more has no end. */
const mostPlays = 2_000;

export function createTestParticipants(options: TestParticipantsOptions): TestParticipants {
  const { db, clock } = options;

  async function start({
    journey,
    recordId,
    graph: given,
    payload,
    isReal = false,
    to = [],
    at,
  }: StartTest): Promise<string> {
    const graph = given ?? (await currentGraph(journey));
    if (isReal && to.length > 0) {
      throw new Problem(
        "wrong-request",
        "A real test sends to the record's own address; with other addresses it is no real one.",
        "Leave one of them out.",
      );
    }
    const addresses = to.map((address) => {
      const read = readAddress(address);
      if (read && read.kind !== "domain") return read.address;
      throw new Problem(
        "wrong-address",
        `${address} is neither an e-mail address nor a number.`,
        "Numbers begin with +.",
      );
    });
    const record = await findRecordForTest(db, graph, recordId);
    if (!record) {
      throw new Problem("no-record", `There is no ${graph.target} ${recordId}.`, "Name one that your tables hold.");
    }
    const now = at ?? clock.now();
    const { enter } = graph;
    if (enter.kind === "event" && payload === undefined) {
      throw new Problem(
        "missing-event",
        `${journey} is entered by the event ${enter.event}.`,
        "Say what the event brings along, as JSON.",
      );
    }
    const event =
      enter.kind === "event"
        ? withRecord(graph, { name: enter.event, payload: payload ?? {} }, recordId).payload
        : payload;
    const notices = (await matchesFilter(db, graph, recordId, now))
      ? []
      : [`${graph.target} ${recordId} does not match the journey's filter: for real, it would not enter.`];
    const mode = isReal ? "real" : addresses.length > 0 ? "redirected" : "captured";
    return db.transaction(async (tx) => {
      const id = await insertTestParticipant(tx, {
        ...{ graph, recordId, mode, addresses, notices, now, payload: event },
        realNow: clock.now(),
      });
      const { state } = await findTestParticipant(tx, id);
      await removeRows(tx, state.key, "");
      return id;
    });
  }

  async function currentGraph(journey: string) {
    const row = (await listJourneys(db)).find(({ name }) => name === journey);
    const graph = row && (await loadGraph(db, row.versionId));
    if (graph) return graph;
    throw new Problem(
      "unknown-journey",
      `There is no journey ${journey} in the database.`,
      "Deploy it, or name the folder with its file.",
    );
  }

  /** One transaction: what leaves is committed as leaving before anything connects. */
  function move(id: string, command: Command): Promise<Played> {
    return db.transaction(async (tx) => {
      const test = await findTestParticipant(tx, id, true);
      const isSending = test.sendingAt !== null && clock.now() - test.sendingAt < sendingFor;
      if (isSending && command.kind !== "sent") {
        throw new Problem(
          "test-busy",
          `Messages of test ${id} are being sent at this moment.`,
          "Try again in a moment.",
        );
      }
      await tx.query("savepoint play");
      const played = await play(db, tx, test, command, {
        publicUrl: options.publicUrl,
        addressesOf: (message) => addressesOf(test, message),
      });
      if (test.mode === "real") await removeRows(tx, test.state.key, test.journey);
      else await tx.query("rollback to savepoint play");
      await saveTestState(tx, id, played.state, clock.now(), played.outgoing.length > 0);
      return played;
    });
  }

  async function run(id: string, command: Command): Promise<Played> {
    let played = await move(id, command);
    while (played.outgoing.length > 0) {
      const results: SentMessage[] = [];
      const texts: Record<string, TestText> = {};
      for (const outgoing of played.outgoing) {
        const { message, text, to } = outgoing;
        const result = await handOver(outgoing).catch(
          (error: unknown): SendResult => ({ status: "unknown", error: String(error) }),
        );
        results.push({ message, source: "test", result });
        if (result.status === "sent") texts[message.id] = { ...text, sentTo: to.join(", ") };
      }
      played = await move(id, { kind: "sent", results, texts });
    }
    return played;
  }

  async function handOver({
    message,
    graph,
    node,
    record,
    text,
    to,
    versionId,
    recordId,
    now,
  }: Outgoing): Promise<SendResult> {
    if (node.kind === "webhook" || node.kind === "run") {
      if (!options.calls) return { status: "failed", error: "nothing is set up here that calls others" };
      const call = {
        ...message,
        versionId,
        recordId,
        entry: record.entry,
        event: record.event,
        dueAt: now,
        limitsPassed: 0,
        resent: false,
      };
      return plain(await options.calls.call(call, graph, node, record, now));
    }
    const channel = options.channels?.find(({ name }) => name === message.channel);
    if (!channel)
      return { status: "failed", error: `there is no way to send ${message.channel} messages: it is not set up` };
    const isForOthers = to[0] !== message.recipient || to.length > 1;
    let last: SendResult = { status: "failed", error: "there is no address" };
    for (const [index, recipient] of to.entries()) {
      const result = await channel.send(
        {
          ...{ bucket: 0, id: `test-${message.id}-${index}`, recipient, attempt: message.attempt },
          from: text.from ?? options.from,
          text: text.text,
          ...(text.subject === undefined ? {} : { subject: isForOthers ? `[Test] ${text.subject}` : text.subject }),
          ...(text.html === undefined ? {} : { html: text.html }),
          ...(text.replyTo === undefined ? {} : { replyTo: text.replyTo }),
        },
        now,
      );
      // One that has got it is enough.
      if (last.status !== "sent") last = plain(result);
    }
    return last;
  }

  const show = async (id: string): Promise<TestView> => viewOf(await findTestParticipant(db, id));
  const after = async (id: string, command: Command): Promise<TestView> => {
    await run(id, command);
    return show(id);
  };

  return {
    list: async () => (await listTestParticipants(db)).map(viewOf),
    show,
    start: async (test) => after(await start(test), { kind: "settle" }),
    next: (id) => after(id, { kind: "next" }),
    async playAll(id) {
      for (let count = 0; count < mostPlays; count++) if ((await run(id, { kind: "next" })).isOver) break;
      return show(id);
    },
    react: (id, reaction) => after(id, { kind: "react", reaction }),
    tell: (id, event) => after(id, { kind: "tell", event }),
    decide: (id, test, variant) => after(id, { kind: "decide", test, variant }),
    remove: (id) => dropTestParticipant(db, id),
  };
}

/** Where a message goes: nowhere, to the addresses that were given, or to whom it is for. */
function addressesOf(
  { mode, addresses }: TestParticipant,
  { channel, recipient }: Outgoing["message"],
): readonly string[] {
  if (mode === "real") return [recipient];
  return addresses.filter((address) => (address.includes("@") ? channel === "email" : channel === "sms"));
}

/** What a refusal says about an address is not noted down: a test is no proof of anything. */
function plain(result: SendResult): SendResult {
  return result.status === "failed" ? { status: "failed", error: result.error } : result;
}
