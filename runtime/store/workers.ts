/**
 * Who works on this database. A worker says every few seconds that it is alive; whoever has not done so for the length
 * of its lease is taken for dead, and what it was sending is looked after by the others. Every time here is the
 * database's: a wrong clock makes nobody look dead.
 */
import type { Queryable } from "./database.ts";

export interface WorkerRow {
  /** Names this process for ever: no two starts share it. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** The last migration that it knows. */
  readonly schema: number;
  readonly draining: boolean;
}

export interface Heartbeat {
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
  /** A migration that this worker must not work beside; undefined: none. */
  readonly refusedBy: string | undefined;
}

export async function beat(db: Queryable, worker: WorkerRow): Promise<Heartbeat> {
  const [row] = await db.query<{ now: number; refusedBy: string | null }>(
    `insert into journey.worker (id, host, pid, schema, draining, started_at, seen_at)
     values ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp())
     on conflict (id) do update set seen_at = clock_timestamp(), draining = excluded.draining
     returning (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
               (select value from journey.setting
                where name = 'breaking-migration' and left(value, 4)::integer > $4) as "refusedBy"`,
    [worker.id, worker.host, worker.pid, worker.schema, worker.draining],
  );
  if (!row) throw new Error("The heartbeat's statement gave no row.");
  return { now: row.now, refusedBy: row.refusedBy ?? undefined };
}

/** It has ended and holds nothing. */
export async function leave(db: Queryable, id: string): Promise<void> {
  await db.query("delete from journey.worker where id = $1", [id]);
}

/** Forgets workers that died long ago; what they held was looked after in the meantime. */
export async function forgetDead(db: Queryable, olderThan: number): Promise<void> {
  await db.query(
    `delete from journey.worker w where seen_at < clock_timestamp() - $1::float8 * interval '1 millisecond'
       and not exists (select from journey.message m where m.status = 'sending' and m.worker = w.id)`,
    [olderThan],
  );
  await db.query(
    // Long after the worker: by its rows it learns that it was taken for dead, should it only have stood still.
    `delete from journey.handover h where at < clock_timestamp() - 7 * $1::float8 * interval '1 millisecond'
       and not exists (select from journey.worker w where w.id = h.sender)
       and not exists (select from journey.message m where m.status = 'sending' and m.worker = h.sender)`,
    [olderThan],
  );
}

/** The database's clock, epoch milliseconds. */
export async function databaseTime(db: Queryable): Promise<number> {
  const [row] = await db.query<{ now: number }>("select (extract(epoch from clock_timestamp()) * 1000)::float8 as now");
  if (!row) throw new Error("The clock's statement gave no row.");
  return row.now;
}

/**
 * Takes a turn at what one worker does for all, if it is time for it. Should the worker die meanwhile, the next turn comes after `hold`.
 *
 * @param hold milliseconds that it may take
 */
export async function takeTurn(db: Queryable, name: string, worker: string, hold: number): Promise<boolean> {
  const rows = await db.query(
    `insert into journey.turn (name, next_at, worker)
     values ($1, clock_timestamp() + $3::float8 * interval '1 millisecond', $2)
     on conflict (name) do update set next_at = excluded.next_at, worker = excluded.worker
       where turn.next_at <= clock_timestamp()
     returning 1`,
    [name, worker, hold],
  );
  return rows.length > 0;
}

/** Sets when the next turn comes, whoever takes it; nothing if somebody else has it by now. @param pause milliseconds from now */
export async function endTurn(db: Queryable, name: string, worker: string, pause: number): Promise<void> {
  await db.query(
    `update journey.turn set next_at = clock_timestamp() + $3::float8 * interval '1 millisecond'
     where name = $1 and worker = $2`,
    [name, worker, pause],
  );
}

/** Living workers of releases that do not know a migration, by host and process. */
export async function olderWorkers(db: Queryable, migration: number): Promise<string[]> {
  const [table] = await db.query<{ exists: boolean }>("select to_regclass('journey.worker') is not null as exists");
  if (!table?.exists) return [];
  const rows = await db.query<{ name: string }>(
    `select host || ' (process ' || pid || ')' as name from journey.worker
     where schema < $1 and seen_at > clock_timestamp() - interval '1 minute' order by 1`,
    [migration],
  );
  return rows.map((row) => row.name);
}

/** A process that gave a sign of life of late. */
export interface LivingWorker {
  readonly id: string;
  readonly draining: boolean;
  readonly startedAt: Date;
}

/** The processes on this database that gave a sign of life in the last minute, the oldest first. */
export function listWorkers(db: Queryable): Promise<LivingWorker[]> {
  return db.query(
    `select id, draining, started_at as "startedAt" from journey.worker
     where seen_at > clock_timestamp() - interval '1 minute' order by started_at, id`,
  );
}
