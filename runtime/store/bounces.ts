/** Mails that came back, and complaints. */
import type { Database, Queryable } from "./database.ts";
import { recordEvents } from "./events.ts";
import { suppress } from "./suppressions.ts";

export interface Bounce {
  readonly bucket: number;
  readonly messageId: string;
  /** Who says so (`smtp`, `dsn`, a provider), and what the report is called there: the same pair counts once. */
  readonly source: string;
  readonly externalId: string;
  /** Normalised. */
  readonly address: string;
  readonly kind: "hard" | "soft" | "policy";
  /** RFC 3463. */
  readonly status?: string | undefined;
  readonly diagnostic?: string | undefined;
  /** Epoch ms. */
  readonly occurredAt: number;
}

/** Writes them down. Call it inside a transaction. @returns how many were new */
export async function insertBounces(tx: Queryable, bounces: readonly Bounce[], now: number): Promise<number> {
  if (bounces.length === 0) return 0;
  const rows = await tx.query(
    `insert into journey.bounce
       (bucket, message_id, source, external_id, address, kind, status, diagnostic, occurred_at, received_at)
     select bucket, message_id, source, external_id, address, kind, status, diagnostic,
            to_timestamp(occurred_at / 1000), to_timestamp($10::float8 / 1000)
     from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[])
       as k (bucket, message_id, source, external_id, address, kind, status, diagnostic, occurred_at)
     on conflict do nothing returning 1`,
    [
      bounces.map((bounce) => bounce.bucket),
      bounces.map((bounce) => bounce.messageId),
      bounces.map((bounce) => bounce.source),
      bounces.map((bounce) => bounce.externalId),
      bounces.map((bounce) => bounce.address),
      bounces.map((bounce) => bounce.kind),
      bounces.map((bounce) => bounce.status ?? null),
      bounces.map((bounce) => bounce.diagnostic?.slice(0, 1000) ?? null),
      bounces.map((bounce) => bounce.occurredAt),
      now,
    ],
  );
  return rows.length;
}

const hour = 3_600_000;

/** Waits before a mail that came back is sent again. After the last, it has bounced for good. */
const waits = [hour, 6 * hour, 24 * hour];

/** So many soft bounces of one address, over all its messages and without a sign of life in between, make it a hard one. */
const tooMany = 5;

/** What a report led to. */
export type BounceOutcome =
  /** The participant is told: the address does not work. */
  | "bounced"
  /** It is sent again later. */
  | "retried"
  /** It did not arrive, and that is not the address's fault: it has failed. */
  | "refused"
  /** Known already, or about no message of ours. */
  | "ignored";

/**
 * A report, after the handover, that a mail did not arrive. Hard ones reach the participant; soft ones and refusals of
 * the sender are sent again, and what keeps coming back becomes hard.
 */
export function recordBounce(
  db: Database,
  report: Omit<Bounce, "address" | "occurredAt">,
  now: number,
): Promise<BounceOutcome> {
  return db.transaction(async (tx) => {
    const [message] = await tx.query<{ recipient: string; softBounces: number }>(
      `select recipient, soft_bounces as "softBounces" from journey.message where bucket = $1 and id = $2`,
      [report.bucket, report.messageId],
    );
    if (!message) return "ignored";
    const { kind } = report;
    const bounce: Bounce = { ...report, address: message.recipient, occurredAt: now };
    if ((await insertBounces(tx, [bounce], now)) === 0) return "ignored";
    const wait = waits[message.softBounces];
    if (kind !== "hard" && wait !== undefined && !(kind === "soft" && (await isWornOut(tx, message.recipient)))) {
      // Who left the journey gets nothing more from it; what is on its way again already is not sent twice.
      const again = await tx.query(
        `update journey.message m
         set status = 'deferred', attempt_at = to_timestamp($3::float8 / 1000), soft_bounces = soft_bounces + 1,
             limits_passed = 0, error = $4
         from journey.participant p
         where m.bucket = $1 and m.id = $2 and m.status in ('sending', 'sent', 'unknown')
           and p.bucket = m.bucket and p.id = m.participant_id and p.status <> 'exited'
         returning 1`,
        [report.bucket, report.messageId, now + wait, report.diagnostic?.slice(0, 500) ?? report.status ?? "came back"],
      );
      return again.length > 0 ? "retried" : "ignored";
    }
    if (kind === "policy") {
      await tx.query("update journey.message set status = 'failed', error = $3 where bucket = $1 and id = $2", [
        report.bucket,
        report.messageId,
        report.diagnostic?.slice(0, 500) ?? report.status ?? "refused",
      ]);
      return "refused";
    }
    await recordEvents(
      tx,
      [
        {
          bucket: report.bucket,
          messageId: report.messageId,
          type: "bounced",
          occurredAt: now,
          source: report.source,
          externalId: `${report.messageId}:bounced`,
          data: {
            status: report.status,
            diagnostic: report.diagnostic,
            ...(kind === "soft" ? { repeated: true } : {}),
          },
        },
      ],
      now,
    );
    return "bounced";
  });
}

/** Whether an address has bounced softly too often since it last gave a sign of life. */
async function isWornOut(tx: Queryable, address: string): Promise<boolean> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from journey.bounce
     where address = $1 and kind = 'soft' and occurred_at > coalesce(
       (select max(greatest(opened_at, clicked_at, replied_at, delivered_at)) from journey.message where recipient = $1),
       '-infinity')`,
    [address],
  );
  return (row?.count ?? 0) >= tooMany;
}

/** Somebody calls a mail spam: no more marketing to that address, and the participant has left by this message. */
export function recordComplaint(
  db: Database,
  message: { readonly bucket: number; readonly messageId: string },
  source: string,
  now: number,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const recorded = await recordEvents(
      tx,
      [
        {
          ...message,
          type: "unsubscribed",
          occurredAt: now,
          source,
          externalId: `${message.messageId}:complained`,
          data: { complaint: true },
        },
      ],
      now,
    );
    const [row] = await tx.query<{ recipient: string; activity: string }>(
      `update journey.message set complained_at = least(complained_at, to_timestamp($3::float8 / 1000))
       where bucket = $1 and id = $2 returning recipient, activity`,
      [message.bucket, message.messageId, now],
    );
    if (!row) return false;
    await suppress(tx, row.recipient, "complaint", `message ${row.activity}`, now);
    return recorded > 0;
  });
}
