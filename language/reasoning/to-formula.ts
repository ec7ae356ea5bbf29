import type { Condition, Literal, Operand } from "../check/condition.ts";
import type { ModelSchema } from "../models/schema.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type Domain, notEmpty, onlyEmpty } from "./domain.ts";
import { all, alwaysHolds, any, type Formula, neverHolds } from "./formula.ts";
import { anySign, empty, equal, greater, less, reversed, type Signs, signsOf } from "./signs.ts";
import { fieldSubject, literalValue, type Subject, subjectOf } from "./subject.ts";
import { textsStartingWith } from "./text-test.ts";
import {
  above,
  below,
  compareValues,
  complement,
  everything,
  nothing,
  union,
  type Value,
  type ValueSet,
  valuesOf,
} from "./value-set.ts";

type ConditionOf<Kind extends Condition["kind"]> = Condition & { readonly kind: Kind };

/**
 * What must hold where a condition is true (or, negated, false). It may say less than the condition, never more: where it
 * cannot hold, the condition cannot either.
 *
 * A kind of condition that is not known here is true or false as it pleases, but the same wherever the same is written.
 */
export function toFormula(condition: Condition, negated: boolean, schema: ModelSchema): Formula {
  // Two texts may be equal without being the same: nothing is known of those.
  if ("ignoringCase" in condition && condition.ignoringCase) return opaque(condition, !negated);
  switch (condition.kind) {
    case "constant":
      return constant(condition.value !== negated);
    case "and":
    case "or": {
      const parts = condition.operands.map((operand) => toFormula(operand, negated, schema));
      return (condition.kind === "and") === negated ? any(parts) : all(parts);
    }
    case "not":
      return toFormula(condition.operand, !negated, schema);
    case "compare":
      return comparison(condition, negated, schema);
    case "between": {
      const { type, operand, low, high } = condition;
      const operands: Condition[] = [
        { kind: "compare", operator: ">=", type, left: operand, right: low },
        { kind: "compare", operator: "<=", type, left: operand, right: high },
      ];
      return toFormula({ kind: "and", operands }, negated, schema);
    }
    case "in":
      return oneOf(condition, negated, schema);
    case "text":
      return textTest(condition, negated, schema);
    case "member":
      return member(condition, negated, schema);
    case "set":
      return set(condition, negated, schema);
    case "true": {
      const subject = fieldSubject(condition.operand, schema);
      if (subject.comparedAs !== "boolean") return opaque(condition, !negated);
      return within(subject, { mayBeEmpty: negated, values: valuesOf([!negated]), tests: [] });
    }
    default:
      return opaque(condition, !negated);
  }
}

function constant(value: boolean): Formula {
  return value ? alwaysHolds : neverHolds;
}

function within(subject: Subject, domain: Domain): Formula {
  return { kind: "domain", subject, domain };
}

/** @param filled what cannot be empty */
function opaque(condition: Condition, holds: boolean, filled: readonly (Subject | undefined)[] = []): Formula {
  return all([
    { kind: "opaque", key: canonicalJson(condition), holds },
    ...filled.filter((subject) => subject !== undefined).map((subject) => within(subject, notEmpty)),
  ]);
}

function comparison(condition: ConditionOf<"compare">, negated: boolean, schema: ModelSchema): Formula {
  const { operator, type } = condition;
  const positive = signsOf(operator);
  const signs = negated ? anySign & ~positive : positive;
  const [left, right] = [condition.left, condition.right].map((operand) => sideOf(operand, condition, schema));
  if (!left || !right) {
    const filled = [condition.left, condition.right].map((operand) => subjectOf(operand, type, schema));
    // `!=` is exactly what `=` is not.
    const asEqual: Condition = operator === "!=" ? { ...condition, operator: "=" } : condition;
    return opaque(asEqual, (operator === "!=") === negated, signs & empty ? [] : filled);
  }
  if (!left.subject && !right.subject) {
    const order = compareValues(left.value, right.value);
    return constant((signs & (order < 0 ? less : order > 0 ? greater : equal)) !== 0);
  }
  if (!left.subject) return within(right.subject!, beside(left.value, reversed(signs)));
  if (!right.subject) return within(left.subject, beside(right.value, signs));
  // One order, so that a pair has one key.
  return left.subject.key <= right.subject.key
    ? { kind: "signs", left: left.subject, right: right.subject, signs }
    : { kind: "signs", left: right.subject, right: left.subject, signs: reversed(signs) };
}

type Side = { readonly subject: Subject } | { readonly subject: undefined; readonly value: Value };

/** Undefined: nothing can be said of how it compares. */
function sideOf(operand: Operand, { type }: ConditionOf<"compare">, schema: ModelSchema): Side | undefined {
  const subject = subjectOf(operand, type, schema);
  if (subject) return subject.comparedAs === type ? { subject } : undefined;
  const value = literalValue(operand as Literal, type);
  return value === undefined ? undefined : { subject, value };
}

/** What stands so to a value. */
function beside(value: Value, signs: Signs): Domain {
  let values: ValueSet = nothing;
  if (signs & less) values = below(value, { inclusive: (signs & equal) !== 0 });
  else if (signs & equal) values = valuesOf([value]);
  if (signs & greater) values = union(values, above(value, { inclusive: (signs & equal) !== 0 }));
  return { mayBeEmpty: (signs & empty) !== 0, values, tests: [] };
}

function oneOf(condition: ConditionOf<"in">, negated: boolean, schema: ModelSchema): Formula {
  const { type, operand } = condition;
  const isWithin = condition.negated === negated;
  const values = condition.values.map((each) => literalValue(each, type)).filter((each) => each !== undefined);
  const subject = subjectOf(operand, type, schema);
  const value = operand.kind === "literal" ? literalValue(operand, type) : undefined;
  const isClear = subject ? subject.comparedAs === type : value !== undefined;
  if (values.length < condition.values.length || !isClear) {
    return opaque({ ...condition, negated: false }, isWithin, isWithin ? [subject] : []);
  }
  if (!subject) return constant(values.some((each) => each === value) === isWithin);
  const set = valuesOf(values);
  return within(subject, { mayBeEmpty: !isWithin, values: isWithin ? set : complement(set), tests: [] });
}

function textTest(condition: ConditionOf<"text">, negated: boolean, schema: ModelSchema): Formula {
  const { test } = condition;
  const subject = subjectOf(condition.operand, "text", schema);
  const text = condition.text.kind === "literal" ? literalValue(condition.text, "text") : undefined;
  if (subject?.comparedAs !== "text" || typeof text !== "string" || test === "matches") {
    const filled = negated ? [] : [subject, subjectOf(condition.text, "text", schema)];
    return opaque(condition, !negated, filled);
  }
  const values = test === "starts with" ? textsStartingWith(text) : everything;
  if (!negated) return within(subject, { mayBeEmpty: false, values, tests: [{ test, text, holds: true }] });
  if (test === "starts with") return within(subject, { mayBeEmpty: true, values: complement(values), tests: [] });
  return within(subject, { mayBeEmpty: true, values, tests: [{ test, text, holds: false }] });
}

function member(condition: ConditionOf<"member">, negated: boolean, schema: ModelSchema): Formula {
  const { value, list } = condition;
  const held = condition.negated === negated;
  const subject = fieldSubject(list, schema);
  if (value.kind === "literal") {
    return { kind: "member", list: subject, value: JSON.stringify(value.value), held };
  }
  const item = subjectOf(value, "text", schema);
  return opaque({ ...condition, negated: false }, held, held ? [subject, item] : []);
}

function set(condition: ConditionOf<"set">, negated: boolean, schema: ModelSchema): Formula {
  const { operand } = condition;
  const isSet = condition.negated === negated;
  const subject = fieldSubject(operand, schema);
  const { kind } = operand.type;
  if (kind === "records" || kind === "unknown") return opaque({ ...condition, negated: false }, isSet);
  if (subject.comparedAs !== "text") return within(subject, isSet ? notEmpty : onlyEmpty);
  const blank = valuesOf([""]);
  return within(subject, { mayBeEmpty: !isSet, values: isSet ? complement(blank) : blank, tests: [] });
}
