/** What providers post, as their documentation shows it, to the routes that the world calls. */
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createContacts,
  type MailSink,
  queueMails,
  type ReceivedMail,
  startMailSink,
} from "../../../test/support/mail.ts";
import { signingCertificate, signingKey as snsKey } from "../../../test/support/sns-key.ts";
import { createEmailChannel } from "../../channels/email.ts";
import type { MailProvider } from "../../channels/email-transports.ts";
import { createOutbox } from "../../channels/outbox.ts";
import { VirtualClock } from "../../clock.ts";
import { addMailProviderRoutes } from "../../server/mail-provider-routes.ts";
import type { Database } from "../../store/database.ts";
import { openPglite } from "../../store/open-database.ts";
import { createTokens } from "../token.ts";
import { createTracking } from "../tracking.ts";
import { createMailCallbacks } from "./mail-callbacks.ts";

const clock = new VirtualClock(Date.parse("2026-12-02T09:00:00Z"));
const tokens = createTokens("secret");
const topicArn = "arn:aws:sns:eu-west-1:123456789012:mail";
const certificateUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem";
const sendgridKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const mailgunKey = "key-1234";
let db: Database;
let sink: MailSink;
let app: FastifyInstance;
let people = 0;
const fetched: string[] = [];

beforeAll(async () => {
  db = await openPglite();
  await createContacts(db);
  sink = await startMailSink();
  app = Fastify();
  const callbacks = createMailCallbacks({
    db,
    clock,
    tokens,
    tracking: createTracking({ db, clock }),
    providers: {
      ses: {
        topicArn,
        fetchText: async (url) => {
          fetched.push(url);
          return signingCertificate;
        },
      },
      sendgrid: { publicKey: sendgridKeys.publicKey.export({ type: "spki", format: "der" }).toString("base64") },
      mailgun: { signingKey: mailgunKey },
      postmark: { login: "journey:right" },
    },
  });
  addMailProviderRoutes(app, callbacks);
});
afterAll(async () => {
  await app?.close();
  await sink?.close();
  await db?.close();
});

/** A mail that went out by this provider, and the token that it brings back. */
async function sentBy(provider: MailProvider): Promise<{ mail: ReceivedMail; token: string }> {
  const address = `p${++people}@example.test`;
  const outbox = createOutbox({
    db,
    clock,
    tokens,
    channels: [createEmailChannel({ transports: [{ url: sink.url, provider }] })],
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
  });
  await queueMails(db, clock, [{ email: address }]);
  await outbox.send();
  await outbox.close();
  const mail = sink.mails.at(-1);
  if (mail?.envelopeTo !== address) throw new Error(`Nothing was sent to ${address}.`);
  const token = /journey(?:=|":"|: )([\w-]+)/i.exec(mail.raw.toString())?.[1] ?? "";
  return { mail, token };
}

async function stateOf(mail: ReceivedMail) {
  const [row] = await db.query<{ state: string }>(
    `select concat_ws(' ', status, case when delivered_at is not null then 'delivered' end,
       case when bounced_at is not null then 'bounced' end, case when complained_at is not null then 'complained' end,
       case when unsubscribed_at is not null then 'unsubscribed' end) as state
     from journey.message where recipient = $1`,
    [mail.envelopeTo],
  );
  return row?.state;
}

async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await app.inject({
    method: "POST",
    url,
    payload: body,
    headers: { "content-type": "application/json", ...headers },
  });
  return answer.statusCode;
}

describe("Amazon SES by SNS", () => {
  function signed(fields: Record<string, string>, version: "1" | "2" = "2"): Record<string, string> {
    const message: Record<string, string> = {
      Type: "Notification",
      MessageId: crypto.randomUUID(),
      TopicArn: topicArn,
      Timestamp: new Date(clock.now()).toISOString(),
      SignatureVersion: version,
      SigningCertURL: certificateUrl,
      ...fields,
    };
    const names =
      message.Type === "Notification"
        ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    const text = names.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`);
    message.Signature = createSign(version === "2" ? "RSA-SHA256" : "RSA-SHA1")
      .update(text.join(""))
      .sign(snsKey, "base64");
    return message;
  }
  const postSns = (message: Record<string, string>) =>
    // SNS calls its JSON plain text.
    post("/webhooks/ses", JSON.stringify(message), { "content-type": "text/plain; charset=UTF-8" });
  const bounce = (mail: object, type = "Permanent", status = "5.1.1") =>
    JSON.stringify({
      notificationType: "Bounce",
      bounce: {
        bounceType: type,
        bounceSubType: "General",
        bouncedRecipients: [
          { emailAddress: "jane@example.com", status, action: "failed", diagnosticCode: `smtp; 550 ${status}` },
        ],
        feedbackId: crypto.randomUUID(),
        timestamp: "2026-12-02T09:00:00.000Z",
      },
      mail: { messageId: "0102", ...mail },
    });

  it("deliveries, bounces and complaints reach their messages, by tag, by header and by envelope sender", async () => {
    const [byTag, byHeader, byEnvelope] = [await sentBy("ses"), await sentBy("ses"), await sentBy("ses")];
    const delivery = {
      notificationType: "Delivery",
      delivery: {},
      mail: { messageId: "1", tags: { journey: [byTag.token] } },
    };
    expect(await postSns(signed({ Message: JSON.stringify(delivery) }))).toBe(200);
    expect(await stateOf(byTag.mail)).toBe("sent delivered");
    const headers = [{ name: "X-SES-MESSAGE-TAGS", value: `journey=${byHeader.token}` }];
    expect(await postSns(signed({ Message: bounce({ headers }) }, "1"))).toBe(200);
    expect(await stateOf(byHeader.mail)).toBe("sent bounced");
    const complaint = {
      notificationType: "Complaint",
      complaint: { feedbackId: "f1", complaintFeedbackType: "abuse" },
      mail: { messageId: "2", source: byEnvelope.mail.envelopeFrom },
    };
    expect(await postSns(signed({ Message: JSON.stringify(complaint) }))).toBe(200);
    expect(await stateOf(byEnvelope.mail)).toBe("sent complained unsubscribed");
    expect(new Set(fetched)).toEqual(new Set([certificateUrl]));
  });

  it("what bounced for now is sent again", async () => {
    const { mail, token } = await sentBy("ses");
    expect(await postSns(signed({ Message: bounce({ tags: { journey: [token] } }, "Transient", "4.4.7") }))).toBe(200);
    expect(await stateOf(mail)).toBe("deferred");
    await db.query("update journey.message set attempt_at = null where status = 'deferred'");
  });

  it("a subscription is confirmed, at Amazon's address only", async () => {
    const confirmation = { Type: "SubscriptionConfirmation", Token: "t", Message: "You have chosen to subscribe" };
    const url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";
    expect(await postSns(signed({ ...confirmation, SubscribeURL: url }))).toBe(200);
    expect(fetched).toContain(url);
    const before = fetched.length;
    for (const evil of [
      "https://evil.test/",
      "http://sns.eu-west-1.amazonaws.com/",
      "https://sns.eu-west-1.amazonaws.com.evil.test/",
    ])
      expect(await postSns(signed({ ...confirmation, SubscribeURL: evil }))).toBe(403);
    expect(fetched.length).toBe(before);
  });

  it("what is forged changes nothing", async () => {
    const { mail, token } = await sentBy("ses");
    const good = signed({ Message: bounce({ tags: { journey: [token] } }) });
    const { Signature: _, ...unsigned } = good;
    const before = fetched.length;
    const forgeries = [
      { ...good, Message: `${good.Message} ` },
      { ...good, SigningCertURL: "https://evil.test/SimpleNotificationService-1.pem" },
      { ...good, SigningCertURL: "https://sns.eu-west-1.amazonaws.com.evil.test/a.pem" },
      { ...good, SigningCertURL: "http://sns.eu-west-1.amazonaws.com/a.pem" },
      // Signed by SNS, for a topic of somebody else's.
      signed({ Message: bounce({ tags: { journey: [token] } }), TopicArn: "arn:aws:sns:eu-west-1:666:mail" }),
      // Kept, and sent again a day later.
      signed({
        Message: bounce({ tags: { journey: [token] } }),
        Timestamp: new Date(clock.now() - 86_400_000).toISOString(),
      }),
      unsigned,
    ];
    for (const forgery of forgeries) expect(await postSns(forgery as Record<string, string>)).toBe(403);
    expect(fetched.length).toBe(before);
    expect(await stateOf(mail)).toBe("sent");
    expect(await post("/webhooks/ses", "no json")).toBe(400);
  });
});

describe("SendGrid", () => {
  function postEvents(events: unknown, change: { body?: string; timestamp?: string } = {}) {
    const body = JSON.stringify(events);
    const timestamp = "1764666000";
    const signature = createSign("sha256")
      .update(timestamp + body)
      .sign(sendgridKeys.privateKey, "base64");
    return post("/webhooks/sendgrid", change.body ?? body, {
      "x-twilio-email-event-webhook-signature": signature,
      "x-twilio-email-event-webhook-timestamp": change.timestamp ?? timestamp,
    });
  }

  it("its events reach their messages, many at once, in any order, twice", async () => {
    const [good, bad, angry, known] = [
      await sentBy("sendgrid"),
      await sentBy("sendgrid"),
      await sentBy("sendgrid"),
      await sentBy("sendgrid"),
    ];
    const events = [
      {
        event: "bounce",
        type: "bounce",
        status: "5.1.1",
        reason: "550 5.1.1 unknown",
        sg_event_id: "b1",
        journey: bad.token,
      },
      { event: "delivered", sg_event_id: "d1", journey: good.token },
      { event: "delivered", sg_event_id: "d2", journey: bad.token },
      { event: "spamreport", sg_event_id: "s1", journey: angry.token },
      { event: "dropped", reason: "Bounced Address", sg_event_id: "x1", "smtp-id": known.mail.messageId },
      { event: "open", sg_event_id: "o1", journey: good.token },
      { event: "delivered", sg_event_id: "y1", journey: "somebody-elses" },
    ];
    expect(await postEvents(events)).toBe(200);
    expect(await postEvents([...events].reverse())).toBe(200);
    expect([
      await stateOf(good.mail),
      await stateOf(bad.mail),
      await stateOf(angry.mail),
      await stateOf(known.mail),
    ]).toEqual(["sent delivered", "sent delivered bounced", "sent complained unsubscribed", "sent bounced"]);
  });

  it("what it blocks is no fault of the address", async () => {
    const { mail, token } = await sentBy("sendgrid");
    const event = {
      event: "bounce",
      type: "blocked",
      status: "5.7.1",
      reason: "550 blocked by policy",
      sg_event_id: "k1",
      journey: token,
    };
    expect(await postEvents([event])).toBe(200);
    expect(await stateOf(mail)).toBe("deferred");
    await db.query("update journey.message set attempt_at = null where status = 'deferred'");
  });

  it("what is forged changes nothing", async () => {
    const { mail, token } = await sentBy("sendgrid");
    const event = { event: "delivered", sg_event_id: "f1", journey: token };
    expect(await postEvents([event], { body: JSON.stringify([event, event]) })).toBe(403);
    expect(await postEvents([event], { timestamp: "1764666001" })).toBe(403);
    expect(await post("/webhooks/sendgrid", JSON.stringify([event]))).toBe(403);
    expect(await stateOf(mail)).toBe("sent");
  });
});

describe("Mailgun", () => {
  function postEvent(event: object, key = mailgunKey) {
    const signature = { timestamp: "1764666000", token: crypto.randomUUID() };
    return post(
      "/webhooks/mailgun",
      JSON.stringify({
        signature: {
          ...signature,
          signature: createHmac("sha256", key)
            .update(signature.timestamp + signature.token)
            .digest("hex"),
        },
        "event-data": event,
      }),
    );
  }

  it("its events reach their messages; what it tries again itself is left to it", async () => {
    const [good, bad, left] = [await sentBy("mailgun"), await sentBy("mailgun"), await sentBy("mailgun")];
    const variables = ({ token }: { token: string }) => ({ "user-variables": { journey: token } });
    const messageId = bad.mail.messageId?.slice(1, -1);
    expect(await postEvent({ event: "delivered", id: "1", ...variables(good) })).toBe(200);
    const failed = {
      event: "failed",
      severity: "permanent",
      reason: "bounce",
      id: "2",
      "delivery-status": { code: 550, "enhanced-code": "5.1.1", message: "5.1.1 no such user" },
      message: { headers: { "message-id": messageId } },
    };
    expect(await postEvent({ ...failed, severity: "temporary", id: "3" })).toBe(200);
    expect(await stateOf(bad.mail)).toBe("sent");
    expect(await postEvent(failed)).toBe(200);
    expect(await postEvent({ event: "unsubscribed", id: "4", ...variables(left) })).toBe(200);
    expect([await stateOf(good.mail), await stateOf(bad.mail), await stateOf(left.mail)]).toEqual([
      "sent delivered",
      "sent bounced",
      "sent unsubscribed",
    ]);
  });

  it("what is forged changes nothing", async () => {
    const { mail, token } = await sentBy("mailgun");
    expect(await postEvent({ event: "delivered", id: "5", "user-variables": { journey: token } }, "another key")).toBe(
      403,
    );
    expect(await post("/webhooks/mailgun", JSON.stringify({ "event-data": { event: "delivered" } }))).toBe(403);
    expect(await post("/webhooks/mailgun", "null")).toBe(403);
    expect(await stateOf(mail)).toBe("sent");
  });
});

describe("Postmark", () => {
  const postEvent = (event: object, login = "journey:right") =>
    post("/webhooks/postmark", JSON.stringify(event), {
      authorization: `Basic ${Buffer.from(login).toString("base64")}`,
    });

  it("its events reach their messages", async () => {
    const [good, bad, angry] = [await sentBy("postmark"), await sentBy("postmark"), await sentBy("postmark")];
    const of = ({ token }: { token: string }) => ({ MessageID: crypto.randomUUID(), Metadata: { journey: token } });
    expect(await postEvent({ RecordType: "Delivery", ...of(good) })).toBe(200);
    expect(await postEvent({ RecordType: "Bounce", Type: "HardBounce", TypeCode: 1, ID: 42, ...of(bad) })).toBe(200);
    expect(await postEvent({ RecordType: "Bounce", Type: "AutoResponder", ID: 43, ...of(good) })).toBe(200);
    expect(await postEvent({ RecordType: "SpamComplaint", Type: "SpamComplaint", ID: 44, ...of(angry) })).toBe(200);
    expect([await stateOf(good.mail), await stateOf(bad.mail), await stateOf(angry.mail)]).toEqual([
      "sent delivered",
      "sent bounced",
      "sent complained unsubscribed",
    ]);
  });

  it("who can't log in changes nothing", async () => {
    const { mail, token } = await sentBy("postmark");
    const event = { RecordType: "Delivery", MessageID: "1", Metadata: { journey: token } };
    expect(await postEvent(event, "journey:wrong")).toBe(403);
    expect(await post("/webhooks/postmark", JSON.stringify(event))).toBe(403);
    expect(await stateOf(mail)).toBe("sent");
  });
});

it("a body that is too long is refused unread", async () => {
  expect(await post("/webhooks/mailgun", `"${"x".repeat(1_100_000)}"`)).toBe(413);
});
