/** Many at once, on a PostgreSQL server: reports told twice and out of order; workers that share a budget. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import type { Database } from "../store/database.ts";
import { openPostgres } from "../store/open-database.ts";
import { findHeld, findSpend } from "../store/sms-charges.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { graphsOf, startSmsService } from "../testing/sms-service.ts";

let postgres: TestServer;
let db: Database;
beforeAll(async () => {
  postgres = await startPostgres();
  db = await openPostgres(await postgres.createDatabase());
});
beforeEach(() => emptyDatabase(db));
afterAll(async () => {
  await db?.close();
  await postgres?.stop();
});

it("200 reports, each told twice, in any order: every message ends in one state, and nothing is counted twice", {
  timeout: 120_000,
}, async () => {
  const service = await startSmsService(db);
  await db.query(
    "insert into people (name, phone) select 'P' || n, '+3247012' || lpad(n::text, 4, '0') from generate_series(1, 100) n",
  );
  await service.run(`journey nudge {
    target Person
    filter phone is set
    sms hello { text "Hi {{ name }}" on bounced { update { note = "bounced" } } on delivered { update { note = "delivered" } } }
  }`);
  const sids = service.twilio.messages.map(({ sid }) => sid);
  expect(sids).toHaveLength(100);
  const reports = sids.flatMap((sid, index) => {
    const isLost = index % 4 === 0;
    const two = [
      () => service.twilio.report(sid, "sent"),
      () => (isLost ? service.twilio.report(sid, "undelivered", 30005) : service.twilio.report(sid, "delivered")),
    ];
    return [...two, ...two];
  });
  // Any order, but the same one at every run.
  const order = reports
    .map((report, index) => ({ report, place: (index * 7919) % 400 }))
    .sort((a, b) => a.place - b.place);
  const answers = await Promise.all(order.map(({ report }) => report()));
  expect(new Set(answers)).toEqual(new Set([204]));
  await service.run();
  expect(
    await db.query(
      `select count(*) filter (where status = 'sent')::int as sent, count(delivered_at)::int as delivered,
              count(bounced_at)::int as bounced, count(*) filter (where delivered_at is not null and bounced_at is not null)::int as both
       from journey.message`,
    ),
  ).toEqual([{ sent: 100, delivered: 75, bounced: 25, both: 0 }]);
  expect(
    await db.query(
      "select type, count(*)::int as count from journey.event where source = 'twilio' group by type order by type",
    ),
  ).toEqual([
    { type: "bounced", count: 25 },
    { type: "delivered", count: 75 },
    { type: "executed", count: 100 },
  ]);
  expect(await db.query("select note, count(*)::int as count from people group by note order by note")).toEqual([
    { note: "bounced", count: 25 },
    { note: "delivered", count: 75 },
  ]);
  expect(service.twilio.messages).toHaveLength(100);
  await service.close();
});

it("four workers at once spend no more than the cap, and leave no batch in two halves", async () => {
  const prices = { currency: "EUR", perPart: { "*": 0.1 } };
  const workers = await Promise.all([1, 2, 3, 4].map(() => startSmsService(db, { prices, caps: { perDay: 10 } })));
  const [first] = workers;
  await db.query(
    "insert into people (name, phone) select 'P' || n, '+3247012' || lpad(n::text, 4, '0') from generate_series(1, 60) n",
  );
  const journeys = ["one", "two", "three"].map(
    (name) => `journey ${name} { target Person filter phone is set sms hello { text "Hi {{ name }}" } }`,
  );
  for (const graph of graphsOf(journeys.join("\n"))) await first?.engine.deploy(graph);
  await first?.engine.enrol();
  await first?.engine.step();
  for (let round = 0; round < 3; round++) {
    await Promise.all(workers.map(({ outbox }) => outbox.send()));
    // Whoever took a message before its price was known has put it off by some seconds.
    for (const { clock } of workers) clock.moveTo(clock.now() + 6_000);
  }
  const sent = workers.flatMap(({ twilio }) => twilio.messages);
  expect(sent).toHaveLength(60);
  expect(new Set(sent.map(({ to, body }) => `${to} ${body}`)).size).toBe(60);
  expect((await findSpend(db, "2026-03-02")).reduce((sum, { total }) => sum + total, 0)).toBe(6);
  expect((await findHeld(db)).map(({ messages }) => messages)).toEqual([60, 60]);
  for (const worker of workers) await worker.close();
});
