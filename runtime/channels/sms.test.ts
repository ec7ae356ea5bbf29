/** Text messages: the real SDK against the stand-in over HTTP, and its signed callbacks against the real routes. */

import type { GraphNode } from "@journey/compiler";
import { graphOf } from "@journey/compiler/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import { addPublicRoutes } from "../server/public-routes.ts";
import { addShortLinkRoutes } from "../server/short-link-routes.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { createShortLinks } from "../tracking/short-links.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { createTwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createSmsChannel } from "./sms.ts";
import { startTwilioStandIn, type TwilioStandIn } from "./twilio-stand-in.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
let db: Database;
let twilio: TwilioStandIn;
let app: FastifyInstance;
let outbox: Outbox;
let url: string;
let clock: VirtualClock;

beforeEach(async () => {
  db = await openPglite();
  clock = new VirtualClock(start);
  twilio = await startTwilioStandIn();
  app = Fastify({ forceCloseConnections: true });
  const tokens = createTokens("secret");
  const tracking = createTracking({ db, clock });
  addPublicRoutes(app, {
    tokens,
    tracking,
    twilio: createTwilioCallbacks({
      db,
      clock,
      tokens,
      tracking,
      authToken: twilio.authToken,
      get publicUrl() {
        return url;
      },
    }),
  });
  addShortLinkRoutes(app, {
    tokens,
    shortLinks: createShortLinks("secret"),
    get publicUrl() {
      return url;
    },
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(async () => {
  await outbox?.close();
  await app.close();
  await twilio.close();
  await db.close();
});

async function send(phone: string, authToken = twilio.authToken): Promise<void> {
  await db.script(
    "create table contacts (id bigint primary key, email text, phone text, first_name text, active boolean default true)",
  );
  await db.query("insert into contacts (id, phone, first_name) values (1, $1, 'Ann')", [phone]);
  const node = {
    id: "nudge",
    kind: "sms",
    region: "sequence",
    named: true,
    label: "nudge",
    source: { file: "", line: 1, column: 1 },
    purpose: "marketing",
    isInternal: false,
    to: { kind: "field", path: [{ model: "Contact", field: "phone" }], type: { kind: "phone" } },
    template: {
      channel: "sms",
      text: "Hi {{ first_name }}: {{ journey_links[0] }}",
      links: [{ label: "shop", url: "https://acme.test/shop" }],
    },
  } as GraphNode;
  const base = graphOf([node]);
  const contact = base.schema.models.Contact;
  const phoneField = {
    name: "phone",
    type: { kind: "phone" },
    optional: true,
    column: "phone",
    file: "",
    start: 0,
    end: 0,
  } as const;
  const graph = contact
    ? {
        ...base,
        schema: {
          models: {
            Contact: {
              ...contact,
              fields: [...contact.fields.filter((field) => !["country", "score"].includes(field.name)), phoneField],
            },
          },
        },
      }
    : base;
  const engine = createEngine({ db, clock });
  await engine.deploy(graph);
  await engine.enrol();
  await engine.step();
  outbox = createOutbox({
    db,
    clock,
    tokens: createTokens("secret"),
    publicUrl: url,
    shortLinks: { codes: createShortLinks("secret"), url: `${url}/s` },
    domain: "mail.acme.test",
    from: "",
    channels: [
      createSmsChannel({
        accountSid: twilio.accountSid,
        authToken,
        apiUrl: twilio.url,
        from: ["+15005550006", "+32460000001"],
      }),
    ],
  });
  await outbox.send();
}

const message = async () =>
  (
    await db.query(
      "select status, error, sms_parts as parts, delivered_at is not null as delivered, bounced_at is not null as bounced, replied_at is not null as replied from journey.message",
    )
  )[0];
const suppressions = async () =>
  (await db.query<{ address: string }>("select address from journey.suppression")).map(({ address }) => address);

it("goes out by the SDK, from a number of the recipient's country, its parts counted; delivery comes back signed", async () => {
  await send("+32 470 12 34 56");
  expect(twilio.messages).toMatchObject([
    {
      to: "+32470123456",
      from: "+32460000001",
      body: expect.stringMatching(/^Hi Ann: http:\/\/127\.0\.0\.1:\d+\/s\/[0-9A-Za-z]{9,}$/),
    },
  ]);
  expect(await message()).toMatchObject({ status: "sent", parts: 1, delivered: false });
  expect(await twilio.report(twilio.messages[0]?.sid ?? "", "delivered")).toBe(204);
  expect(await message()).toMatchObject({ delivered: true });
});

it("to what is no number costs nothing and has failed", async () => {
  await send("+32 12");
  expect(twilio.messages).toEqual([]);
  expect(await message()).toMatchObject({ status: "failed", error: "+3212 is no phone number in E.164" });
});

it("with wrong credentials has failed, in Twilio's words", async () => {
  await send("+32470123456", "0".repeat(32));
  expect(await message()).toMatchObject({ status: "failed", error: "20003: Authenticate" });
});

it("that can't be delivered has bounced", async () => {
  await send("+32470123456");
  await twilio.report(twilio.messages[0]?.sid ?? "", "undelivered", 30005);
  expect(await message()).toMatchObject({ bounced: true });
});

it("is answered; STOP suppresses the number, START lifts it", async () => {
  await send("+32470123456");
  const webhook = `${url}/webhooks/twilio/incoming`;
  const say = (body: string) => twilio.receive(webhook, { from: "+32470123456", to: "+32460000001", body });
  expect((await say("Yes please")).status).toBe(200);
  expect(await message()).toMatchObject({ replied: true });
  expect((await say(" stop ")).status).toBe(200);
  expect(await suppressions()).toEqual(["+32470123456"]);
  expect((await say("START")).status).toBe(200);
  expect(await suppressions()).toEqual([]);
});

it("a callback that Twilio did not sign is refused, and changes nothing", async () => {
  await send("+32470123456");
  const target = twilio.messages[0]?.statusCallback ?? "";
  const form = new URLSearchParams({ MessageStatus: "delivered" });
  expect((await fetch(target, { method: "POST", body: form })).status).toBe(403);
  expect((await fetch(target, { method: "POST", body: form, headers: { "x-twilio-signature": "AAAA" } })).status).toBe(
    403,
  );
  expect(await message()).toMatchObject({ delivered: false });
});

it("tokens: a tampered link leads nowhere, HEAD counts for nothing, a GET unsubscribes nobody", async () => {
  await send("+32470123456");
  const link = /http\S+/.exec(twilio.messages[0]?.body ?? "")?.[0] ?? "";
  const clicks = async () =>
    (await db.query<{ count: number }>("select count(*)::int as count from journey.event where type = 'clicked'"))[0]
      ?.count;
  const bad = await fetch(
    link.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
    { redirect: "manual" },
  );
  expect([bad.status, bad.headers.get("location")]).toEqual([404, null]);
  expect((await fetch(link, { method: "HEAD" })).status).toBe(200);
  expect(await clicks()).toBe(0);
  const good = await fetch(link, { redirect: "manual" });
  expect([good.status, good.headers.get("location")]).toEqual([302, "https://acme.test/shop"]);
  await fetch(link, { redirect: "manual" });
  expect(await clicks()).toBe(1);
  const [{ bucket, id }] = (await db.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.message",
  )) as [{ bucket: number; id: string }];
  const unsubscribe = `${url}/u/${createTokens("secret").create({ kind: "unsubscribe", bucket, messageId: id })}`;
  expect((await fetch(unsubscribe)).status).toBe(200);
  expect(await suppressions()).toEqual([]);
  // A token for one purpose is no good for another.
  expect((await fetch(unsubscribe.replace("/u/", "/c/"), { redirect: "manual" })).status).toBe(404);
  expect(
    (
      await fetch(unsubscribe, {
        method: "POST",
        body: "x".repeat(100_000),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      })
    ).status,
  ).toBe(413);
  expect((await fetch(unsubscribe, { method: "POST" })).status).toBe(200);
  expect(await suppressions()).toEqual(["+32470123456"]);
});
