/** Push notifications, against a push service that decrypts what it gets and refuses what a browser could not show. */
import { createECDH } from "node:crypto";
import type { GraphNode, JourneyGraph } from "@journey/compiler";
import { clause, days, graphOf, update } from "@journey/compiler/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import { addPublicRoutes } from "../server/public-routes.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { loadVapidKeys } from "../store/settings.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createPushChannel, makeVapidKeys, type PushOptions, type VapidKeys } from "./push.ts";
import { createGoneHandler } from "./push-gone.ts";
import { decrypt, type PushServiceStandIn, startPushServiceStandIn } from "./push-service-stand-in.ts";

let db: Database;
let clock: VirtualClock;
let service: PushServiceStandIn;
let app: FastifyInstance;
let vapid: VapidKeys;
let outbox: Outbox;
let engine: ReturnType<typeof createEngine>;
let url: string;

beforeEach(async () => {
  db = await openPglite();
  await db.script(
    `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision, device text,
                            active boolean not null default true)`,
  );
  clock = new VirtualClock(Date.parse("2026-03-02T09:00:00Z"));
  service = await startPushServiceStandIn();
  vapid = await loadVapidKeys(db, makeVapidKeys);
  engine = createEngine({ db, clock });
});
afterEach(async () => {
  await outbox?.close();
  await app?.close();
  await service.close();
  await db.close();
});

function journey({ optional = true, text = "Your table, {{ first_name }}, is waiting." } = {}): JourneyGraph {
  const type = { kind: "push token" } as const;
  const node = {
    ...update("soon"),
    kind: "push",
    named: true,
    to: { kind: "field", path: [{ model: "Contact", field: "device" }], type },
    purpose: "marketing",
    isInternal: false,
    template: { channel: "push", subject: "In an hour", text, links: [] },
  } as unknown as GraphNode;
  const graph = graphOf(
    [
      node,
      update("seen", { region: "soon.opened" }),
      update("lost", { region: "soon.bounced" }),
      update("silent", { region: "soon.not_opened" }),
    ],
    [
      clause("soon.opened", { activity: "soon", trigger: "opened", negated: false }, "seen"),
      clause("soon.bounced", { activity: "soon", trigger: "bounced", negated: false }, "lost"),
      clause("soon.not_opened", { activity: "soon", trigger: "opened", negated: true, after: days(1) }, "silent"),
    ],
  );
  const contact = graph.schema.models.Contact!;
  const device = { ...contact.fields[1]!, name: "device", column: "device", type, optional };
  return {
    ...graph,
    schema: { models: { Contact: { ...contact, fields: [...contact.fields, device] } } },
  };
}

/** Sends the journey's notification to one person, whose device this is. */
async function push(device: string, graph = journey(), channel: Partial<PushOptions> = {}): Promise<void> {
  const tokens = createTokens("secret", { clock });
  const tracking = createTracking({ db, clock });
  app = Fastify({ forceCloseConnections: true });
  addPublicRoutes(app, { tokens, tracking, pushKey: vapid.publicKey });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  await db.query("insert into contacts (id, email, first_name, device) values (1, 'ann@example.test', 'Zoë', $1)", [
    device,
  ]);
  outbox = createOutbox({
    db,
    clock,
    tokens,
    publicUrl: url,
    domain: "acme.test",
    from: "",
    channels: [
      createPushChannel({
        vapid,
        subject: "mailto:postmaster@acme.test",
        allow: ["127.0.0.1"],
        onGone: createGoneHandler({ db, clock, tracking }),
        ...channel,
      }),
    ],
  });
  await engine.deploy(graph);
  await engine.enrol();
  await engine.step();
  await outbox.send();
  await engine.step();
}

const message = async () =>
  (await db.query<{ status: string; error: string | null }>("select status, error from journey.message"))[0];
const done = async () => {
  await engine.step();
  return (
    await db.query<{ activity: string }>(
      "select activity from journey.trace where state = 'processed' and activity <> 'soon'",
    )
  ).map(({ activity }) => activity);
};
const device = () => db.query("select device from contacts");

it("the stand-in decrypts what RFC 8291 gives as its example", () => {
  const keys = createECDH("prime256v1");
  keys.setPrivateKey(Buffer.from("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "base64url"));
  const body =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
  const text = decrypt(Buffer.from(body, "base64url"), keys, Buffer.from("BTBZMqHH6r4Tts7J_aSIgg", "base64url"));
  expect(text.toString()).toBe("When I grow up, I want to be a watermelon");
});

it("reaches the device, and says where the device tells what became of it", async () => {
  await push(service.subscribe(vapid.publicKey));
  expect(service.refused).toEqual([]);
  const { text, ttl } = service.shown[0]!;
  const shown = JSON.parse(text) as { data: { reactions: string } };
  expect(shown).toMatchObject({
    title: "In an hour",
    body: "Your table, Zoë, is waiting.",
    tag: expect.stringMatching(/^\d+-1$/),
  });
  expect(ttl).toBe(86_400);
  expect(await message()).toMatchObject({ status: "sent" });
  clock.moveTo(clock.now() + 60_000);
  const say = (what: string, to = shown.data.reactions) => fetch(`${to}/${what}`, { method: "POST", body: "x" });
  expect((await say("delivered")).status).toBe(204);
  expect((await say("dismissed")).status).toBe(204);
  expect(await done()).toEqual([]);
  expect((await say("opened")).status).toBe(204);
  expect((await say("opened")).status).toBe(204);
  expect(await done()).toEqual(["seen"]);
  expect(await db.query("select type, source from journey.event where source = 'push' order by id")).toEqual([
    { type: "executed", source: "push" },
    { type: "delivered", source: "push" },
    { type: "dismissed", source: "push" },
    { type: "opened", source: "push" },
  ]);
  expect(
    await db.query(
      "select opened_at is not null as opened, dismissed_at is not null as dismissed, delivered_at is not null as delivered from journey.message",
    ),
  ).toEqual([{ opened: true, dismissed: true, delivered: true }]);
  // Not by reading, not for another reaction, not with a token for something else.
  expect((await fetch(`${shown.data.reactions}/opened`)).status).toBe(404);
  expect((await say("clicked")).status).toBe(404);
  expect(
    (
      await say(
        "opened",
        shown.data.reactions.replace(/.$/, (end) => (end === "0" ? "1" : "0")),
      )
    ).status,
  ).toBe(404);
  const key = await fetch(`${url}/push/key`);
  expect([await key.text(), key.headers.get("access-control-allow-origin")]).toEqual([vapid.publicKey, "*"]);
});

it("a subscription that is gone is taken out of the record, and the message has bounced", async () => {
  const subscription = service.subscribe(vapid.publicKey);
  service.forget(subscription);
  await push(subscription);
  expect(await message()).toEqual({ status: "failed", error: "the subscription is gone" });
  expect(await device()).toEqual([{ device: null }]);
  expect(await done()).toEqual(["lost"]);
  clock.moveTo(clock.now() + 2 * 86_400_000);
  expect(await done()).toEqual(["lost"]);
});

it("where the field may not be empty, it is suppressed", async () => {
  const subscription = service.subscribe(vapid.publicKey);
  service.forget(subscription);
  await push(subscription, journey({ optional: false }));
  expect(await device()).toEqual([{ device: subscription }]);
  expect(await db.query("select address, reason from journey.suppression")).toEqual([
    { address: subscription, reason: "gone" },
  ]);
});

it("is tried again when the push service is busy, and not before it says so", async () => {
  service.answerNext({ status: 429, headers: { "retry-after": "600" } }, { status: 503 });
  await push(service.subscribe(vapid.publicKey));
  expect(await message()).toMatchObject({ status: "deferred", error: "the push service answered 429" });
  clock.moveTo(clock.now() + 599_000);
  await outbox.send();
  expect(service.shown).toHaveLength(0);
  clock.moveTo(clock.now() + 1_000);
  await outbox.send();
  expect(await message()).toMatchObject({ status: "deferred", error: "the push service answered 503" });
  clock.moveTo(clock.now() + 300_000);
  await outbox.send();
  expect(service.shown).toHaveLength(1);
});

it("to another sender's subscription, to no subscription, or too long, it has failed in words", async () => {
  await push(service.subscribe((await makeVapidKeys()).publicKey));
  expect(await message()).toEqual({
    status: "failed",
    error: "the push service answered 403: the subscription is another sender's (RFC 8292, 4.2)",
  });
});

it("a device that is no subscription", async () => {
  await push("device-1");
  expect((await message())?.error).toBe("its device is no push subscription (the JSON that a browser gives)");
});

it("a text that is too long", async () => {
  await push(service.subscribe(vapid.publicKey), journey({ text: "x".repeat(4_000) }));
  expect((await message())?.error).toMatch(/^it has \d+ octets, and a push service takes 3993$/);
});

it("a subscription that leads inside is not called: devices are what anybody may register", async () => {
  await push(service.subscribe(vapid.publicKey), journey(), { allow: [] });
  expect((await message())?.error).toMatch(/not on the internet/);
  expect(service.shown).toEqual([]);
});

it("who is not tracked gets it without a place to report to", async () => {
  const subscription = service.subscribe(vapid.publicKey);
  await db.query("insert into journey.untracked values ($1, 'test', now())", [subscription]);
  await push(subscription);
  expect(JSON.parse(service.shown[0]!.text)).toMatchObject({ data: {} });
  expect(service.shown[0]!.text).not.toContain("/p/");
});
