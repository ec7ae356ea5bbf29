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

/** `9:00`: a time of day. */
export interface TimeLiteral extends Span {
  readonly kind: "time";
  readonly hour: number;
  readonly minute: number;
}

/** `20%` */
export interface Percentage extends Span {
  readonly kind: "percentage";
  readonly value: number;
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

/**
 * `country`, `company.country`, `entry.total`, `event.total`, and a name alone that may be an audience's: the path as written.
 * A trailing dot without a name ends in an empty name.
 */
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
  readonly ignoringCase: boolean;
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
  readonly ignoringCase: boolean;
}

export interface TextTest extends Span {
  readonly kind: "text test";
  readonly test: "contains" | "starts with" | "ends with" | "matches";
  readonly operand: Expression;
  readonly text?: Expression;
  readonly ignoringCase: boolean;
}

/** `created_at before today`, `paid_at within last 30 days`, `paid_at older than 2 weeks`, `birthday anniversary is today`. */
export interface DateTest extends Span {
  readonly kind: "date test";
  readonly test:
    | "before"
    | "after"
    | "within last"
    | "within next"
    | "older than"
    | "is today"
    | "anniversary is today";
  readonly operand: Expression;
  /** A date, or (for `within` and `older than`) a duration. */
  readonly value?: Expression;
}

/** `hello opened`, `hello clicked "shop"`: what happened in this journey. */
export interface Engagement extends Span {
  readonly kind: "engagement";
  readonly activity: Name;
  readonly happening: Happening;
  readonly happeningName: Name;
  readonly label?: StringLiteral;
}

export type Quantifier = "any" | "no" | "every";

/** `any orders where total > 100`, `no orders`, `every orders where paid`. */
export interface Quantified extends Span {
  readonly kind: "quantified";
  readonly quantifier: Quantifier;
  readonly relation?: FieldPath;
  readonly where?: Expression;
  /** An `and` or `or` follows the condition, and nothing says whether it belongs to it. */
  readonly unclear: boolean;
}

/** `count of orders where total > 100`, `sum of orders.total`: a number. */
export interface Aggregate extends Span {
  readonly kind: "aggregate";
  readonly function: "count" | "sum";
  readonly relation?: FieldPath;
  readonly where?: Expression;
}

/** `consents to marketing` */
export interface Consent extends Span {
  readonly kind: "consent";
  readonly purpose?: Name;
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
  | Arithmetic
  | DateTest
  | Engagement
  | Quantified
  | Aggregate
  | Consent;

// ---------------------------------------------------------------- steps

/** What every activity may carry. */
export interface ActivityParts {
  readonly filter?: FilterSetting;
  readonly expire?: ExpireSetting;
  readonly pace?: PaceSetting;
  readonly clauses: readonly Clause[];
}

/** `renamed from hello, welcome`: what a step was called in versions that people may still be in. */
export interface RenamedFrom extends Span {
  readonly kind: "renamed from";
  readonly keyword: Span;
  readonly names: readonly Name[];
}

export type Channel = "email" | "sms" | "push";

/** `email hello { … }`, `sms nudge { … }`, `push hint { … }`. */
export interface MessageStep extends Span, ActivityParts {
  readonly kind: "message";
  readonly channel: Channel;
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly renamed?: RenamedFrom;
  readonly doc?: string;
  /** In the order written; a setting written twice stands here twice. */
  readonly settings: readonly MessageSetting[];
}

/**
 * `subject "…"`, `body "./x.mjml"`, `text "…"`, `from "…"`, `reply to "…"`, `preheader "…"`, `title "…"`, `to work_email`,
 * `link shop "https://…"`, `template offer`, `purpose transactional`.
 */
export type MessageSetting = TextSetting | ToSetting | LinkSetting | TemplateSetting | PurposeSetting;

export interface TextSetting extends Span {
  readonly kind: "text setting";
  readonly setting: "subject" | "body" | "text" | "from" | "reply to" | "preheader" | "title";
  readonly keyword: Span;
  /** `subject in "fr" "Bonjour"`: for people of that language. */
  readonly language?: StringLiteral;
  readonly value?: StringLiteral;
}

/** `template offer`: takes what the message doesn't say itself from a template. */
export interface TemplateSetting extends Span {
  readonly kind: "template setting";
  readonly keyword: Span;
  readonly name?: Name;
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
  readonly renamed?: RenamedFrom;
  readonly doc?: string;
  readonly assignments: readonly Assignment[];
}

/** `create Note { … }` */
export interface CreateStep extends Span, ActivityParts {
  readonly kind: "create";
  readonly keyword: Span;
  readonly model?: Name;
  readonly name?: Name;
  readonly renamed?: RenamedFrom;
  readonly doc?: string;
  readonly assignments: readonly Assignment[];
}

/** `task "Call {{ first_name }}" { for salesperson due in 2 days }`, optionally named: `task call "…" { … }`. */
export interface TaskStep extends Span, ActivityParts {
  readonly kind: "task";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly renamed?: RenamedFrom;
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

/** `follow by salesperson` / `unfollow by salesperson` */
export interface FollowStep extends Span, ActivityParts {
  readonly kind: "follow";
  readonly keyword: Span;
  readonly action: "follow" | "unfollow";
  readonly by?: FieldPath;
  readonly doc?: string;
}

export type WebhookMethod = "post" | "put" | "patch";

/** `webhook crm { post "https://…" header "X-Key" "…" json { id = id } }` */
export interface WebhookStep extends Span, ActivityParts {
  readonly kind: "webhook";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly renamed?: RenamedFrom;
  readonly doc?: string;
  readonly calls: readonly WebhookCall[];
  readonly headers: readonly WebhookHeader[];
  readonly bodies: readonly WebhookBody[];
}

export interface WebhookCall extends Span {
  readonly kind: "webhook call";
  readonly keyword: Span;
  readonly method: WebhookMethod;
  readonly url?: StringLiteral;
}

export interface WebhookHeader extends Span {
  readonly kind: "webhook header";
  readonly keyword: Span;
  readonly name?: StringLiteral;
  readonly value?: StringLiteral;
}

export interface WebhookBody extends Span {
  readonly kind: "webhook body";
  readonly keyword: Span;
  readonly assignments: readonly Assignment[];
}

/** `run scoreLead(this, 10)`, with a block of activity parts where there are any. */
export interface RunStep extends Span, ActivityParts {
  readonly kind: "run";
  readonly keyword: Span;
  readonly function?: Name;
  readonly arguments: readonly Expression[];
  /** From `(` to `)`. */
  readonly argumentSpan?: Span;
  readonly doc?: string;
}

/** `do tag_hot`: the steps of a named action. */
export interface DoStep extends Span {
  readonly kind: "do";
  readonly keyword: Span;
  readonly action?: Name;
  readonly doc?: string;
}

/** `start journey NAME`, `stop journey NAME` */
export interface JourneyStep extends Span {
  readonly kind: "journey control";
  readonly keyword: Span;
  readonly action: "start" | "stop";
  readonly journey?: Name;
  readonly doc?: string;
}

/** `wait 2 days` */
export interface WaitStep extends Span {
  readonly kind: "wait";
  readonly keyword: Span;
  readonly duration?: Duration;
  readonly doc?: string;
}

/** `wait until 9:00`, `wait until monday at 9:00`, `wait until trial_ends_at - 3 days`. */
export interface WaitUntilStep extends Span {
  readonly kind: "wait until";
  readonly keyword: Span;
  readonly day?: Name;
  readonly time?: TimeLiteral;
  readonly moment?: Expression;
  readonly doc?: string;
}

/** `wait for hello opened up to 3 days { } else { }`, `wait for event NAME where … up to 1 hour { }`. */
export interface WaitForStep extends Span {
  readonly kind: "wait for";
  readonly keyword: Span;
  readonly condition?: Expression;
  readonly event?: Name;
  readonly where?: Expression;
  readonly upTo?: Duration;
  readonly then?: Block;
  readonly otherwise?: Block;
  readonly doc?: string;
}

/** `match country { "BE", "FR" { } "US" { } else { } }` */
export interface MatchStep extends Span {
  readonly kind: "match";
  readonly keyword: Span;
  readonly field?: FieldPath;
  readonly cases: readonly MatchCase[];
  readonly otherwise?: Block;
  readonly doc?: string;
}

export interface MatchCase extends Span {
  readonly kind: "match case";
  readonly values: readonly Expression[];
  readonly block?: Block;
  readonly doc?: string;
}

/** `split { 70% control { } 30% treatment { } }` */
export interface SplitStep extends Span {
  readonly kind: "split";
  readonly keyword: Span;
  readonly name?: Name;
  readonly renamed?: RenamedFrom;
  readonly shares: readonly SplitShare[];
  readonly doc?: string;
}

export interface SplitShare extends Span {
  readonly kind: "split share";
  readonly share: Percentage;
  readonly name?: Name;
  readonly block?: Block;
  readonly doc?: string;
}

/** `ab test NAME { on 20% of participants  winner by click rate after 2 days  variant a { } variant b { } }` */
export interface AbTestStep extends Span {
  readonly kind: "ab test";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly renamed?: RenamedFrom;
  readonly doc?: string;
  readonly shares: readonly TestShare[];
  readonly winners: readonly Winner[];
  readonly variants: readonly Variant[];
}

/** `on 20% of participants`, `holdback 10%` */
export interface TestShare extends Span {
  readonly kind: "test share";
  readonly keyword: Span;
  readonly of: "test" | "holdback";
  readonly share?: Percentage;
}

export type WinnerMeasure = "open rate" | "click rate" | "reply rate" | "conversion" | "sum" | "manual";

/** `winner by click rate after 2 days`, `winner by conversion of bought after 1 week`, `winner manual`. */
export interface Winner extends Span {
  readonly kind: "winner";
  readonly keyword: Span;
  readonly measure?: WinnerMeasure;
  readonly goal?: Name;
  readonly field?: FieldPath;
  readonly after?: Duration;
}

export interface Variant extends Span {
  readonly kind: "variant";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly block?: Block;
  readonly doc?: string;
}

/** `repeat every 2 days up to 3 times until hello opened { }` */
export interface RepeatStep extends Span {
  readonly kind: "repeat";
  readonly keyword: Span;
  readonly every?: Duration;
  readonly times?: NumberLiteral;
  readonly until?: Expression;
  readonly block?: Block;
  readonly doc?: string;
}

/** `parallel { branch { } branch { } }` */
export interface ParallelStep extends Span {
  readonly kind: "parallel";
  readonly keyword: Span;
  readonly branches: readonly Branch[];
  readonly doc?: string;
}

export interface Branch extends Span {
  readonly kind: "branch";
  readonly keyword: Span;
  readonly name?: Name;
  readonly block?: Block;
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

export type Activity =
  | MessageStep
  | UpdateStep
  | CreateStep
  | TaskStep
  | ListStep
  | SuppressStep
  | FollowStep
  | WebhookStep
  | RunStep;
export type Step =
  | Activity
  | WaitStep
  | WaitUntilStep
  | WaitForStep
  | IfStep
  | MatchStep
  | SplitStep
  | AbTestStep
  | RepeatStep
  | ParallelStep
  | DoStep
  | JourneyStep
  | ExitStep
  | UnknownStatement;

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

/** What a condition can ask of an activity: what a clause can wait for, and whether it was sent. */
export type Happening = Trigger | "sent";

/** `on [not] opened [within D] [after D] [including machines] { … }`, `on clicked "label" { … }`. */
export interface Clause extends Span {
  readonly kind: "clause";
  /** `on` */
  readonly keyword: Span;
  readonly negated: boolean;
  readonly trigger?: Trigger;
  /** The trigger's word as written, also when it is no trigger. */
  readonly triggerName?: Name;
  readonly label?: StringLiteral;
  readonly within?: Duration;
  readonly after?: Duration;
  /** What machines do counts too. */
  readonly machines: boolean;
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

export type EnterWay =
  | "matching"
  | "created"
  | "updated"
  | "event"
  | "webhook"
  | "demand"
  | "schedule"
  | "date"
  | "anniversary";

/** `enter when matching`, `enter every monday at 9:00`, `enter 3 days before trial_ends_at where …`: see `way`. */
export interface EnterSetting extends Span {
  readonly kind: "enter";
  readonly keyword: Span;
  readonly way?: EnterWay;
  /** Of `updated`, `date` and `anniversary`. */
  readonly field?: FieldPath;
  readonly from?: Expression;
  readonly to?: Expression;
  readonly event?: Name;
  /** `day`, `weekday`, `monday` …, `month`: of `schedule`. */
  readonly every?: Name;
  /** `every month on 15`: of `schedule`. */
  readonly dayOfMonth?: NumberLiteral;
  readonly at?: TimeLiteral;
  /** Of `date` and `anniversary`. */
  readonly offset?: Duration;
  readonly direction?: "before" | "after";
  readonly where?: Expression;
}

/** `reenter never`, `reenter always`, `reenter after 30 days` */
export interface ReenterSetting extends Span {
  readonly kind: "reenter";
  readonly keyword: Span;
  readonly way?: "never" | "always" | "after";
  readonly after?: Duration;
}

/** `exit when EXPR`, `exit on replied`, `exit on event NAME where EXPR` */
export interface ExitSetting extends Span {
  readonly kind: "exit when";
  readonly keyword: Span;
  readonly condition?: Expression;
  readonly triggerName?: Name;
  readonly trigger?: Trigger;
  readonly event?: Name;
  readonly where?: Expression;
}

/** `goal bought "Bought something" when EXPR`, and `and exit` */
export interface GoalSetting extends Span {
  readonly kind: "goal";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly condition?: Expression;
  readonly exits: boolean;
  readonly doc?: string;
}

/** `locale language else "en"` */
export interface LocaleSetting extends Span {
  readonly kind: "locale";
  readonly keyword: Span;
  readonly field?: FieldPath;
  readonly fallback?: StringLiteral;
}

/** `send between 9:00 and 18:00 on weekdays except holidays`, `send not between 22:00 and 8:00`, `send on weekdays` */
export interface SendSetting extends Span {
  readonly kind: "send";
  readonly keyword: Span;
  readonly negated: boolean;
  readonly from?: TimeLiteral;
  readonly to?: TimeLiteral;
  readonly days: readonly Name[];
  readonly exceptHolidays: boolean;
}

/** `cap 3 messages per week`, `cap 1 sms per day else delay` */
export interface CapSetting extends Span {
  readonly kind: "cap";
  readonly keyword: Span;
  readonly count?: NumberLiteral;
  /** `messages`, `emails`, `sms`, `pushes` as written. */
  readonly what?: Name;
  readonly per?: Name;
  readonly rest?: Name;
}

/** `pace 1000 per hour` */
export interface PaceSetting extends Span {
  readonly kind: "pace";
  readonly keyword: Span;
  readonly count?: NumberLiteral;
  readonly per?: Name;
}

export type JourneySetting =
  | TargetSetting
  | FilterSetting
  | UnicitySetting
  | IncludeArchivedSetting
  | PurposeSetting
  | TimezoneSetting
  | ListenSetting
  | EnterSetting
  | ReenterSetting
  | ExitSetting
  | GoalSetting
  | LocaleSetting
  | SendSetting
  | CapSetting
  | PaceSetting;

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

/** `audience hot_leads of Lead where probability > 70` */
export interface Audience extends Span {
  readonly kind: "audience";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly doc?: string;
  readonly model?: Name;
  readonly condition?: Expression;
}

/** `action tag_hot for Contact { … }` */
export interface Action extends Span {
  readonly kind: "action";
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly doc?: string;
  readonly model?: Name;
  readonly block?: Block;
}

/** `email template offer for Contact { subject "…" body "…" }` */
export interface Template extends Span {
  readonly kind: "template";
  readonly keyword: Span;
  readonly channel: Channel;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly doc?: string;
  readonly model?: Name;
  readonly settings: readonly MessageSetting[];
}

/** `test "…" for JOURNEY { … }` */
export interface Test extends Span {
  readonly kind: "test";
  readonly keyword: Span;
  readonly title?: StringLiteral;
  readonly doc?: string;
  readonly journey?: Name;
  readonly statements: readonly TestStatement[];
}

export type TestStatement = Given | AtStatement | Expectation;

/** `given Contact { email = "ann@acme.test" }`; `given 2026-03-01 9:00`: when the test begins. */
export interface Given extends Span {
  readonly kind: "given";
  readonly keyword: Span;
  readonly model?: Name;
  readonly assignments: readonly Assignment[];
  readonly date?: DateLiteral;
  readonly time?: TimeLiteral;
  /** `given in list "Newsletter"`, `given suppressed`, `given consents to marketing`: what the service knows. */
  readonly known?: Expression;
  /** `given letters control`: which way chance sends them at a `split` or an A/B test. */
  readonly step?: Name;
  readonly way?: Name;
}

/** `at 1 hour hello opened`, `at 2 days update { stage = "won" }`, `at 1 hour event order_placed { total = 10 }` */
export interface AtStatement extends Span {
  readonly kind: "at";
  readonly keyword: Span;
  readonly after?: Duration;
  readonly happening?: Engagement;
  readonly event?: Name;
  /** `winner subject warm`: the A/B test and the variant. */
  readonly step?: Name;
  readonly way?: Name;
  /** `update { … }`; with an event: its payload. */
  readonly assignments?: readonly Assignment[];
}

export type Expected = "sent" | "executed" | "rejected" | "cancelled" | "failed" | "completed" | "exited" | "reached";

/** `by 3 days expect tips sent`, `expect nudge never sent`, `expect completed`, `expect goal bought reached`. */
export interface Expectation extends Span {
  readonly kind: "expect";
  readonly keyword: Span;
  /** `between 1 day and 2 days expect hello sent`: not before. */
  readonly from?: Duration;
  readonly by?: Duration;
  readonly never: boolean;
  /** The activity, or the goal. */
  readonly subject?: Name;
  /** Of `expect hello subject contains "Ann"`, the part of the message. */
  readonly state?: Name;
  /** `expect hello rejected because "no address"` */
  readonly because?: StringLiteral;
  readonly test?: TextTest["test"];
  /** What the text is tested against. */
  readonly text?: StringLiteral;
}

/** `simulate welcome { 10000 participants  seed 42  hello opened 45% within 1 day }` */
export interface Simulation extends Span {
  readonly kind: "simulate";
  readonly keyword: Span;
  readonly doc?: string;
  readonly journey?: Name;
  readonly statements: readonly SimulationStatement[];
}

export type SimulationStatement = SimulatedNumber | SimulatedBehaviour;

/** `10000 participants`, `seed 42` */
export interface SimulatedNumber extends Span {
  readonly kind: "simulated number";
  readonly of: "participants" | "seed";
  readonly value?: NumberLiteral;
}

/** `hello opened 45% within 1 day`, `hello clicked "shop" 10%` */
export interface SimulatedBehaviour extends Span {
  readonly kind: "simulated behaviour";
  readonly happening?: Engagement;
  readonly share?: Percentage;
  readonly within?: Duration;
}

export type Declaration = Import | Journey | Audience | Action | Template | Test | Simulation | UnknownStatement;

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
  | MatchCase
  | SplitShare
  | TestShare
  | Winner
  | Variant
  | Branch
  | WebhookCall
  | WebhookHeader
  | WebhookBody
  | RenamedFrom
  | TestStatement
  | SimulationStatement
  | Assignment
  | Expression
  | TimeLiteral
  | Percentage
  | Name;
