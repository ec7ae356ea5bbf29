/** What a change does to people, by simulation: the same people with the same luck live through both versions. */
import type { CheckedSimulation } from "@journey/language";
import { isMessage, type JourneyGraph } from "../graph/graph.ts";
import { Population } from "../simulate/population.ts";
import { type JourneyReport, reportOf, type SimulationReport } from "../simulate/report.ts";
import { type Simulated, simulate } from "../simulate/simulate.ts";
import type { EffectFigure, JourneyEffects } from "./change.ts";
import { keepShares } from "./keep-shares.ts";
import { type Matching, matchJourneys } from "./match-journeys.ts";

export interface EffectOptions {
  readonly seed: number;
  /** What the `simulate` blocks of either side say of people's behaviour. */
  readonly before: readonly CheckedSimulation[];
  readonly after: readonly CheckedSimulation[];
  readonly renamed?: ReadonlyMap<string, string>;
  readonly holidays?: ReadonlySet<string>;
}

/** A Monday morning; a simulation's first moment. */
const start = Date.parse("2026-03-02T08:00:00Z");
const day = 86_400_000;

/** As many as the simulator lets live at once: their numbers are their own. */
export const effectPeople = 2000;

export function effectsOf(
  before: JourneyGraph,
  after: JourneyGraph,
  options: EffectOptions,
): JourneyEffects | undefined {
  // Who is of another model is somebody else.
  if (before.target !== after.target) return undefined;
  const { seed, renamed, holidays } = options;
  const participants = effectPeople;
  // Made for both versions, so that what either asks for is among them.
  const population = new Population({ graphs: [after, before], seed, start, fields: {} });
  const people = {
    records: Array.from({ length: participants }, (_, who) => population.recordOf(who)),
    lists: (record: Readonly<Record<string, unknown>>) =>
      population.listsOf(Number(record[after.schema.models[after.target]!.idField]) - 1),
  };
  const matching = matchJourneys(before, after, renamed ? { renamed } : {});
  const live = (graph: JourneyGraph, simulations: readonly CheckedSimulation[]) => {
    const watcher = new Watcher(graph, participants);
    const simulated = simulate({
      graphs: [graph],
      simulations: simulations.filter(({ journey }) => journey === graph.name),
      people: { ...people, records: people.records.map((record) => ({ ...record })) },
      seed,
      runs: 1,
      start,
      observer: watcher,
      ...(holidays ? { holidays } : {}),
    });
    return { simulated, watcher, report: reportOf(simulated) };
  };
  // Chance hangs on names: a step that has another one now has the luck that it had.
  const old = live(
    withNamesOf(before, after, matching),
    options.before.map((simulation) => ({
      ...simulation,
      behaviours: simulation.behaviours.map((behaviour) => ({
        ...behaviour,
        activity: matching.nodes.get(behaviour.activity) ?? behaviour.activity,
      })),
    })),
  );
  const now = live(keepShares(before, after, matching), options.after);
  const [was, is] = [old, now].map(({ watcher, simulated }) => watcher.pathsOf(simulated)) as [string[], string[]];
  const different = was.filter((path, person) => path !== is[person]).length;
  return {
    participants,
    seed,
    different: different / participants,
    figures: [...together(old, now), ...perStep(old.report, now.report)].filter(
      (figure) => figure.before !== figure.after,
    ),
  };
}

interface Lived {
  readonly simulated: Simulated;
  readonly watcher: Watcher;
  readonly report: SimulationReport;
}

function together(old: Lived, now: Lived): readonly EffectFigure[] {
  const figure = (what: string, read: (lived: Lived) => number, unit?: string): EffectFigure => ({
    what,
    before: rounded(read(old)),
    after: rounded(read(now)),
    ...(unit === undefined ? {} : { unit }),
  });
  const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0);
  return [
    figure("people who enter", ({ report }) => report.journeys[0]?.entered.mean ?? 0),
    figure(
      "messages per person",
      ({ watcher, report }) => sum(watcher.messages) / Math.max(1, report.journeys[0]?.entered.mean ?? 1),
    ),
    figure("messages per person at most", ({ watcher }) => Math.max(0, ...watcher.messages)),
    figure("last message", ({ watcher }) => watcher.lastMessage / day, "days after entry"),
    figure("SMS parts", ({ report }) => report.sms?.parts.mean ?? 0),
    figure("people who leave early", ({ report }) =>
      sum(Object.values(report.journeys[0]?.exited ?? {}).map(({ mean }) => mean)),
    ),
  ];
}

/** How many come to each message and goal. */
function perStep(old: SimulationReport, now: SimulationReport): readonly EffectFigure[] {
  const [was, is] = [old.journeys[0], now.journeys[0]];
  const messages = new Set(
    [...(was?.steps ?? []), ...(is?.steps ?? [])].filter(({ kind }) => isMessageKind(kind)).map(({ id }) => id),
  );
  const sent = (journey: JourneyReport | undefined, id: string) =>
    journey?.steps.find((each) => each.id === id)?.outcomes.processed?.mean ?? 0;
  return [
    ...[...messages].map((id) => ({ what: `${id} sent`, before: sent(was, id), after: sent(is, id) })),
    ...(is?.goals ?? []).flatMap(({ name, reached }) => {
      const counterpart = was?.goals.find((goal) => goal.name === name);
      return counterpart
        ? [{ what: `goal ${name} reached`, before: counterpart.reached.mean, after: reached.mean }]
        : [];
    }),
  ];
}

/** What holds the name of a step or a region in a graph. */
const nameKeys = new Set([
  "id",
  "of",
  "next",
  "then",
  "otherwise",
  "to",
  "region",
  "start",
  "activity",
  "parent",
  "parallel",
  "messages",
  "regions",
]);

/** The old version with the new one's names of steps that are on both sides. */
function withNamesOf(before: JourneyGraph, after: JourneyGraph, { nodes, regions }: Matching): JourneyGraph {
  const names = new Map([...regions, ...nodes]);
  const taken = new Set([...after.nodes, ...after.regions].map(({ id }) => id));
  const nameOf = (id: string) => names.get(id) ?? (taken.has(id) ? `${id}_before` : id);
  const translate = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return nameKeys.has(key) ? nameOf(value) : value;
    if (Array.isArray(value)) return value.map((part) => translate(part, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, translate(part, name)]));
  };
  const { schema, ...rest } = before;
  const graph = { ...(translate(rest, "") as Omit<JourneyGraph, "schema">), schema };
  const own = before.nodes.map(({ id }) => [id, nameOf(id)] as const);
  return keepShares(before, graph, { nodes: new Map(own) });
}

function isMessageKind(kind: string): boolean {
  return kind === "email" || kind === "sms" || kind === "push";
}

/** Two figures behind the point are all that anybody reads. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Writes down what each person gets, and when. */
class Watcher {
  /** By person: what became of each activity, in order; outcomes are numbers of the version's own. */
  readonly #traces: { readonly name: string; readonly outcome: number; readonly after: number }[][];
  readonly messages: number[];
  /** Milliseconds after entry, of all. */
  lastMessage = 0;
  readonly #entered: number[];

  constructor(
    readonly graph: JourneyGraph,
    participants: number,
  ) {
    this.#traces = Array.from({ length: participants }, () => []);
    this.messages = new Array(participants).fill(0);
    this.#entered = new Array(participants).fill(0);
  }

  entered(_journey: number, person: number, at: number): void {
    this.#entered[person] = at;
    this.#traces[person]!.push({ name: "", outcome: -1, after: at });
  }
  traced(_journey: number, person: number, node: number, outcome: number, _detail: unknown, at: number): void {
    this.#traces[person]!.push({ name: this.graph.nodes[node]!.id, outcome, after: at - this.#entered[person]! });
  }
  sent(_journey: number, person: number, node: number, at: number): void {
    if (!isMessage(this.graph.nodes[node]!)) return;
    this.messages[person]!++;
    this.lastMessage = Math.max(this.lastMessage, at - this.#entered[person]!);
  }
  /** By person: everything that became of them, as text; equal texts, equal paths. */
  pathsOf({ journeys }: Simulated): readonly string[] {
    const words = journeys[0]?.table.outcomes ?? [];
    return this.#traces.map((traces) =>
      traces.map(({ name, outcome, after }) => `${name} ${words[outcome] ?? "entered"} ${after}`).join("; "),
    );
  }
  visited(): void {}
  took(): void {}
  reacted(): void {}
  reached(): void {}
  ended(): void {}
}
