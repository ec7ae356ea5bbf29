/**
 * The people of a period once more, through the version that they were in and through a proposed one, with all that is
 * recorded of them. Nothing is sent, nothing is written.
 */
import { renderMessage, smsParts } from "@journey/language";
import { keepShares } from "../diff/keep-shares.ts";
import { type Matching, matchJourneys } from "../diff/match-journeys.ts";
import { isSame } from "../diff/same.ts";
import type { ConditionEnvironment } from "../filters/to-predicate.ts";
import { type GraphNode, isMessage, type JourneyGraph, type MessageNode, templateFor } from "../graph/graph.ts";
import { VirtualJourney } from "../simulate/virtual-journey.ts";
import { VirtualRun } from "../simulate/virtual-run.ts";
import type { EntryHistory, JourneyHistory } from "./history.ts";
import { type Life, lifeObserver, newLife } from "./lives.ts";
import { RecordedBehaviour } from "./recorded-behaviour.ts";
import { type RestoredRecord, restoreRecord } from "./restored-record.ts";

/** One person, twice. */
export interface ReplayedEntry {
  readonly entry: EntryHistory;
  readonly before: Life;
  readonly after: Life;
  /** Undefined: the replay of the version that they were in gives what is recorded; else the first thing that it doesn't. */
  readonly deviation: string | undefined;
  readonly overwritten: readonly string[];
  /** Whether they would enter can't be known: the record has changed since. */
  readonly isEntryUnknown: boolean;
}

export interface Replay {
  readonly history: JourneyHistory;
  readonly proposed: JourneyGraph;
  readonly entries: readonly ReplayedEntry[];
  /** By the version that people were in. */
  readonly matchings: ReadonlyMap<string, Matching>;
  /** Messages to people who never got them, by step of the proposed version. */
  readonly withoutHistory: ReadonlyMap<string, number>;
  /** SMS parts, before and after. */
  readonly smsParts: { readonly before: number; readonly after: number };
  /** Tests whose winner is no variant of the proposed version. */
  readonly lostWinners: readonly string[];
}

export interface ReplayOptions {
  /** Old names of steps to new ones, where `renamed from` and likeness don't say it. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** Who lives in one run together. They have nothing to do with each other: shares, paces and winners are recorded. */
const batchSize = 4096;

/** Two moments that lie no further apart are one: the service got round to it a little later. Milliseconds. */
const tolerance = 60_000;

export function replay(history: JourneyHistory, proposed: JourneyGraph, options: ReplayOptions = {}): Replay {
  const entries: ReplayedEntry[] = [];
  const matchings = new Map<string, Matching>();
  const withoutHistory = new Map<string, number>();
  const parts = { before: 0, after: 0 };
  const lostWinners = new Set<string>();
  for (const [version, lived] of history.versions) {
    const own = history.entries.filter((entry) => entry.version === version);
    if (own.length === 0) continue;
    const matching = matchJourneys(lived, proposed, options.renamed ? { renamed: options.renamed } : {});
    matchings.set(version, matching);
    const oldNames = new Map([...matching.nodes].map(([old, now]) => [now, old]));
    const winners = history.winners;
    for (let from = 0; from < own.length; from += batchSize) {
      const batch = own.slice(from, from + batchSize);
      const restored = batch.map((entry) => restoreRecord(entry, lived));
      const side = { history, batch, restored, lived, winners };
      const before = live({
        ...side,
        graph: lived,
        entering: batch.map(() => true),
        oldNameOf: (id) => id,
        nameOf: (id) => matching.nodes.get(id) ?? `${id} (gone)`,
      });
      const asked = new EntryQuestion(lived, proposed);
      const entering = batch.map((entry, person) => asked.enters(entry, restored[person]!));
      const after = live({
        ...side,
        graph: keepShares(lived, proposed, matching),
        entering: entering.map(({ enters }) => enters),
        oldNameOf: (id) => oldNames.get(id),
        nameOf: (id) => id,
        handedOver: before.behaviour.handed,
      });
      for (const [node, amount] of after.behaviour.withoutHistory) {
        withoutHistory.set(node, (withoutHistory.get(node) ?? 0) + amount);
      }
      parts.before += before.smsParts;
      parts.after += after.smsParts;
      for (const test of after.lostWinners) lostWinners.add(test);
      for (const [person, entry] of batch.entries()) {
        entries.push({
          entry,
          before: before.lives[person]!,
          after: after.lives[person]!,
          deviation: deviationOf(entry, before.lives[person]!),
          overwritten: restored[person]!.overwritten,
          isEntryUnknown: entering[person]!.isUnknown,
        });
      }
    }
  }
  return { history, proposed, entries, matchings, withoutHistory, smsParts: parts, lostWinners: [...lostWinners] };
}

interface Side {
  readonly history: JourneyHistory;
  readonly batch: readonly EntryHistory[];
  readonly restored: readonly RestoredRecord[];
  readonly lived: JourneyGraph;
  readonly graph: JourneyGraph;
  readonly entering: readonly boolean[];
  readonly winners: JourneyHistory["winners"];
  readonly oldNameOf: (id: string) => string | undefined;
  readonly nameOf: (id: string) => string;
  readonly handedOver?: ReadonlyMap<string, number>;
}

function live(side: Side) {
  const { history, batch, restored, graph, winners } = side;
  const journey = new VirtualJourney(calledOnly(graph));
  const lives = batch.map(newLife);
  let parts = 0;
  const records = restored.map(({ record }) => ({ ...record }));
  const decided = new Set(winners.map(({ test }) => test));
  const behaviour = new RecordedBehaviour({
    entries: batch,
    lived: side.lived,
    graph,
    oldNameOf: side.oldNameOf,
    decided,
    ...(side.handedOver ? { handedOver: side.handedOver } : {}),
  });
  const start = batch.reduce((earliest, { enteredAt }) => Math.min(earliest, enteredAt), history.until);
  const run = new VirtualRun({
    journeys: [journey],
    people: {
      count: batch.length,
      recordOf: (person) => records[person]!,
      idOf: (person) => batch[person]!.recordId,
      arrivalOf: (person) => batch[person]!.enteredAt,
      listsOf: (person) =>
        batch[person]!.lists.filter(({ at }) => at <= batch[person]!.enteredAt).map(({ list }) => list),
      // An address may be that of several entries: it is suppressed when it was, for all of them.
      suppressedOf: (person) => batch[person]!.suppressed.filter(({ at }) => at <= start).map(({ address }) => address),
      consentsOf: (person) => new Set(batch[person]!.consents),
    },
    behaviour,
    observer: lifeObserver(journey, lives, side.nameOf, (person, node) => {
      if (isMessage(node) && node.kind === "sms")
        parts += partsOf(node, graph, records[person]!, journey.zoneOf(records[person]!));
    }),
    start,
    // What is recorded up to then is known.
    end: history.until + 1,
    holidays: history.holidays,
  });
  for (const [person, entry] of batch.entries()) {
    if (side.entering[person]) schedule(run, person, entry, restored[person]!, graph, journey, start);
  }
  const lostWinners: string[] = [];
  const nodes = new Map(graph.nodes.map((node) => [side.oldNameOf(node.id), node]));
  for (const { test, winner, at } of winners) {
    const node = nodes.get(test);
    if (node?.kind !== "ab test") continue;
    const variant = node.variants.findIndex(({ name }) => name === winner);
    if (variant < 0) lostWinners.push(node.id);
    else run.schedule(Math.max(start, at), () => run.decide(0, node.id, variant));
  }
  run.run();
  return { lives, behaviour, smsParts: parts, lostWinners };
}

/** Nobody enters by themselves, and nothing is held up by a pace: both are recorded. */
function calledOnly(graph: JourneyGraph): JourneyGraph {
  const { pace: _pace, ...rest } = graph;
  const nodes = graph.nodes.map((node): GraphNode => {
    if (!("pace" in node)) return node;
    const { pace: _own, ...each } = node;
    return each as GraphNode;
  });
  return { ...rest, nodes, enter: { kind: "demand" }, reenter: { kind: "never" } };
}

/** All that came from outside, at its moment. */
function schedule(
  run: VirtualRun,
  person: number,
  entry: EntryHistory,
  { arrivals }: RestoredRecord,
  graph: JourneyGraph,
  journey: VirtualJourney,
  start: number,
): void {
  const { enteredAt } = entry;
  const own = new Set(entry.traces.map(({ activity }) => activity));
  run.schedule(enteredAt, () => run.enter(0, person, entry.payload, true));
  for (const { name, payload, at } of entry.events) {
    // The one that they entered by has done its work.
    if (at > enteredAt) run.schedule(at, () => run.receive(person, name, payload));
  }
  for (const { field, record, at } of arrivals) {
    run.schedule(at, () => {
      const there = run.recordOf(person)[field];
      run.update(person, { [field]: [...(Array.isArray(there) ? there : []), record] });
    });
  }
  const joins = graph.nodes.flatMap((node) => (node.kind === "add to list" && own.has(node.id) ? [node.list] : []));
  for (const { list, at } of entry.lists) {
    if (at > enteredAt && !joins.includes(list)) run.schedule(at, () => run.join(person, list));
  }
  for (const { address, at } of entry.suppressed) {
    if (at > start) run.schedule(at, () => run.suppress(person, address));
  }
  for (const { reason, at } of leavesOf(entry)) run.schedule(at, () => run.leave(0, person, reason));
  if (!journey.isWatched) return;
  const moments = [...entry.goals, ...entry.checks].map(({ at }) => at);
  if (entry.endedAt !== undefined) moments.push(entry.endedAt);
  for (const at of moments) run.schedule(at, () => run.lookAgain(person));
}

/** Leaving by an exit or a goal of the journey is for the replay to find out. */
function leavesOf({ leaves, endedAt, endedReason }: EntryHistory): EntryHistory["leaves"] {
  const told = leaves.filter(({ reason }) => !/^(exit when|goal) /.test(reason));
  const isArchived = endedReason === "record archived" && endedAt !== undefined && told.length === 0;
  return isArchived ? [{ reason: endedReason, at: endedAt }] : told;
}

/** Whether those who entered enter the proposed version too. */
class EntryQuestion {
  readonly #before: VirtualJourney;
  readonly #after: VirtualJourney;
  readonly #isSame: boolean;

  constructor(lived: JourneyGraph, proposed: JourneyGraph) {
    this.#isSame = isSame([lived.filter, lived.enter.where], [proposed.filter, proposed.enter.where]);
    this.#before = new VirtualJourney(lived);
    this.#after = new VirtualJourney(proposed);
  }

  enters(entry: EntryHistory, { record }: RestoredRecord): { readonly enters: boolean; readonly isUnknown: boolean } {
    if (this.#isSame) return { enters: true, isUnknown: false };
    const environment: ConditionEnvironment = {
      now: entry.enteredAt,
      entered: entry.enteredAt,
      timezone: this.#after.zoneOf(record),
      lists: new Set(entry.lists.filter(({ at }) => at <= entry.enteredAt).map(({ list }) => list)),
      suppressed: entry.suppressed.some(({ at }) => at <= entry.enteredAt),
      consents: new Set(entry.consents),
      entry: entry.payload ?? {},
    };
    const fits = ({ filter, where }: VirtualJourney): boolean =>
      filter(record, environment) && where(record, environment);
    // Who does not even fit what let them in has changed since; the record tells nothing of that moment.
    if (!fits(this.#before)) return { enters: true, isUnknown: true };
    return { enters: fits(this.#after), isUnknown: false };
  }
}

/** What the replay of the lived version does not find as it is recorded; the first of it. */
function deviationOf(entry: EntryHistory, life: Life): string | undefined {
  const words = ({ activity, state, reason }: { activity: string; state: string; reason?: string | undefined }) =>
    // Why another service refused something stands with the message, not in the machine.
    `${activity} ${state}${reason === undefined || reason === "" || state === "error" ? "" : `: ${reason}`}`;
  const order = (a: { at: number; activity: string }, b: { at: number; activity: string }) =>
    a.activity < b.activity ? -1 : a.activity > b.activity ? 1 : a.at - b.at;
  const recorded = [...entry.traces].sort(order);
  const replayed = [...life.traces].sort(order);
  for (let index = 0; index < Math.max(recorded.length, replayed.length); index++) {
    const [then, now] = [recorded[index], replayed[index]];
    if (!then) return `${words(now!)}, which is not recorded`;
    if (!now) return `${words(then)} is recorded, and does not happen again`;
    if (words(then) !== words(now)) return `${words(then)} is recorded, ${words(now)} happens`;
    if (Math.abs(then.at - now.at) > tolerance) return `${words(then)} happens at another time than recorded`;
  }
  if (entry.status !== life.standing) return `${entry.status} is recorded, ${life.standing} in the end`;
  for (const { goal } of entry.goals) if (!life.goals.has(goal)) return `the goal ${goal} is not reached again`;
  return undefined;
}

function partsOf(
  node: MessageNode,
  graph: JourneyGraph,
  record: Readonly<Record<string, unknown>>,
  zone: string,
): number {
  const locale = graph.locale && record[graph.locale.field.path[0]?.field ?? ""];
  const template = templateFor(node, typeof locale === "string" ? locale : undefined);
  const { text } = renderMessage(
    template,
    {
      record,
      // As long as tracked addresses are.
      links: template.links.map(() => "https://example.test/c/xxxxxxxxxxxxxxxxxxxxxx"),
      unsubscribeUrl: "https://example.test/u/xxxxxxxxxxxxxxxxxxxxxx",
    },
    zone,
  );
  return smsParts(text).parts;
}

/** Whether two lives are the same, but for moments that lie close to each other. */
export function areSame(before: Life, after: Life): boolean {
  const sorted = ({ moments }: Life) =>
    [...moments].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.at - b.at));
  const [one, other] = [sorted(before), sorted(after)];
  return (
    one.length === other.length &&
    one.every(({ key, at }, index) => key === other[index]!.key && Math.abs(at - other[index]!.at) <= tolerance)
  );
}
