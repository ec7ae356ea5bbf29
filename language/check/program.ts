/**
 * What the checker hands on: journeys whose every name, type and text is known to be good. The tree keeps the
 * shape of the source (blocks, clauses); the compiler flattens it into a graph.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Model, ModelSchema } from "../models/schema.ts";
import type { Trigger } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { MessageTemplate } from "../texts/template.ts";
import type { CalendarDuration, CheckedAssignment, Condition, FieldReference } from "./condition.ts";

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
  readonly purpose: "marketing" | "transactional";
  readonly timezone: { readonly field?: FieldReference; readonly fallback: string };
  /** How long reactions keep listening after an activity. Default 30 days. */
  readonly listen: CalendarDuration;
  readonly steps: readonly CheckedStep[];
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
  readonly doc?: string;
  readonly span: Span;
  /** The keyword and name: what a reader points at. */
  readonly headSpan: Span;
}

interface CheckedActivityBase extends CheckedStepBase {
  /** The activity's own filter, without those that enclose it. */
  readonly filter?: Condition;
  readonly expire?: CalendarDuration;
  readonly clauses: readonly CheckedClause[];
}

export interface CheckedMessage extends CheckedActivityBase {
  readonly kind: "email" | "sms";
  readonly title?: string;
  readonly to: FieldReference;
  readonly template: MessageTemplate;
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

export interface CheckedExit extends CheckedStepBase {
  readonly kind: "exit";
}

export type CheckedActivity =
  | CheckedMessage
  | CheckedUpdate
  | CheckedCreate
  | CheckedTask
  | CheckedListStep
  | CheckedSuppress;
export type CheckedStep = CheckedActivity | CheckedWait | CheckedIf | CheckedExit;

export interface CheckedClause {
  /** `<activity>.<trigger>`: `hello.clicked`, `hello.clicked_shop`, `hello.not_opened`; `_2` … when one stands twice. */
  readonly id: string;
  readonly trigger: Trigger;
  readonly negated: boolean;
  /** The link that a `clicked` clause waits for. */
  readonly label?: string;
  /** Undefined: at once. */
  readonly after?: CalendarDuration;
  readonly doc?: string;
  readonly span: Span;
  readonly headSpan: Span;
  readonly steps: readonly CheckedStep[];
}

/** The result of checking one file. `journeys` holds those without errors; the others are only in `diagnostics`. */
export interface CheckedFile {
  readonly file: string;
  readonly journeys: readonly CheckedJourney[];
  readonly diagnostics: readonly Diagnostic[];
}
