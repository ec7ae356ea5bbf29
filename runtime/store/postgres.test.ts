import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import { openPostgres } from "./open-database.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

it("several processes may bring one new database up to date at the same moment", async () => {
  const url = await server.createDatabase();
  const opened = await Promise.all([openPostgres(url), openPostgres(url), openPostgres(url)]);
  const [row] = await opened[0].query<{ count: number }>("select count(*)::int as count from journey.migration");
  const files = readdirSync(new URL("./migrations/", import.meta.url)).filter((name) => name.endsWith(".sql"));
  expect(row?.count).toBe(files.length);
  await Promise.all(opened.map((database) => database.close()));
});

it("gives the same bucket to a key as the embedded database", async () => {
  const url = await server.createDatabase();
  const database = await openPostgres(url);
  const [row] = await database.query("select (hashtextextended('abc', 0) & 255)::int as bucket");
  expect(row).toEqual({ bucket: 151 });
  await database.close();
});

it("prepares what comes again and again, until a table has changed under it", async () => {
  const database = await openPostgres(await server.createDatabase(), { maxConnections: 1 });
  await database.script("create table person (score integer); insert into person values (1)");
  const read = () => database.transaction((tx) => tx.query("select score from person where score >= $1", [0]));
  for (let time = 0; time < 4; time++) expect(await read()).toEqual([{ score: 1 }]);
  const names = () =>
    database.query<{ name: string }>("select name from pg_prepared_statements where statement like '%score%'");
  expect(await names()).toHaveLength(1);
  await database.script("alter table person alter score type text");
  await expect(read()).rejects.toThrow();
  await database.script("alter table person alter score type float8 using score::float8");
  await read().catch(() => {});
  for (let time = 0; time < 4; time++) expect(await read()).toEqual([{ score: 1 }]);
  await database.close();
});

it("goes on without preparing anything where a pooler hands the server's connections round", async () => {
  const database = await openPostgres(await server.createDatabase(), { maxConnections: 1 });
  const ask = () => database.transaction((tx) => tx.query<{ value: number }>("select $1::int + 1 as value", [1]));
  for (let time = 0; time < 3; time++) expect(await ask()).toEqual([{ value: 2 }]);
  // As if the next transaction were on another connection of the server.
  await database.script("deallocate all");
  await expect(ask()).rejects.toMatchObject({ code: "26000" });
  for (let time = 0; time < 5; time++) expect(await ask()).toEqual([{ value: 2 }]);
  expect(await database.query("select from pg_prepared_statements")).toEqual([]);
  await database.close();
});
