/** Requests for pixels and tracked links: written as they come, judged afterwards. */
import type { Queryable } from "./database.ts";

export interface NewHit {
  readonly bucket: number;
  readonly messageId: string;
  readonly kind: "open" | "click";
  readonly link: number | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly ripeAt: number;
  readonly method: string | null;
  readonly userAgent: string | null;
  readonly purpose: string | null;
}

/** What is known of the message that was hit. */
export interface HitMessage {
  readonly versionId: number;
  readonly participantId: string;
  readonly activity: string;
  readonly locale: string | null;
  readonly channel: "email" | "sms" | "push";
}

/**
 * Writes what came in, in one statement: one commit for all of it. It locks nothing that a step holds.
 *
 * @returns for clicks, their messages, in the same order; undefined: there is no such message, and nothing was written
 */
export async function insertHits(db: Queryable, hits: readonly NewHit[]): Promise<(HitMessage | undefined)[]> {
  const rows = await db.query<HitMessage & { position: number }>("select * from journey.take_hits($1::json)", [
    JSON.stringify(
      hits.map((hit, position) => ({
        position,
        bucket: hit.bucket,
        message_id: hit.messageId,
        kind: hit.kind,
        // What is missing is null there, and takes no room on the way.
        link: hit.link ?? undefined,
        at: hit.at,
        ripe_at: hit.ripeAt,
        method: hit.method ?? undefined,
        user_agent: hit.userAgent ?? undefined,
        purpose: hit.purpose ?? undefined,
      })),
    ),
  ]);
  const messages = new Array<HitMessage | undefined>(hits.length).fill(undefined);
  for (const { position, ...message } of rows) messages[position] = message;
  return messages;
}

/** The records that participants are about. */
export async function recordIdsOf(
  db: Queryable,
  participants: readonly { readonly bucket: number; readonly participantId: string }[],
): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; recordId: string }>(
    `select p.id::text as id, p.record_id as "recordId" from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)
     join journey.participant p on p.bucket = k.bucket and p.id = k.id`,
    [participants.map(({ bucket }) => bucket), participants.map(({ participantId }) => participantId)],
  );
  return new Map(rows.map(({ id, recordId }) => [id, recordId]));
}

/** Takes participants whose hits can be judged, for the transaction; whoever is being stepped is left to that step. */
export async function claimJudgeable(
  tx: Queryable,
  now: number,
  limit: number,
): Promise<{ bucket: number; id: string }[]> {
  return tx.query(
    `with ripe as (
       select distinct bucket, participant_id from (
         select bucket, participant_id from journey.hit
         where class is null and ripe_at <= to_timestamp($1::float8 / 1000) order by ripe_at limit $2
       ) h
     )
     select p.bucket, p.id::text as id from journey.participant p
     where (p.bucket, p.id) in (select bucket, participant_id from ripe)
     order by p.bucket, p.id for no key update skip locked`,
    [now, limit],
  );
}

/** Those whose participant was erased meanwhile say nothing about anybody. */
export async function forgetOrphans(db: Queryable): Promise<void> {
  await db.query(
    `delete from journey.hit h where h.class is null
       and not exists (select from journey.participant p where p.bucket = h.bucket and p.id = h.participant_id)`,
  );
}

export interface PendingHit extends HitMessage {
  readonly bucket: number;
  readonly id: string;
  readonly messageId: string;
  readonly kind: "open" | "click";
  readonly link: number | null;
  readonly at: number;
  readonly method: string | null;
  readonly userAgent: string | null;
  readonly purpose: string | null;
  readonly untracked: boolean;
  readonly sendingAt: number | null;
  readonly sentAt: number | null;
}

/**
 * What was not judged yet of these participants, in the order it came. Call it with their rows locked.
 *
 * @param ripeBy epoch milliseconds: leaves out what is to wait longer
 */
export async function loadPendingHits(
  tx: Queryable,
  participants: readonly { readonly bucket: number; readonly id: string }[],
  ripeBy: number,
): Promise<PendingHit[]> {
  return tx.query(
    `select h.bucket, h.id::text as id, h.message_id::text as "messageId", h.participant_id::text as "participantId", h.kind,
            h.link, (extract(epoch from h.at) * 1000)::float8 as at, h.method, h.user_agent as "userAgent", h.purpose,
            h.untracked, m.version_id as "versionId", m.activity, m.locale, m.channel,
            (extract(epoch from m.sending_at) * 1000)::float8 as "sendingAt",
            (extract(epoch from m.sent_at) * 1000)::float8 as "sentAt"
     from unnest($1::smallint[], $2::bigint[]) as k (bucket, participant_id)
     join journey.hit h on h.bucket = k.bucket and h.participant_id = k.participant_id and h.class is null
     join journey.message m on m.bucket = h.bucket and m.id = h.message_id
     where h.ripe_at <= to_timestamp($3::float8 / 1000)
     order by h.at, h.id`,
    [participants.map(({ bucket }) => bucket), participants.map(({ id }) => id), ripeBy],
  );
}

/** All clicks on these messages within the given time, judged or not. */
export async function loadClicks(
  tx: Queryable,
  messages: readonly { readonly bucket: number; readonly messageId: string }[],
  from: number,
  to: number,
): Promise<{ messageId: string; link: number; at: number }[]> {
  return tx.query(
    `select h.message_id::text as "messageId", h.link, (extract(epoch from h.at) * 1000)::float8 as at
     from unnest($1::smallint[], $2::bigint[]) as k (bucket, message_id)
     join journey.hit h on h.bucket = k.bucket and h.message_id = k.message_id
     where h.kind = 'click' and h.link is not null
       and h.at between to_timestamp($3::float8 / 1000) and to_timestamp($4::float8 / 1000)`,
    [messages.map(({ bucket }) => bucket), messages.map(({ messageId }) => messageId), from, to],
  );
}

export interface Judged {
  readonly bucket: number;
  readonly id: string;
  readonly class: "person" | "machine";
  readonly rule: string | null;
}

export async function saveJudgements(tx: Queryable, judged: readonly Judged[], rulesVersion: number): Promise<void> {
  if (judged.length === 0) return;
  await tx.query(
    `update journey.hit h set class = k.class, rule = k.rule, rules_version = $5
     from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[]) as k (bucket, id, class, rule)
     where h.bucket = k.bucket and h.id = k.id`,
    [
      judged.map((hit) => hit.bucket),
      judged.map((hit) => hit.id),
      judged.map((hit) => hit.class),
      judged.map((hit) => hit.rule),
      rulesVersion,
    ],
  );
}

export async function deleteHits(
  tx: Queryable,
  hits: readonly { readonly bucket: number; readonly id: string }[],
): Promise<void> {
  if (hits.length === 0) return;
  await tx.query(
    `delete from journey.hit h using unnest($1::smallint[], $2::bigint[]) as k (bucket, id)
     where h.bucket = k.bucket and h.id = k.id`,
    [hits.map((hit) => hit.bucket), hits.map((hit) => hit.id)],
  );
}
