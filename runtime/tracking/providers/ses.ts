/**
 * Amazon SES, by way of SNS: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html and
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
import { createVerify, X509Certificate } from "node:crypto";
import { classifyBounce } from "../../channels/smtp-replies.ts";
import type { Clock } from "../../clock.ts";
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

export interface SesOptions {
  /** The topic that SES publishes to. Others are refused: anybody may have a topic, and SNS signs for all of them. */
  readonly topicArn: string;
  readonly clock: Clock;
  /** Fetches the signing certificate, and the address that confirms a subscription. */
  readonly fetchText?: (url: string) => Promise<string>;
}

/** SNS signs each attempt anew; what is older was kept by somebody. In milliseconds. */
const goodFor = 60 * 60_000;

const hosts = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

const signedFields: Readonly<Record<string, readonly string[]>> = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
  UnsubscribeConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

export function createSesAdapter({ topicArn, clock, fetchText = fetchFromAmazon }: SesOptions): MailProviderAdapter {
  const certificates = new Map<string, X509Certificate>();

  async function isSigned(message: unknown): Promise<boolean> {
    const url = textAt(message, "SigningCertURL");
    const signature = textAt(message, "Signature");
    const fields = signedFields[textAt(message, "Type") ?? ""];
    if (!url || !signature || !fields || !isAmazons(url, ".pem") || textAt(message, "TopicArn") !== topicArn)
      return false;
    const sentAt = Date.parse(textAt(message, "Timestamp") ?? "");
    if (!(Math.abs(clock.now() - sentAt) <= goodFor)) return false;
    let certificate = certificates.get(url);
    if (!certificate) {
      certificate = new X509Certificate(await fetchText(url));
      certificates.set(url, certificate);
    }
    if (clock.now() > Date.parse(certificate.validTo) || clock.now() < Date.parse(certificate.validFrom)) return false;
    const algorithm = textAt(message, "SignatureVersion") === "2" ? "RSA-SHA256" : "RSA-SHA1";
    const signed = fields.flatMap((name) => {
      const value = textAt(message, name);
      return value === undefined ? [] : [`${name}\n${value}\n`];
    });
    return createVerify(algorithm).update(signed.join("")).verify(certificate.publicKey, signature, "base64");
  }

  return {
    name: "ses",
    async read({ body }) {
      const message = parseJson(body);
      if (message === undefined) return unreadable;
      if (!(await isSigned(message))) return forged;
      const type = textAt(message, "Type");
      if (type === "SubscriptionConfirmation") {
        const url = textAt(message, "SubscribeURL") ?? "";
        if (!isAmazons(url, "")) return forged;
        await fetchText(url);
      }
      if (type !== "Notification") return { kind: "reports", reports: [] };
      const notification = parseJson(textAt(message, "Message") ?? "");
      return notification === undefined ? unreadable : { kind: "reports", reports: reportsOf(notification) };
    },
  };
}

function reportsOf(notification: unknown): MailReport[] {
  const mail = at(notification, "mail");
  const headers = at(mail, "headers");
  const headerNamed = (name: string) =>
    Array.isArray(headers)
      ? textAt(
          headers.find((header) => textAt(header, "name")?.toLowerCase() === name),
          "value",
        )
      : undefined;
  const base = {
    token: textAt(mail, "tags", "journey", 0) ?? /journey=([\w-]+)/.exec(headerNamed("x-ses-message-tags") ?? "")?.[1],
    references: present(headerNamed("message-id"), textAt(mail, "source")),
  };
  const sesId = textAt(mail, "messageId") ?? "";
  switch (textAt(notification, "notificationType") ?? textAt(notification, "eventType")) {
    case "Delivery":
      return [{ ...base, kind: "delivered", externalId: `${sesId}:delivery` }];
    case "Complaint": {
      const complaint = at(notification, "complaint");
      if (textAt(complaint, "complaintFeedbackType") === "not-spam") return [];
      return [{ ...base, kind: "complained", externalId: textAt(complaint, "feedbackId") ?? `${sesId}:complaint` }];
    }
    case "Bounce": {
      const bounce = at(notification, "bounce");
      const recipient = at(bounce, "bouncedRecipients", 0);
      const status = textAt(recipient, "status");
      const diagnostic = textAt(recipient, "diagnosticCode");
      const kind = kindOf(textAt(bounce, "bounceType"), textAt(bounce, "bounceSubType"), status, diagnostic);
      return [{ ...base, kind, status, diagnostic, externalId: textAt(bounce, "feedbackId") ?? `${sesId}:bounce` }];
    }
    default:
      return [];
  }
}

function kindOf(type?: string, subType?: string, status?: string, diagnostic?: string): MailReport["kind"] {
  if (/TooLarge|Rejected/.test(subType ?? "")) return "policy";
  if (type === "Permanent") return classifyBounce(status, diagnostic) === "policy" ? "policy" : "hard";
  return type === "Transient" ? "soft" : classifyBounce(status, diagnostic);
}

function isAmazons(url: string, ending: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, pathname } = new URL(url);
  return protocol === "https:" && port === "" && hosts.test(hostname) && pathname.endsWith(ending);
}

async function fetchFromAmazon(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.text();
}
