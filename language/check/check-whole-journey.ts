/** The rules that need a whole journey without mistakes. */
import type { Journey, Name } from "../syntax/ast.ts";
import { type Move, moved } from "../syntax/moved.ts";
import { checkDead } from "./check-dead.ts";
import { checkFiltersHold } from "./check-filter-holds.ts";
import { checkVolume } from "./check-volume.ts";
import type { CheckedJourney } from "./program.ts";
import type { FileScope } from "./scope.ts";

/** What the rules across journeys need to know of one. */
export interface JourneyFacts {
  readonly name: Name | undefined;
  /** The most messages that somebody gets from it in a week. */
  readonly perWeek: number;
}

const facts = new WeakMap<CheckedJourney, JourneyFacts>();

/** @param tree the journey as it was written */
export function checkWholeJourney(journey: CheckedJourney, tree: Journey, scope: FileScope): void {
  checkFiltersHold(journey, scope);
  checkDead(journey, scope);
  facts.set(journey, { name: tree.name, perWeek: checkVolume(journey, tree, scope) });
}

export function factsOf(journey: CheckedJourney): JourneyFacts | undefined {
  return facts.get(journey);
}

/** The same journey, its text somewhere else. */
export function carryFacts(from: CheckedJourney, to: CheckedJourney, move: Move): void {
  const known = facts.get(from);
  if (known) facts.set(to, { ...known, name: moved(known.name, move) });
}
