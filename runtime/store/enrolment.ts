/** Enrolment: whoever matches becomes a participant, by one INSERT … SELECT over the target's table. */
import { type JourneyGraph, normalisedSql, quoted, quotedTable, SqlFilterBuilder } from "@journey/compiler";
import type { Queryable } from "./database.ts";
import { timezoneSql } from "./guards.ts";
import type { JourneyRow } from "./journeys.ts";
import { bucketSql } from "./participants.ts";
import { idColumn, modelOf } from "./records.ts";

/**
 * Enrols all who match the journey's filter and are not in it yet, one per value of its unicity field (the record with
 * the smallest id). Records with an empty unicity value are left out.
 *
 * @param now epoch milliseconds: the moment they enter
 * @returns how many entered
 */
export async function enrolMatching(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
  now: number,
): Promise<number> {
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [journey.id, journey.versionId, now];
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp($3::float8 / 1000)",
    timezone: "z.name",
  });
  const filter = graph.filter ? builder.condition(graph.filter) : "true";
  const zone = timezoneSql(graph, builder);
  const active = model.fields.find((field) => field.name === model.activeField);
  const archived = active && !graph.includeArchived ? `and t.${quoted(active.column)} is distinct from false` : "";
  const id = `t.${idColumn(model)}`;
  const unicity = graph.unicity ? unicitySql(graph, builder) : `${id}::text`;
  const rows = await db.query<{ count: number }>(
    `with matching as (
       select distinct on (u.value) ${id}::text as record_id, u.value
       from ${quotedTable(model.table)} t
       ${builder.joins()}
       cross join lateral (select ${zone} as name) z
       cross join lateral (select nullif(${unicity}, '') as value) u
       where u.value is not null ${archived} and (${filter})
       order by u.value, ${id}
     ), entered as (
       insert into journey.participant
         (bucket, journey_id, version_id, record_id, unicity_value, due_at, entered_at)
       select ${bucketSql("m.value")}, $1, $2, m.record_id, m.value, to_timestamp($3::float8 / 1000),
              to_timestamp($3::float8 / 1000)
       from matching m
       where not exists (
         select from journey.participant p
         where p.bucket = ${bucketSql("m.value")} and p.journey_id = $1 and p.unicity_value = m.value)
       order by m.record_id
       on conflict (bucket, journey_id, unicity_value) do nothing
       returning 1
     )
     select count(*)::int as count from entered`,
    parameters,
  );
  return rows[0]?.count ?? 0;
}

function unicitySql(graph: JourneyGraph, builder: SqlFilterBuilder): string {
  if (!graph.unicity) return "";
  const operand = builder.operand(graph.unicity);
  const { kind } = graph.unicity.type;
  return kind === "email" || kind === "phone" ? normalisedSql(operand, kind) : `(${operand})::text`;
}
