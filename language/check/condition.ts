/**
 * Conditions and values after checking: names resolved, types known, no syntax left. Plain data, so a graph
 * that holds them can be hashed, stored and compared; compiled to SQL and to JavaScript with one meaning.
 *
 * Two-valued logic: a comparison with an empty field is false, `!=` with an empty field is true. Empty is null, or a
 * relation whose record is not there; a text field that holds an empty text is not set, and compares as that text.
 */
import type { FieldType } from "../models/schema.ts";
import type { DurationUnit } from "../syntax/ast.ts";

/** A whole number of calendar units; days, weeks and months follow the participant's wall clock. */
export interface CalendarDuration {
  readonly amount: number;
  readonly unit: DurationUnit;
}

/** One step of a path: the field `field` of the model `model`. All steps but the last are to-one relations. */
export interface PathStep {
  readonly model: string;
  readonly field: string;
}

export interface FieldReference {
  readonly kind: "field";
  readonly path: readonly PathStep[];
  /** The last field's type. */
  readonly type: FieldType;
}

export interface Literal {
  readonly kind: "literal";
  /** Dates are ISO 8601 text (`2026-12-24`, the start of that day in the participant's time zone). */
  readonly value: string | number | boolean;
  readonly type: "text" | "number" | "boolean" | "date";
}

export interface MomentReference {
  readonly kind: "moment";
  readonly moment: "today" | "now" | "entered";
}

export type Operand = FieldReference | Literal | MomentReference;

/** How two operands are compared: text by code point and case-sensitively, dates by instant. */
export type ComparisonType = "text" | "number" | "boolean" | "date" | "record";

export type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and"; readonly operands: readonly Condition[] }
  | { readonly kind: "or"; readonly operands: readonly Condition[] }
  | { readonly kind: "not"; readonly operand: Condition }
  | {
      readonly kind: "compare";
      readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=";
      readonly type: ComparisonType;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: "between";
      readonly type: ComparisonType;
      readonly operand: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | {
      readonly kind: "in";
      readonly type: ComparisonType;
      readonly operand: Operand;
      readonly values: readonly Literal[];
      readonly negated: boolean;
    }
  | {
      /** Text in text, case-sensitive; for a `contains` on a list field see `member`. */
      readonly kind: "text";
      readonly test: "contains" | "starts with" | "ends with";
      readonly operand: Operand;
      readonly text: Operand;
    }
  /** `"x" in lists`, `lists contains "x"`: an array field holds a value. */
  | {
      readonly kind: "member";
      readonly value: Operand;
      readonly list: FieldReference;
      readonly negated: boolean;
    }
  /** Empty means: null, an empty text, an empty array; for a relation: no such record. */
  | { readonly kind: "set"; readonly operand: FieldReference; readonly negated: boolean }
  /** A boolean field standing alone. */
  | { readonly kind: "true"; readonly operand: FieldReference }
  /** On a mailing list of the service. */
  | { readonly kind: "in list"; readonly list: string }
  /** One of the target's own addresses (its fields of type email and phone) is suppressed. */
  | { readonly kind: "suppressed" };

/** What `update` and `create` write. */
export type Value =
  | Literal
  | FieldReference
  | MomentReference
  | { readonly kind: "empty" }
  /** `this`: the id of the record the journey works on. */
  | { readonly kind: "this" }
  /** A string with Liquid in it, over the target's fields. */
  | { readonly kind: "template"; readonly text: string }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Value;
      readonly right: Value;
    };

export interface CheckedAssignment {
  readonly field: string;
  /**
   * `add` and `subtract` on a number: arithmetic, an empty field counts as 0. On a list: put the value in
   * unless it is there, take it out.
   */
  readonly operator: "set" | "add" | "subtract";
  readonly value: Value;
}
