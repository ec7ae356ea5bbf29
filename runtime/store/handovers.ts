/**
 * What senders are handing over at this moment. A sender adds a row before it says anything to the other side; when it is gone,
 * its rows tell what is in doubt, what was taken, and what had not begun.
 */
import type { Database, Queryable } from "./database.ts";

export interface HandoverKey {
  readonly bucket: number;
  readonly id: string;
  readonly attempt: number;
}

/** How a handover ended, as far as that leaves no doubt. */
export interface HandoverEnd {
  readonly id: string;
  readonly attempt: number;
  /** Undefined: the other side did not take it. */
  readonly externalId?: string;
  readonly parts?: number | undefined;
}

/**
 * Adds a row.
 *
 * @returns false: another row has that number, from somebody who has taken this sender for dead, or from itself, when it did not
 * hear the answer
 */
export async function insertHandover(
  db: Queryable,
  sender: string,
  seq: number,
  begun: readonly HandoverKey[],
  ended: readonly HandoverEnd[],
): Promise<boolean> {
  const rows = await db.query(
    "insert into journey.handover (sender, seq, begun, ended) values ($1, $2, $3, $4) on conflict do nothing returning 1",
    [
      sender,
      seq,
      JSON.stringify(Object.fromEntries(begun.map(({ id, attempt }) => [id, attempt]))),
      JSON.stringify(Object.fromEntries(ended.map(({ id, ...end }) => [id, end]))),
    ],
  );
  return rows.length > 0;
}

/** Those of the messages that the sender still has, by their ids. */
export async function stillHeld(
  db: Queryable,
  sender: string,
  messages: readonly HandoverKey[],
): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(
    `select m.id::text as id from unnest($2::smallint[], $3::bigint[], $4::int[]) as k (bucket, id, attempt)
     join journey.message m on m.bucket = k.bucket and m.id = k.id
       and m.attempts = k.attempt and m.status = 'sending' and m.worker = $1`,
    [
      sender,
      messages.map(({ bucket }) => bucket),
      messages.map(({ id }) => id),
      messages.map(({ attempt }) => attempt),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The number of the sender's last row; 0: there is none. */
export async function lastHandover(db: Queryable, sender: string): Promise<number> {
  const [row] = await db.query<{ seq: number | null }>(
    "select max(seq) as seq from journey.handover where sender = $1",
    [sender],
  );
  return row?.seq ?? 0;
}

/** Deletes rows of which everything is known. @param to the first number that stays */
export async function deleteHandovers(db: Queryable, sender: string, from: number, to: number): Promise<void> {
  await db.query("delete from journey.handover where sender = $1 and seq >= $2 and seq < $3", [sender, from, to]);
}

/** Deletes all rows of a sender that has ended and holds nothing. */
export async function forgetSender(db: Queryable, sender: string): Promise<void> {
  await db.query("delete from journey.handover where sender = $1", [sender]);
}

/** A message whose sender is gone, after something of it may have been said to the other side. */
export interface AbandonedMessage {
  readonly bucket: number;
  readonly id: string;
  readonly attempt: number;
  readonly versionId: number;
  readonly activity: string;
  readonly resent: boolean;
  /** Something came back that tells that it left. */
  readonly arrived: boolean;
  /** The answer that its sender had noted. */
  readonly taken: { readonly externalId: string; readonly parts?: number } | null;
}

/**
 * Senders that have messages and are gone: workers that have given no sign of life for the length of their lease, and others that
 * give none at all and began before `before`. Right after the server's start nobody is taken for dead: all get the time to come back.
 *
 * @param before epoch milliseconds
 * @param lease milliseconds
 */
export async function findDeadSenders(db: Queryable, before: number, lease: number): Promise<(string | null)[]> {
  const rows = await db.query<{ sender: string | null }>(
    `select distinct m.worker as sender
     from journey.message m left join journey.worker w on w.id = m.worker
     where m.status = 'sending' and case
       when w.id is null then m.sending_at < to_timestamp($1::float8 / 1000)
       else greatest(w.seen_at, pg_postmaster_start_time()) < clock_timestamp() - $2::float8 * interval '1 millisecond' end`,
    [before, lease],
  );
  return rows.map(({ sender }) => sender);
}

/**
 * Takes a dead sender's messages away from it. First the next number among its rows, so that it can note nothing behind our
 * back, should it be alive after all; then what it had not begun, or what was not taken from it, goes back into the outbox.
 *
 * @returns what is left: messages that were being handed over, or have been. None if the sender has just given a sign of life
 */
export async function takeFromSender(db: Database, sender: string | null, now: number): Promise<AbandonedMessage[]> {
  return db.transaction(async (tx) => {
    if (sender !== null) {
      // Who has no rows notes nothing: a release before this one.
      const last = await lastHandover(tx, sender);
      if (last > 0) {
        if (!(await insertHandover(tx, sender, last + 1, [], []))) return [];
        await tx.query(
          `update journey.message m
           set status = 'deferred', attempt_at = to_timestamp($2::float8 / 1000), worker = null
           where m.status = 'sending' and m.worker = $1 and (
             not exists (select from journey.handover h where h.sender = $1 and (h.begun ->> m.id::text)::int = m.attempts)
             or exists (select from journey.handover h where h.sender = $1
                        and (h.ended -> m.id::text ->> 'attempt')::int = m.attempts and not h.ended -> m.id::text ? 'externalId'))`,
          [sender, now],
        );
      }
    }
    return tx.query<AbandonedMessage>(
      `select m.bucket, m.id::text as id, m.attempts as attempt, m.version_id as "versionId", m.activity,
              m.soft_bounces > 0 as resent,
              coalesce(m.delivered_at, m.opened_at, m.clicked_at, m.replied_at, m.bounced_at, m.unsubscribed_at) is not null as arrived,
              (select h.ended -> m.id::text from journey.handover h
               where h.sender = m.worker and (h.ended -> m.id::text ->> 'attempt')::int = m.attempts limit 1) as taken
       from journey.message m where m.status = 'sending' and m.worker is not distinct from $1
       limit 1000`,
      [sender],
    );
  });
}
