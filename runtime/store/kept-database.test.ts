import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { openPglite } from "./open-database.ts";

const home = mkdtempSync(join(tmpdir(), "journey-kept-"));
const folder = join(home, "journey");
const before = process.env.XDG_CACHE_HOME;

let made: unknown[];
beforeAll(async () => {
  process.env.XDG_CACHE_HOME = home;
  made = await opened();
});
afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(home, { recursive: true, force: true });
});

/** Everything that a migration can leave behind. */
async function contentOf(db: Database): Promise<unknown[]> {
  const tables = await db.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'journey'::regnamespace and relkind in ('r', 'p') order by 1",
  );
  const rows: unknown[] = [];
  for (const { name } of tables) rows.push([name, await db.query(`select * from journey."${name}" order by 1`)]);
  return [
    rows,
    await db.query(
      "select table_name, column_name, data_type, column_default, is_nullable from information_schema.columns where table_schema = 'journey' order by 1, 2",
    ),
    await db.query("select indexdef from pg_indexes where schemaname = 'journey' order by 1"),
    await db.query("select proname, prosrc from pg_proc where pronamespace = 'journey'::regnamespace order by 1, 2"),
    await db.query("show timezone"),
  ];
}

async function opened(): Promise<unknown[]> {
  const db = await openPglite();
  try {
    return await contentOf(db);
  } finally {
    await db.close();
  }
}

/** The moments at which migrations ran differ between two databases; nothing else may. */
const withoutMoments = (content: unknown[]) =>
  JSON.parse(JSON.stringify(content).replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"a moment"'));

it("a copy is what a new database is, and nothing that is written into one is in the next", async () => {
  const [name, ...others] = readdirSync(folder);
  expect([name, others]).toEqual([expect.stringMatching(/^empty-database-[0-9a-f]{16}\.tar\.gz$/), []]);
  const copy = await openPglite();
  await copy.query("insert into journey.setting values ('mine', 'alone')");
  const second = await opened();
  await copy.close();
  expect(withoutMoments(second)).toEqual(withoutMoments(made));
  expect(JSON.stringify(second)).not.toContain("alone");
});

it.each([
  ["is no archive", Buffer.from("half a file")],
  ["holds no database", gzipSync("nothing")],
])("what was kept and %s is not believed", async (_, content) => {
  const [name] = readdirSync(folder);
  writeFileSync(join(folder, name!), content);
  expect(withoutMoments(await opened())).toEqual(withoutMoments(made));
  expect(readdirSync(folder).map((file) => readFileSync(join(folder, file)))).not.toContainEqual(content);
});

it("a home that can't be written only makes it slower", async () => {
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(folder, "a file where the folder should be");
  expect(withoutMoments(await opened())).toEqual(withoutMoments(made));
});
