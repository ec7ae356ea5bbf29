/**
 * Conditions and values after checking: names resolved, types known, no syntax left. Plain data, so a graph
 * that holds them can be hashed, stored and compared; compiled to SQL and to JavaScript with one meaning.
 *
 * Two-valued logic: a comparison with an empty field is false, `!=` with an empty field is true. Empty is null, or a
 * relation whose record is not there; a text field that holds an empty text is not set, and compares as that text.
 */
import type { FieldType } from "../models/schema.ts";
import type { DurationUnit, Happening } from "../syntax/ast.ts";

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
  /**
   * Where the path begins: undefined, at the record (inside a `where` about related records: at the related one); `entry`
   * or `event`: at a custom event's payload, whose one step names the event instead of a model.
   */
  readonly root?: "entry" | "event";
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

/** `count of orders where …`, `sum of orders.total`: 0 where there are none. */
export interface AggregateValue {
  readonly kind: "aggregate";
  readonly function: "count" | "sum";
  /** Ends in the to-many relation. */
  readonly relation: FieldReference;
  /** What is summed: a path from the related record. */
  readonly field?: FieldReference;
  readonly where?: Condition;
}

/** `trial_ends_at - 3 days`, `entered + 7 days`: empty where the date is. */
export interface ShiftedDate {
  readonly kind: "shifted";
  readonly operand: FieldReference | Literal | MomentReference;
  readonly operator: "+" | "-";
  readonly duration: CalendarDuration;
}

export type Operand = FieldReference | Literal | MomentReference | AggregateValue | ShiftedDate;

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
      /** Only for text: capital and small letters are the same. */
      readonly ignoringCase?: true;
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
      readonly ignoringCase?: true;
    }
  | {
      /**
       * Text in text; for a `contains` on a list field see `member`. Of `matches` the text is a pattern, where `*` stands for
       * anything and `?` for one character, and the whole has to fit.
       */
      readonly kind: "text";
      readonly test: "contains" | "starts with" | "ends with" | "matches";
      readonly operand: Operand;
      readonly text: Operand;
      readonly ignoringCase?: true;
    }
  /** Between the moment so long ago (or ahead) and now, both included; `older than`: before that moment. */
  | {
      readonly kind: "date";
      readonly test: "within last" | "within next" | "older than";
      readonly operand: Operand;
      readonly duration: CalendarDuration;
    }
  /** In the participant's zone; a 29 February is on the 28th in other years. */
  | { readonly kind: "day"; readonly test: "is today" | "anniversary is today"; readonly operand: Operand }
  /** `every` and `no` hold where there are none. */
  | {
      readonly kind: "quantified";
      readonly quantifier: "any" | "no" | "every";
      readonly relation: FieldReference;
      readonly where?: Condition;
    }
  /** What has happened to an activity by now; of one that is repeated, to any of its executions. */
  | {
      readonly kind: "engagement";
      readonly activity: string;
      readonly happening: Happening;
      readonly label?: string;
    }
  /** One of the target's own addresses is known to agree to messages of this purpose. */
  | { readonly kind: "consent"; readonly purpose: string }
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
  | Operand
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
