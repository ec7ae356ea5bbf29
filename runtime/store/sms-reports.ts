/** What Twilio reports of a text message, written to the message itself. */
import type { Database } from "./database.ts";
import { recordEvents } from "./events.ts";

export interface ReportedMessage {
  readonly bucket: number;
  readonly messageId: string;
  /** What Twilio calls this attempt. */
  readonly sid: string;
}

/** A message that is being sent for longer than this has lost its sender, in seconds. */
const patience = 60;

/**
 * A report proves that the message was handed over, also where the answer never reached us: a message in doubt is so no longer.
 * Its participant hears of the handover before it hears of what is reported.
 */
export function confirmHandover(db: Database, { bucket, messageId, sid }: ReportedMessage, now: number): Promise<void> {
  return db.transaction(async (tx) => {
    const [doubtful] = await tx.query(
      `select from journey.message
       where bucket = $1 and id = $2 and external_id is null and status in ('sending', 'unknown', 'deferred')`,
      [bucket, messageId],
    );
    if (!doubtful) return;
    await recordEvents(
      tx,
      [{ bucket, messageId, type: "executed", occurredAt: now, source: "twilio", externalId: `${messageId}:executed` }],
      now,
    );
    // Its sender is about to write the same down, and more.
    await tx.query(
      `update journey.message m
       set external_id = $3, attempt_at = case when k.is_late then null else m.attempt_at end,
           status = case when k.is_late then 'sent' else m.status end,
           sent_at = case when k.is_late then coalesce(m.sent_at, to_timestamp($4::float8 / 1000)) else m.sent_at end
       from (select bucket, id, status <> 'sending' or sending_at < to_timestamp($4::float8 / 1000 - $5::float8) as is_late
             from journey.message where bucket = $1 and id = $2) k
       where m.bucket = k.bucket and m.id = k.id and m.external_id is null and m.status in ('sending', 'unknown', 'deferred')`,
      [bucket, messageId, sid, now, patience],
    );
  });
}

/** Attempts that Twilio has taken on and could not deliver, before a passing trouble counts as a bounce. */
const deliveryAttempts = 3;

/**
 * A message that could not be delivered for now is to be sent again. Only the report of the attempt that was made last counts,
 * and only once.
 *
 * @param waits milliseconds, by the attempt that failed
 * @returns `again`; `enough`: it was tried often enough; `known`: this report was heard before
 */
export function retryUndelivered(
  db: Database,
  { bucket, messageId, sid }: ReportedMessage,
  error: string,
  waits: readonly number[],
  now: number,
): Promise<"again" | "enough" | "known"> {
  return db.transaction(async (tx) => {
    const [message] = await tx.query<{ attempts: number }>(
      `select attempts from journey.message
       where bucket = $1 and id = $2 and external_id = $3 and status = 'sent' for no key update`,
      [bucket, messageId, sid],
    );
    if (!message) return "known";
    const wait = waits[message.attempts - 1];
    if (wait === undefined || message.attempts >= deliveryAttempts) return "enough";
    await tx.query(
      `update journey.message set status = 'deferred', error = $3, attempt_at = to_timestamp(($4::float8 + $5::float8) / 1000)
       where bucket = $1 and id = $2`,
      [bucket, messageId, error, now, wait],
    );
    // It costs again.
    await tx.query("update journey.sms_charge set state = 'priced' where bucket = $1 and message_id = $2", [
      bucket,
      messageId,
    ]);
    return "again";
  });
}

/** A message that was handed over and kept from its reader for good, for a reason that is not the reader's number. */
export function failAfterHandover(
  db: Database,
  { bucket, messageId, sid }: ReportedMessage,
  error: string,
  data: unknown,
  now: number,
): Promise<void> {
  return db.transaction(async (tx) => {
    await recordEvents(
      tx,
      [
        {
          bucket,
          messageId,
          type: "failed",
          occurredAt: now,
          source: "twilio",
          externalId: `${messageId}:failed`,
          data,
        },
      ],
      now,
    );
    await tx.query(
      `update journey.message set status = 'failed', error = $4
       where bucket = $1 and id = $2 and external_id = $3 and status = 'sent'`,
      [bucket, messageId, sid, error],
    );
  });
}
