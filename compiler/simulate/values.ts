/** What steps write, on plain records: the same meaning as the SQL in filters/assignment-to-sql.ts. */
import { type CheckedAssignment, type Model, type ModelSchema, renderText, type Value } from "@journey/language";
import { type ConditionEnvironment, fieldReader, operandReader, type PlainRecord } from "../filters/to-predicate.ts";

export type MutableRecord = Record<string, unknown>;
export type ValueReader = (record: PlainRecord, environment: ConditionEnvironment) => unknown;

/** Reads a value; what is empty is undefined. */
export function valueReader(value: Value, schema: ModelSchema, target: Model): ValueReader {
  switch (value.kind) {
    case "empty":
      return () => undefined;
    case "this":
      return (record) => record[target.idField];
    case "template":
      return (record, { entry, event, timezone }) => renderText(value.text, { ...record, entry, event }, timezone);
    case "arithmetic": {
      const left = valueReader(value.left, schema, target);
      const right = valueReader(value.right, schema, target);
      return (record, environment) => {
        const a = numberOf(left(record, environment));
        const b = numberOf(right(record, environment));
        if (value.operator === "/") return b === 0 ? undefined : a / b;
        return value.operator === "+" ? a + b : value.operator === "-" ? a - b : a * b;
      };
    }
    case "field":
      return fieldReader(value, schema);
    case "literal":
      return value.type === "date" ? operandReader(value, "date", schema) : () => value.value;
    case "aggregate":
      return operandReader(value, "number", schema);
    default:
      return operandReader(value, "date", schema);
  }
}

const numberOf = (value: unknown): number => (value === undefined || value === null ? 0 : Number(value));

/** Several assignments at once: each sees the record as it was before. */
export function assigner(
  assignments: readonly CheckedAssignment[],
  schema: ModelSchema,
  target: Model,
  written: Model,
): (record: PlainRecord, environment: ConditionEnvironment) => MutableRecord {
  const parts = assignments.map(({ field: name, operator, value }) => {
    const field = written.fields.find((each) => each.name === name);
    const isDate = field?.type.kind === "date";
    return { name, operator, isList: field?.type.kind === "list", isDate, read: valueReader(value, schema, target) };
  });
  return (record, environment) => {
    const changes: MutableRecord = {};
    for (const { name, operator, isList, isDate, read } of parts) {
      const value = read(record, environment);
      const current = record[name];
      if (operator === "set") {
        changes[name] = isDate && typeof value === "number" ? new Date(value).toISOString() : value;
      } else if (isList) {
        const list = Array.isArray(current) ? (current as unknown[]) : [];
        if (operator === "subtract") changes[name] = list.filter((item) => item !== value);
        else changes[name] = value === undefined || list.includes(value) ? list : [...list, value];
      } else {
        changes[name] = numberOf(current) + (operator === "add" ? 1 : -1) * numberOf(value);
      }
    }
    return changes;
  };
}
