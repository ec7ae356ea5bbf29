/** What two versions of journeys differ in, as data: every way of showing it reads this. */
import type { NodeId, RegionId, SourcePlace } from "../graph/graph.ts";
import type { RuleCode } from "./rules.ts";

/**
 * breaking: what people who are under way wait for or rely on is gone. dangerous: who gets what, or when, is different.
 * safe: nobody's way changes.
 */
export type ChangeClass = "breaking" | "dangerous" | "safe";

export const changeClasses: readonly ChangeClass[] = ["breaking", "dangerous", "safe"];

export interface Change {
  readonly code: RuleCode;
  readonly class: ChangeClass;
  readonly sign: "+" | "-" | "~";
  /** `filter`, `email hello`, `clause hello.not_opened`. */
  readonly subject: string;
  /** As one would write it in a journey. */
  readonly before?: string;
  readonly after?: string;
  /** What it means for people. */
  readonly consequence: string;
  /** What to do about it. */
  readonly help?: string;
  /** Where it stands: in the new version, of what is gone in the old one. */
  readonly place: ChangePlace;
  /** The step or clause by its id in the old and in the new version; none: the journey as a whole. */
  readonly oldId?: NodeId | RegionId;
  readonly newId?: NodeId | RegionId;
  /** Somebody has said that it is meant: why, and where that stands. */
  readonly allowed?: { readonly reason: string; readonly place: SourcePlace };
}

export interface ChangePlace extends SourcePlace {
  readonly side: "before" | "after";
}

export interface JourneyDiff {
  readonly journey: string;
  readonly status: "added" | "removed" | "changed";
  /** Where the journey begins in the new version; undefined: it is gone. */
  readonly head?: SourcePlace;
  /** In the order of reading: settings, then steps. What was changed in the journey itself. */
  readonly changes: readonly Change[];
  /** What comes to the journey from elsewhere: models, events. */
  readonly indirect: readonly Change[];
  /** What a simulation of both sides shows; undefined: none was made. */
  readonly effects?: JourneyEffects;
}

/** The place where a simulator's figures enter: the same people with the same luck on both sides. */
export interface JourneyEffects {
  readonly participants: number;
  readonly seed: number;
  /** Share of the participants whose path differs, 0 to 1. */
  readonly different: number;
  readonly figures: readonly EffectFigure[];
}

export interface EffectFigure {
  /** `messages per person`, `hello sent`. */
  readonly what: string;
  readonly before: number;
  readonly after: number;
  /** Behind the number: `days`, `EUR`. */
  readonly unit?: string;
}

export interface ProjectDiff {
  /** Sorted by name; unchanged ones are left out. */
  readonly journeys: readonly JourneyDiff[];
  readonly unchanged: number;
  /** Allowances that do nothing. */
  readonly allowances?: readonly AllowanceFault[];
}

/** An allowance that does nothing: it fits no change, stood there before, has no reason, or is of no kind of change. */
export interface AllowanceFault {
  readonly code: string;
  readonly problem: "unused" | "from-before" | "no-reason" | "unknown-code";
  /** For people, with what to do. */
  readonly message: string;
  readonly place: SourcePlace;
}

/** All changes of a journey, the indirect ones last. */
export function allChanges(diff: JourneyDiff): readonly Change[] {
  return [...diff.changes, ...diff.indirect];
}

/** Those that nobody has allowed. */
export function notAllowed(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ allowed }) => allowed === undefined);
}

/** How many changes there are of a class. */
export function countOf(changes: readonly Change[], of: ChangeClass): number {
  return changes.filter((change) => change.class === of).length;
}
