/** Pixels and links as the world asks for them: over HTTP, with the engine and the outbox behind. */
import { once } from "node:events";
import { connect } from "node:net";
import { clause, days, email, graphOf, update } from "@journey/compiler/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutgoingMessage } from "../channels/channel.ts";
import { createOutbox } from "../channels/outbox.ts";
import { VirtualClock } from "../clock.ts";
import type { Engine } from "../engine/contract.ts";
import { createEngine } from "../engine/engine.ts";
import { addPublicRoutes, publicServer } from "../server/public-routes.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { createTokens, type Tokens } from "./token.ts";
import { createTracking, type Tracker } from "./tracking.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const day = 1440 * minute;
const person = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0";

let db: Database;
let clock: VirtualClock;
let engine: Engine;
let tokens: Tokens;
let tracking: Tracker;
let app: FastifyInstance;
let url: string;
let sent: OutgoingMessage[];

const template = {
  channel: "email" as const,
  subject: "Hi",
  html: '<p><a href="{{ journey_links[0] }}">Shop</a></p>',
  text: "Hi",
  links: [
    { label: "shop", url: "https://acme.test/shop?size=m#top" },
    { label: "mine", url: "https://acme.test/of/{{ id }}" },
    { label: "mail", url: "mailto:{{ email }}" },
  ],
};
const journey = (purpose: "marketing" | "transactional" = "marketing") =>
  graphOf(
    [
      { ...email("hello"), template, purpose } as never,
      update("opened", { region: "hello.opened" }),
      update("seen", { region: "hello.seen" }),
      update("clicked", { region: "hello.clicked" }),
      update("silent", { region: "hello.not_clicked" }),
    ],
    [
      clause("hello.opened", { activity: "hello", trigger: "opened", negated: false }, "opened"),
      clause("hello.seen", { activity: "hello", trigger: "opened", negated: false, machines: true }, "seen"),
      clause("hello.clicked", { activity: "hello", trigger: "clicked", negated: false, label: "shop" }, "clicked"),
      clause("hello.not_clicked", { activity: "hello", trigger: "clicked", negated: true, after: days(2) }, "silent"),
    ],
  );

beforeEach(async () => {
  db = await openPglite();
  await db.script(
    `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision,
                            active boolean not null default true);
     insert into contacts (id, email) values (1, 'ann@example.test')`,
  );
  clock = new VirtualClock(start);
  engine = createEngine({ db, clock });
  tokens = createTokens("secret", { clock });
  tracking = createTracking({ db, clock, utm: { hosts: ["acme.test"], journeys: { test: { campaign: "spring" } } } });
  app = Fastify({ ...publicServer, forceCloseConnections: true });
  addPublicRoutes(app, { tokens, tracking });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  sent = [];
});
afterEach(async () => {
  await app.close();
  await db.close();
});

/** Sends what is to be sent, on a channel that keeps it: what leaves is of interest here, not how. */
async function send(): Promise<void> {
  const outbox = createOutbox({
    db,
    clock,
    tokens,
    publicUrl: url,
    domain: "acme.test",
    from: "Acme <a@acme.test>",
    utm: {},
    channels: [
      {
        name: "email",
        source: "smtp",
        send: async (message) => {
          sent.push(message);
          return { status: "sent", externalId: message.id };
        },
        close: async () => {},
      },
    ],
  });
  await engine.enrol();
  await engine.step();
  await outbox.send();
  await engine.step();
  await outbox.close();
}

async function begin(purpose?: "transactional"): Promise<void> {
  await engine.deploy(journey(purpose));
  await send();
}

const tokenOf = async (kind: "open" | "click" | "unsubscribe", link?: number) => {
  const [message] = await db.query<{ bucket: number; messageId: string }>(
    'select bucket, id::text as "messageId" from journey.message order by id desc',
  );
  return tokens.create({ kind, ...message!, ...(link === undefined ? {} : { link }) });
};
const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${url}${path}`, { method, redirect: "manual", headers: { "user-agent": person, ...headers } });
const open = async (headers?: Record<string, string>) => ask(`/o/${await tokenOf("open")}.gif`, headers);
const click = async (link: number, headers?: Record<string, string>) =>
  ask(`/c/${await tokenOf("click", link)}`, headers);

/** Judges what may be judged by now, and steps. @returns the steps that were carried out */
async function done(after = 0): Promise<string[]> {
  clock.moveTo(clock.now() + after);
  while ((await tracking.judge()) > 0);
  await engine.step();
  return (
    await db.query<{ activity: string }>(
      "select activity from journey.trace where state = 'processed' and activity <> 'hello' order by activity",
    )
  ).map(({ activity }) => activity);
}
const hits = () =>
  db.query(
    'select kind, link, class, rule, rules_version as version, user_agent as "agent" from journey.hit order by id',
  );

describe("what a person does", () => {
  beforeEach(() => begin());

  it("an open and a click happen once, however often they come; raw they are all kept", async () => {
    clock.moveTo(start + minute);
    expect((await open()).headers.get("content-type")).toBe("image/gif");
    await open();
    const answer = await click(0);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      302,
      "https://acme.test/shop?size=m&utm_source=journey&utm_medium=email&utm_campaign=spring&utm_content=hello#top",
    ]);
    await click(0);
    expect(await done(6_000)).toEqual(["clicked", "opened", "seen"]);
    expect(
      await db.query("select type, label, machine from journey.event where message_id is not null order by id"),
    ).toEqual([
      { type: "executed", label: null, machine: false },
      { type: "opened", label: null, machine: false },
      { type: "clicked", label: "shop", machine: false },
    ]);
    expect(await hits()).toHaveLength(4);
    expect((await hits())[0]).toEqual({
      kind: "open",
      link: null,
      class: "person",
      rule: null,
      version: 1,
      agent: person,
    });
  });

  it("a click is worked off at once where a timer would come before: nobody who clicked is called silent", async () => {
    clock.moveTo(start + 2 * day - 1_000);
    await click(1);
    clock.moveTo(start + 2 * day);
    await engine.step();
    expect(await done(day)).not.toContain("silent");
  });

  it("a link with the person's own data leads where it led, and only to the web", async () => {
    clock.moveTo(start + minute);
    expect((await click(1)).headers.get("location")).toMatch(/^https:\/\/acme\.test\/of\/1\?utm_source=/);
    const mail = await click(2);
    expect([mail.status, mail.headers.get("location")]).toEqual([404, null]);
  });
});

describe("what a machine does", () => {
  beforeEach(() => begin());

  it("opens for `including machines` only, and takes nothing from the person who opens later", async () => {
    clock.moveTo(start + minute);
    await open({ "user-agent": "Mozilla/5.0" });
    expect(await done()).toEqual(["seen"]);
    expect(await hits()).toMatchObject([{ class: "machine", rule: "apple privacy", version: 1 }]);
    expect(await db.query("select opened_at from journey.message")).toEqual([{ opened_at: null }]);
    await open();
    expect(await done()).toEqual(["opened", "seen"]);
  });

  it("follows all links in a second: nobody clicked; the person's click an hour later is one", async () => {
    clock.moveTo(start + minute);
    for (const link of [0, 1, 2]) {
      await click(link);
      clock.moveTo(clock.now() + 200);
    }
    // A click tells that it was opened: by a machine.
    expect(await done(6_000)).toEqual(["seen"]);
    expect((await hits()).map(({ rule }) => rule)).toEqual(["burst", "burst", "burst"]);
    clock.moveTo(start + 60 * minute);
    await click(0);
    expect(await done(6_000)).toEqual(["clicked", "opened", "seen"]);
  });

  it("asks with HEAD, ahead of a click, or at once: kept, and no click", async () => {
    await click(0);
    clock.moveTo(start + minute);
    await ask(`/c/${await tokenOf("click", 0)}`, {}, "HEAD");
    await click(0, { "sec-purpose": "prefetch" });
    expect(await done(6_000)).toEqual(["seen"]);
    expect((await hits()).map(({ rule }) => rule)).toEqual(["too soon", "head", "prefetch"]);
    // It did not click, as far as anybody knows.
    expect(await done(2 * day)).toEqual(["seen", "silent"]);
  });
});

describe("tokens", () => {
  beforeEach(() => begin());

  it("forged, cut, exchanged or outdated ones get 404 and nothing else", async () => {
    clock.moveTo(start + minute);
    const good = await tokenOf("click", 0);
    const other = createTokens("another secret", { clock });
    const changed = (position: number) => {
      const digit = good[position] === "1" ? "2" : "1";
      return good.slice(0, position) + digit + good.slice(position + 1);
    };
    const [, bucket, id] = /^(\d+)-(\d+)-/.exec(good)!;
    const paths = [
      ...[...good].flatMap((character, position) => (/[0-9a-f]/.test(character) ? [`/c/${changed(position)}`] : [])),
      `/c/${good.slice(0, -1)}`,
      `/c/${good}0`,
      `/c/${other.create({ kind: "click", bucket: Number(bucket), messageId: id!, link: 0 })}`,
      `/c/${await tokenOf("open")}`,
      `/c/${await tokenOf("unsubscribe")}`,
      `/c/${good}?url=https://evil.test`.replace(good, good.slice(0, -2)),
      "/c/https:%2F%2Fevil.test",
      "/c/%00",
      `/o/${good}.gif`,
      `/u/${good}`,
      `/t/${good}`,
    ];
    for (const path of paths) {
      const answer = await ask(path);
      expect([path, answer.status, answer.headers.get("location")]).toEqual([path, 404, null]);
    }
    expect(await hits()).toEqual([]);
    // Nothing that comes along decides where a link leads.
    const led = await ask(`/c/${good}?url=https://evil.test&link=1`, { "x-forwarded-host": "evil.test" });
    expect(led.headers.get("location")).toMatch(/^https:\/\/acme\.test\/shop\?/);
  });

  it("hold for a year; the way out holds for ever", async () => {
    const [pixel, link, out] = [await tokenOf("open"), await tokenOf("click", 0), await tokenOf("unsubscribe")];
    clock.moveTo(start + 365 * day);
    expect((await ask(`/c/${link}`)).status).toBe(302);
    clock.moveTo(start + 366 * day);
    expect((await ask(`/c/${link}`)).status).toBe(404);
    expect((await ask(`/o/${pixel}.gif`)).status).toBe(404);
    clock.moveTo(start + 4000 * day);
    expect((await ask(`/u/${out}`)).status).toBe(200);
  });

  it("replayed, an unsubscribe changes nothing more", async () => {
    const out = await tokenOf("unsubscribe");
    for (let time = 0; time < 3; time++) expect((await ask(`/u/${out}`, {}, "POST")).status).toBe(200);
    expect(await db.query("select address from journey.suppression")).toEqual([{ address: "ann@example.test" }]);
    expect(await db.query("select 1 from journey.event where type = 'unsubscribed'")).toHaveLength(1);
  });
});

describe("who does not want to be tracked", () => {
  it("says so with a button; what came before is served and not kept; what comes after has no pixel and straight links", async () => {
    await begin();
    clock.moveTo(start + minute);
    const token = await tokenOf("unsubscribe");
    expect(await (await ask(`/u/${token}`)).text()).toContain(`/t/${token}`);
    expect(await (await ask(`/t/${token}`)).text()).toContain(`action="/t/${token}"`);
    expect(await db.query("select 1 from journey.untracked")).toEqual([]);
    expect((await ask(`/t/${token}`, {}, "POST")).status).toBe(200);
    expect(await db.query("select address, origin from journey.untracked")).toEqual([
      { address: "ann@example.test", origin: "message hello" },
    ]);
    expect((await click(0)).status).toBe(302);
    expect((await open()).status).toBe(200);
    expect(await done(6_000)).toEqual([]);
    expect(await hits()).toEqual([]);

    await db.script("delete from journey.participant; delete from journey.entry");
    await send();
    expect(sent[0]?.html).toContain("/c/");
    expect(sent[1]?.html).not.toContain("/o/");
    expect(sent[1]?.html).toContain(
      "https://acme.test/shop?size=m&amp;utm_source=journey&amp;utm_medium=email&amp;utm_campaign=test&amp;utm_content=hello#top",
    );
  });

  it("can still confirm by a link what they asked for, and nothing of their device is kept", async () => {
    await db.query("insert into journey.untracked values ('ann@example.test', 'test', now())");
    await begin("transactional");
    clock.moveTo(start + minute);
    expect(sent[0]?.html).toContain("/c/");
    expect(sent[0]?.html).not.toContain("/o/");
    await click(0);
    expect(await done(6_000)).toContain("clicked");
    expect(await hits()).toMatchObject([{ kind: "click", class: "person", agent: null }]);
  });
});

describe("a server open to the world", () => {
  it("refuses what is too large before it has read it", async () => {
    await begin();
    const token = await tokenOf("unsubscribe");
    const answer = await ask(`/u/${token}`, { "content-type": "application/x-www-form-urlencoded" }, "POST");
    expect(answer.status).toBe(200);
    const large = await fetch(`${url}/u/${token}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "a=".padEnd(100_000, "b"),
    });
    expect(large.status).toBe(413);
    expect((await ask(`/o/${"1".repeat(20_000)}.gif`)).status).toBe(431);
  });

  it("hangs up on who sends a request drop by drop, and serves the others meanwhile", async () => {
    await begin();
    clock.moveTo(start + minute);
    const slow = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = connect(Number(new URL(url).port), "127.0.0.1");
        await once(socket, "connect");
        socket.write("GET /o/1.gif HTTP/1.1\r\nhost: a\r\n");
        const drops = setInterval(() => socket.write("x: y\r\n"), 500);
        socket.on("error", () => {});
        socket.on("data", () => {});
        return once(socket, "close").finally(() => clearInterval(drops));
      }).map((closed) => ({ closed })),
    );
    expect((await open()).status).toBe(200);
    await Promise.all(slow.map(({ closed }) => closed));
  });
});
