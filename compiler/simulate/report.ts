/** What a simulation shows, as plain data: the JSON that other programs read, and what text and page are made of. */
import { renderMessage, smsParts } from "@journey/language";
import { describeTrigger } from "../diagram/describe-node.ts";
import { edgesOf, endId } from "../diagram/edges.ts";
import { isActivity, isMessage, type JourneyGraph, waysOf } from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";
import { openingSource } from "./published-figures.ts";
import type { Simulated } from "./simulate.ts";
import { type JourneyStatistics, type MinuteCounts, messagesOf, type Statistics } from "./statistics.ts";
import { minute, type VirtualJourney } from "./virtual-journey.ts";

/** A mean over the seeds, with the interval in which it lies with a confidence of 95 percent. */
export interface Estimate {
  readonly mean: number;
  /** Missing with a single seed. */
  readonly low?: number;
  readonly high?: number;
}

export interface StepReport {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly line: number;
  readonly reached: Estimate;
  /** Minutes after entry: the first, half of them, the last. Of the first seed. */
  readonly when?: { readonly first: number; readonly median: number; readonly last: number };
  /** Of an activity: what became of it, by the trace's words. */
  readonly outcomes: Readonly<Record<string, Estimate>>;
  /** Of a message: what its recipients did. */
  readonly reactions: Readonly<Record<string, Estimate>>;
}

/** An arrow of the diagram. */
export interface FlowReport {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly people: number;
}

export interface ChannelReport {
  readonly sent: Estimate;
  /** By day since the beginning; of the first seed. */
  readonly perDay: readonly number[];
  readonly peakDay: number;
  readonly peakHour: number;
  readonly peakMinute: number;
}

export interface JourneyReport {
  readonly name: string;
  readonly title: string;
  readonly entered: Estimate;
  readonly completed: Estimate;
  readonly exited: Readonly<Record<string, Estimate>>;
  /** Still under way at the end. */
  readonly active: Estimate;
  readonly goals: readonly { readonly name: string; readonly reached: Estimate; readonly share: Estimate }[];
  readonly steps: readonly StepReport[];
  readonly flows: readonly FlowReport[];
  /** Steps that nobody came to, with any seed. */
  readonly unreached: readonly string[];
  /** By A/B test: how often each variant won. */
  readonly winners: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface SimulationReport {
  readonly version: 1;
  readonly participants: number;
  readonly seed: number;
  readonly runs: number;
  /** ISO 8601. */
  readonly start: string;
  readonly days: number;
  readonly journeys: readonly JourneyReport[];
  readonly channels: Readonly<Record<string, ChannelReport>>;
  readonly sms?: {
    /** Per message, measured on rendered texts. */
    readonly partsEach: number;
    readonly parts: Estimate;
    readonly cost?: Estimate;
  };
  readonly load: {
    readonly perWeek: number;
    /** Share of the people, 0 to 1. */
    readonly above: Estimate;
    /** By the most messages that they had within a week: how many people. Of the first seed. */
    readonly most: readonly number[];
  };
  /** Against what a provider takes. */
  readonly rate?: { readonly perMinute: number; readonly peakMinute: number; readonly isEnough: boolean };
  readonly assumptions: {
    readonly people: readonly string[];
    readonly arrival: string;
    readonly behaviour: readonly string[];
    readonly outside: readonly string[];
  };
  readonly notes: readonly string[];
}

export interface ReportOptions {
  /** Messages a week above which somebody has too many. Default 3. */
  readonly perWeek?: number;
  /** What an SMS part costs. */
  readonly smsPrice?: number;
  /** Messages a minute that the provider takes. */
  readonly ratePerMinute?: number;
}

/** Critical values of Student's t, two-sided 95 percent, by degrees of freedom. */
const student = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = (student[values.length - 2] ?? 1.96) * Math.sqrt(variance / values.length);
  return { mean: rounded(mean), low: rounded(mean - half), high: rounded(mean + half) };
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

export function reportOf(simulated: Simulated, options: ReportOptions = {}): SimulationReport {
  const { runs, participants } = simulated;
  const all = runs.map(({ statistics }) => statistics);
  const first = all[0]!;
  const perWeek = options.perWeek ?? 3;
  const channels = Object.fromEntries(
    (["email", "sms", "push"] as const)
      .filter((channel) => all.some(({ messages }) => messages[channel].total > 0))
      .map((channel) => [channel, channelReport(all.map(({ messages }) => messages[channel]))]),
  );
  const peakMinute = Math.max(0, ...Object.values(channels).map((channel) => channel.peakMinute));
  const sms = smsReport(simulated, all, options);
  const journeys = simulated.journeys.map((journey, index) =>
    journeyReport(
      journey,
      all.map((statistics) => statistics.journeys[index]!),
    ),
  );
  return {
    version: 1,
    participants,
    seed: simulated.seed,
    runs: runs.length,
    start: new Date(simulated.start).toISOString(),
    days: simulated.days,
    journeys,
    channels,
    ...(sms ? { sms } : {}),
    load: {
      perWeek,
      above: estimate(
        all.map(
          ({ weeklyLoad }) =>
            weeklyLoad.reduce((sum, count, most) => sum + (most > perWeek ? count : 0), 0) / participants,
        ),
      ),
      most: [...first.weeklyLoad],
    },
    ...(options.ratePerMinute === undefined
      ? {}
      : {
          rate: { perMinute: options.ratePerMinute, peakMinute, isEnough: peakMinute <= options.ratePerMinute },
        }),
    assumptions: {
      people: simulated.assumptions,
      arrival:
        simulated.arrivalDays === 0
          ? "everybody is there from the beginning"
          : `they come in over ${simulated.arrivalDays} days, evenly`,
      behaviour: behaviourWords(simulated),
      outside: outsideWords(simulated),
    },
    notes: notesOn(simulated, journeys),
  };
}

function journeyReport(journey: VirtualJourney, runs: readonly JourneyStatistics[]): JourneyReport {
  const { graph } = journey;
  const over = (read: (run: JourneyStatistics) => number): Estimate => estimate(runs.map(read));
  const steps = new Map<string, number[]>();
  for (const [index, node] of graph.nodes.entries()) {
    const id = (node.of ?? node.id).replace(/\.pause.*$/, ".pause");
    steps.set(id, [...(steps.get(id) ?? []), index]);
  }
  const stepReports = [...steps].map(([id, indexes]) => stepReport(id, indexes, graph, runs));
  const winners: Record<string, Record<string, number>> = {};
  for (const run of runs) {
    for (const [test, variant] of run.winners) {
      const own = winners[test] ?? {};
      own[variant] = (own[variant] ?? 0) + 1;
      winners[test] = own;
    }
  }
  return {
    name: graph.name,
    title: graph.title ?? graph.name,
    entered: over((run) => run.entered),
    completed: over((run) => run.completed),
    exited: perWord(runs.map((run) => run.exited)),
    active: over((run) => run.entered - run.completed - [...run.exited.values()].reduce((sum, each) => sum + each, 0)),
    goals: graph.goals.map(({ name, title }, index) => ({
      name: title ?? name,
      reached: over((run) => run.goals[index]!),
      share: over((run) => (run.entered === 0 ? 0 : run.goals[index]! / run.entered)),
    })),
    steps: stepReports,
    flows: flowsOf(journey, runs[0]!),
    unreached: stepReports.filter(({ reached }) => reached.mean === 0).map(({ id }) => id),
    winners,
  };
}

function stepReport(
  id: string,
  indexes: readonly number[],
  graph: JourneyGraph,
  runs: readonly JourneyStatistics[],
): StepReport {
  const node = graph.nodes[indexes[0]!]!;
  const sum = (numbers: Int32Array): number => indexes.reduce((total, index) => total + numbers[index]!, 0);
  const merged = (maps: readonly Map<string, number>[]): Map<string, number> => {
    const total = new Map<string, number>();
    for (const index of indexes)
      for (const [word, count] of maps[index]!) total.set(word, (total.get(word) ?? 0) + count);
    return total;
  };
  const times = indexes.flatMap((index) => runs[0]?.times[index] ?? []);
  return {
    id,
    label: node.label,
    kind: node.kind,
    line: node.source.line,
    reached: estimate(runs.map((run) => sum(run.reached))),
    ...(times.length > 0
      ? {
          when: {
            first: Math.min(...times.map((each) => each.first)),
            median: times[0]!.median(),
            last: Math.max(...times.map((each) => each.last)),
          },
        }
      : {}),
    outcomes: isActivity(node) ? perWord(runs.map((run) => merged(run.outcomes))) : {},
    reactions: isMessage(node) ? perWord(runs.map((run) => merged(run.reactions))) : {},
  };
}

function perWord(runs: readonly ReadonlyMap<string, number>[]): Readonly<Record<string, Estimate>> {
  const words = [...new Set(runs.flatMap((run) => [...run.keys()]))].sort();
  return Object.fromEntries(words.map((word) => [word, estimate(runs.map((run) => run.get(word) ?? 0))]));
}

/** How many went along each arrow of the diagram; of a message's own arrows and its clauses'. */
function flowsOf(journey: VirtualJourney, run: JourneyStatistics): readonly FlowReport[] {
  const { graph, table } = journey;
  const nodes = new Map(graph.nodes.map((node, index) => [node.id, { node, index }]));
  return edgesOf(graph).map(({ from, to, kind, label = "" }) => {
    const origin = nodes.get(from);
    let people = 0;
    if (!origin) people = run.entered;
    else if (kind === "clause") {
      for (const { id, clause, start } of graph.regions) {
        if (clause?.activity === from && start === to && describeTrigger(clause) === label)
          people = run.ways[table.regionWay(id)]!;
      }
    } else if (origin.node.kind === "parallel") {
      const region = graph.regions.find(({ branch, start }) => branch?.parallel === from && start === to);
      people = region ? run.ways[table.regionWay(region.id)]! : 0;
    } else {
      for (const [way, each] of waysOf(origin.node).entries()) {
        const isThis = (each.label ?? "") === label && (each.to === to || each.to === undefined);
        if (isThis) people = run.ways[table.wayStart[origin.index]! + way]!;
      }
    }
    return { from, to: to === endId ? "end" : to, label, people };
  });
}

function channelReport(runs: readonly MinuteCounts[]): ChannelReport {
  const [first] = runs;
  const perDay = first?.every(1440) ?? [];
  const most = (minutes: number): number =>
    Math.max(0, ...runs.map((run) => run.every(minutes).reduce((a, b) => Math.max(a, b), 0)));
  return {
    sent: estimate(runs.map((run) => run.total)),
    perDay,
    peakDay: most(1440),
    peakHour: most(60),
    peakMinute: most(1),
  };
}

/** Rendered for so many people, the parts of an SMS are known well enough. */
const measuredTexts = 200;

function smsReport(simulated: Simulated, all: readonly Statistics[], { smsPrice }: ReportOptions) {
  const counted: { readonly index: number; readonly journey: number; readonly each: number }[] = [];
  for (const [journey, compiled] of simulated.journeys.entries()) {
    for (const [index, node] of messagesOf(compiled)) {
      if (node.kind !== "sms") continue;
      const people = Math.min(measuredTexts, simulated.participants);
      let parts = 0;
      for (let person = 0; person < people; person++) {
        const { text } = renderMessage(node.template, {
          record: simulated.recordOf(person),
          // As long as tracked addresses are.
          links: node.template.links.map(() => "https://example.test/c/xxxxxxxxxxxxxxxxxxxxxx"),
          unsubscribeUrl: "https://example.test/u/xxxxxxxxxxxxxxxxxxxxxx",
        });
        parts += smsParts(text).parts;
      }
      counted.push({ index, journey, each: people === 0 ? 1 : parts / people });
    }
  }
  if (counted.length === 0) return undefined;
  const totals = all.map((statistics) =>
    counted.reduce((sum, { index, journey, each }) => sum + statistics.journeys[journey]!.sent[index]! * each, 0),
  );
  const messages = all.reduce((sum, each) => sum + each.messages.sms.total, 0);
  return {
    partsEach: messages === 0 ? 0 : rounded(totals.reduce((sum, each) => sum + each, 0) / messages),
    parts: estimate(totals),
    ...(smsPrice === undefined ? {} : { cost: estimate(totals.map((each) => each * smsPrice)) }),
  };
}

/** A line for each message, then each source once. */
function behaviourWords({ journeys, reactions }: Simulated): readonly string[] {
  const sources = new Map<string, string[]>();
  const lines = journeys.flatMap(({ graph }, index) =>
    [...(reactions[index] ?? [])].map(([activity, own]) => {
      const parts = own
        .filter(({ share }) => share > 0)
        .map(({ happening, label, share, within, source }) => {
          const what = label === undefined ? happening : `${happening} “${label}”`;
          const time = within === undefined ? "" : ` within ${minutesWords(within / minute)}`;
          const kind = graph.nodes.find((node) => (node.of ?? node.id) === activity)?.kind ?? "";
          const about = `${kind} ${happening}`;
          sources.set(source, [...new Set([...(sources.get(source) ?? []), about])]);
          return `${what} ${Math.round(share * 10_000) / 100}%${time}`;
        });
      return `${journeys.length > 1 ? `${graph.name}: ` : ""}${activity}: ${parts.join(", ")}`;
    }),
  );
  return [
    ...lines,
    ...[...sources]
      .filter(([source]) => source !== "the simulation" && source !== "the profile")
      .map(([source, about]) => `published (${about.join(", ")}): ${source}`),
    `when people react: ${openingSource}`,
  ];
}

function outsideWords({ events, changes }: Simulated): readonly string[] {
  return [
    ...events.map(
      ({ event, share, within }) =>
        `${Math.round(share * 1000) / 10}% have the event ${event} within ${minutesWords(within / minute)} of entering`,
    ),
    ...changes.map(({ set, share, within }) => {
      const what = Object.entries(set).map(([field, value]) => `${field} = ${JSON.stringify(value)}`);
      return `for ${Math.round(share * 1000) / 10}%, ${what.join(", ")} within ${minutesWords(within / minute)} of entering`;
    }),
  ];
}

function notesOn({ journeys, changes }: Simulated, reports: readonly JourneyReport[]): readonly string[] {
  const notes: string[] = [];
  for (const [index, { graph }] of journeys.entries()) {
    const report = reports[index]!;
    if (report.entered.mean === 0) notes.push(`Nobody entered ${graph.name}: look at the assumptions about people.`);
    for (const goal of report.goals) {
      if (goal.reached.mean === 0 && changes.length === 0) {
        notes.push(`Nobody reached the goal ${goal.name}: if it depends on records, say how they change.`);
      }
    }
    if (report.unreached.length > 0 && report.entered.mean > 0) {
      notes.push(`Nobody came to: ${report.unreached.join(", ")} (${graph.name}).`);
    }
  }
  return notes;
}

/** `45 minutes`, `3 hours`, `2 days 4 hours` */
export function minutesWords(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return describeDuration({ amount: whole, unit: "minute" });
  const [days, hours, rest] = [Math.floor(whole / 1440), Math.floor((whole % 1440) / 60), whole % 60];
  const parts = [
    ...(days > 0 ? [describeDuration({ amount: days, unit: "day" })] : []),
    ...(hours > 0 ? [describeDuration({ amount: hours, unit: "hour" })] : []),
    ...(rest > 0 && days === 0 ? [describeDuration({ amount: rest, unit: "minute" })] : []),
  ];
  return parts.join(" ");
}
