/**
 * What a Liquid condition tells about fields that may be empty. Only what is certain counts, in liquidjs's own terms:
 * an empty field is `nil`, which equals `nil` and `blank` (not `empty`, not `""`), and is false alone. It is less than 5,
 * since JavaScript compares `null` as 0.
 */
import { pathOf, type TokenLike, type ValueLike } from "./liquid-tokens.ts";

/** The paths (dotted, with all that lead to them) that are filled when the condition is `truth`. */
export function filledWhen(value: ValueLike, truth: boolean): ReadonlySet<string> {
  // A filter may make something out of nothing: `{% if name | upcase %}` is always true.
  if (value.filters.length > 0) return nothing;
  const condition = conditionOf(value.initial.postfix);
  return condition ? filledBy(condition, truth) : nothing;
}

/** The paths that are filled when the value is one of the alternatives of a `when`; `truth` false: when it is none. */
export function filledWhenOneOf(
  value: ValueLike,
  alternatives: readonly TokenLike[],
  truth: boolean,
): ReadonlySet<string> {
  const [subject, ...more] = value.initial.postfix;
  if (!subject || more.length > 0 || value.filters.length > 0) return nothing;
  const sets = alternatives.map((alternative) => filledByEquality(subject, alternative, truth));
  return truth ? intersection(sets) : union(sets);
}

type Condition =
  | { readonly kind: "value"; readonly token: TokenLike }
  | { readonly kind: "not"; readonly operand: Condition | undefined }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Condition | undefined;
      readonly right: Condition | undefined;
    };

/** liquidjs keeps conditions as a stack machine's program; of several results the first counts, as there. */
function conditionOf(postfix: readonly TokenLike[]): Condition | undefined {
  const operands: Condition[] = [];
  for (const token of postfix) {
    if (token.operator === undefined) operands.push({ kind: "value", token });
    else if (token.operator === "not") operands.push({ kind: "not", operand: operands.pop() });
    else {
      const right = operands.pop();
      const left = operands.pop();
      operands.push({ kind: "binary", operator: token.operator, left, right });
    }
  }
  return operands[0];
}

const nothing: ReadonlySet<string> = new Set();

function filledBy(condition: Condition | undefined, truth: boolean): ReadonlySet<string> {
  switch (condition?.kind) {
    case undefined:
      return nothing;
    case "value":
      return truth ? prefixes(condition.token) : nothing;
    case "not":
      return filledBy(condition.operand, !truth);
    case "binary":
      return filledByBinary(condition, truth);
  }
}

function filledByBinary(condition: Condition & { kind: "binary" }, truth: boolean): ReadonlySet<string> {
  const { operator, left, right } = condition;
  if (operator === "and" || operator === "or") {
    const sets = [filledBy(left, truth), filledBy(right, truth)];
    return (operator === "and") === truth ? union(sets) : intersection(sets);
  }
  if (left?.kind !== "value" || right?.kind !== "value") return nothing;
  switch (operator) {
    case "==":
      return filledByEquality(left.token, right.token, truth);
    case "!=":
      return filledByEquality(left.token, right.token, !truth);
    case "contains":
      return truth ? prefixes(left.token) : nothing;
    case ">":
    case ">=":
    case "<":
    case "<=":
      if (!truth) return nothing;
      return isFalseForEmpty(operator, right.token)
        ? prefixes(left.token)
        : isFalseForEmpty(mirrored[operator], left.token)
          ? prefixes(right.token)
          : nothing;
    default:
      return nothing;
  }
}

type Comparison = ">" | ">=" | "<" | "<=";
const mirrored: Readonly<Record<Comparison, Comparison>> = { ">": "<", ">=": "<=", "<": ">", "<=": ">=" };

/** Whether `0 OPERATOR number` and `undefined OPERATOR number` are both false: `nil` is compared as one of these. */
function isFalseForEmpty(operator: Comparison, token: TokenLike): boolean {
  const number = token.content;
  if (typeof number !== "number") return false;
  switch (operator) {
    case ">":
      return number >= 0;
    case ">=":
      return number > 0;
    case "<":
      return number <= 0;
    case "<=":
      return number < 0;
  }
}

function filledByEquality(left: TokenLike, right: TokenLike, areEqual: boolean): ReadonlySet<string> {
  const path = left.props ? left : right;
  const other = left.props ? right : left;
  // `name.size == 0` tells the opposite.
  if (pathOf(path)?.at(-1) === "size" && other.content === 0) return nothing;
  return (areEqual ? isSomething(other) : isNothing(other)) ? prefixes(path) : nothing;
}

/** A value that is written out and isn't empty. */
export function isSomething(token: TokenLike): boolean {
  if (token.props) return false;
  if (token.literal !== undefined) return token.literal === "true" || token.literal === "false";
  return typeof token.content === "string" ? token.content.trim() !== "" : typeof token.content === "number";
}

function isNothing(token: TokenLike): boolean {
  return token.literal === "nil" || token.literal === "null" || token.literal === "blank";
}

/** Where `company.name` is filled there is a company, too. */
function prefixes(token: TokenLike): ReadonlySet<string> {
  const names = pathOf(token) ?? [];
  return new Set(names.map((_, index) => names.slice(0, index + 1).join(".")));
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** What is in all of the sets. */
export function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first, ...rest] = sets;
  return new Set([...(first ?? [])].filter((path) => rest.every((set) => set.has(path))));
}
