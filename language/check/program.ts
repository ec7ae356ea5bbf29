/**
 * What the checker hands on: journeys whose every name, type and text is known to be good. The tree keeps the
 * shape of the source (blocks, clauses); the compiler flattens it into a graph.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Model, ModelSchema } from "../models/schema.ts";
import type { Happening, Simulation, Test, Trigger } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { MessageTemplate } from "../texts/template.ts";
import type {
  AggregateValue,
  CalendarDuration,
  CheckedAssignment,
  Condition,
  FieldReference,
  Literal,
  Operand,
  Value,
} from "./condition.ts";

export interface CheckedJourney {
  readonly name: string;
  readonly title?: string;
  readonly doc?: string;
  readonly file: string;
  readonly span: Span;
  /** Every model that the journey's file imports, and those that these refer to. */
  readonly schema: ModelSchema;
  readonly target: Model;
  /** Undefined: everybody. */
  readonly filter?: Condition;
  /** Undefined: one participant per record. */
  readonly unicity?: FieldReference;
  readonly includeArchived: boolean;
  readonly enter: EnterRule;
  readonly reenter: ReenterRule;
  readonly exits: readonly ExitRule[];
  readonly goals: readonly CheckedGoal[];
  readonly purpose: Purpose;
  readonly timezone: { readonly field?: FieldReference; readonly fallback: string };
  /** How long reactions keep listening after an activity. Default 30 days. */
  readonly listen: CalendarDuration;
  readonly locale?: { readonly field: FieldReference; readonly fallback: string };
  /** Messages leave only while all of these are open. */
  readonly send: readonly SendWindow[];
  readonly caps: readonly Cap[];
  /** At most so many entries. */
  readonly pace?: Pace;
  readonly steps: readonly CheckedStep[];
}

export type Purpose = "marketing" | "transactional";

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** When people enter; `where` is asked at entry only. */
export type EnterRule = { readonly where?: Condition } & (
  | { readonly kind: "matching" | "webhook" | "demand" }
  /** `field`: when a record was created. */
  | { readonly kind: "created"; readonly field: FieldReference }
  | { readonly kind: "updated"; readonly field: FieldReference; readonly from?: Literal; readonly to?: Literal }
  /** `record`: the field of the payload that is the target's record. */
  | { readonly kind: "event"; readonly event: string; readonly record: string }
  /** In the journey's own zone. */
  | {
      readonly kind: "schedule";
      readonly every: "hour" | "day" | "weekday" | Weekday | "month";
      readonly dayOfMonth?: number;
      readonly at: TimeOfDay;
    }
  /** Without `at`: at the date's own time. */
  | {
      readonly kind: "date";
      readonly field: FieldReference;
      readonly direction: "before" | "after";
      readonly offset: CalendarDuration;
      readonly at?: TimeOfDay;
    }
  | { readonly kind: "anniversary"; readonly field: FieldReference; readonly at: TimeOfDay }
);

export type ReenterRule =
  | { readonly kind: "never" | "always" }
  | { readonly kind: "after"; readonly duration: CalendarDuration };

export type ExitRule =
  | { readonly kind: "when"; readonly condition: Condition }
  | { readonly kind: "trigger"; readonly trigger: Trigger }
  | { readonly kind: "event"; readonly event: string; readonly record: string; readonly where?: Condition };

export interface CheckedGoal {
  readonly name: string;
  readonly title?: string;
  readonly condition: Condition;
  /** Reaching it ends the journey. */
  readonly exits: boolean;
}

/** A window is open on `days` between `from` and `to`; with `negated`, at all other times. Over midnight where `to` is before `from`. */
export interface SendWindow {
  readonly negated: boolean;
  readonly from?: TimeOfDay;
  readonly to?: TimeOfDay;
  /** Undefined: every day. */
  readonly days?: readonly Weekday[];
  readonly exceptHolidays: boolean;
}

/** At most `count` messages (of that channel) to one recipient in any stretch of time that long. */
export interface Cap {
  readonly count: number;
  readonly channel?: "email" | "sms" | "push";
  readonly per: CalendarDuration;
  readonly rest: "skip" | "delay";
}

export interface Pace {
  readonly count: number;
  readonly per: CalendarDuration;
}

interface CheckedStepBase {
  /**
   * Unique in the journey and stable: the name where one was given, else derived from where the step stands
   * (`wait_1`, `hello.clicked.update_1`, `if_1.then.task_1`): the scope's id, the keyword, and a count of that
   * keyword in that block.
   */
  readonly id: string;
  /** The author gave it a name. */
  readonly named: boolean;
  /** The ids that it had in earlier versions. */
  readonly renamedFrom?: readonly string[];
  readonly doc?: string;
  readonly span: Span;
  /** The keyword and name: what a reader points at. */
  readonly headSpan: Span;
}

interface CheckedActivityBase extends CheckedStepBase {
  /** The activity's own filter, without those that enclose it. */
  readonly filter?: Condition;
  readonly expire?: CalendarDuration;
  /** Of a message: at most so many. */
  readonly pace?: Pace;
  readonly clauses: readonly CheckedClause[];
}

export interface CheckedMessage extends CheckedActivityBase {
  readonly kind: "email" | "sms" | "push";
  readonly title?: string;
  readonly to: FieldReference;
  readonly purpose: Purpose;
  /** To somebody inside the house: no tracking, no way out. */
  readonly isInternal: boolean;
  readonly template: MessageTemplate;
  /** By language, where it differs. */
  readonly locales?: Readonly<Record<string, MessageTemplate>>;
}

export interface CheckedFollow extends CheckedActivityBase {
  readonly kind: "follow" | "unfollow";
  /** A to-one relation: who follows. */
  readonly by: FieldReference;
}

export interface CheckedWebhook extends CheckedActivityBase {
  readonly kind: "webhook";
  readonly title?: string;
  readonly method: "post" | "put" | "patch";
  /** Liquid, like the headers' values. */
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly json: readonly { readonly name: string; readonly value: Value }[];
}

export interface CheckedRun extends CheckedActivityBase {
  readonly kind: "run";
  readonly function: string;
  /** The TypeScript file that exports it, as the host knows it. */
  readonly file: string;
  readonly arguments: readonly Value[];
}

export interface CheckedJourneyControl extends CheckedActivityBase {
  readonly kind: "start journey" | "stop journey";
  readonly journey: string;
}

export interface CheckedUpdate extends CheckedActivityBase {
  readonly kind: "update";
  readonly assignments: readonly CheckedAssignment[];
}

export interface CheckedCreate extends CheckedActivityBase {
  readonly kind: "create";
  readonly model: string;
  readonly assignments: readonly CheckedAssignment[];
}

export interface CheckedTask extends CheckedActivityBase {
  readonly kind: "task";
  /** Liquid over the target's fields. */
  readonly title: string;
  /** A to-one relation: who is to do it. */
  readonly assignee?: FieldReference;
  readonly due?: CalendarDuration;
}

export interface CheckedListStep extends CheckedActivityBase {
  readonly kind: "add to list" | "remove from list";
  readonly list: string;
}

export interface CheckedSuppress extends CheckedActivityBase {
  readonly kind: "suppress";
  /** An email or phone field. */
  readonly field: FieldReference;
}

export interface CheckedWait extends CheckedStepBase {
  readonly kind: "wait";
  readonly duration: CalendarDuration;
}

export interface CheckedIf extends CheckedStepBase {
  readonly kind: "if";
  readonly condition: Condition;
  readonly then: readonly CheckedStep[];
  readonly otherwise: readonly CheckedStep[];
}

export interface CheckedWaitUntil extends CheckedStepBase {
  readonly kind: "wait until";
  readonly until:
    | { readonly kind: "time"; readonly day?: Weekday; readonly time: TimeOfDay }
    /** Empty: it is not waited for. */
    | { readonly kind: "moment"; readonly moment: Operand };
}

export interface CheckedWaitFor extends CheckedStepBase {
  readonly kind: "wait for";
  readonly for:
    | { readonly kind: "condition"; readonly condition: Condition }
    | { readonly kind: "event"; readonly event: string; readonly record: string; readonly where?: Condition };
  readonly upTo: CalendarDuration;
  readonly then: readonly CheckedStep[];
  readonly otherwise: readonly CheckedStep[];
}

export interface CheckedMatch extends CheckedStepBase {
  readonly kind: "match";
  readonly field: FieldReference;
  readonly cases: readonly {
    readonly values: readonly Literal[];
    readonly condition: Condition;
    readonly steps: readonly CheckedStep[];
  }[];
  readonly otherwise: readonly CheckedStep[];
}

export interface CheckedSplit extends CheckedStepBase {
  readonly kind: "split";
  /** Together 100. */
  readonly shares: readonly {
    readonly name?: string;
    readonly percent: number;
    readonly steps: readonly CheckedStep[];
  }[];
}

export interface CheckedAbTest extends CheckedStepBase {
  readonly kind: "ab test";
  readonly title?: string;
  /** Percent of the participants that the variants are tried on. */
  readonly share: number;
  /** Percent that get none of the variants. */
  readonly holdback: number;
  readonly winner: WinnerRule;
  readonly variants: readonly {
    readonly name: string;
    readonly title?: string;
    readonly steps: readonly CheckedStep[];
  }[];
}

export type WinnerRule =
  | { readonly by: "manual" }
  | { readonly by: "open rate" | "click rate" | "reply rate"; readonly after: CalendarDuration }
  | { readonly by: "conversion"; readonly goal: string; readonly after: CalendarDuration }
  | { readonly by: "sum"; readonly sum: AggregateValue; readonly after: CalendarDuration };

export interface CheckedRepeat extends CheckedStepBase {
  readonly kind: "repeat";
  readonly every: CalendarDuration;
  readonly times: number;
  readonly until?: Condition;
  readonly steps: readonly CheckedStep[];
}

export interface CheckedParallel extends CheckedStepBase {
  readonly kind: "parallel";
  readonly branches: readonly {
    /** `parallel_1.branch_1`, or with the name given. */
    readonly id: string;
    readonly name?: string;
    readonly doc?: string;
    readonly span: Span;
    readonly steps: readonly CheckedStep[];
  }[];
}

/** `do tag_hot`: the action's steps, checked for this journey. */
export interface CheckedDo extends CheckedStepBase {
  readonly kind: "do";
  readonly action: string;
  readonly steps: readonly CheckedStep[];
}

export interface CheckedExit extends CheckedStepBase {
  readonly kind: "exit";
}

export type CheckedActivity =
  | CheckedMessage
  | CheckedUpdate
  | CheckedCreate
  | CheckedTask
  | CheckedListStep
  | CheckedSuppress
  | CheckedFollow
  | CheckedWebhook
  | CheckedRun
  | CheckedJourneyControl;
export type CheckedStep =
  | CheckedActivity
  | CheckedWait
  | CheckedWaitUntil
  | CheckedWaitFor
  | CheckedIf
  | CheckedMatch
  | CheckedSplit
  | CheckedAbTest
  | CheckedRepeat
  | CheckedParallel
  | CheckedDo
  | CheckedExit;

export interface CheckedClause {
  /** `<activity>.<trigger>`: `hello.clicked`, `hello.clicked_shop`, `hello.not_opened`; `_2` … when one stands twice. */
  readonly id: string;
  readonly trigger: Trigger;
  readonly negated: boolean;
  /** The link that a `clicked` clause waits for. */
  readonly label?: string;
  /** Only if it happens in this time. */
  readonly within?: CalendarDuration;
  /** Undefined: at once. */
  readonly after?: CalendarDuration;
  /** What mail scanners and privacy proxies do counts too. */
  readonly machines: boolean;
  readonly doc?: string;
  readonly span: Span;
  readonly headSpan: Span;
  readonly steps: readonly CheckedStep[];
}

/** A test of a journey, its names and values known to be good. */
export interface CheckedTest {
  readonly file: string;
  readonly journey: string;
  readonly title: string;
  readonly test: Test;
  /** When it begins. */
  readonly begin?: { readonly date: string; readonly time?: TimeOfDay };
  /** The record that it follows, and those that are related to it. */
  readonly records: readonly GivenRecord[];
  readonly lists: readonly string[];
  readonly suppressed: boolean;
  readonly consents: readonly string[];
  /** Which way chance sends the record at a `split` or an A/B test. */
  readonly ways: readonly GivenWay[];
  /** In the order written. */
  readonly happenings: readonly TestHappening[];
  readonly expectations: readonly TestExpectation[];
}

export interface GivenRecord {
  readonly model: string;
  readonly values: readonly { readonly field: string; readonly value: Value | readonly Literal["value"][] }[];
}

export interface GivenWay {
  readonly step: string;
  /** A share's or a variant's name, `holdback`, or `others`: those who wait for the winner. */
  readonly way: string;
}

/** Something that happens at a time after the beginning. */
export type TestHappening = { readonly after: CalendarDuration; readonly span: Span } & (
  | { readonly kind: "reaction"; readonly activity: string; readonly happening: Happening; readonly label?: string }
  | {
      readonly kind: "event";
      readonly event: string;
      readonly payload: readonly { readonly field: string; readonly value: Value }[];
    }
  | { readonly kind: "update"; readonly assignments: readonly CheckedAssignment[] }
  | { readonly kind: "winner"; readonly test: string; readonly variant: string }
);

export type TestExpectation = {
  readonly from?: CalendarDuration;
  readonly by?: CalendarDuration;
  readonly never: boolean;
  readonly span: Span;
} & (
  | {
      readonly kind: "activity";
      readonly activity: string;
      readonly state: "sent" | "executed" | "rejected" | "cancelled" | "failed" | "waiting";
      readonly because?: string;
    }
  | {
      readonly kind: "text";
      readonly activity: string;
      readonly part: "subject" | "preheader" | "title" | "body" | "text";
      readonly test: "contains" | "starts with" | "ends with" | "matches";
      readonly text: string;
    }
  | { readonly kind: "goal"; readonly goal: string }
  | { readonly kind: "participant"; readonly state: "entered" | "active" | "completed" | "exited" }
);

export interface CheckedSimulation {
  readonly file: string;
  readonly journey: string;
  readonly simulation: Simulation;
  readonly participants?: number;
  readonly seed?: number;
  readonly behaviours: readonly CheckedBehaviour[];
}

/** How many of those who get a message do what, and in what time. */
export interface CheckedBehaviour {
  readonly activity: string;
  readonly happening: Happening;
  readonly label?: string;
  readonly percent: number;
  readonly within?: CalendarDuration;
}

/** The result of checking one file. `journeys` holds those without errors; the others are only in `diagnostics`. */
export interface CheckedFile {
  readonly file: string;
  readonly journeys: readonly CheckedJourney[];
  readonly tests: readonly CheckedTest[];
  readonly simulations: readonly CheckedSimulation[];
  readonly diagnostics: readonly Diagnostic[];
}
