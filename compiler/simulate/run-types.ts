/** Who takes part in a run, what they and the world outside do, and who looks on. */
import type { Trigger } from "@journey/language";
import type { MutableRecord } from "./values.ts";
import type { VirtualRun } from "./virtual-run.ts";

/** Who takes part in a run, by their place in it. */
export interface People {
  readonly count: number;
  /** The record; changed as steps write to it. Its to-one relations are records, its to-many ones lists of them. */
  recordOf(person: number): MutableRecord;
  /** The record's id as text, which shares are worked out from. */
  idOf(person: number): string;
  /** When the record is there from, epoch milliseconds. */
  arrivalOf(person: number): number;
  /** The mailing lists that they are on from the beginning. */
  listsOf?(person: number): Iterable<string>;
  /** Addresses of theirs that are suppressed from the beginning, in their normal form. */
  suppressedOf?(person: number): Iterable<string>;
  consentsOf?(person: number): ReadonlySet<string>;
  /** Several records may have one value of the unicity field. */
  readonly mayRepeat?: boolean;
}

/** What people and the world outside do. */
export interface Behaviour {
  /**
   * A message or a call is to be handed over: how that ends, or `later`, when {@link VirtualRun.settle} tells it. What
   * follows from it is put into the run with {@link VirtualRun.react}.
   *
   * @param turn which of the person's entries into the journey this is, from 1
   */
  handedOver(run: VirtualRun, journey: number, node: number, person: number, turn: number): Outcome | "later";
  /** Whether a step inside the house fails, or why. Default: none does. */
  fails?(journey: number, node: number, person: number): boolean | string;
  /** Somebody has entered. Custom events and changes of the record are put into the run with {@link VirtualRun.schedule}. */
  entered?(run: VirtualRun, journey: number, person: number, turn: number): void;
  /** Which way chance sends somebody, where a test says so: the number of the share; undefined: what the record's id says. */
  shareOf?(journey: number, node: number, person: number): number | "rest" | "holdback" | undefined;
  /** What is known of a condition from elsewhere; undefined: it is asked of the record. */
  knows?(what: KnownCondition, journey: number, index: number, person: number, at: number): boolean | undefined;
  /** The winner of this A/B test is told with {@link VirtualRun.decide}; no rate decides it. */
  isDecidedOutside?(journey: number, node: number): boolean;
}

/** A step's filter, whether a cap is full for it, and what it waits for, by its number; a goal and an exit by theirs. */
export type KnownCondition = "matches" | "capped" | "wait" | "goal" | "exit";

export type Outcome = "executed" | "failed" | "suppressed";

/** Who looks on. Times are epoch milliseconds; journeys, steps, ways and outcomes are numbers, see {@link VirtualJourney}. */
export interface Observer {
  entered(journey: number, person: number, at: number): void;
  visited(journey: number, person: number, node: number, at: number, since: number): void;
  took(journey: number, way: number): void;
  /** An execution ended; `detail` is a reason that the machine has no word for. */
  traced(
    journey: number,
    person: number,
    node: number,
    outcome: number,
    detail: string | undefined,
    at: number,
    since: number,
  ): void;
  /** A message or a call left. */
  sent(journey: number, person: number, node: number, at: number): void;
  reacted(journey: number, person: number, node: number, trigger: Trigger, label: string | undefined, at: number): void;
  reached(journey: number, person: number, goal: number, at: number): void;
  ended(journey: number, person: number, how: "completed" | "exited", reason: string, at: number, since: number): void;
  decided?(journey: number, node: number, variant: number, at: number): void;
}
