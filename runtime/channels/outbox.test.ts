/** The outbox against a real SMTP server that behaves as told. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { JourneyGraph } from "@journey/compiler";
import { email, graphOf, update } from "@journey/compiler/testing";
import type { Problem } from "@journey/language";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { createTokens } from "../tracking/token.ts";
import { createEmailChannel } from "./email.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;

let db: Database;
let clock: VirtualClock;
let outbox: Outbox;
let server: SMTPServer | undefined;
let mails: (ParsedMail & { from_: string; to_: string })[];
let problems: Problem[];

beforeEach(async () => {
  db = await openPglite();
  await db.script(
    `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision,
                            active boolean not null default true)`,
  );
  clock = new VirtualClock(start);
  mails = [];
  problems = [];
});
afterEach(async () => {
  await outbox?.close();
  await stopServer();
  await db.close();
});

async function stopServer(): Promise<void> {
  const stopping = server;
  server = undefined;
  if (stopping) await new Promise<void>((resolve) => stopping.close(() => resolve()));
}

async function startServer(options: SMTPServerOptions = {}, port = 0): Promise<number> {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        mails.push({
          ...mail,
          from_: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
          to_: session.envelope.rcptTo.map((to) => to.address).join(),
        });
        done();
      }, done);
    },
    ...options,
  });
  server.on("error", () => {});
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function openOutbox(port: number): void {
  outbox = createOutbox({
    db,
    clock,
    channels: [createEmailChannel({ transports: [{ url: `smtp://127.0.0.1:${port}` }] })],
    tokens: createTokens("secret"),
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
    onProblem: (problem) => problems.push(problem),
  });
}

/** Contacts in a journey of one mail and an update behind it, the mail in the outbox. */
async function queue(count = 1, change: Partial<JourneyGraph> = {}, firstName = "Ann"): Promise<void> {
  await db.query(
    "insert into contacts (id, email, first_name) select n, 'p' || n || '@example.test', $2 from generate_series(1, $1::int) n",
    [count, firstName],
  );
  const hello = {
    ...email("hello", { next: "mark" }),
    purpose: change.purpose ?? "marketing",
    template: {
      channel: "email",
      subject: "Hi {{ first_name }}",
      html: '<html><body><a href="{{ journey_links[0] }}">Shop</a></body></html>',
      text: "Shop: {{ journey_links[0] }}",
      links: [{ label: "shop", url: "https://acme.test/shop" }],
    },
  } as ReturnType<typeof email>;
  const engine = createEngine({ db, clock });
  await engine.deploy({ ...graphOf([hello, update("mark")]), ...change });
  await engine.enrol();
  await engine.step();
}

async function step(): Promise<void> {
  await createEngine({ db, clock }).step();
}

const messages = () =>
  db.query("select status, attempts, error, attempt_at is not null as waiting from journey.message order by id");
const traces = async () =>
  (await db.query<{ line: string }>("select activity || ' ' || state as line from journey.trace order by id")).map(
    ({ line }) => line,
  );

it("hands over, with all that a mail needs, and tells the participant", async () => {
  openOutbox(await startServer());
  await queue();
  expect(await outbox.send()).toBe(1);
  await step();
  expect(await messages()).toEqual([{ status: "sent", attempts: 1, error: null, waiting: false }]);
  expect(await traces()).toEqual(["hello processed", "mark processed"]);
  const [mail] = mails;
  expect(mail?.subject).toBe("Hi Ann");
  expect(mail?.to_).toBe("p1@example.test");
  expect(mail?.from_).toMatch(/^bounce\+\d+-\d+-[0-9a-f]{32}@mail\.acme\.test$/);
  expect(mail?.replyTo?.text).toMatch(/^reply\+\d+-\d+-[0-9a-f]{32}@mail\.acme\.test$/);
  expect(mail?.messageId).toMatch(/^<\d+-\d+-[0-9a-f]{32}@mail\.acme\.test>$/);
  expect(mail?.date).toEqual(new Date(start));
  expect(mail?.text).toMatch(/^Shop: https:\/\/go\.acme\.test\/c\//);
  expect(mail?.html).toMatch(
    /<a href="https:\/\/go\.acme\.test\/c\/[^"]+">[\s\S]*<img src="https:\/\/go\.acme\.test\/o\/[^"]+\.gif"/,
  );
  const headers = Object.fromEntries(mail?.headerLines.map(({ key, line }) => [key, line]) ?? []);
  expect(headers["list-unsubscribe"]).toMatch(/<https:\/\/go\.acme\.test\/u\/[^>]+>/);
  expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
});

it("lets no name start another header", async () => {
  openOutbox(await startServer());
  await queue(1, {}, "Ann\r\nBcc: all@example.test\r\n");
  await outbox.send();
  expect(mails.map((mail) => [mail.subject, mail.to_, mail.bcc])).toEqual([
    ["Hi Ann Bcc: all@example.test", "p1@example.test", undefined],
  ]);
});

it("a transactional mail offers no way to unsubscribe", async () => {
  openOutbox(await startServer());
  await queue(1, { purpose: "transactional" });
  await outbox.send();
  expect(mails[0]?.headerLines.map(({ key }) => key)).not.toContain("list-unsubscribe");
});

it("200 mails over 5 connections arrive once each", async () => {
  openOutbox(await startServer());
  await queue(200);
  expect(await outbox.send()).toBe(200);
  expect(new Set(mails.map((mail) => mail.to_)).size).toBe(200);
  expect(mails).toHaveLength(200);
});

describe("what a server refuses", () => {
  it("for now is tried again later, and sent then", async () => {
    let refusals = 1;
    openOutbox(
      await startServer({
        onRcptTo: (_, __, done) =>
          done(refusals-- > 0 ? Object.assign(new Error("greylisted"), { responseCode: 451 }) : null),
      }),
    );
    await queue();
    await outbox.send();
    expect(await messages()).toMatchObject([
      { status: "deferred", attempts: 1, error: expect.stringContaining("greylisted") },
    ]);
    expect(await outbox.nextDueAt()).toBe(start + minute);
    expect(await outbox.send()).toBe(0);
    clock.moveTo(start + minute);
    await outbox.send();
    expect(await messages()).toMatchObject([{ status: "sent", attempts: 2 }]);
    expect(mails).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it("for good has failed; the sequence goes on, and the others are sent", async () => {
    openOutbox(
      await startServer({
        onRcptTo: ({ address }, _, done) =>
          done(address === "p2@example.test" ? Object.assign(new Error("no such user"), { responseCode: 550 }) : null),
      }),
    );
    await queue(3);
    await outbox.send();
    await step();
    expect((await messages()).map((message) => message.status).sort()).toEqual(["failed", "sent", "sent"]);
    expect(mails.map((mail) => mail.to_).sort()).toEqual(["p1@example.test", "p3@example.test"]);
    expect((await traces()).sort()).toEqual(
      [...Array(2).fill("hello processed"), "hello error", ...Array(3).fill("mark processed")].sort(),
    );
  });
});

describe("a connection that breaks", () => {
  /** The least of an SMTP server: it hangs up, without a word, at a moment of our choice. */
  async function startRudeServer(hangUp: "at RCPT" | "within the text" | "after the text"): Promise<number> {
    const rude = createServer((socket) => {
      let text = false;
      let got = "";
      socket.on("error", () => {});
      socket.write("220 rude ESMTP\r\n");
      socket.on("data", (chunk) => {
        got += chunk.toString("latin1");
        if (text) {
          if (hangUp === "within the text" || got.includes("\r\n.\r\n")) socket.destroy();
          return;
        }
        for (let end = got.indexOf("\r\n"); end >= 0 && !text; end = got.indexOf("\r\n")) {
          const line = got.slice(0, end);
          got = got.slice(end + 2);
          if (/^RCPT/.test(line) && hangUp === "at RCPT") socket.destroy();
          else if (/^DATA/.test(line)) {
            text = true;
            socket.write("354 go on\r\n");
          } else socket.write("250 ok\r\n");
        }
      });
    });
    rudeServers.push(rude);
    rude.listen(0, "127.0.0.1");
    await once(rude, "listening");
    return (rude.address() as AddressInfo).port;
  }
  const rudeServers: Server[] = [];
  afterEach(() => {
    for (const rude of rudeServers.splice(0)) rude.close();
  });

  it("before the text was handed over leaves no doubt: it is tried again", async () => {
    openOutbox(await startRudeServer("at RCPT"));
    await queue();
    await outbox.send();
    expect(await messages()).toMatchObject([{ status: "deferred", waiting: true }]);
  });

  it.each([
    ["marketing", { status: "unknown", waiting: false }],
    ["transactional", { status: "deferred", waiting: true }],
  ] as const)("after it: nobody knows, and the purpose decides; %s", async (purpose, expected) => {
    openOutbox(await startRudeServer("after the text"));
    await queue(1, { purpose });
    await outbox.send();
    expect(await messages()).toMatchObject([expected]);
  });
});

it("a server that is not there is said once, with a next step, and nothing is lost", async () => {
  const port = await startServer();
  await stopServer();
  openOutbox(port);
  await queue(3);
  await outbox.send();
  expect(
    problems.map(({ code, message, help }) => [
      code,
      message.startsWith(`The mail server at 127.0.0.1:${port} can't be reached: `),
      help?.includes("nothing is lost"),
    ]),
  ).toEqual([["smtp-unreachable", true, true]]);
  expect((await messages()).map((message) => message.status)).toEqual(["deferred", "deferred", "deferred"]);
  await startServer({}, port);
  clock.moveTo(start + minute);
  await outbox.send();
  expect((await messages()).map((message) => message.status)).toEqual(["sent", "sent", "sent"]);
  expect(mails).toHaveLength(3);
});

it("what a sender left in the middle is not sent again when it may have gone; marketing", async () => {
  openOutbox(await startServer());
  await queue();
  await db.query(
    "update journey.message set status = 'sending', attempt_at = null, sending_at = to_timestamp($1::float8 / 1000)",
    [start],
  );
  clock.moveTo(start + 14 * minute);
  await outbox.send();
  expect(await messages()).toMatchObject([{ status: "sending" }]);
  clock.moveTo(start + 16 * minute);
  await outbox.send();
  expect(await messages()).toMatchObject([{ status: "unknown" }]);
  expect(mails).toEqual([]);
});

it("an address that was suppressed after the mail was queued gets none", async () => {
  openOutbox(await startServer());
  await queue();
  await db.query("insert into journey.suppression values ('p1@example.test', 'unsubscribed', 'test', now())");
  await outbox.send();
  await step();
  expect(mails).toEqual([]);
  expect(await traces()).toEqual(["hello rejected", "mark processed"]);
});
