/** Releases one after the other on one database, while workers of the one before go on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import type { Database } from "./database.ts";
import { migrate, newestMigration } from "./migrate.ts";
import { openPostgres } from "./open-database.ts";
import { beat, leave } from "./workers.ts";

let server: TestServer;
let db: Database;
let folder: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());
afterEach(async () => {
  await db?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A database at this release, and a folder that holds what a later one adds. */
async function open(later: Readonly<Record<string, string>>): Promise<URL> {
  db = await openPostgres(await server.createDatabase());
  folder = mkdtempSync(join(tmpdir(), "journey-migrations-"));
  for (const [name, sql] of Object.entries(later)) writeFileSync(join(folder, name), sql);
  return pathToFileURL(`${folder}/`);
}

const worker = (schema: number) => ({ id: `w${schema}`, host: "here", pid: 1, schema, draining: false });

it("a release that only adds leaves the one before at work, and lets it start again", async () => {
  const later = await open({ "9001-more.sql": "alter table journey.setting add column more text;" });
  await migrate(db, { folder: later });
  expect((await beat(db, worker(newestMigration()))).refusedBy).toBeUndefined();
  await migrate(db);
});

it("a breaking one tells older workers to end, waits for them, and older releases are refused from then on", async () => {
  const later = await open({ "9001-other.sql": "-- breaking\nalter table journey.setting add column more text;" });
  const old = worker(newestMigration());
  await beat(db, old);
  const done = migrate(db, { folder: later });
  await expect.poll(async () => (await beat(db, old)).refusedBy).toBe("9001-other.sql");
  expect(await db.query("select 1 from journey.migration where number = 9001")).toEqual([]);
  await leave(db, old.id);
  await done;
  expect(await db.query("select 1 from journey.migration where number = 9001")).toHaveLength(1);
  await expect(migrate(db)).rejects.toMatchObject({ code: "database-newer" });
  // The new release goes on as if nothing had been.
  await migrate(db, { folder: later });
  expect((await beat(db, worker(9001))).refusedBy).toBeUndefined();
});

it("says who is in the way when they do not end, and changes nothing", async () => {
  const later = await open({ "9001-other.sql": "-- breaking\nalter table journey.setting add column more text;" });
  await beat(db, worker(newestMigration()));
  await expect(migrate(db, { folder: later, patience: 0 })).rejects.toMatchObject({
    code: "older-workers",
    message: expect.stringContaining("here (process 1)"),
  });
  expect(await db.query("select 1 from journey.migration where number = 9001")).toEqual([]);
});

it("waits for a table that a worker holds, without keeping others waiting behind it", async () => {
  const later = await open({ "9001-more.sql": "alter table journey.setting add column more text;" });
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holding = db.transaction(async (tx) => {
    await tx.query("select * from journey.setting");
    await held;
  });
  const done = migrate(db, { folder: later });
  // It asks for the table for three seconds and steps back: who comes meanwhile gets its turn.
  await new Promise((resolve) => setTimeout(resolve, 3_300));
  await db.query("select * from journey.setting");
  letGo();
  await holding;
  await done;
  expect(await db.query("select 1 from journey.migration where number = 9001")).toHaveLength(1);
}, 60_000);
