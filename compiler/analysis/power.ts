/**
 * What an A/B test can find: the usual test of two shares (two-sided, 5% false alarms, 80% power; see e.g. Fleiss, Levin,
 * Paik: Statistical Methods for Rates and Proportions, 4.2). Several variants are compared two by two.
 */
import type { AbTestNode, JourneyGraph, NodeId } from "../graph/graph.ts";
import { mostMinutes } from "./ways.ts";

export interface PowerOptions {
  /** How many come to the test before it is decided. */
  readonly audience: number;
  /** What share of those who get a message do it now, 0 to 1. */
  readonly rate: number;
}

export interface Power {
  readonly test: NodeId;
  readonly by: string;
  readonly variants: number;
  /** People in each variant. */
  readonly each: number;
  /** The smallest difference of two shares that is found four times out of five, 0 to 1; undefined: none can be. */
  readonly difference?: number;
  /** With it, how many people come to the test for a difference of a tenth of the rate. */
  readonly neededForTenth: number;
  /** Minutes; undefined: somebody decides. */
  readonly decidedAfter?: number;
  /** An automatic winner would be chance. */
  readonly isChance: boolean;
}

const falseAlarm = 1.959964;
const found = 0.841621;

export function powerOf(graph: JourneyGraph, options: PowerOptions): readonly Power[] {
  return graph.nodes
    .filter((node): node is AbTestNode => node.kind === "ab test" && node.of === undefined)
    .map((test) => power(test, options));
}

function power({ id, share, variants, winner }: AbTestNode, { audience, rate }: PowerOptions): Power {
  const fraction = share / 100 / variants.length;
  const each = Math.floor(audience * fraction);
  const difference = each < 2 ? undefined : smallestDifference(rate, each);
  const needed = Math.ceil(neededEach(rate, rate * 0.1) / fraction);
  return {
    test: id,
    by: winner.by,
    variants: variants.length,
    each,
    ...(difference === undefined ? {} : { difference }),
    neededForTenth: needed,
    ...(winner.by === "manual" ? {} : { decidedAfter: mostMinutes(winner.after) }),
    // A difference as large as half of the rate is rare among subjects and texts.
    isChance: winner.by !== "manual" && (difference === undefined || difference > rate / 2),
  };
}

/** How many people in each of two variants find a difference. */
export function neededEach(rate: number, difference: number): number {
  const other = Math.min(1, rate + difference);
  const mean = (rate + other) / 2;
  const alarm = falseAlarm * Math.sqrt(2 * mean * (1 - mean));
  const power = found * Math.sqrt(rate * (1 - rate) + other * (1 - other));
  return Math.ceil(((alarm + power) / (other - rate)) ** 2);
}

/** Undefined: not even the largest. */
function smallestDifference(rate: number, each: number): number | undefined {
  if (neededEach(rate, 1 - rate) > each) return undefined;
  let [low, high] = [0, 1 - rate];
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (neededEach(rate, middle) > each) low = middle;
    else high = middle;
  }
  return high;
}
