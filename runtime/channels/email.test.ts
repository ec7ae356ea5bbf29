/** What a mail is made of, which way it takes, and how fast: seen by independent readers, over real connections. */
import { generateKeyPairSync } from "node:crypto";
import type { JourneyGraph } from "@journey/compiler";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createContacts, type MailSink, type Person, queueMails, startMailSink } from "../../test/support/mail.ts";
import { VirtualClock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { createTokens } from "../tracking/token.ts";
import { createEmailChannel } from "./email.ts";
import type { EmailTransport } from "./email-transports.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
let db: Database;
let clock: VirtualClock;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  db = await openPglite();
  await createContacts(db);
  clock = new VirtualClock(start);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await db.query("delete from journey.message");
});
afterAll(() => db?.close());

async function startSink(options?: Parameters<typeof startMailSink>[0]): Promise<MailSink> {
  const sink = await startMailSink(options);
  closers.push(() => sink.close());
  return sink;
}

function openOutbox(transports: readonly EmailTransport[]): Outbox {
  const outbox = createOutbox({
    db,
    clock,
    channels: [createEmailChannel({ transports })],
    tokens: createTokens("secret"),
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
    takesMail: true,
  });
  closers.push(() => outbox.close());
  return outbox;
}

let number = 0;
const somebody = (first_name = "Ann"): Person => ({ email: `p${++number}@example.test`, first_name });

/** The one mail that a journey with this template sends. */
async function mailOf(
  template: object,
  {
    person = somebody(),
    change = {},
    transport = {},
  }: { person?: Person; change?: Partial<JourneyGraph>; transport?: Partial<EmailTransport> } = {},
) {
  const sink = await startSink();
  const outbox = openOutbox([{ url: sink.url, ...transport }]);
  await queueMails(db, clock, [person], template, change);
  await outbox.send();
  const [mail] = sink.mails;
  if (!mail)
    throw new Error(`Nothing came: ${JSON.stringify(await db.query("select status, error from journey.message"))}`);
  const headers = Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()]));
  return { mail, headers };
}

const results = () => db.query("select status, error from journey.message order by id");

describe("a mail", () => {
  it("says the same in text and HTML as was written, in any script, however long the lines", async () => {
    const html = `<html><body><p>Dear {{ first_name }}, ${"déjà vu — ".repeat(200)}</p>\n.\n<p>.dots = equal\tsigns 日本語 🌱</p></body></html>`;
    const text = `Dear {{ first_name }},\n.\n.. two dots\n${"long ".repeat(300)}\n日本語 🌱 = 3D`;
    const { mail } = await mailOf({ subject: "Grüße 🌱 {{ first_name }}", html, text }, { person: somebody("Zoë") });
    expect(mail.subject).toBe("Grüße 🌱 Zoë");
    expect(mail.text?.trim()).toBe(text.replace("{{ first_name }}", "Zoë").replace(/[ \t]+$/gm, ""));
    expect(
      String(mail.html)
        .replace(/<img[^>]+>/, "")
        .trim(),
    ).toBe(html.replace("{{ first_name }}", "Zoë"));
    for (const line of mail.raw.toString("latin1").split("\r\n")) expect(line.length).toBeLessThanOrEqual(320);
    // No line ending but CRLF, and nothing beyond ASCII: whatever lies on its way has no reason to change it.
    expect(mail.raw.toString("latin1").replaceAll("\r\n", "")).toMatch(/^[\t\x20-\x7e]*$/);
  });

  it("carries the headers that large providers ask for", async () => {
    const { headers } = await mailOf({});
    expect(headers["list-unsubscribe"]).toMatch(
      /^<https:\/\/go\.acme\.test\/u\/[\w-]+>, <mailto:unsubscribe\+[\w-]+@mail\.acme\.test\?subject=unsubscribe>$/,
    );
    expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    expect(headers["feedback-id"]).toBe("hello:test:marketing:mail.acme.test");
    expect(headers["mime-version"]).toBe("1.0");
    expect(headers.date).toBe("Mon, 02 Mar 2026 09:00:00 +0000");
  });

  it("has the sender and the address for answers that its merge tags give", async () => {
    const { mail } = await mailOf({
      from: "{{ first_name }} at Acme <{{ first_name | downcase }}@acme.test>",
      replyTo: "{{ first_name }} <{{ first_name }}.desk@acme.test>",
    });
    expect(mail.from?.value).toEqual([{ name: "Ann at Acme", address: "ann@acme.test" }]);
    expect(mail.replyTo?.value).toEqual([{ name: "Ann", address: "Ann.desk@acme.test" }]);
  });

  it("has the same Message-ID however often it is tried, and another than all others", async () => {
    const sink = await startSink({
      onRcptTo: (_, __, done) =>
        done(
          sink.mails.length === 0 && clock.now() === start
            ? Object.assign(new Error("later"), { responseCode: 451 })
            : null,
        ),
    });
    const seen: string[] = [];
    const outbox = openOutbox([{ url: sink.url }]);
    await queueMails(db, clock, [somebody(), somebody()]);
    await outbox.send();
    clock.moveTo(start + 60_000);
    await outbox.send();
    for (const mail of sink.mails) seen.push(mail.messageId ?? "");
    expect(new Set(seen).size).toBe(2);
    clock = new VirtualClock(start);
    const rows = await db.query<{ bucket: number; id: number }>("select bucket, id from journey.message");
    expect(seen.sort()).toEqual(
      rows
        .map(({ bucket, id }) => createTokens("secret").create({ kind: "message", bucket, messageId: String(id) }))
        .map((token) => `<${token}@mail.acme.test>`)
        .sort(),
    );
  });
});

describe("what stands in a field starts nothing of its own", () => {
  const forged = [
    "Ann\r\nBcc: all@evil.test",
    "Ann\nX-Evil: 1\n\n<script>",
    "Ann\u2028Bcc: all@evil.test",
    "Eve <eve@evil.test>, Mallory",
    '"Eve" <eve@evil.test>',
    "Ann: a@evil.test, b@evil.test;",
    "=?utf-8?Q?Bcc:_all@evil.test?=",
  ];

  it.each(forged)("no header, no second sender, no other recipient: %j", async (name) => {
    const person = somebody(name);
    const { mail, headers } = await mailOf(
      {
        subject: "Hi {{ first_name }}",
        from: "{{ first_name }} <news@acme.test>",
        replyTo: "{{ first_name }} <desk@acme.test>",
      },
      { person },
    );
    expect(Object.keys(headers).sort()).toEqual([
      "content-type",
      "date",
      "feedback-id",
      "from",
      "list-unsubscribe",
      "list-unsubscribe-post",
      "message-id",
      "mime-version",
      "reply-to",
      "subject",
      "to",
    ]);
    expect(mail.from?.value.map(({ address }) => address)).toEqual(["news@acme.test"]);
    expect(mail.replyTo?.value.map(({ address }) => address)).toEqual(["desk@acme.test"]);
    expect([mail.envelopeTo, mail.to]).toMatchObject([person.email, { text: person.email }]);
  });

  it("no markup in HTML", async () => {
    const { mail } = await mailOf(
      { html: '<html><body><p title="{{ first_name }}">{{ first_name }}</p></body></html>' },
      { person: somebody('"><script>alert(1)</script><img src=x onerror=alert(1)>') },
    );
    expect(String(mail.html)).not.toMatch(/<script|<img src=x/);
    expect(String(mail.html)).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  it.each([
    "a@example.test, b@evil.test",
    "a@example.test\r\nRCPT TO:<b@evil.test>",
    "<a@example.test>",
    "a b@example.test",
    "nobody",
  ])("an address that is none, or several, gets nothing: %j", async (address) => {
    const sink = await startSink();
    const outbox = openOutbox([{ url: sink.url }]);
    await queueMails(db, clock, [{ email: address }]);
    await outbox.send();
    expect(sink.mails).toEqual([]);
    expect(await results()).toMatchObject([
      { status: "failed", error: expect.stringContaining("is no e-mail address") },
    ]);
  });

  it("a sender that is several addresses sends nothing, and says so", async () => {
    const sink = await startSink();
    const outbox = openOutbox([{ url: sink.url }]);
    await queueMails(db, clock, [somebody("a@acme.test, b@acme.test")], { from: "{{ first_name }}" });
    await outbox.send();
    expect(await results()).toEqual([
      { status: "failed", error: "the sender `a@acme.test, b@acme.test` is not one e-mail address" },
    ]);
  });
});

describe("the signature", () => {
  const keys = {
    rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ed25519: generateKeyPairSync("ed25519"),
  };
  const pem = (kind: keyof typeof keys) => keys[kind].privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const record = (kind: keyof typeof keys) => {
    const der = keys[kind].publicKey.export({ type: "spki", format: "der" });
    // RFC 8463: the bare key, without what says of which kind it is.
    return `v=DKIM1; k=${kind}; p=${(kind === "rsa" ? der : der.subarray(-32)).toString("base64")}`;
  };
  const verify = async (raw: Buffer, kind: keyof typeof keys) => {
    const { results: found } = await dkimVerify(raw, {
      resolver: async (name: string) => (name === "j1._domainkey.acme.test" ? [[record(kind)]] : []),
    });
    return found.map((signature) => ({
      result: signature.status.result,
      signingDomain: signature.signingDomain,
      // What it covers: the package's types leave it out.
      headers: (signature as { signingHeaders?: { keys?: string } }).signingHeaders?.keys,
    }));
  };
  const template = {
    html: "<html><body><p>Grüße,  {{ first_name }} </p>\n\n\n</body></html>",
    text: "Grüße, \t{{ first_name }} \n\n\n",
  };

  it.each(["rsa", "ed25519"] as const)(
    "of an %s key is found good by mailauth, and covers what it must",
    async (kind) => {
      const { mail } = await mailOf(template, {
        transport: { dkim: [{ domain: "acme.test", selector: "j1", privateKey: pem(kind) }] },
      });
      const [signature, ...others] = await verify(mail.raw, kind);
      expect(others).toEqual([]);
      expect(signature).toMatchObject({ result: "pass", signingDomain: "acme.test" });
      expect(signature?.headers?.toLowerCase().split(/\s*:\s*/)).toEqual(
        expect.arrayContaining([
          "from",
          "to",
          "subject",
          "date",
          "message-id",
          "list-unsubscribe",
          "list-unsubscribe-post",
          "feedback-id",
        ]),
      );
    },
  );

  it.each([
    ["another text", (raw: string) => raw.replace("Gr=C3=BC", "Gr=C3=BD")],
    ["another subject", (raw: string) => raw.replace("Subject: Hi", "Subject: Ho")],
    ["another way out", (raw: string) => raw.replace("https://go.acme.test/u/", "https://evil.test/u/")],
    ["a second sender before the first", (raw: string) => `From: eve@evil.test\r\n${raw}`],
  ])("is broken by %s", async (_, change) => {
    const { mail } = await mailOf(template, {
      transport: { dkim: [{ domain: "acme.test", selector: "j1", privateKey: pem("rsa") }] },
    });
    const changed = change(mail.raw.toString("latin1"));
    expect(changed).not.toBe(mail.raw.toString("latin1"));
    expect(await verify(Buffer.from(changed, "latin1"), "rsa")).not.toMatchObject([{ result: "pass" }]);
  });

  it("is that of the sender's domain, or of one above it; other senders' mails have none", async () => {
    const dkim = [{ domain: "acme.test", selector: "j1", privateKey: pem("ed25519") }];
    const below = await mailOf({ from: "news@shop.acme.test" }, { transport: { dkim } });
    expect(await verify(below.mail.raw, "ed25519")).toMatchObject([{ result: "pass" }]);
    const other = await mailOf({ from: "news@notacme.test" }, { transport: { dkim } });
    expect(other.headers).not.toHaveProperty("dkim-signature");
  });

  it("by a key that can't be used is refused at the start", () => {
    const create = (privateKey: string) => () =>
      createEmailChannel({
        transports: [{ url: "smtp://127.0.0.1", dkim: [{ domain: "acme.test", selector: "j1", privateKey }] }],
      });
    expect(create("no key")).toThrow(expect.objectContaining({ code: "dkim-key-unusable" }));
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(create(privateKey.export({ type: "pkcs8", format: "pem" }).toString())).toThrow(
      expect.objectContaining({ code: "dkim-key-unusable" }),
    );
  });
});

describe("transports", () => {
  it("are asked in order, by purpose and by sender; the last takes the rest", async () => {
    const [bulk, shop, rest] = [await startSink(), await startSink(), await startSink()];
    const outbox = openOutbox([
      { name: "shop", url: shop.url, senders: ["shop.test", "boss@acme.test"] },
      { name: "bulk", url: bulk.url, purposes: ["marketing"] },
      { url: rest.url },
    ]);
    await queueMails(db, clock, [somebody()], { from: "news@eu.shop.test" });
    await queueMails(db, clock, [somebody()], { from: "Boss <boss@acme.test>" });
    await queueMails(db, clock, [somebody()], { from: "news@acme.test" });
    await queueMails(db, clock, [somebody()], { from: "news@acme.test" }, { purpose: "transactional" });
    await outbox.send();
    expect([shop, bulk, rest].map(({ mails }) => mails.length)).toEqual([2, 1, 1]);
  });

  it("encrypt where the server can", async () => {
    const sink = await startSink({ disabledCommands: [] });
    const outbox = openOutbox([{ url: sink.url }]);
    await queueMails(db, clock, [somebody()]);
    await outbox.send();
    expect(sink.mails).toMatchObject([{ secure: true }]);
  });

  it("log in; a login that is refused loses nothing", async () => {
    const sink = await startSink({
      authOptional: false,
      disabledCommands: [],
      onAuth: ({ username, password }, _, done) =>
        username === "journey" && password === "right @ /" ? done(null, { user: username }) : done(new Error("no")),
    });
    const url = (password: string) => `smtp://journey:${encodeURIComponent(password)}@127.0.0.1:${sink.port}`;
    const wrong = openOutbox([{ url: url("wrong") }]);
    await queueMails(db, clock, [somebody()]);
    await wrong.send();
    expect(await results()).toMatchObject([{ status: "deferred" }]);
    const right = openOutbox([{ url: url("right @ /") }]);
    clock.moveTo(clock.now() + 60_000);
    await right.send();
    expect(await results()).toMatchObject([{ status: "sent" }]);
  });

  it.each([
    ["ses", "x-ses-message-tags", /^journey=[\w-]+$/],
    ["sendgrid", "x-smtpapi", /^\{"unique_args":\{"journey":"[\w-]+"\}\}$/],
    ["mailgun", "x-mailgun-variables", /^\{"journey":"[\w-]+"\}$/],
    ["postmark", "x-pm-metadata-journey", /^[\w-]+$/],
  ] as const)("tell %s which message it is", async (provider, header, form) => {
    const { headers } = await mailOf({}, { transport: { provider } });
    expect(headers[header]).toMatch(form);
  });
});

describe("limits", () => {
  /** Goes through time, and counts what arrives in each of the first seconds. */
  async function perSecond(sinks: MailSink[], outboxes: Outbox[], seconds: number): Promise<number[]> {
    const counts: number[] = [];
    const from = clock.now();
    for (let second = 0; second < seconds; second++) {
      const before = sinks.reduce((sum, sink) => sum + sink.mails.length, 0);
      for (let tenth = 0; tenth < 10; tenth++) {
        clock.moveTo(from + second * 1000 + tenth * 100);
        for (const outbox of outboxes) await outbox.send();
      }
      counts.push(sinks.reduce((sum, sink) => sum + sink.mails.length, 0) - before);
    }
    return counts;
  }
  const people = (count: number, domain: string) =>
    Array.from({ length: count }, () => ({ email: `p${++number}@${domain}` }));

  it("of a transport hold for all workers together; what waits is no attempt", async () => {
    const sink = await startSink();
    const transport = { url: sink.url, name: `a${number}`, rate: { count: 20, per: 1000 } };
    const outboxes = [openOutbox([transport]), openOutbox([transport])];
    await queueMails(db, clock, people(100, "example.test"));
    const counts = await perSecond([sink], outboxes, 6);
    // A second's worth may go at once; each worker may be a block (half a second's worth) out of step.
    for (const [second, count] of counts.entries()) expect(count).toBeLessThanOrEqual(second === 0 ? 50 : 30);
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
    expect(await db.query("select distinct attempts, status from journey.message")).toEqual([
      { attempts: 1, status: "sent" },
    ]);
  });

  it("of a recipient's domain hold up nobody else", async () => {
    const sink = await startSink();
    const outbox = openOutbox([
      {
        url: sink.url,
        name: `b${number}`,
        rate: { count: 1000, per: 1000 },
        domainRates: { "slow.test": { count: 2, per: 1000 }, "*": { count: 50, per: 1000 } },
      },
    ]);
    await queueMails(db, clock, [
      ...people(10, "slow.test"),
      ...people(30, "example.test"),
      ...people(30, "other.test"),
    ]);
    await perSecond([sink], [outbox], 1);
    const arrived = (domain: string) => sink.mails.filter((mail) => mail.envelopeTo.endsWith(`@${domain}`)).length;
    expect([arrived("example.test"), arrived("other.test")]).toEqual([30, 30]);
    expect(arrived("slow.test")).toBeLessThanOrEqual(4);
    await perSecond([sink], [outbox], 6);
    expect(arrived("slow.test")).toBe(10);
  });

  it("wait a minute when the server asks for it", async () => {
    let busy = true;
    const sink = await startSink({
      onRcptTo: (_, __, done) => done(busy ? Object.assign(new Error("4.7.0 too fast"), { responseCode: 421 }) : null),
    });
    const outbox = openOutbox([{ url: sink.url, name: `c${number}`, rate: { count: 1, per: 1000 } }]);
    await queueMails(db, clock, people(3, "example.test"));
    await outbox.send();
    busy = false;
    const from = clock.now();
    clock.moveTo(from + 30_000);
    await outbox.send();
    expect(sink.mails.length).toBeLessThanOrEqual(2);
    for (let second = 60; second < 70; second++) {
      clock.moveTo(from + second * 1000);
      await outbox.send();
    }
    expect(sink.mails).toHaveLength(3);
  });
});
