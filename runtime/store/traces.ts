/** Traces: one row for each execution of an activity, in a table for each month, and how many there are of each kind. */
import type { TraceState } from "@journey/compiler";
import type { Database, Queryable } from "./database.ts";

export interface NewTrace {
  readonly bucket: number;
  readonly participantId: string;
  readonly versionId: number;
  readonly activity: string;
  readonly state: TraceState;
  readonly reason: string | undefined;
  readonly at: number;
}

/** @param slot under which this worker counts, so that no two wait for each other */
export async function insertTraces(
  tx: Queryable,
  traces: readonly NewTrace[],
  slot: number,
  now: number,
): Promise<void> {
  if (traces.length === 0) return;
  await tx.query(
    `with k as materialized (
       select * from unnest($1::smallint[], $2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::float8[])
         with ordinality as k (bucket, participant_id, version_id, activity, state, reason, at, position)
     ), counted as (
       insert into journey.trace_count as c (version_id, activity, state, slot, count)
       select version_id, activity, state, $9::smallint, count(*) from k group by 1, 2, 3 order by 1, 2, 3
       on conflict (version_id, activity, state, slot) do update set count = c.count + excluded.count
     )
     insert into journey.trace (bucket, participant_id, version_id, activity, state, reason, at, recorded_at)
     select bucket, participant_id, version_id, activity, state, reason, to_timestamp(at / 1000),
            to_timestamp($8::float8 / 1000)
     from k order by position`,
    [
      traces.map((trace) => trace.bucket),
      traces.map((trace) => trace.participantId),
      traces.map((trace) => trace.versionId),
      traces.map((trace) => trace.activity),
      traces.map((trace) => trace.state),
      traces.map((trace) => trace.reason ?? null),
      traces.map((trace) => trace.at),
      now,
      slot,
    ],
  );
}

const monthOf = (time: number, offset = 0): Date => {
  const date = new Date(time);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
};
const tableOf = (month: Date): string => `trace_${month.toISOString().slice(0, 7).replace("-", "_")}`;

/** The name of the month that a moment lies in: tables are made once for each. */
export const traceMonth = (time: number): string => tableOf(monthOf(time));

/** Makes the tables of this month and the next, where they are missing. */
export async function prepareTraces(db: Database, now: number): Promise<void> {
  for (const offset of [0, 1]) {
    const [from, to] = [monthOf(now, offset), monthOf(now, offset + 1)];
    try {
      await db.transaction((tx) =>
        tx.script(
          `create table if not exists journey.${tableOf(from)} partition of journey.trace
             for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
        ),
      );
    } catch (error) {
      // Another worker has just made it, or rows of that month stand in the table for all others already: both are fine.
      if (!["42P07", "23505", "23514"].includes((error as { code?: string }).code ?? "")) throw error;
    }
  }
}

/**
 * Drops the tables of the months that ended before a moment; their counts stay. @returns the months, `2026_01`
 */
export async function dropTraces(db: Database, before: number): Promise<readonly string[]> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'journey.trace'::regclass and c.relname ~ '^trace_[0-9]{4}_[0-9]{2}$' order by 1`,
  );
  const dropped: string[] = [];
  for (const { name } of tables) {
    const [year, month] = name.slice("trace_".length).split("_").map(Number);
    if (Date.UTC(year ?? 0, month ?? 0, 1) > before) continue;
    await db.script(`drop table journey.${name}`);
    dropped.push(name.slice("trace_".length));
  }
  return dropped;
}
