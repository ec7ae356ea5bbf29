/**
 * The loop that moves participants: claim → answer the guards → step → write, a batch in one transaction.
 *
 * A participant is a row. What to do with it is a pure function of (state, input, answers) that the compiler gives;
 * this file feeds it inputs in the order in which they happened, answers its questions with one query per batch, and
 * writes what follows with a handful of set-based statements. It sends nothing: messages go to the outbox.
 */
import {
  addDuration,
  type Effect,
  guardOf,
  type Input,
  isInShare,
  type JourneyGraph,
  type Move,
  type NodeId,
  nextOpening,
  nextTimeOfDay,
  type Place,
  type Step,
  type Timer,
  variantOf,
} from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Clock } from "../clock.ts";
import { decideTests, loadHolidays, loadWinners, nextDecision, recordWinner } from "../store/ab-tests.ts";
import { type Database, planForFewRows, type Queryable } from "../store/database.ts";
import { enrolMatching, enrolRecords, nextDatedEntry, nextOccurrence } from "../store/enrolment.ts";
import { type ActivityOutcome, recordOutcomes } from "../store/events.ts";
import type { Execution } from "../store/execution.ts";
import { answerGuards, type RecordFacts } from "../store/guards.ts";
import {
  isCurrentVersion,
  type JourneyRow,
  listJourneys,
  setJourneyState,
  startNewJourney,
  storeVersion,
  versionsOf,
  watchedVersions,
} from "../store/journeys.ts";
import { dropMessages } from "../store/outbox.ts";
import {
  bucketCount,
  type ClaimedParticipant,
  claimParticipants,
  consumeEvents,
  earliestDue,
  loadUnconsumedEvents,
  moveParticipants,
  type ParticipantMove,
  parseTimers,
  type Timers,
  type UnconsumedEvent,
} from "../store/participants.ts";
import { insertTraces, type NewTrace, prepareTraces, traceMonth } from "../store/traces.ts";
import { judgeHits } from "../tracking/judge.ts";
import { Caps } from "./caps.ts";
import type { Deployment, Engine, StepOptions } from "./contract.ts";
import { executeActivities } from "./execute.ts";
import { receiveEvent } from "./receive.ts";
import { Version } from "./version.ts";
import { exitReason, watchVersion } from "./watch.ts";

export interface EngineOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Participants in one transaction; 500 to 1,000 is where more brings nothing. */
  readonly batchSize?: number;
}

/** Milliseconds until it is looked at again which journeys run. */
const believeFor = 100;

/** @returns an engine over the database; any number of them may work on one database that is shared. */
export function createEngine({ db, clock, batchSize = 500 }: EngineOptions): Engine {
  const versions = new Map<number, Version>();
  // While the database works on one batch, the next is stepped: a second connection keeps both busy.
  const lanes = Array.from({ length: db.backend.shared ? 2 : 1 }, (_, index): Lane => {
    const slot = Math.floor(Math.random() * 10_000) * 2 + index;
    return { slot, bucket: (slot * 61) % bucketCount };
  });
  let preparedMonth: string | undefined;

  async function version(on: Queryable, id: number): Promise<Version> {
    const known = versions.get(id);
    if (known) return known;
    const loaded = await Version.load(on, id);
    versions.set(id, loaded);
    return loaded;
  }

  /** Steps batch after batch until nothing is due. */
  async function stepAll(lane: Lane, { signal, onBatch }: StepOptions): Promise<number> {
    let stepped = 0;
    let journeyIds: readonly number[] = [];
    let askAt = 0;
    while (!signal?.aborted) {
      const now = clock.now();
      const begun = performance.now();
      // Again and again: who stops a journey does not wait until a backlog is worked off.
      if (begun >= askAt) {
        journeyIds = (await running()).map((journey) => journey.id);
        askAt = performance.now() + believeFor;
      }
      if (journeyIds.length === 0) break;
      if (traceMonth(now) !== preparedMonth) {
        await prepareTraces(db, now);
        preparedMonth = traceMonth(now);
      }
      const count = await db.transaction(async (tx) => {
        await planForFewRows(tx);
        const claimed = await claimParticipants(tx, journeyIds, lane.bucket, now, batchSize);
        if (claimed.length > 0) {
          // What a pixel or a link has told is known, judged or not: it must not come after a timer that it cancels.
          const graphOf = async (on: Queryable, id: number) => (await version(on, id)).graph;
          const fetched = claimed.filter(({ hasHits }) => hasHits);
          await judgeHits(tx, fetched, graphOf, now, Number.POSITIVE_INFINITY);
          await stepBatch(tx, claimed, lane.slot, now, (id) => version(tx, id));
        }
        return claimed.length;
      });
      if (count === 0) break;
      stepped += count;
      onBatch?.(count, performance.now() - begun);
      lane.bucket = (lane.bucket + count) % bucketCount;
    }
    return stepped;
  }

  async function running(): Promise<JourneyRow[]> {
    return (await listJourneys(db)).filter((journey) => journey.state === "running");
  }

  return {
    async deploy(graph: JourneyGraph, { onlyNew = false } = {}): Promise<Deployment> {
      const stored = await storeVersion(db, graph, clock.now(), onlyNew);
      await startNewJourney(db, graph.name, clock.now());
      const { versionId, created, replacedBy } = stored;
      return { journey: graph.name, versionId, created, ...(replacedBy === undefined ? {} : { replacedBy }) };
    },

    async start(journey) {
      if (!(await setJourneyState(db, journey, "running", clock.now()))) throw unknownJourney(journey);
    },

    async stop(journey) {
      if (!(await setJourneyState(db, journey, "stopped", clock.now()))) throw unknownJourney(journey);
    },

    async enrol() {
      let enrolled = 0;
      for (const journey of await running()) {
        const { graph } = await version(db, journey.versionId);
        enrolled += await enrolMatching(db, journey, graph, clock.now());
      }
      return enrolled;
    },

    async watch() {
      let changed = 0;
      for (const journey of await running()) {
        for (const versionId of await watchedVersions(db, journey.id)) {
          const loaded = await version(db, versionId);
          changed += await watchVersion(db, journey, loaded, clock.now());
        }
        changed += await decideTests(db, journey, (await version(db, journey.versionId)).graph, clock.now());
      }
      return changed;
    },

    async receive(event) {
      // In a stopped journey nobody moves, and nothing is lost: what comes, and who enters by it, waits until it goes on.
      const journeys = (await listJourneys(db)).filter((journey) => journey.state !== "draft");
      const graphs = await Promise.all(
        journeys.map(async (journey) => {
          const ids = await versionsOf(db, journey.id);
          const versions = await Promise.all(ids.map((id) => version(db, id)));
          return { journey, versions };
        }),
      );
      return receiveEvent(db, graphs, event, clock.now());
    },

    async enter(name, recordIds) {
      const journey = (await listJourneys(db)).find((candidate) => candidate.name === name);
      if (!journey) throw unknownJourney(name);
      if (journey.state !== "running") {
        throw new Problem(
          "journey-stopped",
          `The journey ${name} is not running, so nobody can enter it.`,
          `Start it with \`journey start ${name}\`.`,
        );
      }
      const { graph } = await version(db, journey.versionId);
      return enrolRecords(
        db,
        journey,
        graph,
        recordIds,
        recordIds.map(() => undefined),
        clock.now(),
      );
    },

    async decide(name, test, variant) {
      const journey = (await listJourneys(db)).find((candidate) => candidate.name === name);
      if (!journey) throw unknownJourney(name);
      const node = (await version(db, journey.versionId)).node(test);
      if (node.kind !== "ab test") throw new Problem("unknown-step", `${test} of ${name} is no A/B test.`);
      if (!node.variants.some((each) => each.name === variant)) {
        const names = node.variants.map((each) => each.name).join(", ");
        throw new Problem("unknown-variant", `${test} has no variant ${variant}.`, `Variants are: ${names}.`);
      }
      const names = node.variants.map((each) => each.name);
      await db.transaction((tx) => recordWinner(tx, journey, test, { winner: variant, among: names }, clock.now()));
    },

    async step(options = {}) {
      const results = await Promise.allSettled(lanes.map((lane) => stepAll(lane, options)));
      const failed = results.find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
      return results.reduce((sum, result) => sum + (result.status === "fulfilled" ? result.value : 0), 0);
    },

    get moves() {
      const all = [...versions.values()].map(({ stepper }) => stepper.stats);
      return {
        hits: all.reduce((sum, { hits }) => sum + hits, 0),
        misses: all.reduce((sum, { misses }) => sum + misses, 0),
      };
    },

    async nextDueAt() {
      const journeys = await running();
      if (journeys.length === 0) return undefined;
      const due = await earliestDue(
        db,
        journeys.map((journey) => journey.id),
      );
      const times = [due];
      for (const journey of journeys) {
        const { graph } = await version(db, journey.versionId);
        times.push(nextOccurrence(graph, clock.now()), await nextDatedEntry(db, journey, graph));
        times.push(await nextDecision(db, journey, graph));
      }
      const known = times.filter((time) => time !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    },
  };
}

function unknownJourney(name: string): Problem {
  return new Problem("unknown-journey", `There is no journey ${name}.`, "Deploy it first.");
}

/** One of the batches that are under way at a time. */
interface Lane {
  /** Under which it counts traces: no two lanes, of whatever worker, are to wait for each other. */
  readonly slot: number;
  /** Where it looks first for those who are due. */
  bucket: number;
}

/** A participant while its batch is worked on. */
interface Item {
  row: ClaimedParticipant;
  /** An event has come in this batch. */
  newEvent: unknown;
  readonly version: Version;
  /** What has come in and was not looked at yet. */
  readonly events: UnconsumedEvent[];
  /** Follow-ups of what this batch did: come before everything else. */
  queue: readonly Arrived[];
  readonly timers: Map<string, readonly [due: number, since: number]>;
  facts: RecordFacts | undefined;
  place: Place;
  status: Move["status"];
  endedAt: number | undefined;
  endedReason: string | undefined;
}

const none: Timers = new Map();
/** Most of a batch has nothing waiting: they share it. */
const nothing: never[] = [];

/** An input, and the moment it counts for. */
interface Arrived {
  readonly input: Input;
  /** When it happened, epoch ms: the moment that new timers count from. */
  readonly at: number;
  /** For a timer: the moment it was set to count from, which is when its clause's event happened. */
  readonly since?: number;
  /** For a custom event: what it carries. */
  readonly payload?: unknown;
  /** Why, where the machine's own word is too general for the trace. */
  readonly detail?: string;
  /** Of leaving: what came instead, and did not happen any more. */
  readonly instead?: Arrived;
}

interface Turn {
  readonly item: Item;
  readonly arrived: Arrived;
  readonly step: Step;
}

/** Moves participants that are claimed, in their transaction: the one way in which anybody is moved. */
export async function stepBatch(
  tx: Queryable,
  claimed: readonly ClaimedParticipant[],
  slot: number,
  now: number,
  versionOf: (id: number) => Promise<Version>,
): Promise<void> {
  // A hit that was just judged has become an event.
  const events = await loadUnconsumedEvents(
    tx,
    claimed.filter(({ hasEvents, hasHits }) => hasEvents || hasHits),
  );
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
    const place = version.stepper.codec.current(row.place);
    items.push({
      row,
      newEvent: undefined,
      version,
      // A step may be gone from the version that the participant follows; the fact stays recorded.
      events:
        eventsOf.get(row.id)?.filter((event) => event.activity === "" || version.hasNode(event.activity)) ?? nothing,
      queue: place === "" ? [{ input: { type: "enter" }, at: row.enteredAt }] : nothing,
      timers: parseTimers(row.timers),
      facts: undefined,
      place,
      status: "active",
      endedAt: undefined,
      endedReason: undefined,
    });
  }

  const traces: NewTrace[] = [];
  const caps = new Caps<Turn>(tx);
  await caps.begin(items);
  let active: Item[] = items;
  let stopsOthers = false;
  while (active.length > 0) {
    let turns: readonly Turn[] = arrivals(active, now);
    const later = caps.isNeeded ? await caps.oneByOne(turns) : noTurns;
    for (const { item, arrived } of later) item.queue = [arrived, ...item.queue];
    if (later.length > 0) turns = without(turns, later);
    await lookUp(tx, turns, now);
    const executions: Execution[] = [];
    for (const turn of turns) {
      const { item, arrived } = turn;
      if (leaves(turn)) item.queue = [{ input: { type: "leave" }, at: now, instead: arrived }, ...item.queue];
      else apply(turn, now, executions, traces, caps);
    }
    stopsOthers ||= executions.some(({ node }) => node.kind === "stop journey");
    const outcomes: ActivityOutcome[] = [];
    await executeActivities(
      tx,
      executions.map((execution) => remembered(execution, outcomes)),
      now,
    );
    await recordOutcomes(tx, outcomes, now);
    active = [];
    for (const { item } of turns) if (item.status === "active") active.push(item);
    for (const { item } of later) active.push(item);
  }

  await insertTraces(tx, traces, slot, now);
  await consumeEvents(tx, events, now);
  const moves: ParticipantMove[] = [];
  for (const item of items) {
    moves.push({
      bucket: item.row.bucket,
      id: item.row.id,
      ctid: item.row.ctid,
      place: item.place,
      timers: item.status === "active" ? item.timers : none,
      status: item.status,
      endedAt: item.endedAt,
      endedReason: item.endedReason,
      event: item.newEvent,
    });
  }
  await moveParticipants(tx, moves, now, stopsOthers);
  await dropMessages(
    tx,
    moves.filter((move) => move.status === "exited"),
  );
}

const noTurns: readonly Turn[] = [];

function without(turns: readonly Turn[], some: readonly Turn[]): readonly Turn[] {
  const set = new Set(some);
  return turns.filter((turn) => !set.has(turn));
}

/** What comes next for each of them, where anything does. */
function arrivals(items: readonly Item[], now: number): Turn[] {
  const turns: Turn[] = [];
  for (const item of items) {
    const arrived = nextInput(item, now);
    if (arrived) turns.push({ item, arrived, step: stepOf(item, arrived.input) });
  }
  return turns;
}

/** Where the journey asks what failed or was held back, that is noted at once: the next step may ask. */
function remembered(execution: Execution, outcomes: ActivityOutcome[]): Execution {
  const { participant, node, at } = execution;
  if (!execution.asksOutcomes) return execution;
  return {
    ...execution,
    answer: (type, detail) => {
      if (type !== "executed") {
        outcomes.push({ bucket: participant.bucket, participantId: participant.id, activity: node.id, type, at });
      }
      execution.answer(type, detail);
    },
  };
}

/**
 * What comes next for a participant: follow-ups of its own last step, then events and timers by the moment they count
 * for. An event exactly at a timer's moment comes first; of two timers the one whose region stands first.
 */
function nextInput(item: Item, now: number): Arrived | undefined {
  const followUp = item.queue[0];
  if (followUp) {
    item.queue = item.queue.length === 1 ? nothing : item.queue.slice(1);
    return followUp;
  }
  const { machine } = item.version.stepper;
  let timer: string | undefined;
  let due = Number.POSITIVE_INFINITY;
  for (const [id, [moment]] of item.timers) {
    const isEarlier =
      moment < due || (timer !== undefined && moment === due && machine.timerOrder(id) < machine.timerOrder(timer));
    if (moment <= now && isEarlier) {
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
    case "dismissed":
      // No clause asks for it, but whoever put it away has got it.
      return { input: { type: "executed", node }, at };
    case "executed":
    case "failed":
    case "suppressed":
      return { input: { type: event.type, node }, at };
    case "event":
      item.newEvent = event.data;
      item.row = { ...item.row, event: event.data };
      return { input: { type: "event", event: event.label ?? "" }, at, payload: event.data };
    case "check":
      return { input: { type: "check", node }, at };
    case "decided":
      return { input: { type: "decided", node, label: event.label ?? "" }, at };
    case "leave":
      item.endedReason = event.label ?? "exit";
      return { input: { type: "leave" }, at };
    default: {
      const reaction: Arrived = {
        input: {
          type: "reaction",
          node,
          trigger: event.type,
          ...(event.label === null ? {} : { label: event.label }),
          ...(event.machine ? { machine: true } : {}),
        },
        at,
      };
      if (!item.version.isExecuting(item.place, node)) return reaction;
      // Who reacts to a message has got it: the reaction may be heard before the result of sending is written down.
      item.queue = [...item.queue, reaction];
      return { input: { type: "executed", node }, at };
    }
  }
}

/** The record is gone, or archived where that ends the journey. */
function leaves({ item, arrived }: Turn): boolean {
  if (arrived.input.type === "leave" || item.facts === undefined) return false;
  const { present, archived, exit } = item.facts;
  if (present && !archived && exit === undefined) return false;
  if (!present) item.endedReason = "record deleted";
  else if (archived) item.endedReason = "record archived";
  else item.endedReason = exitReason(item.version.graph, exit ?? 0);
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
    // What this batch has done, and what has happened by each moment, may make an `exit when` true.
    const watchesExits = version.graph.exits.some((exit) => exit.kind === "when");
    const guards = new Set<string>();
    const timers = new Set<string>();
    const asking: Turn[] = [];
    for (const turn of list) {
      const { needs } = turn.step;
      const isAsking = needs.guards.length > 0 || needs.moments.length > 0 || watchesExits;
      if (!isAsking && turn.item.facts) continue;
      for (const guard of needs.guards) {
        guards.add(guard);
        // Whether a moment has come is asked of the moment itself.
        if (guard.startsWith("reached:")) timers.add(guard.slice("reached:".length));
      }
      for (const timer of needs.moments) timers.add(timer);
      asking.push(turn);
    }
    if (asking.length === 0) continue;
    if ([...guards].some((guard) => guard.startsWith("decided:"))) {
      version.winners = await loadWinners(tx, asking[0]!.item.row.journeyId);
      version.isCurrent = await isCurrentVersion(tx, version.id);
    }
    if (version.graph.send.some((window) => window.exceptHolidays)) version.holidays = await loadHolidays(tx);
    const facts = await answerGuards(
      tx,
      version.graph,
      [...guards],
      [...timers],
      asking.map(({ item, arrived }) => ({
        bucket: item.row.bucket,
        id: item.row.id,
        recordId: item.row.recordId,
        enteredAt: item.row.enteredAt,
        at: arrived.at,
        entry: item.row.payload,
        event: arrived.payload ?? item.row.event,
      })),
      now,
    );
    for (const [index, { item }] of asking.entries()) item.facts = facts[index];
  }
}

function stepOf({ version, place }: Item, input: Input): Step {
  if (place !== "") return version.stepper.step(place, input);
  return input.type === "enter" ? version.stepper.enter() : nowhere;
}

/** Who leaves before entering is gone; nothing else can come to them. */
const nowhere: Step = {
  decision: { kind: "move", changes: [], status: "exited", cancel: [], start: [], effects: [] },
  needs: { guards: [], moments: [] },
};

function apply(turn: Turn, now: number, executions: Execution[], traces: NewTrace[], caps: Caps<Turn>): void {
  const { item, arrived, step } = turn;
  const { version } = item;
  let leaf = step.decision;
  if (caps.isNeeded) leaf = caps.decide(turn, leaf, (guard) => answer(item, arrived, guard, now));
  while (leaf.kind === "question") leaf = answer(item, arrived, leaf.guard, now) ? leaf.yes : leaf.no;

  for (const timer of leaf.cancel) item.timers.delete(timer);
  const zone = item.facts?.timezone ?? version.graph.timezone.fallback;
  for (const timer of leaf.start) {
    const known = version.stepper.machine.timer(timer);
    if (known.duration) item.timers.set(timer, [addDuration(arrived.at, known.duration, zone), arrived.at]);
    else item.timers.set(timer, [momentOf(item, known, arrived, zone, now), turnOf(version, known.node, arrived)]);
  }
  for (const effect of leaf.effects) {
    if (effect.kind === "execute") {
      executions.push({
        node: version.activity(effect.node),
        graph: version.graph,
        versionId: version.id,
        asksOutcomes: version.asksOutcomes,
        participant: item.row,
        timezone: zone,
        at: arrived.at,
        answer: (type, detail) => {
          const follows: Arrived = { input: { type, node: effect.node }, at: arrived.at };
          item.queue = [...item.queue, detail ? { ...follows, detail } : follows];
        },
      });
    } else {
      const { state, reason } = resultOf(effect, arrived);
      traces.push({
        bucket: item.row.bucket,
        participantId: item.row.id,
        versionId: version.id,
        activity: effect.node,
        state,
        reason,
        at: arrived.at,
      });
    }
  }
  item.place = version.stepper.moved(item.place, leaf);
  item.status = leaf.status;
  if (leaf.status !== "active") {
    item.endedAt = arrived.at;
    item.endedReason ??= leaf.status === "exited" ? "exit" : "completed";
  }
}

/** How an execution ended. Who leaves just as a result is heard has that result, though nothing follows from it any more. */
function resultOf(
  { node, state, reason }: Effect & { kind: "trace" },
  { detail, instead }: Arrived,
): Pick<NewTrace, "state" | "reason"> {
  const result = instead?.input;
  if (result && "node" in result && result.node === node) {
    const why = instead?.detail;
    if (result.type === "executed") return { state: "processed", reason: undefined };
    if (result.type === "failed") return { state: "error", reason: why ?? "failed" };
    if (result.type === "suppressed") return { state: "rejected", reason: why ?? "suppressed" };
  }
  return { state, reason: (state === "rejected" || state === "error" ? detail : undefined) ?? reason };
}

/**
 * The moment that an activity's expiry counts from: the moment its turn came, also when a send window or a cap has held it
 * back since; for the first of a clause its event, which is where the clause's delay was counted from.
 */
function turnOf(version: Version, nodeId: NodeId | undefined, arrived: Arrived): number {
  const node = nodeId === undefined ? undefined : version.node(nodeId);
  const timer = arrived.input.type === "timer" ? version.stepper.machine.timers.get(arrived.input.timer) : undefined;
  // Another step's hold is not this one's: the turn has come just now.
  const isHeld = timer?.node === nodeId && (timer?.kind === "window" || timer?.kind === "cap");
  const fromClause = node !== undefined && "expire" in node && node.expire?.from === "clause";
  return isHeld || fromClause ? (arrived.since ?? arrived.at) : arrived.at;
}

/** When a timer goes off that has no duration of its own. What can't be known is not waited for. */
function momentOf(item: Item, timer: Timer, arrived: Arrived, zone: string, now: number): number {
  const { graph } = item.version;
  switch (timer.kind) {
    case "window":
      return nextOpening(Math.max(now, arrived.at), graph.send, zone, item.version.holidays) ?? arrived.at;
    case "cap":
      return Math.max(now, item.facts?.moment(timer.id) ?? arrived.at);
    default: {
      const node = timer.node === undefined ? undefined : item.version.node(timer.node);
      if (node?.kind === "wait until" && node.until.kind === "time") {
        return nextTimeOfDay(arrived.at, node.until.time, zone, node.until.day);
      }
      return Math.max(arrived.at, item.facts?.moment(timer.id) ?? arrived.at);
    }
  }
}

function answer(item: Item, arrived: Arrived, id: string, now: number): boolean {
  const { version, facts } = item;
  const guard = guardOf(id);
  const zone = facts?.timezone ?? version.graph.timezone.fallback;
  switch (guard.kind) {
    case "expired": {
      const node = version.node(guard.node);
      if (!("expire" in node) || !node.expire) return false;
      return now > addDuration(turnOf(version, guard.node, arrived), node.expire.after, zone);
    }
    case "share": {
      const node = version.node(guard.node);
      const { recordId } = item.row;
      if (node.kind === "ab test") return variantOf(node, recordId) === guard.branch;
      return node.kind === "split" && isInShare(node, recordId, guard.branch);
    }
    case "decided": {
      const node = version.node(guard.node);
      if (node.kind !== "ab test") return false;
      const winner = version.winners.get(node.of ?? node.id);
      if (winner === undefined) return false;
      // In the version that people enter, a winner that it does not have counts for nothing: the test is decided anew.
      if (guard.branch === -1) return !version.isCurrent && !node.variants.some(({ name }) => name === winner);
      return node.variants[guard.branch]?.name === winner;
    }
    case "reached":
      // A record that has lost its date is not waited for.
      return (facts?.moment(guard.node) ?? arrived.at) <= arrived.at;
    case "closed": {
      const moment = Math.max(now, arrived.at);
      const opens = nextOpening(moment, version.graph.send, zone, version.holidays);
      return opens !== undefined && opens > moment;
    }
    default:
      return facts?.answer(id) ?? false;
  }
}
