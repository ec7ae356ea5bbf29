/**
 * Mailgun's webhooks: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads and
 * https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { classifyBounce } from "../../channels/smtp-replies.ts";
import {
  at,
  forged,
  type MailProviderAdapter,
  type MailReport,
  parseJson,
  present,
  textAt,
  unreadable,
} from "./provider.ts";

/** @param signingKey the HTTP webhook signing key of the account */
export function createMailgunAdapter({ signingKey }: { readonly signingKey: string }): MailProviderAdapter {
  return {
    name: "mailgun",
    async read({ body }) {
      const message = parseJson(body);
      if (message === undefined) return unreadable;
      const signed = (name: string) => textAt(message, "signature", name) ?? "";
      const token = signed("token");
      const expected = createHmac("sha256", signingKey)
        .update(signed("timestamp") + token)
        .digest();
      const given = Buffer.from(signed("signature"), "hex");
      if (token === "" || given.length !== expected.length || !timingSafeEqual(given, expected)) return forged;
      return { kind: "reports", reports: reportsOf(at(message, "event-data")) };
    },
  };
}

function reportsOf(event: unknown): MailReport[] {
  const deliveryStatus = at(event, "delivery-status");
  const status = textAt(deliveryStatus, "enhanced-code") || undefined;
  const diagnostic = textAt(deliveryStatus, "message") || textAt(deliveryStatus, "description");
  const messageId = textAt(event, "message", "headers", "message-id");
  const report = (kind: MailReport["kind"]): MailReport[] => [
    {
      kind,
      externalId: textAt(event, "id") ?? `${messageId}:${kind}`,
      token: textAt(event, "user-variables", "journey"),
      references: present(messageId, textAt(event, "envelope", "sender")),
      status,
      diagnostic,
    },
  ];
  switch (textAt(event, "event")) {
    case "delivered":
      return report("delivered");
    case "complained":
      return report("complained");
    case "unsubscribed":
      return report("unsubscribed");
    case "failed": {
      // Mailgun goes on trying.
      if (textAt(event, "severity") === "temporary") return [];
      const reason = textAt(event, "reason");
      if (reason === "suppress-complaint") return report("complained");
      if (reason === "suppress-unsubscribe") return report("unsubscribed");
      if (reason === "suppress-bounce") return report("hard");
      const code = Number(textAt(deliveryStatus, "code"));
      return report(classifyBounce(status, diagnostic, code >= 400 && code < 600 ? code : undefined));
    }
    default:
      return [];
  }
}
