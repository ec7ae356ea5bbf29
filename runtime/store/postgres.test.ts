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
