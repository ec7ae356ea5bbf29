/** The rules that need a whole journey without mistakes. */
import type { Journey } from "../syntax/ast.ts";
import { checkFiltersHold } from "./check-filter-holds.ts";
import type { CheckedJourney } from "./program.ts";
import type { FileScope } from "./scope.ts";

/** @param tree the journey as it was written */
export function checkWholeJourney(journey: CheckedJourney, _tree: Journey, scope: FileScope): void {
  checkFiltersHold(journey, scope);
}
