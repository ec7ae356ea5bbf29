/** What may be spent on text messages: batches leave whole, or wait whole. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { decideBatches, findHeld, findSpend, findUnpriced, insertCharges, releaseHeld } from "../store/sms-charges.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { graphsOf, type SmsService, start, startSmsService } from "../testing/sms-service.ts";

const day = 86_400_000;
const journey = (name: string) => `journey ${name} {
  target Person
  sms hello { text "Hello {{ name }}" filter phone is set }
}`;
const prices = { currency: "EUR", perPart: { BE: 0.1, FR: 0.05 } };

let db: Database;
let service: SmsService | undefined;

beforeAll(async () => {
  db = await openPglite();
});
beforeEach(() => emptyDatabase(db));
afterEach(async () => {
  await service?.close();
  service = undefined;
});
afterAll(() => db?.close());

async function people(count: number, prefix = "+3247012"): Promise<void> {
  await db.query(
    "insert into people (name, phone) select 'P' || n, $2 || lpad(n::text, 4, '0') from generate_series(1, $1) n",
    [count, prefix],
  );
}

const states = () =>
  db.query("select status, count(*)::int as count from journey.message group by status order by status");

it("a batch that fits leaves; its cost is written down", async () => {
  service = await startSmsService(db, { prices, caps: { perDay: 10 } });
  await people(20);
  await service.run(journey("welcome"));
  expect(service.twilio.messages).toHaveLength(20);
  expect(await findSpend(db, "2026-03-02")).toMatchObject([{ journey: "welcome", today: 2, total: 2 }]);
  expect(await findHeld(db)).toEqual([]);
});

it("a batch that does not fit is held as a whole, and leaves when the day is over", async () => {
  service = await startSmsService(db, { prices, caps: { perDay: 3 } });
  await people(20);
  await service.run(journey("welcome"));
  await db.query("delete from people");
  await db.query(
    "insert into people (id, name, phone) select 100 + n, 'Q', '+3247099' || lpad(n::text, 4, '0') from generate_series(1, 15) n",
  );
  // 2 EUR are spent; the next ones cost 1.50.
  await service.run();
  expect(service.twilio.messages).toHaveLength(20);
  expect(await findHeld(db)).toMatchObject([
    {
      ...{ journey: "welcome", activity: "hello", messages: 15, parts: 15, cost: 1.5 },
      reason: "it costs 1.5 EUR; of the day's 3 EUR, 1 EUR are left",
    },
  ]);
  expect(service.problems).toMatchObject([
    {
      code: "sms-held",
      message: expect.stringContaining("15 text messages wait: welcome, step hello; it costs 1.5 EUR;"),
    },
  ]);
  expect(await states()).toEqual([
    { status: "pending", count: 15 },
    { status: "sent", count: 20 },
  ]);
  service.clock.moveTo(start + day);
  await service.run();
  expect(service.twilio.messages).toHaveLength(35);
  expect(await findHeld(db)).toEqual([]);
  expect(await findSpend(db, "2026-03-03")).toMatchObject([{ today: 1.5, total: 3.5 }]);
});

it("a batch whose messages are not all priced yet may still grow: nothing is decided of a part of it", async () => {
  service = await startSmsService(db, { prices, caps: { perJourney: 1 } });
  await people(20);
  for (const graph of graphsOf(journey("welcome"))) await service.engine.deploy(graph);
  await service.engine.enrol();
  await service.engine.step();
  const messages = await findUnpriced(db, start, 100);
  const charge = (part: typeof messages) =>
    insertCharges(
      db,
      part.map((message) => ({ message, country: "BE", day: "2026-03-02", parts: 1, cost: 0.1, reason: undefined })),
    );
  const seen: [messages: number, isGrowing: boolean][] = [];
  const look = () =>
    decideBatches(db, "2026-03-02", start, (batch, _today, _byJourney, isGrowing) => {
      seen.push([batch.messages, isGrowing]);
      return "later";
    });
  await charge(messages.slice(0, 8));
  await look();
  await charge(messages.slice(8));
  await look();
  expect(seen).toEqual([
    [8, true],
    [20, false],
  ]);
});

it("a journey's own cap holds its batches alone; an operator lets them go", async () => {
  service = await startSmsService(db, { prices, caps: { perJourney: 10, journeys: { dear: 0.3 } } });
  await people(5);
  await service.run(`${journey("dear")}\n${journey("cheap")}`);
  expect(service.twilio.messages).toHaveLength(5);
  expect(await findHeld(db)).toMatchObject([
    { journey: "dear", messages: 5, reason: "it costs 0.5 EUR; of the journey's 0.3 EUR, 0.3 EUR are left" },
  ]);
  expect(await releaseHeld(db, "dear", "2026-03-02", service.clock.now())).toMatchObject([{ messages: 5 }]);
  await service.run();
  expect(service.twilio.messages).toHaveLength(10);
  expect(await findSpend(db, "2026-03-02")).toMatchObject([
    { journey: "cheap", total: 0.5 },
    { journey: "dear", total: 0.5 },
  ]);
});

it("what has no price is held alone; with a price, it leaves after the next start", async () => {
  service = await startSmsService(db, { prices, caps: { perDay: 10 } });
  await people(2);
  await db.query("insert into people (name, phone) values ('Jo', '+447400123456')");
  await service.run(journey("welcome"));
  expect(service.twilio.messages).toHaveLength(2);
  expect(await findHeld(db)).toMatchObject([{ messages: 1, reason: "no price for GB" }]);
  await service.close();
  service = await startSmsService(db, { prices: { currency: "EUR", perPart: { "*": 0.2 } }, caps: { perDay: 10 } });
  await service.run();
  expect(service.twilio.messages).toMatchObject([{ to: "+447400123456" }]);
  expect(await findHeld(db)).toEqual([]);
});

it("without caps, what they held back leaves after the next start", async () => {
  service = await startSmsService(db, { prices, caps: { perDay: 0.1 } });
  await people(2);
  await service.run(journey("welcome"));
  expect(service.twilio.messages).toHaveLength(0);
  await service.close();
  service = await startSmsService(db);
  await service.run();
  expect(service.twilio.messages).toHaveLength(2);
});

it("numbers that are none cost nothing, and what Twilio refuses is given back", async () => {
  service = await startSmsService(db, {
    ...{ prices, caps: { perDay: 10 } },
    standIn: { regions: ["BE"] },
  });
  await db.query(
    "insert into people (name, phone) values ('A', '+3212'), ('B', '+33612345678'), ('C', '+32470123456')",
  );
  await service.run(journey("welcome"));
  expect(await states()).toEqual([
    { status: "failed", count: 2 },
    { status: "sent", count: 1 },
  ]);
  service.clock.moveTo(start + 60_000);
  await service.run();
  expect(await findSpend(db, "2026-03-02")).toMatchObject([{ total: 0.1 }]);
});

it("a message that is sent again costs again", async () => {
  service = await startSmsService(db, { prices, caps: { perDay: 10 } });
  await people(1);
  await service.run(journey("welcome"));
  await service.twilio.report(service.twilio.messages[0]?.sid ?? "", "undelivered", 30003);
  service.clock.moveTo(start + 3_600_000);
  await service.run();
  expect(service.twilio.messages).toHaveLength(2);
  expect(await findSpend(db, "2026-03-02")).toMatchObject([{ total: 0.2 }]);
});
