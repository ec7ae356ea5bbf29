/** The doors by which mail comes in: LMTP, SMTP with TLS, and a mailbox read by IMAP. */
import { once } from "node:events";
import { createServer } from "node:net";
import type { Problem } from "@journey/language";
import hoodiecrow from "hoodiecrow-imap";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  createContacts,
  type MailSink,
  queueMails,
  type ReceivedMail,
  startMailSink,
} from "../../test/support/mail.ts";
import { signingCertificate, signingKey } from "../../test/support/sns-key.ts";
import { createEmailChannel } from "../channels/email.ts";
import { createOutbox } from "../channels/outbox.ts";
import { realClock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { composeBounce, composeReply } from "./compose-replies.ts";
import { startImapInbox } from "./inbound-imap.ts";
import { startInboundServer } from "./inbound-server.ts";
import { createTokens } from "./token.ts";
import { createTracking } from "./tracking.ts";

const clock = realClock;
const tokens = createTokens("secret");
let db: Database;
let sink: MailSink;
let people = 0;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  db = await openPglite();
  await createContacts(db);
  sink = await startMailSink();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await sink?.close();
  await db?.close();
});

const inbound = () => ({ db, clock, tokens, tracking: createTracking({ db, clock }) });

async function sent(): Promise<ReceivedMail> {
  const address = `p${++people}@example.test`;
  const outbox = createOutbox({
    ...{ db, clock, tokens },
    channels: [createEmailChannel({ transports: [{ url: sink.url }] })],
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
  });
  await queueMails(db, clock, [{ email: address }]);
  await outbox.send();
  await outbox.close();
  const mail = sink.mails.at(-1);
  if (mail?.envelopeTo !== address) throw new Error(`Nothing was sent to ${address}.`);
  return mail;
}

const reactionsTo = async (mail: ReceivedMail) =>
  (
    await db.query(
      "select bounced_at is not null as bounced, replied_at is not null as replied from journey.message where recipient = $1",
      [mail.envelopeTo],
    )
  )[0];

/** Hands a mail over. @returns what was refused */
async function handOver(port: number, options: object, to: string[], raw: Buffer): Promise<string[]> {
  const connection = new SMTPConnection({ host: "127.0.0.1", port, tls: { rejectUnauthorized: false }, ...options });
  await new Promise<void>((resolve, reject) => {
    connection.once("error", reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  try {
    const info = await new Promise<{ rejected: unknown[] }>((resolve, reject) =>
      connection.send({ from: "", to }, raw, (error, result) => (error ? reject(error) : resolve(result))),
    );
    return info.rejected.map(String);
  } finally {
    connection.quit();
  }
}

it("takes mail by LMTP, with an answer for each recipient", async () => {
  const server = await startInboundServer({ ...inbound(), port: 0, host: "127.0.0.1", protocol: "lmtp" });
  closers.push(() => server.close());
  const mail = await sent();
  const raw = await composeBounce({ to: mail.envelopeFrom, recipient: mail.envelopeTo });
  expect(await handOver(server.port, { lmtp: true }, [mail.envelopeFrom, "nobody@mail.acme.test"], raw)).toEqual([
    "nobody@mail.acme.test",
  ]);
  expect(await reactionsTo(mail)).toEqual({ bounced: true, replied: false });
});

it("takes mail by SMTP, encrypted where there is a certificate; what names none of our mails is refused", async () => {
  const tls = { cert: signingCertificate, key: signingKey };
  const server = await startInboundServer({ ...inbound(), port: 0, host: "127.0.0.1", tls });
  closers.push(() => server.close());
  const mail = await sent();
  const reply = { from: mail.envelopeTo, to: "replies@mail.acme.test", subject: "Re: Hi", text: "Yes" };
  await expect(
    handOver(server.port, { requireTLS: true }, ["replies@mail.acme.test"], await composeReply(reply)),
  ).rejects.toMatchObject({ responseCode: 550 });
  // A null sender is a machine's: here a person's answer, so it has one.
  const connection = new SMTPConnection({
    host: "127.0.0.1",
    port: server.port,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
  });
  await new Promise<void>((resolve) => connection.connect(() => resolve()));
  await new Promise((resolve, reject) =>
    composeReply({ ...reply, inReplyTo: mail.messageId }).then((raw) =>
      connection.send({ from: mail.envelopeTo, to: ["replies@mail.acme.test"] }, raw, (error, info) =>
        error ? reject(error) : resolve(info),
      ),
    ),
  );
  connection.quit();
  expect(await reactionsTo(mail)).toEqual({ bounced: false, replied: true });
});

it("a mail of more than 10 MiB is refused", async () => {
  const server = await startInboundServer({ ...inbound(), port: 0, host: "127.0.0.1" });
  closers.push(() => server.close());
  const mail = await sent();
  const raw = Buffer.concat([
    await composeBounce({ to: mail.envelopeFrom, recipient: mail.envelopeTo }),
    Buffer.alloc(11 * 1024 * 1024, "x\r\n"),
  ]);
  await expect(handOver(server.port, {}, [mail.envelopeFrom], raw)).rejects.toMatchObject({ code: "EMESSAGE" });
  expect(await reactionsTo(mail)).toEqual({ bounced: false, replied: false });
});

interface ImapServer {
  appendMessage(mailbox: string, flags: string[], date: Date, raw: string): unknown;
  getMailbox(path: string): { messages: { flags: string[]; raw: string }[] };
}

async function startImapServer() {
  const server = hoodiecrow({
    plugins: ["IDLE", "SASL-IR", "AUTH-PLAIN", "ID"],
    storage: { INBOX: { messages: [] } },
  });
  server.listen(0);
  await once(server.server, "listening");
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as { port: number };
  return {
    url: `imap://testuser:testpass@127.0.0.1:${port}/INBOX`,
    append: (raw: Buffer) =>
      (server as unknown as ImapServer).appendMessage("INBOX", [], new Date(), raw.toString("binary")),
    flags: () =>
      (server as unknown as ImapServer).getMailbox("INBOX").messages.map(({ flags }) => flags.includes("\\Seen")),
  };
}

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not happen within 10 s.");
}

it("reads a mailbox: what is ours is marked as read, the rest left alone, and after a restart it goes on where it was", async () => {
  const imap = await startImapServer();
  const [first, second, third] = [await sent(), await sent(), await sent()];
  const reply = (mail: ReceivedMail) =>
    composeReply({
      from: mail.envelopeTo,
      to: "sales@acme.test",
      subject: "Re: Hi",
      inReplyTo: mail.messageId,
      text: "Yes",
    });
  imap.append(await reply(first));
  imap.append(
    await composeReply({ from: "x@example.test", to: "sales@acme.test", subject: "Question", text: "How much?" }),
  );
  imap.append(
    Buffer.concat([
      Buffer.from(`Return-Path: <>\r\nDelivered-To: ${second.envelopeFrom}\r\n`),
      await composeBounce({ to: second.envelopeFrom, recipient: second.envelopeTo }),
    ]),
  );
  const problems: Problem[] = [];
  const open = () =>
    startImapInbox({ ...inbound(), url: imap.url, every: 200, onProblem: (problem) => problems.push(problem) });
  let inbox = open();
  await until(async () => (await reactionsTo(second))?.bounced === true);
  expect(await reactionsTo(first)).toEqual({ bounced: false, replied: true });
  await until(() => imap.flags().filter(Boolean).length === 2);
  expect(imap.flags()).toEqual([true, false, true]);
  await inbox.close();
  imap.append(await reply(third));
  inbox = open();
  closers.push(() => inbox.close());
  await until(async () => (await reactionsTo(third))?.replied === true);
  expect(problems).toEqual([]);
});

it("a mailbox that can't be read is said once, with a next step", async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const problems: Problem[] = [];
  const inbox = startImapInbox({
    ...inbound(),
    url: `imap://user:secret@127.0.0.1:${port}/INBOX`,
    onProblem: (problem) => problems.push(problem),
  });
  await until(() => problems.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await inbox.close();
  expect(problems.map(({ code, message }) => [code, message.includes("secret")])).toEqual([
    ["imap-unreachable", false],
  ]);
  expect(() => startImapInbox({ ...inbound(), url: "mailbox", onProblem: () => {} })).toThrow(
    expect.objectContaining({ code: "wrong-setting" }),
  );
});
