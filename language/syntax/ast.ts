/**
 * The syntax tree: what was written, with exact positions, before any name or type is known.
 *
 * The parser is tolerant, so every part that may be missing while somebody types is optional here
 * (`undefined` = not written or not recognised). Whoever reads the tree must cope; the parser has
 * reported the gap already, nobody reports it twice.
 */
import type { Span } from "./span.ts";

/** A name as written, e.g. an activity's. */
export interface Name extends Span {
  readonly kind: "name";
  readonly text: string;
}

/** A string as written. `value` is the text it means: escapes resolved, a block string's common indent dropped. */
export interface StringLiteral extends Span {
  readonly kind: "string";
  readonly value: string;
  /** `"""` rather than `"`. */
  readonly block: boolean;
  /** No closing quote was found: the string ends at the end of its line. */
  readonly unterminated: boolean;
  /**
   * Maps offsets of `value` to offsets of the source: `[valueOffset, sourceOffset]` pairs, ascending,
   * the first at 0. Between two pairs both sides run in step. Lets a checker point into a text.
   */
  readonly map: readonly (readonly [number, number])[];
}

export interface NumberLiteral extends Span {
  readonly kind: "number";
  readonly value: number;
}

export interface BooleanLiteral extends Span {
  readonly kind: "boolean";
  readonly value: boolean;
}

/** `2026-12-24`, kept as text; the checker says whether such a day exists. */
export interface DateLiteral extends Span {
  readonly kind: "date";
  readonly value: string;
}

export type DurationUnit = "minute" | "hour" | "day" | "week" | "month";

/** `2 days`. `amount` is what was written (1.5 is kept so that the checker can propose `36 hours`). */
export interface Duration extends Span {
  readonly kind: "duration";
  readonly amount: number;
  /** Undefined when the unit is missing or not one. */
  readonly unit?: DurationUnit;
  /** The unit's word as written, where there is one. */
  readonly unitName?: Name;
}

// ---------------------------------------------------------------- expressions

/** `country`, `company.country`: the path as written. A trailing dot without a name ends in an empty name. */
export interface FieldPath extends Span {
  readonly kind: "field";
  readonly path: readonly Name[];
}

/** `today`, `now`, `entered`. */
export interface Moment extends Span {
  readonly kind: "moment";
  readonly moment: "today" | "now" | "entered";
}

/** `this`: the record the journey works on. */
export interface ThisRecord extends Span {
  readonly kind: "this";
}

export interface ListLiteral extends Span {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export interface Comparison extends Span {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right?: Expression;
}

export interface Between extends Span {
  readonly kind: "between";
  readonly operand: Expression;
  readonly low?: Expression;
  readonly high?: Expression;
}

/** `a in [..]`, `a not in [..]`, and `"x" in lists` where the right side is a field. */
export interface Membership extends Span {
  readonly kind: "membership";
  readonly operand: Expression;
  readonly negated: boolean;
  readonly list?: Expression;
}

export interface TextTest extends Span {
  readonly kind: "text test";
  readonly test: "contains" | "starts with" | "ends with";
  readonly operand: Expression;
  readonly text?: Expression;
}

export interface SetTest extends Span {
  readonly kind: "set test";
  readonly operand: Expression;
  /** `is not set` */
  readonly negated: boolean;
}

/** `and` / `or`, flattened: `a and b and c` is one node with three operands. */
export interface Logical extends Span {
  readonly kind: "logical";
  readonly operator: "and" | "or";
  readonly operands: readonly Expression[];
  /** Written as `all of { … }` / `any of { … }`. */
  readonly block: boolean;
}

export interface Not extends Span {
  readonly kind: "not";
  readonly operand?: Expression;
}

export interface Parenthesized extends Span {
  readonly kind: "parentheses";
  readonly expression?: Expression;
}

/** `in list "newsletter"`: on a mailing list of the service. */
export interface InList extends Span {
  readonly kind: "in list";
  readonly list?: StringLiteral;
}

/** `suppressed`: the participant's address is on the suppression list. */
export interface Suppressed extends Span {
  readonly kind: "suppressed";
}

/** `a + b`, `a - b`: only in the values of `update` and `create`. */
export interface Arithmetic extends Span {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-" | "*" | "/";
  readonly left: Expression;
  readonly right?: Expression;
}

export type Expression =
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | DateLiteral
  | Duration
  | FieldPath
  | Moment
  | ThisRecord
  | ListLiteral
  | Comparison
  | Between
  | Membership
  | TextTest
  | SetTest
  | Logical
  | Not
  | Parenthesized
  | InList
  | Suppressed
  | Arithmetic;

// ---------------------------------------------------------------- steps

/** What every activity may carry. */
export interface ActivityParts {
  readonly filter?: FilterSetting;
  readonly expire?: ExpireSetting;
  readonly clauses: readonly Clause[];
}

export type Channel = "email" | "sms";

/** `email hello { … }`, `sms nudge { … }`. */
export interface MessageStep extends Span, ActivityParts {
  readonly kind: "message";
  readonly channel: Channel;
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly doc?: string;
  /** In the order written; a setting written twice stands here twice. */
  readonly settings: readonly MessageSetting[];
}

/** `subject "…"`, `body "./x.mjml"`, `text "…"`, `from "…"`, `reply to "…"`, `preheader "…"`, `to work_email`, `link shop "https://…"`. */
export type MessageSetting = TextSetting | ToSetting | LinkSetting;

export interface TextSetting extends Span {
  readonly kind: "text setting";
  readonly setting: "subject" | "body" | "text" | "from" | "reply to" | "preheader";
  readonly keyword: Span;
  readonly value?: StringLiteral;
}

export interface ToSetting extends Span {
  readonly kind: "to setting";
  readonly keyword: Span;
  readonly field?: FieldPath;
}

export interface LinkSetting extends Span {
  readonly kind: "link setting";
  readonly keyword: Span;
  readonly name?: Name;
  readonly url?: StringLiteral;
}

/** `field = value`, `field += value`, `field -= value`. */
export interface Assignment extends Span {
  readonly kind: "assignment";
  readonly field?: Name;
  readonly operator: "=" | "+=" | "-=";
  readonly value?: Expression;
}

/** `update { … }`, optionally named: `update mark_won { … }`. */
export interface UpdateStep extends Span, ActivityParts {
  readonly kind: "update";
  readonly keyword: Span;
  readonly name?: Name;
  readonly doc?: string;
  readonly assignments: readonly Assignment[];
}

/** `create Note { … }` */
export interface CreateStep extends Span, ActivityParts {
  readonly kind: "create";
  readonly keyword: Span;
  readonly model?: Name;
  readonly name?: Name;
  readonly doc?: string;
  readonly assignments: readonly Assignment[];
}

/** `task "Call {{ first_name }}" { for salesperson due in 2 days }`, optionally named: `task call "…" { … }`. */
export interface TaskStep extends Span, ActivityParts {
  readonly kind: "task";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly doc?: string;
  readonly assignee?: FieldPath;
  readonly due?: Duration;
}

/** `add to list "x"` / `remove from list "x"`, optionally with a `{ … }` of activity parts. */
export interface ListStep extends Span, ActivityParts {
  readonly kind: "list membership";
  readonly keyword: Span;
  readonly action: "add" | "remove";
  readonly list?: StringLiteral;
  readonly doc?: string;
}

/** `suppress email`: the address in that field gets no more marketing messages. Without a field: the target's first address. */
export interface SuppressStep extends Span, ActivityParts {
  readonly kind: "suppress";
  readonly keyword: Span;
  readonly field?: FieldPath;
  readonly doc?: string;
}

/** `wait 2 days` */
export interface WaitStep extends Span {
  readonly kind: "wait";
  readonly keyword: Span;
  readonly duration?: Duration;
  readonly doc?: string;
}

/** `if a { } else if b { } else { }`; `else if` is a nested `IfStep` alone in `otherwise`. */
export interface IfStep extends Span {
  readonly kind: "if";
  readonly keyword: Span;
  readonly condition?: Expression;
  readonly then?: Block;
  readonly otherwise?: Block | IfStep;
  readonly doc?: string;
}

/** `exit` */
export interface ExitStep extends Span {
  readonly kind: "exit";
  readonly keyword: Span;
  readonly doc?: string;
}

/** A statement that was not recognised, kept to the end of its line so that half-typed words stay in the tree. */
export interface UnknownStatement extends Span {
  readonly kind: "unknown";
  /** Its first word. */
  readonly word: Name;
}

export type Activity = MessageStep | UpdateStep | CreateStep | TaskStep | ListStep | SuppressStep;
export type Step = Activity | WaitStep | IfStep | ExitStep | UnknownStatement;

export interface Block extends Span {
  readonly kind: "block";
  readonly steps: readonly Step[];
}

export type Trigger =
  | "opened"
  | "clicked"
  | "replied"
  | "bounced"
  | "delivered"
  | "failed"
  | "suppressed"
  | "unsubscribed";

/** `on [not] opened [after D] { … }`, `on clicked "label" { … }`. */
export interface Clause extends Span {
  readonly kind: "clause";
  /** `on` */
  readonly keyword: Span;
  readonly negated: boolean;
  readonly trigger?: Trigger;
  /** The trigger's word as written, also when it is no trigger. */
  readonly triggerName?: Name;
  readonly label?: StringLiteral;
  readonly after?: Duration;
  readonly doc?: string;
  readonly block?: Block;
}

// ---------------------------------------------------------------- declarations

export interface FilterSetting extends Span {
  readonly kind: "filter";
  readonly keyword: Span;
  readonly condition?: Expression;
}

export interface ExpireSetting extends Span {
  readonly kind: "expire";
  readonly keyword: Span;
  readonly after?: Duration;
}

export interface TargetSetting extends Span {
  readonly kind: "target";
  readonly keyword: Span;
  readonly model?: Name;
}

export interface UnicitySetting extends Span {
  readonly kind: "unicity";
  readonly keyword: Span;
  readonly field?: FieldPath;
}

export interface IncludeArchivedSetting extends Span {
  readonly kind: "include archived";
  readonly keyword: Span;
}

/** `purpose marketing` / `purpose transactional` */
export interface PurposeSetting extends Span {
  readonly kind: "purpose";
  readonly keyword: Span;
  readonly purpose?: "marketing" | "transactional";
}

/** `timezone timezone else "Europe/Brussels"`: whose clock counts. */
export interface TimezoneSetting extends Span {
  readonly kind: "timezone";
  readonly keyword: Span;
  readonly field?: FieldPath;
  readonly fallback?: StringLiteral;
}

/** `listen 30 days` */
export interface ListenSetting extends Span {
  readonly kind: "listen";
  readonly keyword: Span;
  readonly duration?: Duration;
}

export type JourneySetting =
  | TargetSetting
  | FilterSetting
  | UnicitySetting
  | IncludeArchivedSetting
  | PurposeSetting
  | TimezoneSetting
  | ListenSetting;

export interface Import extends Span {
  readonly kind: "import";
  readonly keyword: Span;
  readonly names: readonly Name[];
  readonly from?: StringLiteral;
}

export interface Journey extends Span {
  readonly kind: "journey";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly doc?: string;
  /** In the order written; a setting written twice stands here twice. */
  readonly settings: readonly JourneySetting[];
  readonly steps: readonly Step[];
}

export type Declaration = Import | Journey | UnknownStatement;

export interface SourceFile extends Span {
  readonly kind: "file";
  readonly declarations: readonly Declaration[];
}

export type Node =
  | SourceFile
  | Declaration
  | JourneySetting
  | ExpireSetting
  | MessageSetting
  | Step
  | Clause
  | Block
  | Assignment
  | Expression
  | Name;
