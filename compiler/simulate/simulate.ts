/** Lets a population live through journeys, once for each seed. */
import { type CheckedSimulation, Problem } from "@journey/language";
import { normalise } from "../filters/normalise.ts";
import type { PlainRecord } from "../filters/to-predicate.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import {
  ChanceBehaviour,
  type OutsideChange,
  type OutsideEvent,
  type Reaction,
  reactionsOf,
  roughly,
} from "./behaviour.ts";
import { type FieldDistribution, Population } from "./population.ts";
import { draw, keyOf } from "./random.ts";
import type { Observer, People } from "./run-types.ts";
import { Statistics } from "./statistics.ts";
import type { MutableRecord } from "./values.ts";
import { day, minute, VirtualJourney } from "./virtual-journey.ts";
import { VirtualRun } from "./virtual-run.ts";

/** Records that are there, instead of made-up ones. */
export interface GivenPeople {
  /** By field name; related records in them. */
  readonly records: readonly PlainRecord[];
  readonly lists?: (record: PlainRecord) => Iterable<string>;
  readonly suppressed?: ReadonlySet<string>;
}

export interface SimulateOptions {
  /** Journeys of one target. */
  readonly graphs: readonly JourneyGraph[];
  /** What the journeys' `simulate` blocks say. */
  readonly simulations?: readonly CheckedSimulation[];
  /** How many people; default: what the blocks say, else 10,000. */
  readonly participants?: number;
  readonly people?: GivenPeople;
  /** Default: what the blocks say, else 1. */
  readonly seed?: number;
  /** How many times, each with another seed; the report's intervals come from them. Default 10. */
  readonly runs?: number;
  /** Epoch milliseconds. */
  readonly start: number;
  /** For how many days it is looked at. Default 90. */
  readonly days?: number;
  /** People come in over so many days, evenly. Default: all at once; where they enter by an event or a change, over 30. */
  readonly arrivalDays?: number;
  readonly fields?: Readonly<Record<string, FieldDistribution>>;
  /** Reactions by activity, before those of the `simulate` blocks. */
  readonly reactions?: Readonly<Record<string, readonly Reaction[]>>;
  readonly events?: readonly OutsideEvent[];
  readonly changes?: readonly OutsideChange[];
  readonly holidays?: ReadonlySet<string>;
  /** Things happen in steps of so many minutes. Default 1. */
  readonly roundTo?: number;
  /** Everybody lives in one run, whether or not they have something to do with each other. */
  readonly oneBatch?: boolean;
  /** Also looks on, at every run; people are numbered within their batch. */
  readonly observer?: Observer;
}

export interface SimulationRun {
  readonly seed: number;
  readonly statistics: Statistics;
  /** Moves of the machine. */
  readonly moves: number;
}

export interface Simulated {
  readonly journeys: readonly VirtualJourney[];
  readonly runs: readonly SimulationRun[];
  readonly participants: number;
  readonly seed: number;
  readonly start: number;
  readonly days: number;
  readonly arrivalDays: number;
  readonly assumptions: readonly string[];
  /** By journey and activity. */
  readonly reactions: readonly ReadonlyMap<string, readonly Reaction[]>[];
  readonly events: readonly OutsideEvent[];
  readonly changes: readonly OutsideChange[];
  /** Somebody of the population, for texts to be looked at. */
  readonly recordOf: (person: number) => PlainRecord;
}

/** People that have nothing to do with each other live in batches of this size. */
const batchSize = 2048;

/**
 * @throws Problem `different-targets`, `too-many-participants` when the journeys are not for one model, or the number is
 * beyond what one process should hold
 */
export function simulate(options: SimulateOptions): Simulated {
  const { graphs, simulations = [], start, days = 90 } = options;
  const [first, ...others] = graphs;
  const other = others.find((graph) => graph.target !== first?.target);
  if (!first || other) {
    throw new Problem(
      "different-targets",
      other
        ? `${first?.name} is for ${first?.target}, ${other.name} for ${other.target}: they have no people in common.`
        : "There is no journey to simulate.",
      "Simulate journeys of one target together.",
    );
  }
  const stated = Math.max(0, ...simulations.map((each) => each.participants ?? 0));
  const participants = options.people?.records.length ?? options.participants ?? (stated > 0 ? stated : 10_000);
  if (participants > 20_000_000) {
    throw new Problem("too-many-participants", `${participants} people are too many for one process.`, "Take fewer.");
  }
  const seed = options.seed ?? simulations.find((each) => each.seed !== undefined)?.seed ?? 1;
  const journeys = graphs.map((graph, index) => new VirtualJourney(graph, index));
  const reactions = graphs.map((graph) => {
    const own = simulations.filter((each) => each.journey === graph.name).flatMap((each) => each.behaviours);
    const found = new Map(reactionsOf(graph, own));
    for (const [activity, given] of Object.entries(options.reactions ?? {})) {
      const rest = (found.get(activity) ?? []).filter(
        ({ happening, label }) =>
          !given.some((each) => each.happening === happening && (each.label === undefined || each.label === label)),
      );
      found.set(activity, [...given, ...rest]);
    }
    return found;
  });
  const events = [...(options.events ?? []), ...awaitedEvents(graphs, options.events ?? [])];
  const changes = options.changes ?? [];
  const arrivalDays = options.arrivalDays ?? (graphs.some(isOutsideEntry) && !options.people ? 30 : 0);
  const runs: SimulationRun[] = [];
  let assumptions: readonly string[] = [];
  let recordOf: (person: number) => PlainRecord = () => ({});
  for (let run = 0; run < (options.runs ?? 10); run++) {
    const runSeed = seed + run * 1_000_003;
    const population = new Population({
      graphs,
      seed: runSeed,
      start,
      fields: options.fields ?? {},
      ...rounding(options),
    });
    if (run === 0) {
      assumptions = options.people ? [] : population.assumptions;
      const { people } = options;
      recordOf = people ? (person) => people.records[person] ?? {} : (person) => population.recordOf(person);
    }
    runs.push(
      oneRun(options, {
        journeys,
        population,
        participants,
        seed: runSeed,
        reactions,
        events,
        changes,
        arrivalDays,
        days,
      }),
    );
  }
  return {
    journeys,
    runs,
    participants,
    seed,
    start,
    days,
    arrivalDays,
    assumptions,
    reactions,
    events,
    changes,
    recordOf,
  };
}

interface RunParts {
  readonly journeys: readonly VirtualJourney[];
  readonly population: Population;
  readonly participants: number;
  readonly seed: number;
  readonly reactions: readonly ReadonlyMap<string, readonly Reaction[]>[];
  readonly events: readonly OutsideEvent[];
  readonly changes: readonly OutsideChange[];
  readonly arrivalDays: number;
  readonly days: number;
}

function oneRun(options: SimulateOptions, parts: RunParts): SimulationRun {
  const { journeys, population, participants, seed, reactions, events, changes } = parts;
  const { start } = options;
  const end = start + parts.days * day;
  const statistics = new Statistics(journeys, start);
  const observer = options.observer ? both(statistics, options.observer) : statistics;
  const size = options.oneBatch || areCoupled(options) ? participants : Math.min(batchSize, participants);
  let moves = 0;
  for (let from = 0; from < participants; from += size) {
    const count = Math.min(size, participants - from);
    statistics.beginPeople(count);
    const people = options.people
      ? givenPeople(options.people, from, count, options.graphs[0]!, start)
      : madeUpPeople(population, {
          from,
          count,
          seed,
          start,
          arrivalDays: parts.arrivalDays,
          roundTo: options.roundTo ?? 1,
        });
    const behaviour = new ChanceBehaviour({
      seed,
      keyOf: (person) => from + person,
      reactions,
      ...rounding(options),
      events: events.filter(({ event }) => !isEntryEvent(journeys, event)),
      changes,
      payloadOf: (event, person, turn) => population.payloadOf(event, from + person, turn, entries[person] ?? {}),
    });
    const entries: MutableRecord[] = [];
    const run: VirtualRun = new VirtualRun({
      journeys,
      people,
      behaviour,
      observer,
      start,
      end,
      ...(options.holidays ? { holidays: options.holidays } : {}),
    });
    letEnter(run, journeys, people, (person, event) => {
      const payload = population.payloadOf(event, from + person, 0, {});
      entries[person] = payload;
      return payload;
    });
    run.run();
    moves += run.moves;
    statistics.endPeople(count);
  }
  statistics.finish();
  return { seed, statistics, moves };
}

function rounding({ roundTo }: SimulateOptions): { readonly roundTo?: number } {
  return roundTo === undefined ? {} : { roundTo };
}

/** Journeys that somebody enters by what happens outside: it happens when they arrive. */
function letEnter(
  run: VirtualRun,
  journeys: readonly VirtualJourney[],
  people: People,
  payloadOf: (person: number, event: string) => MutableRecord,
): void {
  for (const [index, { graph }] of journeys.entries()) {
    const { enter } = graph;
    if (enter.kind !== "event" && enter.kind !== "webhook" && enter.kind !== "demand" && enter.kind !== "updated")
      continue;
    for (let person = 0; person < people.count; person++) {
      run.schedule(people.arrivalOf(person), () => {
        if (enter.kind === "event") run.receive(person, enter.event, payloadOf(person, enter.event));
        else if (enter.kind === "updated") change(run, people.recordOf(person), person, enter);
        else run.enter(index, person);
      });
    }
  }
}

/** Lets the field that a journey is entered by change into what it waits for. */
function change(
  run: VirtualRun,
  record: MutableRecord,
  person: number,
  enter: JourneyGraph["enter"] & { readonly kind: "updated" },
): void {
  const name = enter.field.path[0]?.field ?? "";
  const { type } = enter.field;
  const choices = type.kind === "choice" ? type.values : [];
  const to = enter.to?.value ?? choices.find((value) => value !== record[name]) ?? record[name];
  record[name] = enter.from?.value ?? choices.find((value) => value !== to);
  run.update(person, { [name]: to });
}

interface Batch {
  readonly from: number;
  readonly count: number;
  readonly seed: number;
  readonly start: number;
  readonly arrivalDays: number;
  readonly roundTo: number;
}

function madeUpPeople(population: Population, batch: Batch): People {
  const { from, count, start } = batch;
  const records: MutableRecord[] = new Array(count);
  for (let person = 0; person < count; person++) records[person] = population.recordOf(from + person);
  return {
    count,
    recordOf: (person) => records[person]!,
    idOf: (person) => population.idOf(from + person),
    arrivalOf: (person) => start + arrivalDelay(from + person, batch),
    listsOf: (person) => population.listsOf(from + person),
    suppressedOf: (person) => (population.isSuppressed(from + person) ? addressesIn(records[person]!) : []),
  };
}

const arrivalKey = keyOf("arrival");

/** Milliseconds after the beginning. */
export function arrivalDelay(
  who: number,
  { seed, arrivalDays, roundTo }: Pick<Batch, "seed" | "arrivalDays" | "roundTo">,
): number {
  return Math.floor((draw(seed, who, arrivalKey) * arrivalDays * 1440) / roundTo) * roundTo * minute;
}

function givenPeople(given: GivenPeople, from: number, count: number, graph: JourneyGraph, start: number): People {
  const model = graph.schema.models[graph.target]!;
  // Copies: what steps write stays in the simulation.
  const records = given.records.slice(from, from + count).map((record) => ({ ...record }));
  return {
    count,
    recordOf: (person) => records[person]!,
    idOf: (person) => String(records[person]![model.idField]),
    arrivalOf: () => start,
    mayRepeat: true,
    listsOf: (person) => given.lists?.(records[person]!) ?? [],
    suppressedOf: (person) => addressesIn(records[person]!).filter((address) => given.suppressed?.has(address)),
  };
}

/** Every text in a record that looks like an address or a number, in its normal form. */
function addressesIn(record: PlainRecord): readonly string[] {
  return Object.values(record).flatMap((value) => {
    if (typeof value !== "string") return [];
    if (value.includes("@")) return [normalise(value, "email")];
    return value.startsWith("+") ? [normalise(value, "phone")] : [];
  });
}

/** Whether what one person does can change what another one gets. */
function areCoupled({ graphs, people }: SimulateOptions): boolean {
  return graphs.some(
    ({ pace, nodes, unicity, caps }) =>
      pace !== undefined ||
      // Several records may have one address.
      (people !== undefined && (unicity !== undefined || caps.length > 0)) ||
      nodes.some((node) => node.kind === "ab test" || ("pace" in node && node.pace !== undefined)),
  );
}

function isOutsideEntry({ enter }: JourneyGraph): boolean {
  return enter.kind === "event" || enter.kind === "updated" || enter.kind === "created" || enter.kind === "webhook";
}

function isEntryEvent(journeys: readonly VirtualJourney[], event: string): boolean {
  return journeys.some(({ graph: { enter, nodes } }) => {
    const isAwaited = nodes.some(
      (node) => node.kind === "wait for" && node.for.kind === "event" && node.for.event === event,
    );
    return enter.kind === "event" && enter.event === event && !isAwaited;
  });
}

/** Events that the journeys wait for, and that nobody has said anything about: one in ten, within the longest wait. */
function awaitedEvents(graphs: readonly JourneyGraph[], known: readonly OutsideEvent[]): readonly OutsideEvent[] {
  const longest = new Map<string, number>();
  for (const { nodes, exits } of graphs) {
    for (const node of nodes) {
      if (node.kind !== "wait for" || node.for.kind !== "event") continue;
      longest.set(node.for.event, Math.max(longest.get(node.for.event) ?? 0, roughly(node.upTo)));
    }
    for (const exit of exits) {
      if (exit.kind === "event" && !longest.has(exit.event)) longest.set(exit.event, 7 * day);
    }
  }
  return [...longest]
    .filter(([event]) => !known.some((each) => each.event === event))
    .map(([event, within]) => ({ event, share: 0.1, within }));
}

/** Two onlookers as one. */
function both(one: Observer, other: Observer): Observer {
  const twice =
    <Args extends unknown[]>(first: (...args: Args) => void, second: (...args: Args) => void) =>
    (...args: Args): void => {
      first(...args);
      second(...args);
    };
  return {
    entered: twice(one.entered.bind(one), other.entered.bind(other)),
    visited: twice(one.visited.bind(one), other.visited.bind(other)),
    took: twice(one.took.bind(one), other.took.bind(other)),
    traced: twice(one.traced.bind(one), other.traced.bind(other)),
    sent: twice(one.sent.bind(one), other.sent.bind(other)),
    reacted: twice(one.reacted.bind(one), other.reacted.bind(other)),
    reached: twice(one.reached.bind(one), other.reached.bind(other)),
    ended: twice(one.ended.bind(one), other.ended.bind(other)),
    decided(journey, node, variant, at) {
      one.decided?.(journey, node, variant, at);
      other.decided?.(journey, node, variant, at);
    },
  };
}
