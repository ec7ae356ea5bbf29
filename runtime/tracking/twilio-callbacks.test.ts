/** Reports of many messages at once: twice, out of order, all at the same time. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { emptyDatabase, startSmsService } from "../testing/sms-service.ts";

let db: Database;
beforeAll(async () => {
  db = await openPglite();
  await emptyDatabase(db);
});
afterAll(() => db?.close());

it("200 reports, each told twice, in any order: every message ends in one state, and nothing is counted twice", async () => {
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
