import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType } from "../diagnostics/wording.ts";
import type { Field, Model } from "../models/schema.ts";
import type { Assignment } from "../syntax/ast.ts";
import { checkValue } from "./check-value.ts";
import type { CheckedAssignment } from "./condition.ts";
import { removal } from "./fixes.ts";
import { unknownFieldDetails } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";

const operators = { "=": "set", "+=": "add", "-=": "subtract" } as const;

/**
 * Checks what an `update` or `create` writes.
 *
 * @param model the record that is written; values are read from the journey's target
 */
export function checkAssignments(
  assignments: readonly Assignment[],
  model: Model,
  step: "update" | "create" | "given",
  scope: JourneyScope,
): readonly CheckedAssignment[] | undefined {
  const checked: CheckedAssignment[] = [];
  const seen = new Map<string, Assignment>();
  for (const assignment of assignments) {
    const name = assignment.field;
    if (!name) continue;
    const field = model.fields.find((candidate) => candidate.name === name.text);
    if (!field) {
      scope.report(
        diagnostics.unknownField({
          file: scope.file,
          span: name,
          ...unknownFieldDetails(name.text, model, name),
        }),
      );
      continue;
    }
    const first = seen.get(field.name);
    if (first) {
      scope.report(
        diagnostics.duplicateAssignment({
          file: scope.file,
          span: name,
          field: field.name,
          related: [{ file: scope.file, start: first.start, end: first.end, message: "It is set here first." }],
          fixes: [removal(scope.text, assignment, "Remove this one")],
        }),
      );
      continue;
    }
    seen.set(field.name, assignment);
    const result = checkAssignment(assignment, field, model, step, scope);
    if (result) checked.push(result);
  }
  return checked.length === assignments.length ? checked : undefined;
}

function checkAssignment(
  assignment: Assignment,
  field: Field,
  model: Model,
  step: "update" | "create" | "given",
  scope: JourneyScope,
): CheckedAssignment | undefined {
  const span = assignment.field ?? assignment;
  const at = { file: scope.file, span, field: field.name };
  if (field.name === model.idField && step !== "given") {
    scope.report(
      diagnostics.fieldNotWritable({ ...at, why: "the record's id", next: "Ids are given by the database." }),
    );
    return undefined;
  }
  if (field.type.kind === "records") {
    const { model: other } = field.type;
    scope.report(
      diagnostics.fieldNotWritable({
        ...at,
        why: "a relation to many records",
        next: `Make one that points here: \`create ${other} { … }\`.`,
      }),
    );
    return undefined;
  }
  if (field.type.kind === "unknown") {
    scope.report(diagnostics.unsupportedField({ ...at, type: field.type.text }));
    return undefined;
  }
  if (step !== "update" && assignment.operator !== "=") {
    scope.report(diagnostics.nothingToAddTo({ ...at, operator: assignment.operator }));
    return undefined;
  }
  if (field.type.kind === "list" && step === "create") {
    scope.report(diagnostics.fieldNotWritable({ ...at, why: "a list, which starts out empty", next: "Leave it out." }));
    return undefined;
  }
  if (field.type.kind === "list" && assignment.operator === "=") {
    scope.report(diagnostics.listNeedsOperator(at));
    return undefined;
  }
  if (assignment.operator !== "=" && field.type.kind !== "list" && !isNumeric(field)) {
    scope.report(diagnostics.wrongOperator({ ...at, operator: assignment.operator, type: describeType(field.type) }));
    return undefined;
  }
  const type = field.type.kind === "list" ? field.type.of : field.type;
  // An empty value counts as 0, or puts nothing on a list.
  const written = assignment.operator === "=" ? field : { ...field, optional: true };
  const value = checkValue(assignment.value, written, type, scope);
  return value && { field: field.name, operator: operators[assignment.operator], value };
}

/** A choice of numbers can be set, not counted up: the sum may be none of the choices. */
function isNumeric(field: Field): boolean {
  return field.type.kind === "number";
}

/**
 * What a new record gets where the author says nothing: the moment of its creation, and that it isn't archived. Written
 * out, so that it doesn't depend on the table's defaults.
 */
export function impliedAssignments(assignments: readonly Assignment[], model: Model): readonly CheckedAssignment[] {
  const written = new Set(assignments.map((assignment) => assignment.field?.text));
  return model.fields.flatMap((field): readonly CheckedAssignment[] => {
    if (field.optional || written.has(field.name)) return [];
    if (isTimestamp(field)) {
      return [{ field: field.name, operator: "set", value: { kind: "moment", moment: "now" } }];
    }
    if (field.name === model.activeField) {
      return [{ field: field.name, operator: "set", value: { kind: "literal", value: true, type: "boolean" } }];
    }
    return [];
  });
}

function isTimestamp(field: Field): boolean {
  return field.type.kind === "date" && (field.name === "created_at" || field.name === "updated_at");
}

/**
 * The fields of a new record that still need a value: those that may not be empty, without the id, those that start out
 * empty (lists, relations to many) and those that are implied.
 */
export function missingFields(assignments: readonly Assignment[], model: Model): readonly string[] {
  const written = new Set(assignments.map((assignment) => assignment.field?.text));
  return model.fields
    .filter((field) => !field.optional && field.name !== model.idField && !written.has(field.name))
    .filter((field) => !isTimestamp(field) && field.name !== model.activeField)
    .filter(({ type }) => type.kind !== "list" && type.kind !== "records" && type.kind !== "unknown")
    .map((field) => field.name);
}
