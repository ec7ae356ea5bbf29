/** What an onlooker counts in one run over a population. */
import { isMessage, type MessageNode } from "../graph/graph.ts";
import type { Observer } from "./run-types.ts";
import { day, minute, type VirtualJourney } from "./virtual-journey.ts";

/** Counts by minute; the array grows as needed. */
export class MinuteCounts {
  counts = new Int32Array(1024);
  first = Number.POSITIVE_INFINITY;
  last = -1;
  total = 0;

  add(at: number): void {
    const index = at > 0 ? Math.floor(at / minute) : 0;
    if (index >= this.counts.length) this.#grow(index);
    this.counts[index] = this.counts[index]! + 1;
    this.total++;
    if (index < this.first) this.first = index;
    if (index > this.last) this.last = index;
  }

  /** The minute by which half are counted. */
  median(): number {
    let seen = 0;
    for (let index = this.first; index <= this.last; index++) {
      seen += this.counts[index]!;
      if (seen * 2 >= this.total) return index;
    }
    return this.last;
  }

  /** Sums over stretches of so many minutes. */
  every(minutes: number): number[] {
    const sums: number[] = [];
    for (let index = 0; index <= this.last; index++) {
      const place = Math.floor(index / minutes);
      while (sums.length <= place) sums.push(0);
      sums[place] = sums[place]! + this.counts[index]!;
    }
    return sums;
  }

  #grow(index: number): void {
    const counts = new Int32Array(Math.max(index + 1, this.counts.length * 2));
    counts.set(this.counts);
    this.counts = counts;
  }
}

export interface JourneyStatistics {
  readonly journey: VirtualJourney;
  entered: number;
  completed: number;
  /** By the reason. */
  readonly exited: Map<string, number>;
  /** How often each step was come to, and when after entry. */
  readonly reached: Int32Array;
  readonly times: (MinuteCounts | undefined)[];
  readonly ways: Int32Array;
  /** By step and by outcome, details included. */
  readonly outcomes: readonly Map<string, number>[];
  readonly goals: Int32Array;
  /** Messages and calls by step. */
  readonly sent: Int32Array;
  /** Reactions by step and trigger. */
  readonly reactions: readonly Map<string, number>[];
  readonly winners: Map<string, string>;
}

/** Times of the last messages that somebody got, so as to see how many came within a week. */
const remembered = 16;

export class Statistics implements Observer {
  readonly journeys: readonly JourneyStatistics[];
  /** Messages by channel, by the minute since the beginning. */
  readonly messages: Readonly<Record<"email" | "sms" | "push", MinuteCounts>> = {
    email: new MinuteCounts(),
    sms: new MinuteCounts(),
    push: new MinuteCounts(),
  };
  /** How many people had at most so many messages within a week: the most that they had in any. */
  readonly weeklyLoad = new Int32Array(remembered + 1);
  readonly #start: number;
  readonly #outcomeCounts: Int32Array[][] = [];
  readonly #isMessage: readonly Uint8Array[];
  readonly #channels: readonly (readonly (MinuteCounts | undefined)[])[];
  #recent = new Float64Array(0);
  #most = new Uint8Array(0);

  constructor(journeys: readonly VirtualJourney[], start: number) {
    this.#start = start;
    this.journeys = journeys.map((journey) => ({
      journey,
      entered: 0,
      completed: 0,
      exited: new Map(),
      reached: new Int32Array(journey.graph.nodes.length),
      times: [],
      ways: new Int32Array(journey.table.wayCount),
      outcomes: journey.graph.nodes.map(() => new Map()),
      goals: new Int32Array(journey.graph.goals.length),
      sent: new Int32Array(journey.graph.nodes.length),
      reactions: journey.graph.nodes.map(() => new Map()),
      winners: new Map(),
    }));
    this.#isMessage = journeys.map(({ graph }) =>
      Uint8Array.from(graph.nodes.map((node) => (isMessage(node) && !node.isInternal ? 1 : 0))),
    );
    this.#channels = journeys.map(({ graph }) =>
      graph.nodes.map((node) => (isMessage(node) ? this.messages[node.kind] : undefined)),
    );
    this.#outcomeCounts = journeys.map(({ graph }) => graph.nodes.map(() => new Int32Array(8)));
  }

  /** Other people follow: places in the run begin anew. */
  beginPeople(count: number): void {
    if (this.#most.length < count) {
      this.#recent = new Float64Array(count * remembered);
      this.#most = new Uint8Array(count);
    }
    this.#recent.fill(Number.NEGATIVE_INFINITY);
    this.#most.fill(0);
  }

  endPeople(count: number): void {
    for (let person = 0; person < count; person++) {
      const most = this.#most[person]!;
      this.weeklyLoad[most] = this.weeklyLoad[most]! + 1;
    }
  }

  /** Brings counts that were kept by number into words. Call it when all is done. */
  finish(): void {
    for (const [index, { journey, outcomes }] of this.journeys.entries()) {
      for (const [node, counts] of this.#outcomeCounts[index]!.entries()) {
        for (const [outcome, count] of counts.entries()) {
          const words = journey.table.outcomes[outcome];
          if (count > 0 && words !== undefined) outcomes[node]!.set(words, (outcomes[node]!.get(words) ?? 0) + count);
        }
        counts.fill(0);
      }
    }
  }

  entered(journey: number): void {
    this.journeys[journey]!.entered++;
  }

  visited(journey: number, _person: number, node: number, _at: number, since: number): void {
    const own = this.journeys[journey]!;
    own.reached[node] = own.reached[node]! + 1;
    let times = own.times[node];
    if (!times) {
      times = new MinuteCounts();
      own.times[node] = times;
    }
    times.add(since);
  }

  took(journey: number, way: number): void {
    const { ways } = this.journeys[journey]!;
    ways[way] = ways[way]! + 1;
  }

  traced(journey: number, _person: number, node: number, outcome: number, detail: string | undefined): void {
    if (detail !== undefined) {
      count(this.journeys[journey]!.outcomes[node]!, `rejected: ${detail}`);
      return;
    }
    let counts = this.#outcomeCounts[journey]![node]!;
    if (outcome >= counts.length) {
      const more = new Int32Array(outcome * 2);
      more.set(counts);
      this.#outcomeCounts[journey]![node] = more;
      counts = more;
    }
    counts[outcome] = counts[outcome]! + 1;
  }

  sent(journey: number, person: number, node: number, at: number): void {
    const own = this.journeys[journey]!;
    own.sent[node] = own.sent[node]! + 1;
    this.#channels[journey]![node]?.add(at - this.#start);
    if (this.#isMessage[journey]![node] === 0) return;
    // The oldest of those remembered makes room.
    const first = person * remembered;
    const recent = this.#recent;
    let oldest = first;
    let within = 1;
    for (let place = first; place < first + remembered; place++) {
      const time = recent[place]!;
      if (time > at - 7 * day) within++;
      if (time < recent[oldest]!) oldest = place;
    }
    recent[oldest] = at;
    if (within > this.#most[person]!) this.#most[person] = Math.min(within, remembered);
  }

  reacted(journey: number, _person: number, node: number, trigger: string, label: string | undefined): void {
    const reactions = this.journeys[journey]!.reactions[node]!;
    count(reactions, label === undefined ? trigger : `${trigger} “${label}”`);
  }

  reached(journey: number, _person: number, goal: number): void {
    const { goals } = this.journeys[journey]!;
    goals[goal] = goals[goal]! + 1;
  }

  ended(journey: number, _person: number, how: "completed" | "exited", reason: string): void {
    const own = this.journeys[journey]!;
    if (how === "completed") own.completed++;
    else count(own.exited, reason);
  }

  decided(journey: number, node: number, variant: number): void {
    const own = this.journeys[journey]!;
    const test = own.journey.graph.nodes[node];
    if (test?.kind === "ab test") own.winners.set(test.id, test.variants[variant]?.name ?? "");
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** The messages among a journey's steps, with their numbers. */
export function messagesOf({ graph }: VirtualJourney): readonly (readonly [index: number, node: MessageNode])[] {
  return graph.nodes.flatMap((node, index) => (isMessage(node) ? [[index, node] as const] : []));
}
