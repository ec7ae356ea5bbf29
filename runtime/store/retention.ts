/**
 * What is old enough goes, some at a time. Never what is still asked for: of those under way, everything stays, since conditions, and
 * clauses that a deployment adds, are judged on it; entries, goals, messages, consent and its proof stay of everybody, and so do the
 * counts of traces.
 */
import type { Database, Queryable } from "./database.ts";

/** Rows of one statement: it holds its locks for a moment only. */
export const rowsAtOnce = 2_000;

/** Buckets from one to another, both included. */
export type Buckets = readonly [from: number, to: number];

/** Rows of those who are not under way any more. */
const ended = (table: string): string =>
  `select x.bucket, x.id from journey.${table} x join journey.participant p on p.bucket = x.bucket and p.id = x.participant_id
   where x.bucket between $1 and $2 and p.bucket between $1 and $2 and p.status <> 'active'`;

/** Events of those who are not under way any more, received before a moment. @returns how many went */
export function dropEvents(db: Queryable, buckets: Buckets, before: number): Promise<number> {
  return count(
    db,
    `delete from journey.event where (bucket, id) in (
       ${ended("event")} and x.received_at < to_timestamp($3::float8 / 1000) limit ${rowsAtOnce}) returning 1`,
    [...buckets, before],
  );
}

/** Traces that stand in no month's table, of those who are not under way any more. */
export function dropLooseTraces(db: Queryable, buckets: Buckets, before: number): Promise<number> {
  return count(
    db,
    `delete from journey.trace_default where (bucket, id) in (
       ${ended("trace_default")} and x.recorded_at < to_timestamp($3::float8 / 1000) limit ${rowsAtOnce}) returning 1`,
    [...buckets, before],
  );
}

/** Requests for pixels and links that were judged: what they told is in the events. */
export function dropHits(db: Queryable, buckets: Buckets, before: number): Promise<number> {
  return count(
    db,
    `delete from journey.hit where (bucket, id) in (
       select bucket, id from journey.hit
       where bucket between $1 and $2 and class is not null and at < to_timestamp($3::float8 / 1000) limit ${rowsAtOnce}) returning 1`,
    [...buckets, before],
  );
}

/** What calls carried that have left or failed; the calls themselves stay. */
export function emptyMessages(db: Queryable, buckets: Buckets, before: number): Promise<number> {
  return count(
    db,
    `update journey.message set data = null where (bucket, id) in (
       select bucket, id from journey.message
       where bucket between $1 and $2 and data is not null and attempt_at is null and status in ('sent', 'failed', 'unknown')
         and created_at < to_timestamp($3::float8 / 1000) limit ${rowsAtOnce}) returning 1`,
    [...buckets, before],
  );
}

export function dropRunLogs(db: Queryable, buckets: Buckets, before: number): Promise<number> {
  return count(
    db,
    `delete from journey.run_log where (bucket, message_id, attempt) in (
       select bucket, message_id, attempt from journey.run_log
       where bucket between $1 and $2 and started_at < to_timestamp($3::float8 / 1000) limit ${rowsAtOnce}) returning 1`,
    [...buckets, before],
  );
}

/** Custom events as they came in; their keys are forgotten with them. */
export function dropCustomEvents(db: Queryable, before: number): Promise<number> {
  return count(
    db,
    `delete from journey.custom_event where id in (
       select id from journey.custom_event where received_at < to_timestamp($1::float8 / 1000) order by id limit ${rowsAtOnce})
     returning 1`,
    [before],
  );
}

/** Test participants that nobody has played since. */
export function dropOldTests(db: Queryable, before: number): Promise<number> {
  return count(
    db,
    "delete from journey.test_participant where played_at < to_timestamp($1::float8 / 1000) returning 1",
    [before],
  );
}

async function count(db: Queryable, sql: string, parameters: readonly unknown[]): Promise<number> {
  return (await db.query(sql, parameters)).length;
}

/**
 * Drops the tables of months of traces that ended before a moment. What those under way have there, goes to the table for the rest.
 *
 * @returns the months, `2026_01`; one whose table is in use is left for the next time
 */
export async function dropTraceMonths(db: Database, before: number): Promise<readonly string[]> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'journey.trace'::regclass and c.relname ~ '^trace_[0-9]{4}_[0-9]{2}$' order by 1`,
  );
  const dropped: string[] = [];
  for (const { name } of tables) {
    const [year, month] = name.slice("trace_".length).split("_").map(Number);
    if (Date.UTC(year ?? 0, month ?? 0, 1) > before) continue;
    try {
      const isMine = await db.transaction(async (tx) => {
        // Two that read the table and want to drop it would wait for each other.
        const [lock] = await tx.query<{ got: boolean }>(
          "select pg_try_advisory_xact_lock(hashtextextended('journey.' || $1, 0)) as got",
          [name],
        );
        if (!lock?.got) return false;
        // Whoever writes traces is not kept waiting behind us.
        await tx.query("select set_config('lock_timeout', '1s', true)");
        await tx.script(`alter table journey.trace detach partition journey.${name}`);
        await tx.script(
          `insert into journey.trace overriding system value
             select t.* from journey.${name} t join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
             where p.status = 'active' order by t.id`,
        );
        await tx.script(`drop table journey.${name}`);
        return true;
      });
      if (isMine) dropped.push(name.slice("trace_".length));
    } catch (error) {
      // Locked by somebody, or dropped by another just now.
      if (!["55P03", "42P01", "40P01"].includes((error as { code?: string }).code ?? "")) throw error;
    }
  }
  return dropped;
}
