/** What activities write besides messages, one statement for all participants of a step. */
import {
  addDuration,
  assignmentToSql,
  type CreateNode,
  type FollowNode,
  normalisedSql,
  quoted,
  quotedTable,
  SqlFilterBuilder,
  type SuppressNode,
  type TaskNode,
  type UpdateNode,
  valueToSql,
} from "@journey/compiler";
import { renderText, type Value } from "@journey/language";
import type { Queryable } from "./database.ts";
import type { Execution } from "./execution.ts";
import { timezoneSql } from "./guards.ts";
import { type DataRecord, idArrayType, idColumn, loadRecords, modelOf } from "./records.ts";

/** `update { … }`: the new values are computed from the row as it is once locked, so `+=` loses no other change. */
export async function updateRecords(
  tx: Queryable,
  node: UpdateNode,
  group: readonly Execution[],
  now: number,
): Promise<void> {
  const source = await valuesSource(tx, group, now, node.assignments);
  const columns = source.columns.map((column) => quoted(column));
  await tx.query(
    `update ${quotedTable(source.model.table)} u
     set ${columns.map((column, index) => `${column} = s.value_${index}`).join(", ")}
     from (select t.${source.id} as id, ${source.values.map((value, index) => `${value} as value_${index}`).join(", ")}
           ${source.from} for no key update of t) s
     where u.${source.id} = s.id`,
    source.parameters,
  );
}

/** `create Model { … }`: one new row for each participant. */
export async function createRecords(
  tx: Queryable,
  node: CreateNode,
  group: readonly Execution[],
  now: number,
): Promise<void> {
  const source = await valuesSource(tx, group, now, node.assignments, node.model);
  const created = modelOf(group[0]!.graph.schema, node.model);
  await tx.query(
    `insert into ${quotedTable(created.table)} (${source.columns.map(quoted).join(", ")})
     select ${source.values.join(", ")} ${source.from} order by k.position`,
    source.parameters,
  );
}

/** The values of assignments as SQL over the participants' records, texts with Liquid rendered beforehand. */
async function valuesSource(
  tx: Queryable,
  group: readonly Execution[],
  now: number,
  assignments: UpdateNode["assignments"],
  writtenModel?: string,
) {
  const { graph } = group[0]!;
  const model = modelOf(graph.schema, graph.target);
  const ids = group.map((execution) => execution.participant.recordId);
  const parameters: unknown[] = [
    ids,
    group.map((execution) => execution.participant.enteredAt),
    now,
    ...payloads(group),
  ];
  const templates = assignments.flatMap(({ value }) => templatesOf(value));
  const records = templates.length > 0 ? await loadRecords(tx, graph.schema, graph.target, ids) : undefined;
  const template = (text: string): string => {
    parameters.push(group.map((execution) => renderText(text, textVariables(execution, records), execution.timezone)));
    return `($${parameters.length}::text[])[k.position]`;
  };
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp(k.entered_at / 1000)",
    timezone: "z.name",
    entry: "k.entry::jsonb",
    event: "k.event::jsonb",
  });
  const zone = timezoneSql(graph, builder);
  const written = assignments.map((assignment) =>
    assignmentToSql(assignment, builder, { schema: graph.schema, model: writtenModel ?? graph.target, template }),
  );
  return {
    model,
    id: idColumn(model),
    parameters,
    columns: written.map(({ column }) => column),
    values: written.map(({ sql }) => sql),
    from: `from unnest($1::${idArrayType(model)}, $2::float8[], $4::text[], $5::text[]) with ordinality as k (record_id, entered_at, entry, event, position)
      join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
      ${builder.joins()}
      cross join lateral (select ${zone} as name where $3::float8 is not null) z`,
  };
}

/** The payloads of the events that they entered by and that came last, as JSON. */
function payloads(group: readonly Execution[]): readonly (readonly (string | null)[])[] {
  const json = (value: unknown): string | null =>
    value === null || value === undefined ? null : JSON.stringify(value);
  return [
    group.map(({ participant }) => json(participant.payload)),
    group.map(({ participant }) => json(participant.event)),
  ];
}

/** What a text may read: the record's fields, and what events brought along. */
function textVariables({ participant }: Execution, records: ReadonlyMap<string, DataRecord> | undefined): object {
  return { ...records?.get(participant.recordId), entry: participant.payload, event: participant.event };
}

function templatesOf(value: Value): string[] {
  if (value.kind === "template") return [value.text];
  if (value.kind === "arithmetic") return [...templatesOf(value.left), ...templatesOf(value.right)];
  return [];
}

/** `task "…" { for … due in … }` */
export async function createTasks(
  tx: Queryable,
  node: TaskNode,
  group: readonly Execution[],
  now: number,
): Promise<void> {
  const { graph } = group[0]!;
  const model = modelOf(graph.schema, graph.target);
  const ids = group.map((execution) => execution.participant.recordId);
  const records = await loadRecords(tx, graph.schema, graph.target, ids);
  const parameters: unknown[] = [
    ids,
    group.map((execution) => execution.participant.bucket),
    group.map((execution) => execution.participant.id),
    group.map((execution) => renderText(node.title, textVariables(execution, records), execution.timezone)),
    group.map((execution) => (node.due ? addDuration(execution.at, node.due, execution.timezone) : null)),
    group[0]!.participant.journeyId,
    node.id,
    graph.target,
    now,
  ];
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters });
  const assignee = node.assignee ? `(${builder.operand(node.assignee)})::text` : "null";
  const assigneeModel = node.assignee?.type.kind === "record" ? node.assignee.type.model : null;
  parameters.push(assigneeModel);
  await tx.query(
    `insert into journey.task
       (bucket, journey_id, participant_id, activity, title, model, record_id, assignee_model, assignee_id, due_at, created_at)
     select k.bucket, $6, k.participant_id, $7, k.title, $8, k.record_id::text, $${parameters.length}::text, ${assignee},
            to_timestamp(k.due_at / 1000), to_timestamp($9::float8 / 1000)
     from unnest($1::${idArrayType(model)}, $2::smallint[], $3::bigint[], $4::text[], $5::float8[])
       with ordinality as k (record_id, bucket, participant_id, title, due_at, position)
     join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
     ${builder.joins()}
     order by k.position`,
    parameters,
  );
}

/** `suppress email`: the addresses in that field get no more marketing messages. */
export async function suppressAddresses(
  tx: Queryable,
  node: SuppressNode,
  group: readonly Execution[],
  now: number,
): Promise<void> {
  const { graph } = group[0]!;
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [
    group.map((execution) => execution.participant.recordId),
    `journey ${graph.name}`,
    node.id,
    now,
  ];
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters });
  const address = normalisedSql(builder.operand(node.field), node.field.type.kind === "phone" ? "phone" : "email");
  await tx.query(
    `insert into journey.suppression (address, reason, origin, created_at)
     select distinct r.address, $3, $2, to_timestamp($4::float8 / 1000)
     from ${quotedTable(model.table)} t
     ${builder.joins()}
     cross join lateral (select nullif(${address}, '') as address) r
     where t.${idColumn(model)} = any($1::${idArrayType(model)}) and r.address is not null
     on conflict (address) do nothing`,
    parameters,
  );
}

/** `follow by salesperson`, `unfollow by salesperson`: nobody follows where that relation is empty. */
export async function changeFollowers(
  tx: Queryable,
  node: FollowNode,
  group: readonly Execution[],
  now: number,
): Promise<void> {
  const { graph } = group[0]!;
  const model = modelOf(graph.schema, graph.target);
  const follower = node.by.type.kind === "record" ? node.by.type.model : "";
  const parameters: unknown[] = [group.map((execution) => execution.participant.recordId), graph.target, follower];
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters });
  const by = `(${builder.operand(node.by)})::text`;
  const who = `from ${quotedTable(model.table)} t ${builder.joins()}
    where t.${idColumn(model)} = any($1::${idArrayType(model)}) and ${by} is not null`;
  if (node.kind === "follow") {
    parameters.push(now);
    await tx.query(
      `insert into journey.follower (model, record_id, follower_model, follower_id, followed_at)
       select $2::text, t.${idColumn(model)}::text, $3::text, ${by}, to_timestamp($${parameters.length}::float8 / 1000) ${who}
       on conflict do nothing`,
      parameters,
    );
    return;
  }
  await tx.query(
    `delete from journey.follower f
     using (select t.${idColumn(model)}::text as record_id, ${by} as follower_id ${who}) u
     where f.model = $2 and f.follower_model = $3 and f.record_id = u.record_id and f.follower_id = u.follower_id`,
    parameters,
  );
}

/**
 * Values as JSON, one object per participant in the order of the group: what a call carries.
 *
 * @param values by name; `this` becomes the record's id
 */
export async function computeValues(
  tx: Queryable,
  group: readonly Execution[],
  values: readonly { readonly name: string; readonly value: Value }[],
  now: number,
): Promise<Record<string, unknown>[]> {
  if (values.length === 0) return group.map(() => ({}));
  const { graph } = group[0]!;
  const model = modelOf(graph.schema, graph.target);
  const ids = group.map((execution) => execution.participant.recordId);
  const parameters: unknown[] = [
    ids,
    group.map((execution) => execution.participant.enteredAt),
    now,
    ...payloads(group),
  ];
  const templates = values.flatMap(({ value }) => templatesOf(value));
  const records = templates.length > 0 ? await loadRecords(tx, graph.schema, graph.target, ids) : undefined;
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp(k.entered_at / 1000)",
    timezone: "z.name",
    entry: "k.entry::jsonb",
    event: "k.event::jsonb",
  });
  const template = (text: string): string => {
    parameters.push(group.map((execution) => renderText(text, textVariables(execution, records), execution.timezone)));
    return `($${parameters.length}::text[])[k.position]`;
  };
  const members = values.map(({ name, value }) => {
    const sql = valueToSql(value, builder, { schema: graph.schema, model: graph.target, template });
    return `'${name.replaceAll("'", "''")}', ${sql === "null" ? "null::text" : sql}`;
  });
  const zone = timezoneSql(graph, builder);
  const rows = await tx.query<{ data: Record<string, unknown> | null }>(
    `select case when t.${idColumn(model)} is not null then jsonb_build_object(${members.join(", ")}) end as data
     from unnest($1::${idArrayType(model)}, $2::float8[], $4::text[], $5::text[]) with ordinality as k (record_id, entered_at, entry, event, position)
     left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
     ${builder.joins()}
     cross join lateral (select ${zone} as name where $3::float8 is not null) z
     order by k.position`,
    parameters,
  );
  return rows.map((row) => row.data ?? {});
}
