import { readdirSync, readFileSync } from "node:fs";
import { Problem } from "@journey/language";
import type { Database } from "./database.ts";

const folder = new URL("./migrations/", import.meta.url);

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort()
    .map((file) => ({
      number: Number(file.slice(0, 4)),
      name: file,
      sql: readFileSync(new URL(file, folder), "utf8"),
    }));
}

/**
 * Applies the numbered migrations that the database has not seen, each in a transaction of its own, forward only.
 * Several processes may start at once: the row that names a migration is inserted first, so one applies it and the
 * others wait for that and go on.
 *
 * @throws Problem `database-newer` when the database was migrated by a newer release.
 */
export async function migrate(database: Database): Promise<void> {
  const migrations = readMigrations();
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
  const newest = Math.max(0, ...applied);
  const known = migrations.at(-1)?.number ?? 0;
  if (newest > known) {
    throw new Problem(
      "database-newer",
      `The database's journey schema is at migration ${newest}; this release knows up to ${known}.`,
      "Install the release that made it, or a newer one.",
    );
  }
  for (const migration of migrations) {
    if (applied.has(migration.number)) continue;
    await database.transaction(async (tx) => {
      const inserted = await tx.query(
        "insert into journey.migration (number, name) values ($1, $2) on conflict do nothing returning number",
        [migration.number, migration.name],
      );
      if (inserted.length > 0) await tx.script(migration.sql);
    });
  }
}
