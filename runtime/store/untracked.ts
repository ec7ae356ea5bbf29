/** People whose opens and clicks are nobody's business. */
import type { Queryable } from "./database.ts";

/** @param address normalised @returns whether it was new */
export async function stopTracking(db: Queryable, address: string, origin: string, now: number): Promise<boolean> {
  const rows = await db.query(
    `insert into journey.untracked (address, origin, since) values ($1, $2, to_timestamp($3::float8 / 1000))
     on conflict (address) do nothing returning address`,
    [address, origin, now],
  );
  return rows.length > 0;
}

/** @param address normalised @returns whether it was there */
export async function startTracking(db: Queryable, address: string): Promise<boolean> {
  return (await db.query("delete from journey.untracked where address = $1 returning address", [address])).length > 0;
}

/** Those of these addresses that are not to be tracked. */
export async function untrackedAmong(db: Queryable, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const rows = await db.query<{ address: string }>(
    "select address from journey.untracked where address = any($1::text[])",
    [[...new Set(addresses)]],
  );
  return new Set(rows.map(({ address }) => address));
}

/** A page of them, ordered by address. */
export async function findUntracked(
  db: Queryable,
  after: string,
  limit: number,
): Promise<{ address: string; origin: string; since: Date }[]> {
  return db.query("select address, origin, since from journey.untracked where address > $1 order by address limit $2", [
    after,
    limit,
  ]);
}
