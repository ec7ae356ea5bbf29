import { afterAll, beforeAll, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import type { Database } from "../store/database.ts";
import type { IncomingEvent } from "../store/events.ts";
import { openPostgres } from "../store/open-database.ts";
import { createEventWriter } from "./event-writer.ts";

let server: TestServer;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = await openPostgres(await server.createDatabase());
  await db.script(`
    insert into journey.participant (bucket, id, journey_id, version_id, record_id, entered_at)
    select 1, n, 1, 1, n, now() from generate_series(1, 300) n;
    insert into journey.message (bucket, participant_id, journey_id, version_id, activity, channel, recipient, created_at)
    select 1, id, 1, 1, 'hello', 'email', 'x', now() from journey.participant;`);
});
afterAll(async () => {
  await db?.close();
  await server?.stop();
});

const open = (messageId: string): IncomingEvent => ({
  bucket: 1,
  messageId,
  type: "opened",
  source: "pixel",
  externalId: messageId,
  occurredAt: 1_000,
});

it("what comes together is written together, each once, and durable when it is answered", async () => {
  const messages = await db.query<{ id: string }>("select id::text as id from journey.message");
  const commits = async () =>
    (await db.query<{ count: number }>("select pg_current_xact_id()::text::int as count"))[0]?.count ?? 0;
  const writer = createEventWriter(db);
  const before = await commits();
  // Each of them twice.
  await Promise.all([...messages, ...messages].map(({ id }) => writer.write(open(id), 1_000)));
  expect((await commits()) - before).toBeLessThan(20);
  expect(await db.query("select count(*)::int as events from journey.event")).toEqual([{ events: 300 }]);
});

it("one that the database refuses costs the others nothing", async () => {
  const writer = createEventWriter(db);
  const [known] = await db.query<{ id: string }>("select id::text as id from journey.message limit 1");
  const wrong = { ...open("1"), label: "a\u0000b", externalId: "wrong" };
  const right = { ...open(known?.id ?? ""), type: "clicked" as const, externalId: "right" };
  const [refused, written] = await Promise.allSettled([writer.write(wrong, 1_000), writer.write(right, 1_000)]);
  expect([refused.status, written.status]).toEqual(["rejected", "fulfilled"]);
  expect(await db.query("select 1 from journey.event where type = 'clicked'")).toHaveLength(1);
});

it("says so when more comes in than can be written, and takes more as soon as it can", async () => {
  const writer = createEventWriter(db);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isHeld = false;
  const holding = db.transaction(async (tx) => {
    await tx.script("lock table journey.event in access exclusive mode");
    isHeld = true;
    await held;
  });
  await expect.poll(() => isHeld).toBe(true);
  const told = Array.from({ length: 7_000 }, (_, index) =>
    writer.write({ ...open("1"), externalId: `many ${index}` }, 1_000).then(
      () => "written",
      (problem: { code: string }) => problem.code,
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  letGo();
  await holding;
  const answers = new Set(await Promise.all(told));
  expect(answers).toEqual(new Set(["written", "overloaded"]));
  await writer.write({ ...open("1"), externalId: "afterwards" }, 1_000);
}, 60_000);
