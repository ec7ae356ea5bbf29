/** Custom events as they came in. */
import type { Queryable } from "./database.ts";

export interface StoredEvent {
  readonly name: string;
  readonly payload: unknown;
  readonly occurredAt: number;
  readonly source: string;
  readonly externalId: string;
}

/** Keeps an event. @returns false when it was told before */
export async function saveCustomEvent(tx: Queryable, event: StoredEvent, now: number): Promise<boolean> {
  const rows = await tx.query(
    `insert into journey.custom_event (name, payload, occurred_at, received_at, source, external_id)
     values ($1, $2::jsonb, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5, $6)
     on conflict (source, external_id) do nothing returning 1`,
    [event.name, JSON.stringify(event.payload), event.occurredAt, now, event.source, event.externalId],
  );
  return rows.length > 0;
}

/** Who of a version is under way with that record. */
export function activeParticipantsOf(
  tx: Queryable,
  journeyId: number,
  versionId: number,
  recordId: string,
): Promise<{ bucket: number; id: string }[]> {
  return tx.query(
    `select p.bucket, p.id::text as id from journey.entry e
     join journey.participant p on p.bucket = e.bucket and p.id = e.participant_id
     where e.journey_id = $1 and e.record_id = $3 and p.version_id = $2 and p.status = 'active'`,
    [journeyId, versionId, recordId],
  );
}
