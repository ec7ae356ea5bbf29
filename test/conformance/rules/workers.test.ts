/** docs/semantics.md: what several workers on one database must not do. */
import { createEngine, type Database, openPostgres, VirtualClock } from "@journey/runtime";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createModelTables } from "../../../runtime/store/model-tables.ts";
import { startPostgres, type TestServer } from "../../support/postgres.ts";
import { graphOfBody } from "../project.ts";
import { message, start } from "../tell.ts";

// Four workers and a server: more than a moment on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let server: TestServer;
let url: string;
const open: Database[] = [];
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});
afterAll(async () => {
  for (const db of open) await db.close();
  await server?.stop();
});

it("§1.9 §5.9 four workers, each person once, each step once (mautic#3669, #8802, #2004, #6515, parcelvoy/platform#462)", async () => {
  const clock = new VirtualClock(start);
  const graph = graphOfBody(
    `unicity phone\nupdate { score += 1 }\n${message("m1")}\nwait 1 day\nupdate { score += 10 }`,
  );
  const workers = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const db = await openPostgres(url);
      open.push(db);
      return { db, engine: createEngine({ db, clock, batchSize: 20 }) };
    }),
  );
  const [{ db, engine }] = workers as [(typeof workers)[0]];
  await createModelTables(db, graph.schema);
  await db.query(
    `insert into persons (id, name, phone, country, score, created_at)
     select n, 'P' || n, '+3247' || (100000 + n), 'BE', 0, now() from generate_series(1, 300) n`,
  );
  await engine.deploy(graph);
  const all = (what: (each: (typeof workers)[0]) => Promise<unknown>) => Promise.all(workers.map(what));
  const count = async (sql: string) =>
    (await db.query<{ count: number }>(`select count(*)::int as count from ${sql}`))[0]?.count;
  await all((each) => each.engine.enrol());
  expect(await count("journey.participant")).toBe(300);
  await all((each) => each.engine.step());
  expect(await count("persons where score = 1")).toBe(300);
  expect(await count("journey.message")).toBe(300);
  await db.query("update journey.message set status = 'sent', attempt_at = null");
  await db.query(
    `insert into journey.event (bucket, participant_id, message_id, type, activity, occurred_at, received_at, source, external_id)
     select bucket, participant_id, id, 'executed', activity, to_timestamp($1::float8 / 1000), now(), 'test', id from journey.message`,
    [start],
  );
  await db.query("update journey.participant set due_at = to_timestamp($1::float8 / 1000), has_events = true", [start]);
  clock.moveTo(start + 86_400_000);
  await all(async (each) => {
    await each.engine.step();
    await each.engine.step();
  });
  expect(await count("persons where score = 11")).toBe(300);
  expect(await count("journey.trace")).toBe(900);
  expect(await count("journey.participant where status = 'completed'")).toBe(300);
});
