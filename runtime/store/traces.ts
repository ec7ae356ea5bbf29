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
  // Of what kind a trace is, is said once for all that are alike: few kinds are in a batch.
  const kinds = new Map<string, { readonly trace: NewTrace; readonly number: number; count: number }>();
  const kindOf = traces.map((trace) => {
    const key = `${trace.versionId} ${trace.activity} ${trace.state} ${trace.reason ?? ""}`;
    let kind = kinds.get(key);
    if (!kind) {
      kind = { trace, number: kinds.size + 1, count: 0 };
      kinds.set(key, kind);
    }
    kind.count++;
    return kind.number;
  });
  const distinct = [...kinds.values()];
  await tx.query(
    `with counted as (
       insert into journey.trace_count as c (version_id, activity, state, slot, count)
       select version_id, activity, state, $5::smallint, sum(count)
       from unnest($6::int[], $7::text[], $8::text[], $10::int[]) as kind (version_id, activity, state, count)
       group by 1, 2, 3 order by 1, 2, 3
       on conflict (version_id, activity, state, slot) do update set count = c.count + excluded.count
     )
     insert into journey.trace (bucket, participant_id, version_id, activity, state, reason, at, recorded_at)
     select bucket, participant_id, ($6::int[])[kind], ($7::text[])[kind], ($8::text[])[kind], ($9::text[])[kind],
            to_timestamp(at / 1000), to_timestamp($11::float8 / 1000)
     from unnest($1::smallint[], $2::bigint[], $3::int[], $4::float8[]) as k (bucket, participant_id, kind, at)`,
    [
      traces.map((trace) => trace.bucket),
      traces.map((trace) => trace.participantId),
      kindOf,
      traces.map((trace) => trace.at),
      slot,
      distinct.map(({ trace }) => trace.versionId),
      distinct.map(({ trace }) => trace.activity),
      distinct.map(({ trace }) => trace.state),
      distinct.map(({ trace }) => trace.reason ?? null),
      distinct.map(({ count }) => count),
      now,
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
