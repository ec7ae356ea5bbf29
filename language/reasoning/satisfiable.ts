/**
 * What can be known of filters without any record: whether some record can match, whether one filter says no more than
 * another. Sound, not complete: "no record can match" is only said where that is certain.
 *
 * All conditions are taken to be asked of one record at one moment.
 */
import type { Condition } from "../check/condition.ts";
import type { ModelSchema } from "../models/schema.ts";
import { Recent } from "../texts/recent.ts";
import type { Formula } from "./formula.ts";
import { type Budget, canHold } from "./search.ts";
import { toFormula } from "./to-formula.ts";

/** How many alternatives of `or`s one question may look at before the answer is that some record may match. */
const maxAlternatives = 4096;

export interface LabelledCondition<Label = unknown> {
  readonly condition: Condition;
  /** Whatever the caller knows the condition by. */
  readonly label: Label;
}

/** A part of a labelled condition that must hold, or must not, for the whole to hold. */
export interface LabelledPart<Label = unknown> {
  readonly label: Label;
  readonly part: Condition;
  /** It must be false: it stands under an odd number of `not`s. */
  readonly negated: boolean;
  /** From the labelled condition to the part: the operand's index in `and` and `or`, 0 in `not`; parentheses do not count. */
  readonly path: readonly number[];
}

export type Satisfiability<Label = unknown> =
  | { readonly satisfiable: true }
  | {
      readonly satisfiable: false;
      /**
       * Parts that contradict each other, or the one part that contradicts itself: the later of them is the first that
       * contradicts what stands before it. Two wherever two do; no part can be left out. In the order of reading.
       */
      readonly conflict: readonly [LabelledPart<Label>, ...LabelledPart<Label>[]];
    };

/** Whether some record may match all conditions at once. */
export function satisfiable<Label>(
  conditions: readonly LabelledCondition<Label>[],
  schema: ModelSchema,
): Satisfiability<Label> {
  const parts = conditions
    .flatMap(({ condition, label }) => partsOf({ part: condition, label, negated: false, path: [] }))
    .map((part) => ({ part, formula: formulaOf(part.part, part.negated, schema) }));
  const holds = (asked: readonly { readonly formula: Formula }[]): boolean =>
    canHold(
      asked.map((each) => each.formula),
      newBudget(),
    );
  if (holds(parts)) return { satisfiable: true };
  const [first, ...others] = smallestConflict(parts, holds).map((each) => each.part);
  return { satisfiable: false, conflict: [first!, ...others] };
}

/** Whether each record that matches `a` matches `b`. False also where that cannot be told. */
export function implies(a: Condition, b: Condition, schema: ModelSchema): boolean {
  return !canHold([formulaOf(a, false, schema), formulaOf(b, true, schema)], newBudget());
}

/** Whether each record matches. False also where that cannot be told. */
export function alwaysTrue(condition: Condition, schema: ModelSchema): boolean {
  return !canHold([formulaOf(condition, true, schema)], newBudget());
}

/** Kept for a journey or two: those of a whole project would take more room than all its trees. */
const formulas = new Recent<Condition, { readonly schema: ModelSchema; holds?: Formula; fails?: Formula }>(500);

/** A filter is asked about with every filter that it stands in: what it says is worked out once. */
function formulaOf(condition: Condition, negated: boolean, schema: ModelSchema): Formula {
  const both = formulas.get(condition, () => ({ schema }));
  if (both.schema !== schema) return toFormula(condition, negated, schema);
  const side = negated ? "fails" : "holds";
  both[side] ??= toFormula(condition, negated, schema);
  return both[side];
}

function newBudget(): Budget {
  return { left: maxAlternatives };
}

/** The parts that must all hold. */
function partsOf<Label>(whole: LabelledPart<Label>): readonly LabelledPart<Label>[] {
  const { part, negated, path } = whole;
  if (part.kind === "not") return partsOf({ ...whole, part: part.operand, negated: !negated, path: [...path, 0] });
  if (part.kind !== (negated ? "or" : "and") || !("operands" in part)) return [whole];
  return part.operands.flatMap((operand, index) => partsOf({ ...whole, part: operand, path: [...path, index] }));
}

/** @param parts which do not hold together */
function smallestConflict<Part>(parts: readonly Part[], holds: (parts: readonly Part[]) => boolean): readonly Part[] {
  // The shortest beginning that does not hold, by halving.
  let [good, bad] = [0, parts.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (holds(parts.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const last = parts[bad - 1]!;
  if (!holds([last])) return [last];
  const before = parts.slice(0, bad - 1);
  const other = before.find((each) => !holds([each, last]));
  if (other) return [other, last];
  let needed = before;
  for (const each of before) {
    const without = needed.filter((part) => part !== each);
    if (!holds([...without, last])) needed = without;
  }
  return [...needed, last];
}
