/** Reads people out of a database, for a simulation. Nothing is written: the transaction is a read-only one. */
import { type GivenPeople, type JourneyGraph, quoted, quotedTable } from "@journey/compiler";
import type { ModelSchema } from "@journey/language";
import type { Database, Queryable } from "./database.ts";
import { openPostgres } from "./open-database.ts";
import { type DataRecord, idArrayType, idColumn, loadRecords, modelOf } from "./records.ts";

/**
 * The records of the journeys' target, with what they are related to, the mailing lists they are on and what is suppressed.
 *
 * @param limit at most so many, those with the smallest ids
 */
export async function readPopulation(
  url: string,
  graphs: readonly JourneyGraph[],
  limit: number,
): Promise<GivenPeople> {
  const db = await openPostgres(url, { migrate: false });
  try {
    return await populationOf(db, graphs, limit);
  } finally {
    await db.close();
  }
}

/** As {@link readPopulation}, of a database that is open. */
export function populationOf(db: Database, graphs: readonly JourneyGraph[], limit: number): Promise<GivenPeople> {
  return db.transaction(async (tx) => {
    await tx.query("set transaction isolation level repeatable read read only");
    const schema: ModelSchema = { models: Object.assign({}, ...graphs.map((graph) => graph.schema.models)) };
    const target = modelOf(schema, graphs[0]!.target);
    const rows = await tx.query<{ id: string }>(
      `select t.${idColumn(target)}::text as id from ${quotedTable(target.table)} t order by t.${idColumn(target)} limit $1`,
      [limit],
    );
    const ids = rows.map(({ id }) => id);
    const records = [...(await recordsWithRelated(tx, schema, target.name, ids)).values()];
    const known = await tx.query<{ there: boolean }>("select to_regclass('journey.list_member') is not null as there");
    if (!known[0]?.there) return { records };
    const members = await tx.query<{ id: string; list: string }>(
      "select record_id as id, list from journey.list_member where model = $1",
      [target.name],
    );
    const lists = new Map<string, string[]>();
    for (const { id, list } of members) lists.set(id, [...(lists.get(id) ?? []), list]);
    const suppressed = await tx.query<{ address: string }>("select address from journey.suppression");
    return {
      records,
      lists: (record) => lists.get(String(record[target.idField])) ?? [],
      suppressed: new Set(suppressed.map(({ address }) => address)),
    };
  });
}

/** Records by their ids, with what they are related to in both directions. */
export async function recordsWithRelated(
  tx: Queryable,
  schema: ModelSchema,
  name: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DataRecord>> {
  const model = modelOf(schema, name);
  const records = await loadRecords(tx, schema, name, ids);
  const byId = new Map([...records].map(([id, record]) => [id, record as Record<string, unknown>]));
  for (const { name: relation, type, via } of model.fields) {
    if (type.kind !== "records" || via === undefined) continue;
    await attach(tx, schema, { name: relation, model: type.model, via }, idArrayType(model), byId);
  }
  return records;
}

/** Puts related records into those that they belong to. */
async function attach(
  tx: Queryable,
  schema: ModelSchema,
  relation: { readonly name: string; readonly model: string; readonly via: string },
  idType: string,
  byId: ReadonlyMap<string, Record<string, unknown>>,
): Promise<void> {
  for (const record of byId.values()) record[relation.name] = [];
  const model = schema.models[relation.model];
  if (!model) return;
  const via = quoted(relation.via);
  const rows = await tx.query<{ id: string; owner: string }>(
    `select t.${idColumn(model)}::text as id, t.${via}::text as owner from ${quotedTable(model.table)} t
     where t.${via} = any($1::${idType}) order by t.${idColumn(model)}`,
    [[...byId.keys()]],
  );
  const related: ReadonlyMap<string, DataRecord> = await loadRecords(
    tx,
    schema,
    model.name,
    rows.map(({ id }) => id),
    1,
  );
  for (const { id, owner } of rows) {
    const each = related.get(id);
    if (each) (byId.get(owner)?.[relation.name] as DataRecord[] | undefined)?.push(each);
  }
}
