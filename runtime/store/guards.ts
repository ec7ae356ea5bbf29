/** Answers the guards of a batch: one query, whatever the number of participants and questions. */
import { type GuardId, isTimeZone, type JourneyGraph, quoted, quotedTable, SqlFilterBuilder } from "@journey/compiler";
import type { Condition } from "@journey/language";
import type { Queryable } from "./database.ts";
import { idArrayType, idColumn, modelOf } from "./records.ts";

/** What a step must know of a participant's record. */
export interface RecordFacts {
  readonly present: boolean;
  /** Archived, in a journey that is not for archived records. */
  readonly archived: boolean;
  /** A zone that the server knows. */
  readonly timezone: string;
  readonly answers: ReadonlyMap<GuardId, boolean>;
}

/**
 * @param guards `matches:…` and `condition:…` guards are answered; others are the engine's own
 * @param now epoch milliseconds
 * @returns in the order of `subjects`
 */
export async function answerGuards(
  tx: Queryable,
  graph: JourneyGraph,
  guards: readonly GuardId[],
  subjects: readonly { readonly recordId: string; readonly enteredAt: number }[],
  now: number,
): Promise<RecordFacts[]> {
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [
    subjects.map((subject) => subject.recordId),
    subjects.map((subject) => subject.enteredAt),
    now,
  ];
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp(k.entered_at / 1000)",
    timezone: "z.name",
  });
  const asked = guards.flatMap((guard) => {
    const condition = conditionOf(graph, guard);
    return condition ? [{ guard, sql: builder.condition(condition) }] : [];
  });
  // Before joins() is asked: the zone's field may need one too.
  const zone = timezoneSql(graph, builder);
  const active = model.fields.find((field) => field.name === model.activeField);
  const archived = active && !graph.includeArchived ? `t.${quoted(active.column)} is not distinct from false` : "false";
  const rows = await tx.query<{ present: boolean; archived: boolean; timezone: string; answers: boolean[] }>(
    `select t.${idColumn(model)} is not null as present, ${archived} as archived, z.name as timezone,
            array[${asked.map(({ sql }) => `(${sql})`).join(", ")}]::boolean[] as answers
     from unnest($1::${idArrayType(model)}, $2::float8[]) with ordinality as k (record_id, entered_at, position)
     left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
     ${builder.joins()}
     cross join lateral (select ${zone} as name) z
     where $3::float8 is not null
     order by k.position`,
    parameters,
  );
  return rows.map((row) => ({
    present: row.present,
    archived: row.archived,
    // The server knows names that JavaScript does not (`posixrules`): they are nobody's zone.
    timezone: isTimeZone(row.timezone) ? row.timezone : graph.timezone.fallback,
    answers: new Map(asked.map(({ guard }, index) => [guard, row.answers[index] ?? false])),
  }));
}

/** The participant's zone: the record's, where the server knows such a zone, else the journey's own. */
export function timezoneSql(graph: JourneyGraph, builder: SqlFilterBuilder): string {
  const fallback = `'${graph.timezone.fallback.replaceAll("'", "''")}'`;
  if (!graph.timezone.field) return `${fallback}::text`;
  return `coalesce((select known.name from journey.time_zone known where known.name = ${builder.operand(graph.timezone.field)}), ${fallback})`;
}

function conditionOf(graph: JourneyGraph, guard: GuardId): Condition | undefined {
  const separator = guard.indexOf(":");
  const kind = guard.slice(0, separator);
  const node = graph.nodes.find((candidate) => candidate.id === guard.slice(separator + 1));
  if (kind === "condition" && node?.kind === "if") return node.condition;
  if (kind === "matches" && node && "filter" in node) return node.filter;
  return undefined;
}
