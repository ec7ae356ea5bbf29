/** Puts messages into the outbox, in the transaction of the step that decided to send them. */
import {
  type MessageNode,
  normalisedSql,
  quotedTable,
  type RunNode,
  SqlFilterBuilder,
  suppressedSql,
  type WebhookNode,
} from "@journey/compiler";
import type { Queryable } from "./database.ts";
import { computeValues } from "./effects.ts";
import { millisecondsOf } from "./enrolment.ts";
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
  const address = builder.operand(node.to);
  const recipient = node.kind === "push" ? address : normalisedSql(address, node.kind === "email" ? "email" : "phone");
  const locale = graph.locale && node.locales ? `(${builder.operand(graph.locale.field)})::text` : "null::text";
  const marketing = node.purpose === "marketing" && !node.isInternal;
  const [row] = await tx.query<{ recipients: (string | null)[]; locales: (string | null)[]; suppressed: string }>(
    `select json_agg(recipient) as recipients, json_agg(locale) as locales,
            string_agg(case when suppressed then '1' else '0' end, '') as suppressed
     from (
       select r.recipient, ${locale} as locale, ${marketing ? suppressedSql("r.recipient") : "false"} as suppressed
       from unnest($1::${idArrayType(model)}) with ordinality as k (record_id, position)
       left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
       ${builder.joins()}
       cross join lateral (select nullif(${recipient}, '') as recipient) r
       order by k.position
     ) each`,
    parameters,
  );
  const queued: Queued[] = [];
  const outcomes = group.map((execution, index): Outcome => {
    const to = row?.recipients[index] ?? undefined;
    if (to === undefined) return { result: "suppressed", detail: "no address" };
    if (row?.suppressed[index] === "1") return { result: "suppressed" };
    queued.push({ execution, recipient: to, locale: row?.locales[index] ?? null });
    return { result: "queued" };
  });
  await insertMessages(tx, node, queued, now);
  return outcomes;
}

/** Calls of other services and of the project's functions go the same way: their values are computed now. */
export async function queueCalls(
  tx: Queryable,
  node: WebhookNode | RunNode,
  group: readonly Execution[],
  now: number,
): Promise<void> {
  const values =
    node.kind === "webhook" ? node.json : node.arguments.map((value, index) => ({ name: String(index), value }));
  const data = await computeValues(tx, group, values, now);
  const recipient = node.kind === "webhook" ? node.url : node.function;
  const queued = group.map((execution, index) => ({ execution, recipient, locale: null, data: data[index] }));
  await insertMessages(tx, node, queued, now);
}

interface Queued {
  readonly execution: Execution;
  readonly recipient: string;
  readonly locale: string | null;
  readonly data?: unknown;
}

async function insertMessages(
  tx: Queryable,
  node: MessageNode | WebhookNode | RunNode,
  queued: readonly Queued[],
  now: number,
): Promise<void> {
  const [first] = queued;
  if (!first) return;
  const attempts = await attemptTimes(tx, node, queued, now);
  // A group is of one version, and so of one journey; what nobody has is an array shorter than the others.
  const localed = queued.some(({ locale }) => locale !== null);
  const loaded = queued.some(({ data }) => data !== undefined);
  await tx.query(
    `insert into journey.message
       (bucket, participant_id, journey_id, version_id, activity, channel, recipient, locale, data, attempt_at, created_at)
     select bucket, participant_id, $3, $4, $6, $7, recipient, locale, data::jsonb,
            to_timestamp(attempt_at / 1000), to_timestamp($8::float8 / 1000)
     from unnest($1::smallint[], $2::bigint[], $5::text[], $9::text[], $10::text[], $11::float8[])
       as k (bucket, participant_id, recipient, locale, data, attempt_at)`,
    [
      queued.map(({ execution }) => execution.participant.bucket),
      queued.map(({ execution }) => execution.participant.id),
      first.execution.participant.journeyId,
      first.execution.versionId,
      queued.map(({ recipient }) => recipient),
      node.id,
      node.kind,
      now,
      localed ? queued.map(({ locale }) => locale) : [],
      loaded ? queued.map(({ data }) => (data === undefined ? null : JSON.stringify(data))) : [],
      attempts,
    ],
  );
}

/** When each may leave: at once, or one after another where the step has a pace. */
async function attemptTimes(
  tx: Queryable,
  node: MessageNode | WebhookNode | RunNode,
  queued: readonly Queued[],
  now: number,
): Promise<readonly number[]> {
  const pace = "pace" in node ? node.pace : undefined;
  if (!pace) return queued.map(() => now);
  const step = millisecondsOf(pace.per) / pace.count;
  const activity = node.of ?? node.id;
  const [row] = await tx.query<{ from: number }>(
    `insert into journey.pace_slot (journey_id, activity, next_at)
     values ($1, $2, to_timestamp($3::float8 / 1000) + $4::float8 * interval '1 millisecond')
     on conflict (journey_id, activity) do update
       set next_at = greatest(pace_slot.next_at, to_timestamp($3::float8 / 1000)) + $4::float8 * interval '1 millisecond'
     returning (extract(epoch from next_at) * 1000)::float8 - $4::float8 as "from"`,
    [queued[0]?.execution.participant.journeyId, activity, now, queued.length * step],
  );
  return queued.map((_, index) => (row?.from ?? now) + index * step);
}

/** What waits in the outbox for those who have left does not leave any more. */
export async function dropMessages(
  tx: Queryable,
  participants: readonly { readonly bucket: number; readonly id: string }[],
): Promise<void> {
  if (participants.length === 0) return;
  await tx.query(
    `update journey.message m set status = 'failed', error = 'participant left', attempt_at = null
     from unnest($1::smallint[], $2::bigint[]) as k (bucket, participant_id)
     where m.bucket = k.bucket and m.participant_id = k.participant_id and m.attempt_at is not null`,
    [participants.map(({ bucket }) => bucket), participants.map(({ id }) => id)],
  );
}
