/** Token buckets: how fast messages may leave, counted for all workers together. */
import type { Queryable } from "./database.ts";

/** So many in so long: 50 in 1,000 milliseconds. */
export interface Rate {
  readonly count: number;
  /** Milliseconds. */
  readonly per: number;
}

/** A bucket that a message takes a token from before it leaves. */
export interface SendLimit {
  readonly name: string;
  readonly rate: Rate;
}

/** Milliseconds from one token to the next. */
export function stepOf(rate: Rate): number {
  return rate.per / rate.count;
}

/**
 * Takes `count` tokens out of a bucket at once. A bucket holds a second's worth, and at least one; a token that is not
 * there yet is one for later.
 *
 * @returns from when on the first of them is good, epoch milliseconds; each of the others a step later
 */
export async function leaseTokens(
  db: Queryable,
  { name, rate }: SendLimit,
  count: number,
  now: number,
): Promise<number> {
  const step = stepOf(rate);
  const full = now - Math.max(0, 1000 - step);
  const [row] = await db.query<{ next: number }>(
    `insert into journey.send_rate (name, next_at) values ($1, to_timestamp(($2::float8 + $3::float8) / 1000))
     on conflict (name) do update
       set next_at = greatest(send_rate.next_at, to_timestamp($2::float8 / 1000)) + $3::float8 * interval '1 millisecond'
     returning (extract(epoch from next_at) * 1000)::float8 as next`,
    [name, full, count * step],
  );
  return (row?.next ?? now) - count * step;
}

/** No token before `until`: somebody asked to be left alone for a while. */
export async function pauseTokens(db: Queryable, names: readonly string[], until: number): Promise<void> {
  if (names.length === 0) return;
  await db.query(
    `update journey.send_rate set next_at = greatest(next_at, to_timestamp($2::float8 / 1000)) where name = any ($1::text[])`,
    [names, until],
  );
}
