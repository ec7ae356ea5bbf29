/**
 * Seven campaigns that use the rest of the language, end to end: entries by events, dates, schedules and changes, waits
 * for events and conditions, tests, shares, calls. Mails go through SMTP, calls to a server of the test's own.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DevServer } from "@journey/runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startExamples } from "./support/dev.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";

const hour = 3_600_000;
const day = 24 * hour;

let postgres: TestServer;
/** Another service, which takes calls. */
let called: Server;
const calls: { readonly headers: Record<string, unknown>; readonly body: unknown }[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
  called = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      calls.push({ headers: request.headers, body: JSON.parse(text) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => called.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await postgres?.stop();
  called?.close();
});

describe.each(["PGlite", "PostgreSQL"])("on %s", (backend) => {
  let dev: DevServer;

  /** The host that stands in the example is answered by the server of this test. */
  async function run(...journeys: string[]): Promise<void> {
    const { port } = called.address() as AddressInfo;
    dev = await startExamples({
      journeys,
      databaseUrl: backend === "PostgreSQL" ? await postgres.createDatabase() : undefined,
      rewrite: (text) => text.replaceAll("https://figures.acme.test", `http://127.0.0.1:${port}`),
    });
  }
  afterEach(() => dev?.close());

  const advance = (milliseconds: number) => dev.advance({ milliseconds });
  const inbox = () => dev.inbox.messages.map((mail) => `${mail.to}: ${mail.subject || mail.text}`);
  const column = async (sql: string): Promise<unknown[]> =>
    (await dev.db.query<{ value: unknown }>(sql)).map((row) => row.value);
  const sql = async (text: string): Promise<void> => {
    await dev.db.query(text);
    await dev.settle();
  };
  const ends = () =>
    column(
      `select p.record_id || ' ' || p.status || coalesce(': ' || p.ended_reason, '') as value from journey.participant p
       join journey.journey j on j.id = p.journey_id order by j.name, p.record_id::int, p.id`,
    );
  const traces = () =>
    column(
      `select p.record_id || ' ' || t.activity || ' ' || t.state || coalesce(': ' || t.reason, '') as value
       from journey.trace t join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
       order by t.at, p.record_id::int, t.id`,
    );
  const tasks = () => column("select title as value from journey.task order by id");

  async function click(address: string, text: RegExp): Promise<void> {
    const mail = dev.inbox.messages.findLast((each) => each.to === address);
    const links = [...(mail?.html ?? "").matchAll(/<a\b[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g)];
    const link = links.find(([, , content = ""]) => text.test(content));
    await fetch(link?.[1]?.replaceAll("&amp;", "&") ?? "", { redirect: "manual" });
    await dev.settle();
  }

  it("abandoned cart: who orders within the hour is left alone, who comes back later is told of to another service", async () => {
    await run("abandoned_cart");
    const abandon = (customer: number, cart: string, total: number) =>
      dev.receive({ name: "cart_abandoned", payload: { customer, cart_id: cart, total } });
    expect(await abandon(1, "a", 100)).toMatchObject({ entered: 1 });
    expect(await abandon(2, "b", 300)).toMatchObject({ entered: 1 });
    expect(await abandon(3, "c", 80)).toMatchObject({ entered: 1 });
    expect(await abandon(4, "d", 5), "below what `where` asks for").toMatchObject({ entered: 0 });
    expect(await abandon(1, "a", 100), "still inside").toMatchObject({ entered: 0 });
    await advance(30 * 60_000);
    await dev.receive({ name: "order_placed", payload: { customer: 1, cart_id: "other", total: 9 } });
    await dev.receive({ name: "order_placed", payload: { customer: 3, cart_id: "c", total: 80 } });
    expect(await ends()).toEqual(["1 active", "2 active", "3 exited: exit"]);
    await advance(30 * 60_000);
    expect(inbox().sort()).toEqual([
      "ida@larkspur.example: Ida, your cart is waiting",
      "noah@foxglove.example: Noah, your cart is waiting",
    ]);
    await advance(2 * hour);
    calls.length = 0;
    await dev.receive({ name: "order_placed", payload: { customer: 1, cart_id: "a", total: 90 } });
    await dev.settle();
    expect(calls.map(({ body }) => body)).toEqual([{ cart: "a", left: 100, ordered: 90, customer: 1 }]);
    expect(calls[0]?.headers).toMatchObject({ "x-journey": "abandoned_cart", "content-type": "application/json" });
    expect(calls[0]?.headers["idempotency-key"]).toBeDefined();
    await advance(day);
    expect(await tasks()).toEqual(["Call Noah about a large cart"]);
    expect(await ends()).toEqual(["1 completed: completed", "2 completed: completed", "3 exited: exit"]);
    expect(
      await dev.receive({ name: "order_placed", payload: { customer: 1, total: "much" } }).catch((e) => e.code),
    ).toBe("wrong-event");
  });

  it("trial ending: three days before, by what was done; a plan taken ends it and counts", async () => {
    await run("trial_ending");
    expect(await ends()).toEqual([]);
    // 3 November, 9:00 in Brussels.
    await advance(day);
    expect(inbox().sort()).toEqual([
      "elin@birch.example: Three days left: plan your first garden, Elin",
      "pavel@alder.example: Keep your 4 gardens",
    ]);
    await click("elin@birch.example", /garden|plan/i);
    expect(
      await column("select record_id as value from journey.list_member where list = 'Planner late starters'"),
    ).toEqual(["1"]);
    await sql("update trials set plan = 'team' where id = 2");
    expect(await ends()).toEqual(["1 active", "2 exited: goal subscribed"]);
    expect(await column("select goal as value from journey.goal_reached")).toEqual(["subscribed"]);
    // The date moves while it is waited for: the mail of the last day moves along.
    await sql("update trials set trial_ends_at = trial_ends_at + interval '2 days' where id = 1");
    await advance(3 * day);
    expect(inbox().filter((line) => line.includes("Tomorrow"))).toEqual([]);
    await advance(2 * day);
    expect(inbox().filter((line) => line.includes("Tomorrow"))).toEqual([
      "elin@birch.example: Tomorrow your trial ends",
    ]);
  });

  it("birthday: on the day, in the person's language and zone", async () => {
    await run("birthday");
    await advance(2 * day - 2 * hour);
    expect(inbox()).toEqual([]);
    await advance(2 * hour);
    // Not the archived one, whose birthday is the same.
    expect(dev.inbox.messages.map((mail) => mail.to)).toEqual(["ida@larkspur.example"]);
    expect(dev.inbox.messages[0]?.text).toMatch(/anniversaire/i);
    await advance(day);
    // 8:00 in New York is 14:00 in Brussels.
    await advance(6 * hour);
    expect(dev.inbox.messages.map((mail) => mail.to)).toEqual(["ida@larkspur.example", "tariq@oleander.example"]);
    expect(dev.inbox.messages[1]?.text).toMatch(/birthday/i);
  });

  it("win-back: every Monday, a control group, the window and the cap hold", async () => {
    await run("win_back");
    // It started on a Monday at 9:00; 10:00 is its time, and 1, 3 and 4 have not ordered for long.
    await advance(hour);
    const active = (await ends()).length;
    expect(active).toBe(3);
    const first = inbox().length;
    await sql(
      "insert into orders (customer_id, total, status, created_at) values (1, 50, 'paid', '2026-11-03T10:00:00Z')",
    );
    await advance(2 * day);
    expect(await ends()).toContain("1 exited: goal came_back");
    await advance(6 * 7 * day);
    expect(await column("select count(*)::int as value from journey.participant where status = 'active'")).toEqual([0]);
    const list = await column(
      "select record_id as value from journey.list_member where list = 'Won back or let go' order by 1",
    );
    expect(list).toEqual(["3", "4"]);
    expect(inbox().length).toBeGreaterThanOrEqual(first);
    for (const time of await column(
      "select extract(hour from sent_at at time zone 'Europe/Brussels')::int as value from journey.message where sent_at is not null",
    )) {
      expect(time).toBeGreaterThanOrEqual(9);
    }
  });

  it("event reminder: from the change to registered until the end, side by side for guest and house", async () => {
    await run("event_reminder");
    expect(await ends(), "who was registered before has not changed").toEqual([]);
    await sql("update registrations set status = 'registered' where id = 1");
    expect(inbox()).toEqual(["una@fern.example: See you at Pruning roses"]);
    expect(await column("select follower_id as value from journey.follower")).toEqual(["1"]);
    await advance(4 * day + 5 * hour);
    expect(inbox().slice(1).sort()).toEqual([
      "+32470990011: Tomorrow: Pruning roses. We look forward to you. Acme Gardens",
      expect.stringMatching(/Una comes to Pruning roses$/),
    ]);
    await advance(3 * day);
    expect(await column("select follower_id as value from journey.follower")).toEqual([]);
    // A bounce would still be heard of for thirty days.
    expect(await ends()).toEqual(["1 active"]);
    await advance(30 * day);
    expect(await ends()).toEqual(["1 completed: completed"]);
  });

  it("event reminder: a cancelled seat ends it at once", async () => {
    await run("event_reminder");
    await sql("update registrations set status = 'registered' where id = 1");
    await sql("update registrations set status = 'cancelled' where id = 1");
    expect(await ends()).toEqual(['1 exited: exit when status = "cancelled"']);
  });

  it("webinar follow-up: the recording again until it is watched; those who came get a test", async () => {
    await run("webinar_follow_up");
    // 3 November, 15:00 in UTC: two hours after its end.
    await advance(day + 7 * hour);
    expect(inbox()).toContain("ada@rush.example: You missed Soil in winter; the recording did not miss you");
    await advance(3 * day);
    const toAda = () => inbox().filter((line) => line.startsWith("ada@")).length;
    expect(toAda()).toBe(2);
    await click("ada@rush.example", /recording|watch|hour/i);
    await advance(6 * day);
    expect(toAda(), "watched, so not sent again").toBe(2);
    expect(await column("select goal as value from journey.goal_reached")).toEqual(["watched"]);
    expect(await ends()).toEqual([expect.stringMatching(/^3 (active|completed)/), "4 completed: completed"]);
  });

  it("renewal: who has care is asked by SMS, and who lets it end is won back", async () => {
    await run("renewal", "win_back");
    // 5 December less 30 days is 5 November, 10:00 in Brussels.
    await advance(3 * day + hour);
    expect(inbox().filter((line) => line.startsWith("+32470990002"))).toHaveLength(1);
    await advance(20 * day);
    const reminded = inbox().filter((line) => line.startsWith("+32470990002")).length;
    const asked = (await tasks()).length;
    expect(reminded + asked).toBeGreaterThanOrEqual(2);
    await advance(20 * day);
    const started = await column(
      "select p.record_id as value from journey.participant p join journey.journey j on j.id = p.journey_id where j.name = 'renewal' order by 1",
    );
    expect(started).toEqual(["2", "3"]);
    expect((await traces()).filter((line) => String(line).includes("stop_journey_1")).length).toBe(2);
  });
});
