/** What `update` and `create` write, as SQL over the target's record. */
import type { CheckedAssignment, Field, ModelSchema, Value } from "@journey/language";
import { columnType } from "./column-type.ts";
import type { SqlFilterBuilder } from "./to-sql.ts";

export interface AssignmentOptions {
  readonly schema: ModelSchema;
  /** The model that is written to: the target for `update`, another for `create`. */
  readonly model: string;
  /** SQL of a text with Liquid, rendered for the record. */
  readonly template: (text: string) => string;
}

/** The column that an assignment writes, and the SQL of its new value. */
export function assignmentToSql(
  assignment: CheckedAssignment,
  builder: SqlFilterBuilder,
  options: AssignmentOptions,
): { readonly column: string; readonly sql: string } {
  const field = builder.field(options.model, assignment.field);
  const value = valueToSql(assignment.value, builder, options);
  const current = () =>
    builder.operand({ kind: "field", path: [{ model: options.model, field: field.name }], type: field.type });
  return { column: field.column, sql: written(assignment.operator, field, value, current, options) };
}

function written(
  operator: CheckedAssignment["operator"],
  field: Field,
  value: string,
  current: () => string,
  { schema }: AssignmentOptions,
): string {
  if (operator === "set") {
    return `(${value})::${columnType(field.type, schema)}`;
  }
  if (field.type.kind === "list") {
    const type = columnType(field.type.of, schema);
    const list = `coalesce(${current()}, '{}'::${type}[])`;
    const item = `(${value})::${type}`;
    return operator === "subtract"
      ? `array_remove(${list}, ${item})`
      : `case when ${item} = any(${list}) or ${item} is null then ${list} else array_append(${list}, ${item}) end`;
  }
  return `(coalesce(${current()}, 0) ${operator === "add" ? "+" : "-"} coalesce((${value})::double precision, 0))`;
}

/** SQL of a value that a step writes or hands on. */
export function valueToSql(value: Value, builder: SqlFilterBuilder, options: AssignmentOptions): string {
  switch (value.kind) {
    case "empty":
      return "null";
    case "this":
      return builder.targetId();
    case "template":
      return options.template(value.text);
    case "arithmetic": {
      const left = `coalesce((${valueToSql(value.left, builder, options)})::double precision, 0)`;
      const right = `coalesce((${valueToSql(value.right, builder, options)})::double precision, 0)`;
      // A division by zero has no value.
      return value.operator === "/" ? `(${left} / nullif(${right}, 0))` : `(${left} ${value.operator} ${right})`;
    }
    default:
      return builder.operand(value);
  }
}
