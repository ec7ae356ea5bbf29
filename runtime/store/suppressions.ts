import type { Queryable } from "./database.ts";

/**
 * An address or number that gets no more marketing messages.
 *
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
  const rows = await db.query(
    `insert into journey.suppression (address, reason, origin, created_at)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000)) on conflict (address) do nothing returning address`,
    [address, reason, origin, now],
  );
  return rows.length > 0;
}

export async function unsuppress(db: Queryable, address: string): Promise<boolean> {
  return (await db.query("delete from journey.suppression where address = $1 returning address", [address])).length > 0;
}
