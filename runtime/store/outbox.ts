/** Puts messages into the outbox, in the transaction of the step that decided to send them. */
import { type MessageNode, normalisedSql, quotedTable, SqlFilterBuilder } from "@journey/compiler";
import type { Queryable } from "./database.ts";
import type { Execution, Outcome } from "./execution.ts";
import { idArrayType, idColumn, modelOf } from "./records.ts";

/**
 * One message for each participant whose address is there and not suppressed. Who has no address, or (marketing only)
 * a suppressed one, gets none.
 */
export async function queueMessages(
  tx: Queryable,
  node: MessageNode,
  group: readonly Execution[],
  now: number,
): Promise<Outcome[]> {
  const { graph } = group[0]!;
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [group.map((execution) => execution.participant.recordId)];
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters });
  const recipient = normalisedSql(builder.operand(node.to), node.kind === "email" ? "email" : "phone");
  const rows = await tx.query<{ recipient: string | null; suppressed: boolean }>(
    `select r.recipient, s.address is not null as suppressed
     from unnest($1::${idArrayType(model)}) with ordinality as k (record_id, position)
     left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
     ${builder.joins()}
     cross join lateral (select nullif(${recipient}, '') as recipient) r
     left join journey.suppression s on s.address = r.recipient
     order by k.position`,
    parameters,
  );
  const marketing = graph.purpose === "marketing";
  const outcomes: Outcome[] = rows.map((row) => {
    if (row.recipient === null) return { result: "suppressed", detail: "no address" };
    if (marketing && row.suppressed) return { result: "suppressed" };
    return { result: "queued" };
  });
  const queued = group.flatMap((execution, index) =>
    outcomes[index]?.result === "queued" ? [{ execution, recipient: rows[index]?.recipient }] : [],
  );
  if (queued.length > 0) {
    await tx.query(
      `insert into journey.message
         (bucket, participant_id, journey_id, version_id, activity, channel, recipient, attempt_at, created_at)
       select bucket, participant_id, journey_id, version_id, $6, $7, recipient, to_timestamp($8::float8 / 1000),
              to_timestamp($8::float8 / 1000)
       from unnest($1::smallint[], $2::bigint[], $3::int[], $4::int[], $5::text[])
         as k (bucket, participant_id, journey_id, version_id, recipient)`,
      [
        queued.map(({ execution }) => execution.participant.bucket),
        queued.map(({ execution }) => execution.participant.id),
        queued.map(({ execution }) => execution.participant.journeyId),
        queued.map(({ execution }) => execution.versionId),
        queued.map(({ recipient: address }) => address),
        node.id,
        node.kind,
        now,
      ],
    );
  }
  return outcomes;
}
