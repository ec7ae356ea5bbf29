/** What is wrong with one condition by itself: nobody matches it, everybody does, or a part of it adds nothing. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";
import { wordList } from "../diagnostics/wording.ts";
import type { ModelSchema } from "../models/schema.ts";
import { alwaysTrue, implies, type LabelledPart, satisfiable } from "../reasoning/satisfiable.ts";
import type { Span } from "../syntax/span.ts";
import type { Condition, Operand } from "./condition.ts";
import { placeOf, writtenCondition } from "./condition-places.ts";
import { replacement } from "./fixes.ts";
import type { FileScope } from "./scope.ts";

/** Where findings about a condition are reported. */
export interface ConditionSite {
  readonly scope: Pick<FileScope, "file" | "report">;
  readonly schema: ModelSchema;
  /** For conditions of an action: the `do` that carries it out. */
  readonly from?: Span | undefined;
  /** Where what stands in another file (a part of an audience) is used. */
  readonly whole?: Span | undefined;
}

/** Of more operands only the neighbours are compared: each pair is a question. */
const mostCompared = 12;

/**
 * @param what what the condition is, after "this": `filter`, `condition`, `goal`
 * @returns whether some record may match
 */
export function checkConditionHolds(condition: Condition, what: string, site: ConditionSite): boolean {
  const { schema, scope } = site;
  const inner = { ...site, whole: siteOf(condition, site).span };
  checkInnerWheres(condition, inner);
  const answer = satisfiable([{ condition, label: undefined }], schema);
  if (!answer.satisfiable) {
    const { conflict } = answer;
    if (conflict.some(({ part }) => isConstantComparison(part))) return false;
    scope.report(
      diagnostics.nobodyMatches({
        ...siteOf(condition, site),
        what,
        why: describeConflict(conflict),
        related: relatedParts(conflict, condition),
      }),
    );
    return false;
  }
  if (alwaysTrue(condition, schema)) {
    if (isConstantComparison(condition)) return true;
    scope.report(diagnostics.everybodyMatches({ ...siteOf(condition, site), what }));
    return true;
  }
  checkRedundancy(condition, inner);
  return true;
}

/** `1 = 2`: was reported as such. */
function isConstantComparison(condition: Condition): boolean {
  return condition.kind === "compare" && subjectsOf(condition).size === 0;
}

/** The condition's own place, or where the journey's file refers to the one that it stands in. */
export function siteOf(
  condition: Condition,
  { scope, from, whole }: ConditionSite,
): { readonly file: string; readonly span: Span } {
  const place = placeOf(condition);
  const span = place && place.file === scope.file ? { start: place.start, end: place.end } : from;
  return { file: scope.file, span: from ?? span ?? whole ?? { start: 0, end: 0 } };
}

/** "`a` and `b` can't both hold" */
export function describeConflict(conflict: readonly LabelledPart[]): string {
  const quoted = conflict.map(({ part, negated }) => {
    const written = writtenCondition(part) ?? "a part of it";
    return negated ? `\`not ${written}\`` : `\`${written}\``;
  });
  if (quoted.length === 1) return `${quoted[0]} never holds`;
  return `${wordList(quoted)} can't ${quoted.length === 2 ? "both" : "all"} hold`;
}

/** The places of the parts; a conflict that is the condition itself needs no second pointer. */
export function relatedParts(
  conflict: readonly LabelledPart[],
  whole?: Condition,
  describe: (part: LabelledPart) => string = ({ negated }) => (negated ? "This must not hold." : "This must hold."),
): readonly RelatedPlace[] {
  return conflict.flatMap((each) => {
    const place = each.part === whole ? undefined : placeOf(each.part);
    return place ? [{ file: place.file, start: place.start, end: place.end, message: describe(each) }] : [];
  });
}

/** Conditions about related records are asked of each of those by itself. */
function checkInnerWheres(condition: Condition, site: ConditionSite): void {
  const inOperand = (operand: Operand): void => {
    if (operand.kind === "aggregate" && operand.where) checkConditionHolds(operand.where, "`where`", site);
  };
  switch (condition.kind) {
    case "and":
    case "or":
      for (const operand of condition.operands) checkInnerWheres(operand, site);
      break;
    case "not":
      checkInnerWheres(condition.operand, site);
      break;
    case "quantified":
      if (condition.where) checkConditionHolds(condition.where, "`where`", site);
      break;
    case "compare":
      inOperand(condition.left);
      inOperand(condition.right);
      break;
    case "between":
      for (const operand of [condition.operand, condition.low, condition.high]) inOperand(operand);
      break;
    default:
      break;
  }
}

/** Operands of `and` that always hold or that a sibling implies; of `or`, that never hold or imply a sibling. */
function checkRedundancy(condition: Condition, site: ConditionSite): void {
  if (condition.kind === "not") checkRedundancy(condition.operand, site);
  if (condition.kind !== "and" && condition.kind !== "or") return;
  const { kind, operands } = condition;
  const { schema } = site;
  const gone = new Set<Condition>();
  for (const [index, each] of operands.entries()) {
    if (isConstantComparison(each)) continue;
    if (kind === "and") {
      if (!alwaysTrue(each, schema)) continue;
      gone.add(each);
      reportRedundant(operands, index, undefined, "it always holds", site);
      continue;
    }
    const answer = satisfiable([{ condition: each, label: undefined }], schema);
    if (answer.satisfiable) continue;
    gone.add(each);
    const isSimple = answer.conflict.some(({ part }) => part === each);
    const why = isSimple ? "it never holds" : `${describeConflict(answer.conflict)}, so it never does`;
    reportRedundant(operands, index, undefined, why, site);
  }
  const subjects = operands.map(subjectsOf);
  const isRedundant = (index: number, other: number): boolean => {
    const [each, sibling] = [operands[index], operands[other]];
    if (!each || !sibling || index === other || gone.has(sibling)) return false;
    if (operands.length > mostCompared && Math.abs(index - other) > 1) return false;
    // Who asks first whether a field is set makes no mistake.
    if (kind === "and" && each.kind === "set" && sibling.kind !== "set") return false;
    if (![...(subjects[index] ?? [])].some((subject) => subjects[other]?.has(subject))) return false;
    return kind === "and" ? implies(sibling, each, schema) : implies(each, sibling, schema);
  };
  // Of two that say the same, the first stays.
  for (let index = operands.length - 1; index >= 0; index--) {
    const each = operands[index];
    if (!each || gone.has(each)) continue;
    const sibling = operands[operands.findIndex((_, other) => isRedundant(index, other))];
    const written = sibling && writtenCondition(sibling);
    if (!sibling || written === undefined) continue;
    gone.add(each);
    const because = kind === "and" ? "says more already" : "lets them all through already";
    reportRedundant(operands, index, sibling, `\`${written}\` ${because}`, site);
  }
  for (const operand of operands) if (!gone.has(operand)) checkRedundancy(operand, site);
}

/** @param sibling what makes the operand redundant, where another one does */
function reportRedundant(
  operands: readonly Condition[],
  index: number,
  sibling: Condition | undefined,
  because: string,
  site: ConditionSite,
): void {
  const each = operands[index];
  const place = each && placeOf(each);
  const written = each && writtenCondition(each);
  if (!place || !each || written === undefined) return;
  // With the word that joins it: up to the one before, or, for the first, to the next.
  const previous = operands[index - 1];
  const next = operands[index + 1];
  const [before, after] = [previous && placeOf(previous), next && placeOf(next)];
  const span = before ? { start: before.end, end: place.end } : after && { start: place.start, end: after.start };
  const isHere = place.file === site.scope.file;
  // An audience of another file is checked there.
  if (!isHere && !site.from) return;
  const other = sibling && placeOf(sibling);
  site.scope.report(
    diagnostics.redundantCondition({
      ...siteOf(each, site),
      condition: written,
      because,
      related: other ? [{ file: other.file, start: other.start, end: other.end, message: "This says enough." }] : [],
      fixes: span && isHere ? [replacement(span, "", `Remove \`${written}\``)] : [],
    }),
  );
}

/** What a condition asks about, roughly: two that have nothing in common say nothing about each other. */
function subjectsOf(condition: Condition): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      value.forEach(add);
      return;
    }
    const node = value as { readonly kind?: unknown; readonly path?: readonly { readonly field: string }[] };
    if (node.kind === "field") found.add(node.path?.[0]?.field ?? "");
    else {
      if (
        node.kind === "engagement" ||
        node.kind === "in list" ||
        node.kind === "suppressed" ||
        node.kind === "consent"
      ) {
        found.add(`the ${node.kind}`);
      }
      Object.values(value).forEach(add);
    }
  };
  add(condition);
  return found;
}
