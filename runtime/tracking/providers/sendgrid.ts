/**
 * SendGrid's event webhook: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event and
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
import { createPublicKey, verify } from "node:crypto";
import { Problem } from "@journey/language";
import { classifyBounce } from "../../channels/smtp-replies.ts";
import {
  forged,
  type MailProviderAdapter,
  type MailReport,
  parseJson,
  present,
  textAt,
  unreadable,
} from "./provider.ts";

/**
 * @param publicKey the verification key as SendGrid shows it, base64
 * @throws Problem `wrong-setting`
 */
export function createSendgridAdapter({ publicKey }: { readonly publicKey: string }): MailProviderAdapter {
  const key = readKey(publicKey);
  return {
    name: "sendgrid",
    async read({ headers, body }) {
      const signature = headers["x-twilio-email-event-webhook-signature"];
      const timestamp = headers["x-twilio-email-event-webhook-timestamp"];
      if (typeof signature !== "string" || typeof timestamp !== "string") return forged;
      const signed = Buffer.concat([Buffer.from(timestamp), body]);
      if (!verify("sha256", signed, key, Buffer.from(signature, "base64"))) return forged;
      const events = parseJson(body);
      return Array.isArray(events) ? { kind: "reports", reports: events.flatMap(reportOf) } : unreadable;
    },
  };
}

function readKey(publicKey: string) {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  } catch {
    throw new Problem(
      "wrong-setting",
      "SENDGRID_WEBHOOK_KEY is no public key.",
      "Copy the verification key that SendGrid shows under Mail Settings, Event Webhook.",
    );
  }
}

function reportOf(event: unknown): MailReport[] {
  const status = textAt(event, "status");
  const diagnostic = textAt(event, "reason");
  const report = (kind: MailReport["kind"]): MailReport[] => [
    {
      kind,
      externalId: textAt(event, "sg_event_id") ?? `${textAt(event, "sg_message_id")}:${kind}`,
      token: textAt(event, "journey"),
      references: present(textAt(event, "smtp-id")),
      status,
      diagnostic,
    },
  ];
  switch (textAt(event, "event")) {
    case "delivered":
      return report("delivered");
    case "spamreport":
      return report("complained");
    case "unsubscribe":
    case "group_unsubscribe":
      return report("unsubscribed");
    case "bounce": {
      const kind = classifyBounce(status, diagnostic);
      return report(textAt(event, "type") === "blocked" && kind === "hard" ? "policy" : kind);
    }
    // SendGrid's own lists hold it back.
    case "dropped":
      return report(
        /spam report/i.test(diagnostic ?? "")
          ? "complained"
          : /unsubscribed/i.test(diagnostic ?? "")
            ? "unsubscribed"
            : /bounced address|invalid/i.test(diagnostic ?? "")
              ? "hard"
              : "policy",
      );
    // Deferred: SendGrid goes on trying. Opens and clicks are counted by our own links.
    default:
      return [];
  }
}
