/** Mail that comes back, as other people's servers and programs send it, for messages that were sent. */
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createContacts,
  type MailSink,
  queueMails,
  type ReceivedMail,
  startMailSink,
} from "../../test/support/mail.ts";
import { createEmailChannel } from "../channels/email.ts";
import { createOutbox, type Outbox } from "../channels/outbox.ts";
import { VirtualClock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { composeBounce, composeReply } from "./compose-replies.ts";
import { handleInboundMail } from "./inbound-mail.ts";
import { parseDeliveryReport, parseFeedbackReport } from "./inbound-reports.ts";
import { createTokens } from "./token.ts";
import { createTracking } from "./tracking.ts";

const hour = 3_600_000;
const tokens = createTokens("secret");
const clock = new VirtualClock(Date.parse("2026-03-02T09:00:00Z"));
let db: Database;
let sink: MailSink;
let outbox: Outbox;
let people = 0;

beforeAll(async () => {
  db = await openPglite();
  await createContacts(db);
  sink = await startMailSink();
  outbox = createOutbox({
    db,
    clock,
    channels: [createEmailChannel({ transports: [{ url: sink.url }] })],
    tokens,
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
    takesMail: true,
  });
});
afterAll(async () => {
  await outbox?.close();
  await sink?.close();
  await db?.close();
});

/** A mail that somebody got. */
async function sent(address = `p${++people}@example.test`): Promise<ReceivedMail> {
  await queueMails(db, clock, [{ email: address }]);
  await outbox.send();
  const mail = sink.mails.at(-1);
  if (mail?.envelopeTo !== address) throw new Error(`Nothing was sent to ${address}.`);
  return mail;
}

const handle = (raw: Buffer, recipient: string, sender?: string) =>
  handleInboundMail(
    { raw, recipients: [recipient], sender },
    { db, clock, tokens, tracking: createTracking({ db, clock }) },
  );

async function stateOf(mail: ReceivedMail) {
  const [row] = await db.query(
    `select status, bounced_at is not null as bounced, replied_at is not null as replied,
            unsubscribed_at is not null as unsubscribed, complained_at is not null as complained,
            exists (select 1 from journey.suppression s where s.address = m.recipient) as suppressed
     from journey.message m where recipient = $1 order by id desc limit 1`,
    [mail.envelopeTo],
  );
  return row;
}

const nothing = { bounced: false, replied: false, unsubscribed: false, complained: false, suppressed: false };

async function report(mail: ReceivedMail, status: string, to = mail.envelopeFrom): Promise<Buffer> {
  // Another report each time: a server names each of its mails anew.
  return Buffer.concat([
    Buffer.from(`Message-ID: <${crypto.randomUUID()}@mx.example.test>\r\n`),
    await composeBounce({ to, recipient: mail.envelopeTo, status }),
  ]);
}

it("a report that an address does not exist is a bounce, once however often it is told", async () => {
  const mail = await sent();
  const raw = await report(mail, "5.1.1");
  expect(parseDeliveryReport(raw)).toEqual({
    action: "failed",
    status: "5.1.1",
    recipient: mail.envelopeTo,
    diagnostic: "smtp; 550 5.1.1 User unknown",
  });
  expect(await handle(raw, mail.envelopeFrom, "")).toMatchObject({ kind: "bounced" });
  expect(await handle(raw, mail.envelopeFrom, "")).toMatchObject({ kind: "known" });
  expect(await stateOf(mail)).toEqual({ ...nothing, status: "sent", bounced: true });
});

it("what comes back for now is sent again after 1, 6 and 24 hours, and the fourth time it has bounced", async () => {
  const mail = await sent();
  for (const wait of [1, 6, 24]) {
    const raw = await report(mail, "5.2.2");
    expect(await handle(raw, mail.envelopeFrom, "")).toMatchObject({ kind: "retried" });
    expect(await handle(raw, mail.envelopeFrom, "")).toMatchObject({ kind: "known" });
    expect(await stateOf(mail)).toEqual({ ...nothing, status: "deferred" });
    const before = sink.mails.length;
    clock.moveTo(clock.now() + wait * hour - 1);
    expect(await outbox.send()).toBe(0);
    clock.moveTo(clock.now() + 1);
    expect(await outbox.send()).toBe(1);
    expect(sink.mails.length).toBe(before + 1);
    expect(sink.mails.at(-1)?.messageId).toBe(mail.messageId);
  }
  expect(await handle(await report(mail, "5.2.2"), mail.envelopeFrom, "")).toMatchObject({ kind: "bounced" });
  expect(await stateOf(mail)).toEqual({ ...nothing, status: "sent", bounced: true });
  // The participant was told of one handover, whatever happened after it.
  expect(
    await db.query(
      "select count(*)::int as n from journey.event where type = 'executed' and message_id = (select max(id) from journey.message)",
    ),
  ).toEqual([{ n: 1 }]);
});

it("an address that comes back softly again and again, whatever is sent, has bounced; a sign of life begins anew", async () => {
  const address = `p${++people}@example.test`;
  for (let round = 0; round < 4; round++) {
    const mail = await sent(address);
    expect(await handle(await report(mail, "4.2.2"), mail.envelopeFrom, "")).toMatchObject({ kind: "retried" });
  }
  const fifth = await sent(address);
  await handle(
    await composeReply({ from: address, to: fifth.replyTo?.text ?? "", subject: "Re: Hi", text: "Yes" }),
    fifth.replyTo?.text ?? "",
  );
  clock.moveTo(clock.now() + 1);
  expect(await handle(await report(fifth, "4.2.2"), fifth.envelopeFrom, "")).toMatchObject({ kind: "retried" });
  for (let round = 0; round < 3; round++) {
    const mail = await sent(address);
    expect(await handle(await report(mail, "4.2.2"), mail.envelopeFrom, "")).toMatchObject({ kind: "retried" });
  }
  const last = await sent(address);
  expect(await handle(await report(last, "4.2.2"), last.envelopeFrom, "")).toMatchObject({ kind: "bounced" });
});

it("a refusal of the sender is sent again, and never held against the address", async () => {
  const mail = await sent();
  for (const wait of [1, 6, 24]) {
    expect(await handle(await report(mail, "5.7.1"), mail.envelopeFrom, "")).toMatchObject({ kind: "retried" });
    clock.moveTo(clock.now() + wait * hour);
    await outbox.send();
  }
  expect(await handle(await report(mail, "5.7.1"), mail.envelopeFrom, "")).toMatchObject({ kind: "refused" });
  expect(await stateOf(mail)).toEqual({ ...nothing, status: "failed" });
});

it("a delay, and whatever else comes to a bounce address, is none", async () => {
  const mail = await sent();
  const delay = await composeBounce({ to: mail.envelopeFrom, recipient: "a@b.c", action: "delayed", status: "4.4.1" });
  expect(await handle(delay, mail.envelopeFrom, "")).toMatchObject({ kind: "delayed" });
  const chat = await composeReply({ from: "a@b.c", to: mail.envelopeFrom, subject: "x", text: "hello" });
  expect(await handle(chat, mail.envelopeFrom)).toMatchObject({ kind: "delayed" });
  expect(await stateOf(mail)).toEqual({ ...nothing, status: "sent" });
});

it("a report that comes to another address is known by the mail that it gives back", async () => {
  const mail = await sent();
  const raw = (await report(mail, "5.1.1", "postmaster@mail.acme.test")).toString();
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1];
  const returned = `--${boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: hello@acme.test\r\nMessage-ID: ${mail.messageId}\r\n\r\n--${boundary}--`;
  expect(await handle(Buffer.from(raw), "postmaster@mail.acme.test", "")).toMatchObject({ kind: "not ours" });
  expect(
    await handle(Buffer.from(raw.replace(`--${boundary}--`, returned)), "postmaster@mail.acme.test", ""),
  ).toMatchObject({ kind: "bounced" });
  expect(await stateOf(mail)).toMatchObject({ bounced: true });
});

/** RFC 5965, as mailbox providers send it: who complains is often blacked out. */
function complaint(fields: string, returned: string): Buffer {
  return Buffer.from(
    [
      "From: <abuse@mx.example.test>",
      "To: <complaints@mail.acme.test>",
      "Subject: FW: Hi",
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=feedback-report; boundary="part"',
      "",
      "--part",
      'Content-Type: text/plain; charset="US-ASCII"',
      "",
      "This is an email abuse report for an email message received from IP 192.0.2.1.",
      "",
      "--part",
      "Content-Type: message/feedback-report",
      "",
      "User-Agent: SomeGenerator/1.0",
      "Version: 1",
      fields,
      "",
      "--part",
      "Content-Type: message/rfc822",
      "Content-Disposition: inline",
      "",
      returned,
      "",
      "--part--",
      "",
    ].join("\r\n"),
  );
}

it("a complaint, found by the mail that it gives back, unsubscribes and suppresses the address", async () => {
  const mail = await sent();
  const raw = complaint("Feedback-Type: abuse", `From: <hello@acme.test>\r\nMessage-ID: ${mail.messageId}\r\n\r\nHi`);
  expect(parseFeedbackReport(raw)).toEqual({ type: "abuse", references: [mail.messageId] });
  expect(await handle(raw, "complaints@mail.acme.test", "abuse@mx.example.test")).toMatchObject({ kind: "complained" });
  expect(await handle(raw, "complaints@mail.acme.test")).toMatchObject({ kind: "known" });
  expect(await stateOf(mail)).toEqual({
    ...nothing,
    status: "sent",
    unsubscribed: true,
    complained: true,
    suppressed: true,
  });
});

it("a complaint is found by its envelope sender, too; that it is no spam is no complaint", async () => {
  const mail = await sent();
  const returned = "From: <hello@acme.test>\r\n\r\nHi";
  const fields = (type: string) => `Feedback-Type: ${type}\r\nOriginal-Mail-From: <${mail.envelopeFrom}>`;
  expect(await handle(complaint(fields("not-spam"), returned), "complaints@mail.acme.test")).toMatchObject({
    kind: "delayed",
  });
  expect(await stateOf(mail)).toEqual({ ...nothing, status: "sent" });
  expect(await handle(complaint(fields("abuse"), returned), "complaints@mail.acme.test")).toMatchObject({
    kind: "complained",
  });
});

it("an answer is found by its address, or by what it answers", async () => {
  const mail = await sent();
  const address = mail.replyTo?.text ?? "";
  const reply = (to: string, inReplyTo?: string) =>
    composeReply({ from: mail.envelopeTo, to, subject: "Hi", text: "Yes", inReplyTo });
  expect(await handle(await reply("sales@acme.test"), "sales@acme.test")).toEqual({ kind: "not ours" });
  expect(await handle(await reply(address), address.toUpperCase())).toMatchObject({ kind: "replied" });
  const other = await sent();
  expect(await handle(await reply("sales@acme.test", other.messageId), "sales@acme.test")).toMatchObject({
    kind: "replied",
  });
  expect([await stateOf(mail), await stateOf(other)]).toMatchObject([{ replied: true }, { replied: true }]);
});

it.each([
  ["Auto-Submitted: auto-replied"],
  ["Auto-Submitted: auto-generated; owner-email=a@b.c"],
  ["Precedence: bulk"],
  ["X-Autoreply: yes"],
  ["X-MS-Exchange-Inbox-Rules-Loop: a@b.c"],
  ["Return-Path: <>"],
])("what a machine answers is no answer: %s", async (header) => {
  const mail = await sent();
  const address = mail.replyTo?.text ?? "";
  const note = { from: mail.envelopeTo, to: address, subject: "Out of office", text: "Back on Monday" };
  const raw = Buffer.concat([Buffer.from(`${header}\r\n`), await composeReply(note)]);
  expect(await handle(raw, address)).toMatchObject({ kind: "automatic" });
  expect(await stateOf(mail)).toEqual({ ...nothing, status: "sent" });
});

it("a mail to the address for it unsubscribes, unless a machine wrote it", async () => {
  const mail = await sent();
  const header = mail.headerLines.find(({ key }) => key === "list-unsubscribe")?.line ?? "";
  const address = /<mailto:([^?>]+)/.exec(header)?.[1] ?? "";
  expect(address).toMatch(/^unsubscribe\+\d+-\d+-[0-9a-f]{32}@mail\.acme\.test$/);
  const raw = await composeReply({ from: mail.envelopeTo, to: address, subject: "unsubscribe", text: "" });
  expect(await handle(raw, address, "")).toMatchObject({ kind: "automatic" });
  expect(await stateOf(mail)).toMatchObject({ unsubscribed: false });
  expect(await handle(raw, address, mail.envelopeTo)).toMatchObject({ kind: "unsubscribed" });
  expect(await stateOf(mail)).toMatchObject({ unsubscribed: true, suppressed: true });
});

it("a token that was not made here is not ours, nor one that was made for something else", async () => {
  const mail = await sent();
  const address = mail.replyTo?.text ?? "";
  const forged = address.replace(/[0-9a-f]@/, (end) => (end[0] === "0" ? "1@" : "0@"));
  const raw = (to: string) => composeReply({ from: "a@b.c", to, subject: "x", text: "x" });
  expect(await handle(await raw(forged), forged)).toEqual({ kind: "not ours" });
  const other = address.replace("reply+", "unsubscribe+");
  expect(await handle(await raw(other), other)).toEqual({ kind: "not ours" });
  expect(createTokens("other").read("reply", address.slice("reply+".length).split("@")[0] ?? "")).toBeUndefined();
});
