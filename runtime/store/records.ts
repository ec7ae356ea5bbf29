/** Reads the user's records for texts: plain objects by field name, to-one relations nested. */

import { isTimeZone, type JourneyGraph, quoted, quotedTable } from "@journey/compiler";
import { type Model, type ModelSchema, Problem } from "@journey/language";
import type { Queryable } from "./database.ts";

/** A record by field name; dates are ISO 8601 text, to-one relations nested records (undefined when empty). */
export interface DataRecord {
  readonly [field: string]: unknown;
}

/**
 * Loads records by id, with their to-one relations to the given depth: one query per model and level, whatever the
 * number of records.
 *
 * @returns by id as text; ids without a record are missing.
 */
export async function loadRecords(
  db: Queryable,
  schema: ModelSchema,
  modelName: string,
  ids: readonly string[],
  depth = 2,
): Promise<Map<string, DataRecord>> {
  const model = schema.models[modelName];
  const records = new Map<string, DataRecord>();
  if (!model || ids.length === 0) return records;
  const scalars = model.fields.filter((field) => field.type.kind !== "record" && field.type.kind !== "records");
  const relations = model.fields.filter((field) => field.type.kind === "record");
  const rows = await db.query<{ id: string; record: Record<string, unknown> }>(
    `select t.${idColumn(model)}::text as id, to_jsonb(t) as record from ${quotedTable(model.table)} t
     where t.${idColumn(model)} = any($1::${idArrayType(model)})`,
    [uniqueIds(model, ids)],
  );
  const nested = new Map<string, Map<string, DataRecord>>();
  if (depth > 0) {
    for (const relation of relations) {
      if (relation.type.kind !== "record") continue;
      const keys = rows.map((row) => row.record[relation.column]).filter((key) => key !== null && key !== undefined);
      nested.set(relation.name, await loadRecords(db, schema, relation.type.model, keys.map(String), depth - 1));
    }
  }
  for (const row of rows) {
    const record: Record<string, unknown> = {};
    for (const field of scalars) record[field.name] = row.record[field.column] ?? undefined;
    for (const relation of relations) {
      const key = row.record[relation.column];
      record[relation.name] =
        key === null || key === undefined ? undefined : nested.get(relation.name)?.get(String(key));
    }
    records.set(row.id, record);
  }
  return records;
}

/** The participant's zone as a loaded record tells it: where it names none, the journey's own. */
export function timezoneOf(graph: JourneyGraph, record: DataRecord): string {
  let value: unknown = record;
  for (const step of graph.timezone.field?.path ?? []) {
    value = typeof value === "object" && value !== null ? (value as DataRecord)[step.field] : undefined;
  }
  return graph.timezone.field && typeof value === "string" && isTimeZone(value) ? value : graph.timezone.fallback;
}

/** The quoted column of a model's id. */
export function idColumn(model: Model): string {
  const field = model.fields.find((candidate) => candidate.name === model.idField);
  return quoted(field?.column ?? model.idField);
}

/** The SQL array type for a model's ids. */
export function idArrayType(model: Model): "bigint[]" | "text[]" {
  return `${idType(model)}[]`;
}

/** The SQL type of a model's ids. */
export function idType(model: Model): "bigint" | "text" {
  return model.idType === "number" ? "bigint" : "text";
}

/** @throws Problem `unknown-model` when the schema lacks it: a graph is complete, so this means a damaged version. */
export function modelOf(schema: ModelSchema, name: string): Model {
  const model = schema.models[name];
  if (!model)
    throw new Problem("unknown-model", `The stored journey version lacks its model ${name}.`, "Deploy it again.");
  return model;
}

/** Ids as their column's type, each once; an id that no number column can hold finds no record. */
function uniqueIds(model: Model, ids: readonly string[]): string[] {
  const unique = [...new Set(ids)];
  return model.idType === "number" ? unique.filter((id) => /^-?\d{1,18}$/.test(id)) : unique;
}
