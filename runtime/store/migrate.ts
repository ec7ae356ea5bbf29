import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@journey/language";
import type { Database, Queryable } from "./database.ts";
import { loadSetting, saveSetting } from "./settings.ts";
import { olderWorkers } from "./workers.ts";

const ownFolder = new URL("./migrations/", import.meta.url);

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /**
   * Releases that do not know it must not work beside it. The others are made so that the release before them goes on
   * working: they add, and take nothing away.
   */
  readonly breaking: boolean;
}

export interface MigrateOptions {
  /** Default: the ones of this release. */
  readonly folder?: URL;
  /** Milliseconds to wait until workers that must not see a breaking migration have ended. */
  readonly patience?: number;
}

/** The newest migration whose release ends older ones, by its file's name. */
const breakingSetting = "breaking-migration";

const numberOf = (name: string): number => Number(name.slice(0, 4));

function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), "utf8");
      return { number: numberOf(name), name, sql, breaking: /^-- breaking\b/.test(sql) };
    });
}

/** The number of the last migration that this release knows. */
export function newestMigration(): number {
  return readMigrations(ownFolder).at(-1)?.number ?? 0;
}

/**
 * Applies the numbered migrations that the database has not seen, each in a transaction of its own, forward only.
 * Several processes may start at once: the row that names a migration is inserted first, so one applies it and the
 * others wait for that and go on. Workers of the release before go on meanwhile; a file that begins with `-- breaking` is
 * announced first, and waits until they have ended.
 *
 * @throws Problem `database-newer` when a newer release made changes that this one must not work beside;
 * `older-workers` when workers of an older release do not end; `database-busy` when a table could not be locked
 */
export async function migrate(
  database: Database,
  { folder = ownFolder, patience = 120_000 }: MigrateOptions = {},
): Promise<void> {
  const migrations = readMigrations(folder);
  // Two processes that create the schema at the same moment: one of them gets a unique violation and tries again.
  for (let attempt = 0; ; attempt++) {
    try {
      await database.script(
        `create schema if not exists journey;
         create table if not exists journey.migration (
           number integer primary key, name text not null, applied_at timestamptz not null default now());`,
      );
      break;
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
  const rows = await database.query<{ number: number }>("select number from journey.migration");
  const applied = new Set(rows.map((row) => row.number));
  const known = migrations.at(-1)?.number ?? 0;
  const breaking = applied.size > 0 ? await loadSetting(database, breakingSetting) : undefined;
  if (breaking !== undefined && numberOf(breaking) > known) {
    throw new Problem(
      "database-newer",
      `The database's journey schema is at migration ${Math.max(...applied)}; this release knows up to ${known}, and ${breaking} must not be worked beside.`,
      "Install the release that made it, or a newer one.",
    );
  }
  for (const migration of migrations) {
    if (applied.has(migration.number)) continue;
    if (migration.breaking) await endOlderWorkers(database, migration, patience);
    await apply(database, migration);
  }
}

/** Tables are locked for a moment only: whoever works on them is not kept waiting behind us, we try again. */
async function apply(database: Database, migration: Migration): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await database.transaction(async (tx: Queryable) => {
        await tx.query("select set_config('statement_timeout', '0', true)");
        const inserted = await tx.query(
          "insert into journey.migration (number, name) values ($1, $2) on conflict do nothing returning number",
          [migration.number, migration.name],
        );
        if (inserted.length === 0) return;
        await tx.query("select set_config('lock_timeout', '3s', true)");
        await tx.script(migration.sql);
      });
    } catch (error) {
      if ((error as { code?: string }).code !== "55P03") throw error;
      if (attempt === 20) {
        throw new Problem(
          "database-busy",
          `The migration ${migration.name} could not lock its tables: ${error instanceof Error ? error.message : String(error)}.`,
          "Something holds them for long: see pg_stat_activity. Nothing was changed; start again when it has ended.",
        );
      }
      await pause(1_000);
    }
  }
}

/** Says what is coming, so that workers that do not know it end, and waits until they have. */
async function endOlderWorkers(database: Database, migration: Migration, patience: number): Promise<void> {
  await saveSetting(database, breakingSetting, migration.name);
  for (const until = performance.now() + patience; ; await pause(500)) {
    const older = await olderWorkers(database, migration.number);
    if (older.length === 0) return;
    if (performance.now() < until) continue;
    throw new Problem(
      "older-workers",
      `${migration.name} must not be applied while an older release works on the database: ${older.join(", ")}.`,
      "They were told to end. Stop those processes, and start again.",
    );
  }
}
