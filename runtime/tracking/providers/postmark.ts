/**
 * Postmark's webhooks: https://postmarkapp.com/developer/webhooks/bounce-webhook. Postmark signs nothing: it logs in with
 * the user and password that stand in the webhook's address, so that address must be https.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { at, forged, type MailProviderAdapter, type MailReport, parseJson, textAt, unreadable } from "./provider.ts";

/** https://postmarkapp.com/developer/api/bounce-api#bounce-types; those that say nothing of the delivery are left out. */
const kinds: Readonly<Record<string, MailReport["kind"]>> = {
  HardBounce: "hard",
  BadEmailAddress: "hard",
  ManuallyDeactivated: "hard",
  SoftBounce: "soft",
  DnsError: "soft",
  SpamNotification: "policy",
  VirusNotification: "policy",
  Blocked: "policy",
  DMARCPolicy: "policy",
  SMTPApiError: "policy",
  SpamComplaint: "complained",
  Unsubscribe: "unsubscribed",
};

/** @param login `user:password`, as in the webhook's address */
export function createPostmarkAdapter({ login }: { readonly login: string }): MailProviderAdapter {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(`Basic ${Buffer.from(login).toString("base64")}`);
  return {
    name: "postmark",
    async read({ headers, body }) {
      if (!timingSafeEqual(digest(headers.authorization ?? ""), expected)) return forged;
      const event = parseJson(body);
      return event === undefined ? unreadable : { kind: "reports", reports: reportsOf(event) };
    },
  };
}

function reportsOf(event: unknown): MailReport[] {
  const messageId = textAt(event, "MessageID") ?? "";
  const report = (kind: MailReport["kind"], externalId: string): MailReport[] => [
    {
      kind,
      externalId,
      token: textAt(event, "Metadata", "journey"),
      references: [],
      diagnostic: textAt(event, "Details") || textAt(event, "Description"),
    },
  ];
  switch (textAt(event, "RecordType")) {
    case "Delivery":
      return report("delivered", `${messageId}:delivery`);
    case "Bounce":
    case "SpamComplaint": {
      const kind = kinds[textAt(event, "Type") ?? ""];
      return kind ? report(kind, textAt(event, "ID") ?? `${messageId}:${kind}`) : [];
    }
    case "SubscriptionChange":
      return at(event, "SuppressSending") === true ? report("unsubscribed", `${messageId}:unsubscribed`) : [];
    default:
      return [];
  }
}
