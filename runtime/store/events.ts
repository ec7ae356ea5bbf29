/** Incoming facts: written once, waking the participant they are about in the same transaction. */
import type { Queryable } from "./database.ts";

export type EventType =
  /** The results of sending … */
  | "executed"
  | "failed"
  | "suppressed"
  /** … and what people and servers did with the message. */
  | "opened"
  | "clicked"
  | "replied"
  | "bounced"
  | "delivered"
  | "unsubscribed";

export interface IncomingEvent {
  readonly bucket: number;
  readonly messageId: string;
  readonly type: EventType;
  /** The link's label, for a click that has one. */
  readonly label?: string;
  /** Epoch milliseconds: when it happened, not when it was heard of. */
  readonly occurredAt: number;
  /** Who says so (`pixel`, `link`, `smtp`, `dsn`, `twilio` …) and the name it has there; the same pair counts once. */
  readonly source: string;
  readonly externalId: string;
  readonly data?: unknown;
}

/** The message's column that remembers the first time of a reaction. */
const firstTime = {
  opened: "opened_at",
  clicked: "clicked_at",
  replied: "replied_at",
  bounced: "bounced_at",
  delivered: "delivered_at",
  unsubscribed: "unsubscribed_at",
} as const;

/**
 * Records events about messages and wakes their participants. One transaction's worth: call it inside one when
 * there is more to commit with it.
 *
 * The participant's row is updated (so a step under way is waited for), which is what makes an open cancel its
 * reminder: the step that would send it either sees the event or comes before it.
 *
 * @returns how many were new; an event whose message is unknown is not recorded.
 */
export async function recordEvents(db: Queryable, events: readonly IncomingEvent[], now: number): Promise<number> {
  let recorded = 0;
  for (const event of events) {
    const rows = await db.query<{ participant_id: string }>(
      `insert into journey.event
         (bucket, participant_id, message_id, type, activity, label, occurred_at, received_at, source, external_id, data)
       select m.bucket, m.participant_id, m.id, $3, m.activity, $4::text, to_timestamp($5::float8 / 1000),
              to_timestamp($6::float8 / 1000), $7, $8, $9::jsonb
       from journey.message m where m.bucket = $1 and m.id = $2
       on conflict (bucket, source, external_id) do nothing
       returning participant_id::text`,
      [
        event.bucket,
        event.messageId,
        event.type,
        event.label ?? null,
        event.occurredAt,
        now,
        event.source,
        event.externalId,
        event.data === undefined ? null : JSON.stringify(event.data),
      ],
    );
    const row = rows[0];
    if (!row) continue;
    recorded++;
    const column = event.type in firstTime ? firstTime[event.type as keyof typeof firstTime] : undefined;
    if (column) {
      await db.query(
        `update journey.message set ${column} = coalesce(${column}, to_timestamp($3::float8 / 1000))
         where bucket = $1 and id = $2`,
        [event.bucket, event.messageId, event.occurredAt],
      );
    }
    await db.query(
      `update journey.participant set due_at = least(due_at, to_timestamp($3::float8 / 1000))
       where bucket = $1 and id = $2 and status = 'active'`,
      [event.bucket, row.participant_id, now],
    );
  }
  return recorded;
}
