/** The activities inside the house: what they write, and to what. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType, fieldList, quotedList } from "../diagnostics/wording.ts";
import type { Model } from "../models/schema.ts";
import type { CreateStep, ListStep, SuppressStep, TaskStep, UpdateStep } from "../syntax/ast.ts";
import { checkAddress } from "./check-address.ts";
import { checkAssignments, impliedAssignments, missingFields } from "./check-assignments.ts";
import { checkDuration } from "./check-duration.ts";
import { checkLiquid } from "./check-liquid.ts";
import { resolveModel } from "./check-settings.ts";
import type { FieldReference } from "./condition.ts";
import type { CheckedCreate, CheckedListStep, CheckedSuppress, CheckedTask, CheckedUpdate } from "./program.ts";
import { pathText, resolveField } from "./resolve-field.ts";
import { hasSyntaxError, type JourneyScope } from "./scope.ts";

export function checkUpdate(
  step: UpdateStep,
  scope: JourneyScope,
): Pick<CheckedUpdate, "kind" | "assignments"> | undefined {
  if (!scope.target) return undefined;
  if (step.assignments.length === 0) {
    reportNothingWritten(step, scope.target, scope);
    return undefined;
  }
  const assignments = checkAssignments(step.assignments, scope.target, "update", scope);
  return assignments && { kind: "update", assignments };
}

export function checkCreate(
  step: CreateStep,
  scope: JourneyScope,
): Pick<CheckedCreate, "kind" | "model" | "assignments"> | undefined {
  const model = step.model && resolveModel(step.model, scope);
  if (!model || !step.model) return undefined;
  const assignments = checkAssignments(step.assignments, model, "create", scope);
  const missing = missingFields(step.assignments, model);
  if (missing.length > 0) {
    scope.report(
      diagnostics.missingFields({
        file: scope.file,
        span: { start: step.keyword.start, end: step.model.end },
        model: model.name,
        fields: `${missing.length === 1 ? "a value for" : "values for"} ${quotedList(missing)}`,
        suggestion: missing[0],
      }),
    );
    return undefined;
  }
  if (step.assignments.length === 0) {
    reportNothingWritten(step, model, scope);
    return undefined;
  }
  const implied = impliedAssignments(step.assignments, model);
  return assignments && { kind: "create", model: model.name, assignments: [...assignments, ...implied] };
}

function reportNothingWritten(step: UpdateStep | CreateStep, model: Model, scope: JourneyScope): void {
  if (hasSyntaxError(step, scope)) return;
  const example = model.fields.find((field) => field.name !== model.idField && field.type.kind !== "records");
  scope.report(
    diagnostics.nothingWritten({
      file: scope.file,
      span: { start: step.keyword.start, end: step.keyword.end },
      step: step.kind === "create" ? `create ${model.name}` : "update",
      example: example?.name,
    }),
  );
}

export function checkTask(
  step: TaskStep,
  scope: JourneyScope,
): Pick<CheckedTask, "kind" | "title" | "assignee" | "due"> | undefined {
  const isTitleGood = step.title !== undefined && checkTitle(step.title, scope);
  const assignee = step.assignee && checkAssignee(step.assignee, scope);
  const due = checkDuration(step.due, scope);
  if (!isTitleGood || !step.title || (step.assignee && !assignee) || (step.due && !due)) return undefined;
  return {
    kind: "task",
    title: step.title.value,
    ...(assignee ? { assignee } : {}),
    ...(due ? { due } : {}),
  };
}

function checkTitle(title: NonNullable<TaskStep["title"]>, scope: JourneyScope): boolean {
  if (title.value.trim() === "") {
    scope.report(
      diagnostics.emptyText({ file: scope.file, span: { start: title.start, end: title.end }, what: "task's title" }),
    );
    return false;
  }
  return checkLiquid(title, scope);
}

function checkAssignee(path: NonNullable<TaskStep["assignee"]>, scope: JourneyScope): FieldReference | undefined {
  const field = resolveField(path, scope);
  if (!field || field.type.kind === "record") return field;
  scope.report(
    diagnostics.wrongAssignee({
      file: scope.file,
      span: path,
      field: pathText(field),
      type: describeType(field.type),
      available: scope.target && fieldList(scope.target, (each) => each.type.kind === "record"),
    }),
  );
  return undefined;
}

export function checkListStep(step: ListStep, scope: JourneyScope): Pick<CheckedListStep, "kind" | "list"> | undefined {
  if (!step.list) return undefined;
  const list = step.list.value.trim();
  if (list === "") {
    const span = { start: step.list.start, end: step.list.end };
    scope.report(diagnostics.emptyText({ file: scope.file, span, what: "list's name" }));
    return undefined;
  }
  return { kind: step.action === "add" ? "add to list" : "remove from list", list };
}

export function checkSuppress(
  step: SuppressStep,
  scope: JourneyScope,
): Pick<CheckedSuppress, "kind" | "field"> | undefined {
  const field = checkAddress(step.field, ["email", "phone"], step.keyword, scope);
  return field && { kind: "suppress", field };
}
