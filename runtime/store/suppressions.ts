/** Addresses, numbers and domains that get no more marketing messages. */
import type { Queryable } from "./database.ts";

export interface Suppression {
  /** An address or number, normalised; `@acme.test`: every address of that domain. */
  readonly address: string;
  /** `unsubscribed`, `complaint`, the name of a journey's step, or whatever an operator says. */
  readonly reason: string;
  /** Who put it there: `message hello`, `text message`, `journey welcome`, `journey suppress`, a file's name … */
  readonly origin: string;
}

/** What an opt-out of the person's own leaves behind; only this one they can take back themselves. */
export const optOutReason = "unsubscribed";

/**
 * @param address normalised
 * @returns whether it was new
 */
export async function suppress(
  db: Queryable,
  address: string,
  reason: string,
  origin: string,
  now: number,
): Promise<boolean> {
  return (await suppressAll(db, [{ address, reason, origin, at: now }])) > 0;
}

/** Those that are suppressed already keep their reason. @returns how many were new */
export async function suppressAll(
  db: Queryable,
  suppressions: readonly (Suppression & { readonly at: number })[],
): Promise<number> {
  const rows = await db.query(
    `insert into journey.suppression (address, reason, origin, created_at)
     select address, reason, origin, to_timestamp(at / 1000)
     from unnest($1::text[], $2::text[], $3::text[], $4::float8[]) as k (address, reason, origin, at)
     on conflict (address) do nothing returning 1`,
    [
      suppressions.map(({ address }) => address),
      suppressions.map(({ reason }) => reason),
      suppressions.map(({ origin }) => origin),
      suppressions.map(({ at }) => at),
    ],
  );
  return rows.length;
}

export async function unsuppress(db: Queryable, address: string): Promise<boolean> {
  return (await db.query("delete from journey.suppression where address = $1 returning 1", [address])).length > 0;
}

/** Takes back what the person themselves had asked for; what others have decided stays. */
export async function liftOptOut(db: Queryable, address: string): Promise<void> {
  await db.query("delete from journey.suppression where address = $1 and reason = $2", [address, optOutReason]);
}

export async function isOptedOut(db: Queryable, address: string): Promise<boolean> {
  const rows = await db.query("select from journey.suppression where address = $1 and reason = $2", [
    address,
    optOutReason,
  ]);
  return rows.length > 0;
}

export interface StoredSuppression extends Suppression {
  /** ISO 8601. */
  readonly at: string;
}

/** @returns those whose address comes after `after`, in the order of their addresses */
export function findSuppressions(db: Queryable, after: string, limit: number): Promise<StoredSuppression[]> {
  return db.query(
    `select address, reason, origin, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
     from journey.suppression where address collate "C" > $1 order by address collate "C" limit $2`,
    [after, limit],
  );
}

/** Whether an address, or its domain, is suppressed for a reason that is not the person's own opt-out. */
export async function isSuppressedByOthers(db: Queryable, address: string): Promise<boolean> {
  const rows = await db.query(
    `select from journey.suppression where address in ($1, '@' || split_part($1, '@', 2)) and reason <> $2`,
    [address, optOutReason],
  );
  return rows.length > 0;
}
