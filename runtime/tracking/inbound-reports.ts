/** Machine-readable reports in mails: what was not delivered (RFC 3464), and who complained (RFC 5965). */
import { createHash } from "node:crypto";

export interface DeliveryReport {
  /** RFC 3464: failed, delayed, delivered, relayed, expanded. */
  readonly action?: string | undefined;
  /** RFC 3463: `5.1.1`. */
  readonly status?: string | undefined;
  readonly recipient?: string | undefined;
  readonly diagnostic?: string | undefined;
}

/**
 * The per-recipient fields of a delivery status notification (RFC 3464), read from the raw text: mail parsers flatten
 * that part. Undefined: it is no such report.
 */
export function parseDeliveryReport(raw: Buffer): DeliveryReport | undefined {
  const text = textOf(raw);
  const part = partOfType(text, "message/(?:global-)?delivery-status");
  // Fields of the message come first, then a group for each recipient: the first one with an action is ours.
  const group = part?.split(/\n\s*\n/).find((fields) => /^action:/im.test(fields));
  if (group === undefined) return undefined;
  return {
    action: field(group, "action")?.toLowerCase().split(/\s/)[0],
    status: /\d\.\d{1,3}\.\d{1,3}/.exec(field(group, "status") ?? "")?.[0],
    recipient: field(group, "final-recipient")?.replace(/^rfc822;\s*/i, ""),
    diagnostic: field(group, "diagnostic-code"),
  };
}

export interface FeedbackReport {
  /** RFC 5965, 7.3: abuse, fraud, virus, other, not-spam … */
  readonly type: string;
  /** Message-IDs and envelope senders that it names: one of them may be ours. */
  readonly references: readonly string[];
}

/** An abuse report (ARF, RFC 5965). Undefined: it is none. */
export function parseFeedbackReport(raw: Buffer): FeedbackReport | undefined {
  const text = textOf(raw);
  const part = partOfType(text, "message/feedback-report");
  const type = part === undefined ? undefined : field(part, "feedback-type");
  if (part === undefined || type === undefined) return undefined;
  return {
    type: type.toLowerCase(),
    references: [field(part, "original-mail-from"), ...originalReferences(text)].filter((each) => each !== undefined),
  };
}

/** The Message-ID and the envelope sender of the mail that a report gives back, whole or only its headers. */
export function originalReferences(raw: Buffer | string): string[] {
  const text = typeof raw === "string" ? raw : textOf(raw);
  const part = partOfType(text, "(?:message/(?:rfc822|global)|text/rfc822-headers|message/rfc822-headers)");
  if (part === undefined) return [];
  const headers = part.trimStart().split(/\n\s*\n/)[0] ?? "";
  return [field(headers, "message-id"), field(headers, "return-path")].filter((each) => each !== undefined);
}

/** What a mail is called: its Message-ID, else a digest of it. The same mail that comes twice is one. */
export function nameOfMail(raw: Buffer): string {
  const headers = textOf(raw).split(/\n\s*\n/)[0] ?? "";
  return field(headers, "message-id") ?? createHash("sha256").update(raw).digest("hex");
}

/** Reports are short; what a report gives back may be long, and is not looked at beyond this. */
const longest = 512 * 1024;

function textOf(raw: Buffer): string {
  return raw.subarray(0, longest).toString("latin1").replaceAll("\r\n", "\n");
}

/** The content of the first part of a type, up to the next boundary. */
function partOfType(text: string, type: string): string | undefined {
  const start = new RegExp(`^content-type:[ \\t]*${type}\\b`, "im").exec(text);
  if (!start) return undefined;
  const empty = text.indexOf("\n\n", start.index);
  return empty < 0 ? undefined : text.slice(empty + 2).split(/\n--/)[0];
}

/** A header field's value, unfolded. */
function field(fields: string, name: string): string | undefined {
  const value = new RegExp(`^${name}:[ \\t]*((?:.|\\n[ \\t])*)`, "im").exec(fields)?.[1]?.replace(/\s+/g, " ").trim();
  return value === "" ? undefined : value;
}
