import type { PlainRecord } from "../filters/to-predicate.ts";
import type { VirtualJourney } from "./virtual-journey.ts";

/** The state of a journey's participants: one place for each person. */
export interface Cohort {
  readonly journey: VirtualJourney;
  readonly state: Int32Array;
  /** 0: never entered, 1: under way, 2: ended. */
  readonly status: Uint8Array;
  readonly turn: Uint8Array;
  readonly entered: Float64Array;
  readonly ended: Float64Array;
  readonly due: Float64Array;
  readonly since: Float64Array;
  readonly facts: Uint8Array;
  readonly goals: Uint8Array;
  readonly watching: Uint8Array;
  readonly entry: (PlainRecord | undefined)[];
  readonly event: (PlainRecord | undefined)[];
  readonly endedReason: (string | undefined)[];
  nextEntryAt: number;
  readonly nextSendAt: Map<string, number>;
  readonly winners: Map<string, number>;
  readonly decisions: Map<string, number>;
  readonly tallies: Map<string, { sent: number; successes: number }[]>;
  /** Which steps that wait for a condition somebody in a state stands at. */
  readonly standing: Map<number, readonly number[]>;
  /** Who has a value of the unicity field. */
  readonly holders: Map<string, number>;
}

export function cohortOf(journey: VirtualJourney, count: number): Cohort {
  const timers = journey.table.timers.length;
  return {
    journey,
    state: new Int32Array(count),
    status: new Uint8Array(count),
    turn: new Uint8Array(count),
    entered: new Float64Array(count),
    ended: new Float64Array(count),
    due: new Float64Array(count * timers).fill(Number.POSITIVE_INFINITY),
    since: new Float64Array(count * timers),
    facts: new Uint8Array(count * journey.facts.count),
    goals: new Uint8Array(count * journey.goals.length),
    watching: new Uint8Array(count),
    entry: [],
    event: [],
    endedReason: [],
    nextEntryAt: Number.NEGATIVE_INFINITY,
    nextSendAt: new Map(),
    winners: new Map(),
    decisions: new Map(),
    tallies: new Map(),
    standing: new Map(),
    holders: new Map(),
  };
}
