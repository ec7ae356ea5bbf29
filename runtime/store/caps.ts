/** Whom caps are about: one decision at a time for each recipient, whoever decides. */
import { type JourneyGraph, type MessageNode, normalisedSql, quotedTable, SqlFilterBuilder } from "@journey/compiler";
import type { Cap } from "@journey/language";
import type { Queryable } from "./database.ts";
import { intervalOf } from "./guards.ts";
import { idArrayType, idColumn, modelOf } from "./records.ts";

/** The recipient of a message, as it stands in the outbox. */
export function recipientSql(node: MessageNode, builder: SqlFilterBuilder): string {
  const address = builder.operand(node.to);
  return node.kind === "push" ? address : normalisedSql(address, node.kind === "email" ? "email" : "phone");
}

/**
 * To whom messages would go.
 *
 * @param questions pairs of a record and a message
 * @returns in their order; undefined: there is no address
 */
export async function recipientsOf(
  tx: Queryable,
  graph: JourneyGraph,
  questions: readonly { readonly recordId: string; readonly node: MessageNode }[],
): Promise<(string | undefined)[]> {
  const model = modelOf(graph.schema, graph.target);
  const nodes = [...new Set(questions.map(({ node }) => node))];
  const parameters: unknown[] = [
    questions.map(({ recordId }) => recordId),
    questions.map(({ node }) => nodes.indexOf(node)),
  ];
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters });
  const recipients = nodes.map((node, index) => `when ${index} then ${recipientSql(node, builder)}`);
  const rows = await tx.query<{ recipient: string | null }>(
    `select nullif(case k.node ${recipients.join(" ")} end, '') as recipient
     from unnest($1::${idArrayType(model)}, $2::int[]) with ordinality as k (record_id, node, position)
     left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
     ${builder.joins()}
     order by k.position`,
    parameters,
  );
  return rows.map(({ recipient }) => recipient ?? undefined);
}

/**
 * Waits until nobody else decides about these recipients; they are this transaction's until it ends. In one order, so that two
 * transactions that begin with all of theirs never wait for each other.
 */
export async function lockRecipients(tx: Queryable, recipients: readonly string[]): Promise<void> {
  if (recipients.length === 0) return;
  const keys = "select distinct hashtextextended(recipient, 0) as key from unnest($1::text[]) as r (recipient)";
  await tx.query(
    `insert into journey.capped_recipient (key) select key from (${keys}) k order by key on conflict do nothing`,
    [recipients],
  );
  await tx.query(
    `select c.key from (${keys}) k join journey.capped_recipient c on c.key = k.key order by c.key for update of c`,
    [recipients],
  );
}

/**
 * How many messages count for a cap, for each recipient.
 *
 * @param at the moment that counts, epoch milliseconds, by recipient
 */
export async function countSent(
  tx: Queryable,
  cap: Cap,
  recipients: readonly string[],
  at: readonly number[],
): Promise<number[]> {
  const channels = cap.channel === undefined ? "('email', 'sms', 'push')" : `('${cap.channel}')`;
  const rows = await tx.query<{ count: number }>(
    `select (select count(*)::int from journey.message sent
             where sent.recipient = k.recipient and sent.channel in ${channels} and sent.status <> 'failed'
               and sent.created_at > to_timestamp(k.at / 1000) - ${intervalOf(cap.per)}) as count
     from unnest($1::text[], $2::float8[]) with ordinality as k (recipient, at, position) order by k.position`,
    [recipients, at],
  );
  return rows.map(({ count }) => count);
}
