/** Text messages: the real SDK against the stand-in over HTTP, and its signed callbacks against the real routes. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { type SmsService, type SmsServiceOptions, startSmsService } from "../testing/sms-service.ts";
import { createTokens } from "../tracking/token.ts";

const hour = 3_600_000;
const nudge = `journey nudge {
  target Person
  filter phone is set
  sms nudge { text "Hi {{ name }}: {{ link shop }}" link shop "https://acme.test/shop" }
}`;

let db: Database;
let service: SmsService | undefined;

beforeAll(async () => {
  db = await openPglite();
});
beforeEach(() => emptyDatabase(db));
afterEach(() => service?.close());
afterAll(() => db?.close());

async function send(phone: string, options: SmsServiceOptions = {}, journey = nudge): Promise<SmsService> {
  service = await startSmsService(db, options);
  await db.query("insert into people (name, phone) values ('Ann', $1)", [phone]);
  await service.run(journey);
  return service;
}

const message = async () =>
  (
    await db.query(
      "select status, error, sms_parts as parts, delivered_at is not null as delivered, bounced_at is not null as bounced, replied_at is not null as replied from journey.message",
    )
  )[0];
const sidOf = ({ twilio }: SmsService) => twilio.messages.at(-1)?.sid ?? "";
const suppressions = async () =>
  (await db.query<{ address: string }>("select address from journey.suppression")).map(({ address }) => address);
const events = async () =>
  (await db.query<{ type: string }>("select type from journey.event where not machine order by id")).map(
    ({ type }) => type,
  );

describe("a text message", () => {
  it("goes out by the SDK, from a number of the recipient's country, its parts counted; delivery comes back signed", async () => {
    const { twilio } = await send("+32 (0)470 12 34 56");
    expect(twilio.messages).toMatchObject([
      {
        to: "+32470123456",
        from: "+32460000001",
        body: expect.stringMatching(/^Hi Ann: http:\/\/127\.0\.0\.1:\d+\/s\/[0-9A-Za-z]{9,16}$/),
      },
    ]);
    expect(await message()).toMatchObject({ status: "sent", parts: 1, delivered: false });
    expect(await twilio.report(twilio.messages[0]?.sid ?? "", "delivered")).toBe(204);
    expect(await message()).toMatchObject({ delivered: true });
  });

  it("to what is no number, to a landline, or to one that isn't written as E.164 costs nothing and has failed", async () => {
    for (const [phone, error] of [
      ["+32 12", "+3212 is no phone number in E.164"],
      ["+32 2 234 56 78", "+3222345678 is a landline, which gets no text messages"],
      ["+32 0470 12 34 56", "+320470123456 is no phone number in E.164; it should be +32470123456"],
      ["0470 12 34 56", "0470123456 is no phone number in E.164"],
    ] as const) {
      const { twilio, close } = await send(phone);
      expect(twilio.messages).toEqual([]);
      expect(await message()).toMatchObject({ status: "failed", error });
      await close();
      await emptyDatabase(db);
    }
    service = undefined;
  });

  it("with wrong credentials, or of a foreign sender, has failed, in Twilio's words", async () => {
    await (await send("+32470123456", { authToken: "0".repeat(32) })).close();
    expect(await message()).toMatchObject({ status: "failed", error: "20003: Authenticate" });
    await emptyDatabase(db);
    await send("+32470123456", { from: ["+32460000009"] });
    expect(await message()).toMatchObject({ status: "failed", error: expect.stringMatching(/^21659: /) });
  });

  it("that a messaging service sends names the service", async () => {
    const messagingServiceSid = `MG${"a".repeat(32)}`;
    const { twilio } = await send("+32470123456", {
      messagingServiceSid,
      standIn: { services: [messagingServiceSid] },
    });
    expect(twilio.messages).toMatchObject([{ from: messagingServiceSid }]);
    expect(await message()).toMatchObject({ status: "sent" });
  });

  it("that Twilio has no time for is sent later; one whose answer is lost is in doubt until its report", async () => {
    service = await startSmsService(db);
    service.twilio.faults.push("too many requests");
    await db.query("insert into people (name, phone) values ('Ann', '+32470123456')");
    await service.run(nudge);
    expect(await message()).toMatchObject({ status: "deferred" });
    service.twilio.faults.push("cut after accepting");
    service.clock.moveTo(service.clock.now() + hour);
    await service.run();
    expect(await message()).toMatchObject({ status: "unknown" });
    expect(service.twilio.messages).toHaveLength(1);
    await service.twilio.report(sidOf(service), "delivered");
    expect(await message()).toMatchObject({ status: "sent", delivered: true });
    await service.run();
    expect(service.twilio.messages).toHaveLength(1);
  });

  it("has a way out that is short, and leads to the page with the button", async () => {
    const { twilio } = await send(
      "+32470123456",
      {},
      `journey stop_link {
        target Person
        sms nudge { text "Out: {{ unsubscribe_url }}" }
      }`,
    );
    const link = /http\S+/.exec(twilio.messages[0]?.body ?? "")?.[0] ?? "";
    const page = await fetch(link);
    expect([page.status, new URL(page.url).pathname.slice(0, 3)]).toEqual([200, "/u/"]);
  });
});

describe("a report of what became of it", () => {
  it("bounces for a number that is none, once, however often it comes", async () => {
    const { twilio } = await send("+32470123456");
    await twilio.report(sidOf(service!), "undelivered", 30005);
    await twilio.report(sidOf(service!), "undelivered", 30005);
    await twilio.report(sidOf(service!), "sent");
    expect(await message()).toMatchObject({ status: "sent", bounced: true });
    expect((await events()).filter((type) => type === "bounced")).toHaveLength(1);
  });

  it("of a passing trouble has it sent again, twice at most, and never by the same report; then it bounces", async () => {
    const { twilio, clock, run } = await send("+32470123456");
    for (const wait of [1, 6]) {
      const sid = sidOf(service!);
      await twilio.report(sid, "undelivered", 30003);
      await twilio.report(sid, "undelivered", 30003);
      expect(await message()).toMatchObject({ status: "deferred", bounced: false });
      clock.moveTo(clock.now() + wait * hour);
      await run();
      await twilio.report(sid, "undelivered", 30003);
      expect(await message()).toMatchObject({ status: "sent", bounced: false });
    }
    expect(twilio.messages).toHaveLength(3);
    await twilio.report(sidOf(service!), "undelivered", 30003);
    expect(await message()).toMatchObject({ status: "sent", bounced: true });
  });

  it("of a filter fails, and blames no number; of an opt-out suppresses the number", async () => {
    const { twilio } = await send("+32470123456");
    await twilio.report(sidOf(service!), "undelivered", 30007);
    expect(await message()).toMatchObject({
      status: "failed",
      error: "30007: not delivered (blocked)",
      bounced: false,
    });
    await twilio.report(sidOf(service!), "failed", 21610);
    expect(await suppressions()).toEqual(["+32470123456"]);
  });

  it("that Twilio did not sign is refused, and changes nothing", async () => {
    const { twilio } = await send("+32470123456");
    const target = twilio.messages[0]?.statusCallback ?? "";
    const form = new URLSearchParams({ MessageStatus: "delivered", MessageSid: sidOf(service!) });
    expect((await fetch(target, { method: "POST", body: form })).status).toBe(403);
    const headers = { "x-twilio-signature": "AAAA" };
    expect((await fetch(target, { method: "POST", body: form, headers })).status).toBe(403);
    expect(await message()).toMatchObject({ delivered: false });
  });
});

describe("a text message that comes in", () => {
  it("is an answer; STOP suppresses the number in any of the pages' languages, START lifts it", async () => {
    const { twilio, url } = await send("+32470123456", { help: "Acme & Co: 02 234 56 78" });
    const say = (body: string) =>
      twilio.receive(`${url}/webhooks/twilio/incoming`, { from: "+32470123456", to: "+32460000001", body });
    expect(await say("Stop by on Friday?")).toEqual({ status: 200, body: "<Response></Response>" });
    expect(await message()).toMatchObject({ replied: true });
    expect(await suppressions()).toEqual([]);
    for (const word of [" stop ", "ARRÊT", "Afmelden.", "Stopp!", "baja", "Cancella"]) {
      await say(word);
      expect([word, await suppressions()]).toEqual([word, ["+32470123456"]]);
      await say("START");
      expect(await suppressions()).toEqual([]);
    }
    // "Yes" is a word for coming back only to who had left.
    await say("yes");
    await say("STOP");
    await say("yes");
    expect(await suppressions()).toEqual([]);
    expect(await say("help")).toEqual({
      status: 200,
      body: "<Response><Message>Acme &#38; Co: 02 234 56 78</Message></Response>",
    });
  });

  it("with Twilio's own verdict means what Twilio says, and is not answered twice", async () => {
    const { twilio, url } = await send("+32470123456", { help: "Acme" });
    const say = (body: string, optOutType: "STOP" | "HELP") =>
      twilio.receive(`${url}/webhooks/twilio/incoming`, {
        ...{ from: "+32470123456", to: "+32460000001", body, optOutType },
      });
    expect(await say("quoi", "HELP")).toEqual({ status: 200, body: "<Response></Response>" });
    await say("basta", "STOP");
    expect(await suppressions()).toEqual(["+32470123456"]);
  });

  it("START does not take back what others have decided", async () => {
    const { twilio, url } = await send("+32470123456");
    await db.query("insert into journey.suppression values ('+32470123456', 'complaint', 'an operator', now())");
    const to = { from: "+32470123456", to: "+32460000001", body: "START" };
    await twilio.receive(`${url}/webhooks/twilio/incoming`, to);
    expect(await suppressions()).toEqual(["+32470123456"]);
  });

  it("STOP that Twilio has heard of and we have not is heard of when the next message is refused", async () => {
    service = await startSmsService(db);
    await service.twilio.receive("http://127.0.0.1:1/", { from: "+32470123456", to: "+32460000001", body: "STOP" });
    await db.query("insert into people (name, phone) values ('Ann', '+32470123456')");
    await service.run(nudge);
    expect(await message()).toMatchObject({ status: "failed", error: "suppressed" });
    expect(await suppressions()).toEqual(["+32470123456"]);
  });

  it("after STOP, what waits in the outbox does not leave", async () => {
    service = await startSmsService(db);
    service.twilio.faults.push("too many requests");
    await db.query("insert into people (name, phone) values ('Ann', '+32470123456')");
    await service.run(nudge);
    const to = { from: "+32470123456", to: "+32460000001", body: "STOP" };
    await service.twilio.receive(`${service.url}/webhooks/twilio/incoming`, to);
    service.clock.moveTo(service.clock.now() + hour);
    await service.run();
    expect(service.twilio.messages).toEqual([]);
    expect(await message()).toMatchObject({ status: "failed", error: "suppressed" });
  });
});

it("a tampered link leads nowhere, HEAD counts for nothing, a GET unsubscribes nobody", async () => {
  const { twilio, url } = await send("+32470123456");
  const link = /http\S+/.exec(twilio.messages[0]?.body ?? "")?.[0] ?? "";
  const clicks = async () => (await events()).filter((type) => type === "clicked").length;
  const look = (address: string, method = "GET") => fetch(address, { method, redirect: "manual" });
  const bad = await look(link.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")));
  expect([bad.status, bad.headers.get("location")]).toEqual([404, null]);
  expect((await fetch(link, { method: "HEAD" })).status).toBe(200);
  expect(await clicks()).toBe(0);
  const long = (await look(link)).headers.get("location") ?? "";
  expect(long.startsWith(`${url}/c/`)).toBe(true);
  const good = await look(long);
  expect([good.status, good.headers.get("location")]).toEqual([302, "https://acme.test/shop"]);
  await look(long);
  expect(await clicks()).toBe(1);
  const [{ bucket, id }] = (await db.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.message",
  )) as [{ bucket: number; id: string }];
  const unsubscribe = `${url}/u/${createTokens("secret").create({ kind: "unsubscribe", bucket, messageId: id })}`;
  expect((await fetch(unsubscribe)).status).toBe(200);
  expect(await suppressions()).toEqual([]);
  // A token for one purpose is no good for another.
  expect((await look(unsubscribe.replace("/u/", "/c/"))).status).toBe(404);
  const tooLong = {
    method: "POST",
    body: "x".repeat(100_000),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  };
  expect((await fetch(unsubscribe, tooLong)).status).toBe(413);
  expect((await fetch(unsubscribe, { method: "POST" })).status).toBe(200);
  expect(await suppressions()).toEqual(["+32470123456"]);
});
