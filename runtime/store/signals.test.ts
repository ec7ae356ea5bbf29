import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import type { Database } from "./database.ts";
import { openPostgres } from "./open-database.ts";
import type { Signals } from "./signals.ts";

let server: TestServer;
let db: Database;
const open: Signals[] = [];
beforeAll(async () => {
  server = await startPostgres();
  db = await openPostgres(await server.createDatabase());
});
afterEach(() => Promise.all(open.splice(0).map((signals) => signals.close())));
afterAll(async () => {
  await db?.close();
  await server?.stop();
});

/** One process's ears and mouth; what it hears by being connected is not what it is told. */
async function listener() {
  const heard: string[] = [];
  const signals = db.signals?.(["step"], (topic) => heard.push(topic));
  if (!signals) throw new Error("The server has none.");
  open.push(signals);
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(["step"]);
  heard.length = 0;
  return { signals, heard };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it("a hundred calls at once are one for the others, and none for who called", async () => {
  const [one, two] = [await listener(), await listener()];
  for (let call = 0; call < 100; call++) one.signals.send("step");
  await expect.poll(() => two.heard, { timeout: 10_000 }).toEqual(["step"]);
  await pause(100);
  expect([one.heard, two.heard]).toEqual([[], ["step"]]);
});

it("connects again when it was cut off, and looks whether it has missed something", async () => {
  const [one, two] = [await listener(), await listener()];
  await db.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen journey_wake' and datname = current_database()",
  );
  await expect.poll(() => two.heard, { timeout: 10_000 }).toEqual(["step"]);
  await expect.poll(() => one.heard, { timeout: 10_000 }).toEqual(["step"]);
  one.signals.send("send");
  await expect.poll(() => two.heard, { timeout: 10_000 }).toEqual(["step", "send"]);
});
