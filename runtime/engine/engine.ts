/**
 * The loop that moves participants: claim → answer the guards → step → write, a batch in one transaction.
 *
 * A participant is a row. What to do with it is a pure function of (state, input, answers) that the compiler gives;
 * this file feeds it inputs in the order in which they happened, answers its questions with one query per batch, and
 * writes what follows with a handful of set-based statements. It sends nothing: messages go to the outbox.
 */
import { addDuration, type Decision, type Input, type JourneyGraph, type Move } from "@journey/compiler";
import type { Clock } from "../clock.ts";
import type { Database, Queryable } from "../store/database.ts";
import { enrolMatching } from "../store/enrolment.ts";
import type { Execution } from "../store/execution.ts";
import { answerGuards, type RecordFacts } from "../store/guards.ts";
import { type JourneyRow, listJourneys, setJourneyState, storeVersion } from "../store/journeys.ts";
import {
  bucketCount,
  type ClaimedParticipant,
  claimParticipants,
  consumeEvents,
  earliestDue,
  insertTraces,
  loadUnconsumedEvents,
  moveParticipants,
  type NewTrace,
  type ParticipantMove,
  type UnconsumedEvent,
} from "../store/participants.ts";
import type { Deployment, Engine } from "./contract.ts";
import { executeActivities } from "./execute.ts";
import { Version } from "./version.ts";

export interface EngineOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Participants in one transaction; 500 to 1,000 is where more brings nothing. */
  readonly batchSize?: number;
}

/** @returns an engine over the database; any number of them may work on one database that is shared. */
export function createEngine({ db, clock, batchSize = 500 }: EngineOptions): Engine {
  const versions = new Map<number, Version>();

  async function version(on: Queryable, id: number): Promise<Version> {
    const known = versions.get(id);
    if (known) return known;
    const loaded = await Version.load(on, id);
    versions.set(id, loaded);
    return loaded;
  }

  async function running(): Promise<JourneyRow[]> {
    return (await listJourneys(db)).filter((journey) => journey.state === "running");
  }

  return {
    async deploy(graph: JourneyGraph): Promise<Deployment> {
      const stored = await storeVersion(db, graph, clock.now());
      await setJourneyState(db, graph.name, "running");
      return { journey: graph.name, versionId: stored.versionId, created: stored.created };
    },

    async start(journey) {
      await setJourneyState(db, journey, "running");
    },

    async stop(journey) {
      await setJourneyState(db, journey, "stopped");
    },

    async enrol() {
      let enrolled = 0;
      for (const journey of await running()) {
        const { graph } = await version(db, journey.versionId);
        enrolled += await enrolMatching(db, journey, graph, clock.now());
      }
      return enrolled;
    },

    async step() {
      const journeyIds = (await running()).map((journey) => journey.id);
      if (journeyIds.length === 0) return 0;
      let stepped = 0;
      for (;;) {
        const now = clock.now();
        const count = await db
          .transaction(async (tx) => {
            const claimed = await claimParticipants(tx, journeyIds, [0, bucketCount - 1], now, batchSize);
            if (claimed.length > 0) await stepBatch(tx, claimed, now, (id) => version(tx, id));
            return claimed.length;
          })
          .catch((error: unknown) => {
            for (const known of versions.values()) known.forgetStates();
            throw error;
          });
        stepped += count;
        if (count === 0) return stepped;
      }
    },

    async nextDueAt() {
      const journeyIds = (await running()).map((journey) => journey.id);
      return journeyIds.length === 0 ? undefined : earliestDue(db, journeyIds);
    },
  };
}

/** A participant while its batch is worked on. */
interface Item {
  readonly row: ClaimedParticipant;
  readonly version: Version;
  readonly events: UnconsumedEvent[];
  /** Follow-ups of what this batch did: come before everything else. */
  readonly queue: Arrived[];
  readonly timers: Map<string, readonly [due: number, since: number]>;
  readonly traces: NewTrace[];
  facts: RecordFacts | undefined;
  state: number;
  status: Move["status"];
  endedAt: number | undefined;
  endedReason: string | undefined;
}

/** An input, and the moment it counts for. */
interface Arrived {
  readonly input: Input;
  /** When it happened, epoch ms: the moment that new timers count from. */
  readonly at: number;
  /** For a timer: the moment it was set to count from, which is when its clause's event happened. */
  readonly since?: number;
  /** Why, where the machine's own word is too general for the trace. */
  readonly detail?: string;
}

interface Turn {
  readonly item: Item;
  readonly arrived: Arrived;
  readonly decision: Decision;
}

async function stepBatch(
  tx: Queryable,
  claimed: readonly ClaimedParticipant[],
  now: number,
  versionOf: (id: number) => Promise<Version>,
): Promise<void> {
  const events = await loadUnconsumedEvents(tx, claimed);
  const eventsOf = new Map<string, UnconsumedEvent[]>();
  for (const event of events) {
    // (bucket, id) is the key, and ids come from one sequence: the id alone tells participants apart.
    const list = eventsOf.get(event.participantId);
    if (list) list.push(event);
    else eventsOf.set(event.participantId, [event]);
  }
  const items: Item[] = [];
  for (const row of claimed) {
    const version = await versionOf(row.versionId);
    const state = await version.localState(tx, row.state);
    items.push({
      row,
      version,
      // A step may be gone from the version that the participant follows; the fact stays recorded.
      events: (eventsOf.get(row.id) ?? []).filter((event) => version.hasNode(event.activity)),
      queue: state === 0 ? [{ input: { type: "enter" }, at: row.enteredAt }] : [],
      timers: new Map(Object.entries(row.timers)),
      traces: [],
      facts: undefined,
      state,
      status: "active",
      endedAt: undefined,
      endedReason: undefined,
    });
  }

  let active: Item[] = items;
  while (active.length > 0) {
    const turns = active.flatMap((item) => {
      const arrived = nextInput(item, now);
      return arrived ? [{ item, arrived, decision: item.version.machine.decide(item.state, arrived.input) }] : [];
    });
    await lookUp(tx, turns, now);
    const executions: Execution[] = [];
    for (const turn of turns) {
      if (leaves(turn)) turn.item.queue.unshift({ input: { type: "leave" }, at: now });
      else apply(turn, now, executions);
    }
    await executeActivities(tx, executions, now);
    active = turns.map((turn) => turn.item).filter((item) => item.status === "active");
  }

  await insertTraces(
    tx,
    items.flatMap((item) => item.traces),
    now,
  );
  await consumeEvents(tx, events, now);
  const moves: ParticipantMove[] = [];
  for (const item of items) {
    moves.push({
      bucket: item.row.bucket,
      id: item.row.id,
      state: await item.version.storedState(tx, item.state),
      timers: item.status === "active" ? Object.fromEntries(item.timers) : {},
      status: item.status,
      endedAt: item.endedAt,
      endedReason: item.endedReason,
    });
  }
  await moveParticipants(tx, moves);
}

/**
 * What comes next for a participant: follow-ups of its own last step, then events and timers by the moment they count
 * for. An event exactly at a timer's moment comes first.
 */
function nextInput(item: Item, now: number): Arrived | undefined {
  const followUp = item.queue.shift();
  if (followUp) return followUp;
  let timer: string | undefined;
  let due = Number.POSITIVE_INFINITY;
  for (const [id, [moment]] of item.timers) {
    if (moment <= now && moment < due) {
      timer = id;
      due = moment;
    }
  }
  const event = item.events[0];
  if (event && event.occurredAt <= due) {
    item.events.shift();
    return eventInput(item, event);
  }
  if (timer === undefined) return undefined;
  const [, since] = item.timers.get(timer)!;
  item.timers.delete(timer);
  return { input: { type: "timer", timer }, at: due, since };
}

function eventInput(item: Item, event: UnconsumedEvent): Arrived {
  const node = event.activity;
  const at = event.occurredAt;
  switch (event.type) {
    case "executed":
    case "failed":
    case "suppressed":
      return { input: { type: event.type, node }, at };
    default: {
      const reaction: Arrived = {
        input: { type: "reaction", node, trigger: event.type, ...(event.label === null ? {} : { label: event.label }) },
        at,
      };
      // Who reacts to a message has got it: the reaction may be heard before the result of sending is written down.
      item.queue.push(reaction);
      return { input: { type: "executed", node }, at };
    }
  }
}

/** The record is gone, or archived where that ends the journey. */
function leaves({ item, arrived }: Turn): boolean {
  if (arrived.input.type === "leave" || item.facts === undefined) return false;
  if (item.facts.present && !item.facts.archived) return false;
  item.endedReason = item.facts.present ? "record archived" : "record deleted";
  return true;
}

/** Answers, in one query per version, what the decisions of this round ask. */
async function lookUp(tx: Queryable, turns: readonly Turn[], now: number): Promise<void> {
  const byVersion = new Map<Version, Turn[]>();
  for (const turn of turns) {
    const list = byVersion.get(turn.item.version);
    if (list) list.push(turn);
    else byVersion.set(turn.item.version, [turn]);
  }
  for (const [version, list] of byVersion) {
    const guards = new Set<string>();
    const asking: Item[] = [];
    for (const { item, decision } of list) {
      const asked = version.machine.guards(decision);
      if (asked.size === 0 && item.facts) continue;
      for (const guard of asked) guards.add(guard);
      asking.push(item);
    }
    if (asking.length === 0) continue;
    const facts = await answerGuards(
      tx,
      version.graph,
      [...guards],
      asking.map((item) => ({ recordId: item.row.recordId, enteredAt: item.row.enteredAt })),
      now,
    );
    for (const [index, item] of asking.entries()) item.facts = facts[index];
  }
}

function apply({ item, arrived, decision }: Turn, now: number, executions: Execution[]): void {
  const { version } = item;
  let leaf = decision;
  while (leaf.kind === "question") leaf = answer(item, arrived, leaf.guard, now) ? leaf.yes : leaf.no;

  for (const timer of leaf.cancel) item.timers.delete(timer);
  const zone = item.facts?.timezone ?? version.graph.timezone.fallback;
  for (const timer of leaf.start) {
    const { duration } = version.machine.timer(timer);
    item.timers.set(timer, [addDuration(arrived.at, duration, zone), arrived.at]);
  }
  for (const effect of leaf.effects) {
    if (effect.kind === "execute") {
      executions.push({
        node: version.activity(effect.node),
        graph: version.graph,
        versionId: version.id,
        participant: item.row,
        timezone: zone,
        at: arrived.at,
        answer: (type, detail) =>
          item.queue.push({ input: { type, node: effect.node }, at: arrived.at, ...(detail ? { detail } : {}) }),
      });
    } else {
      item.traces.push({
        bucket: item.row.bucket,
        participantId: item.row.id,
        journeyId: item.row.journeyId,
        versionId: version.id,
        activity: effect.node,
        state: effect.state,
        reason: (effect.state === "rejected" || effect.state === "error" ? arrived.detail : undefined) ?? effect.reason,
        at: arrived.at,
      });
    }
  }
  item.state = leaf.state;
  item.status = leaf.status;
  if (leaf.status !== "active") {
    item.endedAt = arrived.at;
    item.endedReason ??= leaf.status === "exited" ? "exit" : "completed";
  }
}

function answer(item: Item, arrived: Arrived, guard: string, now: number): boolean {
  const { version } = item;
  if (guard.startsWith("expired:")) {
    const node = version.node(guard.slice("expired:".length));
    if (!("expire" in node) || !node.expire) return false;
    // A clause's delay counts towards the expiry: it is measured from the clause's event, the delay's own start.
    const anchor = node.expire.from === "clause" ? (arrived.since ?? arrived.at) : arrived.at;
    return now > addDuration(anchor, node.expire.after, item.facts?.timezone ?? version.graph.timezone.fallback);
  }
  return item.facts?.answers.get(guard) ?? false;
}
