/**
 * What can be measured of the whole service, whichever process is asked. Nothing here costs more the longer the service has
 * run: counts go up to a limit, over indexes that hold what is open only.
 */
import type { Queryable } from "./database.ts";
import { bucketCount } from "./participants.ts";

export interface Measures {
  /** Seconds since the longest waiting participant became due; 0: nobody is late. */
  readonly lag: number;
  /** Participants with something due, up to {@link countedAtMost}. */
  readonly due: number;
  /** Messages that are to be sent or being sent, up to {@link countedAtMost} each. */
  readonly outbox: Readonly<Record<"pending" | "deferred" | "sending", number>>;
  /** Seconds since the longest waiting message was to be sent; 0: none is late. */
  readonly outboxLag: number;
  readonly workers: { readonly running: number; readonly draining: number; readonly dead: number };
  /** Transactions since the oldest one that somebody's session holds on to: they keep vacuum from its work. */
  readonly oldestXmin: number;
  /** Seconds that the longest transaction of anybody on this database has lasted. */
  readonly longestTransaction: number;
}

/** 256 buckets with so many each. */
const inBucket = 400;
export const countedAtMost = inBucket * bucketCount;

/** @param now epoch milliseconds @param lease milliseconds after which a silent worker is dead */
export async function measure(db: Queryable, now: number, lease: number): Promise<Measures> {
  const at = "to_timestamp($1::float8 / 1000)";
  const running = "(select id from journey.journey where state = 'running')";
  const [row] = await db.query<{
    lag: number;
    due: number;
    outbox: Record<string, number>;
    outboxLag: number;
    sending: number;
    running: number;
    draining: number;
    dead: number;
    oldestXmin: number;
    longestTransaction: number;
  }>(
    `select p.*, m.*, w.*, t.*,
       (select count(*) from (select from journey.message where status = 'sending' limit ${countedAtMost}) s)::int as sending
     from (
       select count(p.due_at)::int as due,
              coalesce(extract(epoch from ${at} - min(p.due_at)), 0)::float8 as lag
       from generate_series(0, ${bucketCount - 1}) as b (bucket)
       cross join lateral (
         select due_at from journey.participant
         where bucket = b.bucket::smallint and due_at <= ${at} and journey_id in ${running}
         order by due_at limit ${inBucket}
       ) p
     ) p, (
       select coalesce(jsonb_object_agg(status, amount), '{}') as outbox,
              coalesce(extract(epoch from ${at} - min(first)), 0)::float8 as "outboxLag"
       from (
         select status, count(*)::int as amount, min(attempt_at) filter (where runs) as first
         from generate_series(0, ${bucketCount - 1}) as b (bucket)
         cross join lateral (
           select status, attempt_at, journey_id in ${running} as runs from journey.message
           where bucket = b.bucket::smallint and attempt_at is not null
           order by attempt_at limit ${inBucket}
         ) m
         group by status
       ) m
     ) m, (
       select count(*) filter (where alive and not draining)::int as running,
              count(*) filter (where alive and draining)::int as draining,
              count(*) filter (where not alive)::int as dead
       from (
         select draining, seen_at >= clock_timestamp() - $2::float8 * interval '1 millisecond' as alive from journey.worker
       ) w
     ) w, (
       select coalesce(max(held), 0)::float8 as "oldestXmin",
              coalesce(extract(epoch from max(lasts)), 0)::float8 as "longestTransaction"
       from (
         select greatest(age(backend_xmin), age(backend_xid)) as held, clock_timestamp() - xact_start as lasts
         from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         union all select greatest(age(xmin), age(catalog_xmin)), null from pg_replication_slots
         union all select age(transaction), clock_timestamp() - prepared from pg_prepared_xacts
       ) h
     ) t`,
    [now, lease],
  );
  if (!row) throw new Error("The measures' query gave no row.");
  const { lag, due, outbox, outboxLag, sending } = row;
  return {
    lag: Math.max(0, lag),
    due,
    outbox: { pending: outbox.pending ?? 0, deferred: outbox.deferred ?? 0, sending },
    outboxLag: Math.max(0, outboxLag),
    workers: { running: row.running, draining: row.draining, dead: row.dead },
    oldestXmin: row.oldestXmin,
    longestTransaction: row.longestTransaction,
  };
}
