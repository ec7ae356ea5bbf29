/** Where conditions were written: checked conditions hold no syntax, yet what is found about them has to point at it. */
import type { Span } from "../syntax/span.ts";
import type { Condition } from "./condition.ts";
import type { FileScope } from "./scope.ts";

export interface ConditionPlace extends Span {
  readonly file: string;
  /** The file's whole text. */
  readonly text: string;
}

const places = new WeakMap<Condition, ConditionPlace>();

/** Longer ones are cut where they are quoted. */
const longestQuote = 60;

/** Remembers where a condition was written. An audience's is where it is used, its parts are where it is declared. */
export function placed(condition: Condition, expression: Span, scope: Pick<FileScope, "file" | "text">): Condition {
  places.set(condition, { file: scope.file, text: scope.text, start: expression.start, end: expression.end });
  return condition;
}

/** Undefined for a condition that nobody wrote as such, e.g. a case's. */
export function placeOf(condition: Condition): ConditionPlace | undefined {
  return places.get(condition);
}

/** The condition as it was written, on one line, to be quoted in a message. */
export function writtenCondition(condition: Condition): string | undefined {
  const place = placeOf(condition);
  if (!place) return undefined;
  const written = place.text.slice(place.start, place.end).replace(/\s+/g, " ");
  return written.length > longestQuote ? `${written.slice(0, longestQuote - 1)}…` : written;
}
