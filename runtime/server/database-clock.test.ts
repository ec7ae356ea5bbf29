import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import type { Database } from "../store/database.ts";
import { openPostgres } from "../store/open-database.ts";
import { openDatabaseClock } from "./database-clock.ts";

let server: TestServer;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = await openPostgres(await server.createDatabase());
});
afterAll(async () => {
  await db?.close();
  await server?.stop();
});

const hour = 3_600_000;

it("shows the database's time, also where this machine's clock is an hour wrong, and when it jumps", async () => {
  const right = Date.now;
  const wrong = vi.spyOn(Date, "now").mockImplementation(() => right() + hour);
  const clock = await openDatabaseClock(db);
  expect(Math.abs(clock.now() - right())).toBeLessThan(250);
  wrong.mockImplementation(() => right() - hour);
  expect(Math.abs(clock.now() - right())).toBeLessThan(250);
  wrong.mockRestore();
});

it("is not led astray by a reading that took long", async () => {
  const clock = await openDatabaseClock(db);
  const before = clock.now() - performance.now();
  const now = performance.now();
  clock.set(clock.now() - 400, now - 1_000, now);
  expect(Math.abs(clock.now() - performance.now() - before)).toBeLessThan(2);
});

it("follows when somebody sets the database's clock", async () => {
  const clock = await openDatabaseClock(db);
  const before = clock.now() - performance.now();
  const now = performance.now();
  clock.set(clock.now() + hour, now - 20, now);
  expect(Math.abs(clock.now() - performance.now() - before - hour)).toBeLessThan(50);
});
