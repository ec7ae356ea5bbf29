/** What a function of the project sees of a record, and what it changes in it. */
import { columnType, type JourneyGraph, quoted, quotedTable } from "@journey/compiler";
import type { Field, FieldReference, FieldType, ModelSchema } from "@journey/language";
import type { Queryable } from "./database.ts";
import { type DataRecord, idArrayType, idColumn, modelOf } from "./records.ts";

/** The record as its interface says: dates are `Date`, in related records, too. */
export function withDates({ schema, target }: JourneyGraph, record: DataRecord): DataRecord {
  return datesIn(schema, target, record);
}

function datesIn(schema: ModelSchema, modelName: string, record: DataRecord): DataRecord {
  const revived: Record<string, unknown> = { ...record };
  for (const { name, type } of schema.models[modelName]?.fields ?? []) {
    const value = record[name];
    if (type.kind === "date" && typeof value === "string") revived[name] = new Date(value);
    if (type.kind === "record" && typeof value === "object" && value !== null) {
      revived[name] = datesIn(schema, type.model, value as DataRecord);
    }
  }
  return revived;
}

/**
 * Writes fields of a record.
 *
 * @returns what is wrong with the changes; undefined: they are written. A record that is gone meanwhile has nothing to change.
 */
export async function applyChanges(
  db: Queryable,
  { schema, target }: JourneyGraph,
  recordId: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const model = modelOf(schema, target);
  const parameters: unknown[] = [[recordId]];
  const assignments: string[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const field = model.fields.find((candidate) => candidate.name === name);
    if (!field || field.name === model.idField || field.type.kind === "record" || field.type.kind === "records") {
      const may = model.fields.filter(
        ({ name, type }) => name !== model.idField && type.kind !== "record" && type.kind !== "records",
      );
      return `update: ${target} has no field ${name} that can be written; there are ${may.map((each) => each.name).join(", ")}`;
    }
    const problem = mismatch(field, value);
    if (problem) return `update: ${name} is ${problem}`;
    parameters.push(value instanceof Date ? value.toISOString() : (value ?? null));
    assignments.push(`${quoted(field.column)} = $${parameters.length}::${columnType(field.type, schema)}`);
  }
  if (assignments.length === 0) return undefined;
  try {
    await db.query(
      `update ${quotedTable(model.table)} set ${assignments.join(", ")} where ${idColumn(model)} = any($1::${idArrayType(model)})`,
      parameters,
    );
    return undefined;
  } catch (error) {
    return `update: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Empties a field wherever it holds this value.
 *
 * @returns whether it may be empty at all, and so is
 */
export async function clearValue(
  db: Queryable,
  schema: ModelSchema,
  { path }: FieldReference,
  value: string,
): Promise<boolean> {
  const place = path.at(-1);
  const model = schema.models[place?.model ?? ""];
  const field = model?.fields.find(({ name }) => name === place?.field);
  if (!model || !field?.optional) return false;
  const column = quoted(field.column);
  try {
    await db.query(`update ${quotedTable(model.table)} set ${column} = null where ${column} = $1::text`, [value]);
    return true;
  } catch {
    // The interface says that it may be empty, the table that it may not.
    return false;
  }
}

function mismatch({ type, optional }: Field, value: unknown): string | undefined {
  if (value === undefined || value === null) return optional ? undefined : "empty, and may not be";
  return fits(type, value) ? undefined : `${shown(value)}, which is not ${words(type)}`;
}

function fits(type: FieldType, value: unknown): boolean {
  switch (type.kind) {
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return value instanceof Date
        ? !Number.isNaN(value.getTime())
        : typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "choice":
      return type.values.some((choice) => choice === value);
    case "list":
      return Array.isArray(value) && value.every((item) => fits(type.of, item));
    case "unknown":
      return false;
    default:
      return typeof value === "string";
  }
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? typeof value).slice(0, 100);
}

function words(type: FieldType): string {
  switch (type.kind) {
    case "choice":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "list":
      return `a list, each ${words(type.of)}`;
    case "date":
      return "a date";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "unknown":
      return "anything that the language knows";
    default:
      return "a text";
  }
}
