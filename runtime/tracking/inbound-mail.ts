/** Mail that comes back: delivery reports and answers. */
import { type ParsedMail, simpleParser } from "mailparser";
import type { TokenPayload, Tokens } from "./token.ts";
import type { Tracking } from "./tracking.ts";

export interface InboundMail {
  readonly raw: Buffer;
  /** The envelope's recipients. */
  readonly recipients: readonly string[];
}

export type InboundOutcome =
  | { readonly kind: "bounced" | "delayed" | "replied"; readonly message: TokenPayload }
  /** Sent by a machine (out of office): no answer of a person. */
  | { readonly kind: "automatic"; readonly message: TokenPayload }
  | { readonly kind: "not ours" };

/**
 * Reads a mail that came to one of our addresses: `bounce+TOKEN@` and `reply+TOKEN@`, or any that answers one of our
 * Message-IDs.
 */
export async function handleInboundMail(
  mail: InboundMail,
  { tokens, tracking }: { tokens: Tokens; tracking: Tracking },
): Promise<InboundOutcome> {
  const bounce = tokenIn(mail.recipients, "bounce", tokens);
  if (bounce) {
    const report = parseDeliveryReport(mail.raw);
    // A bounce address gets nothing but reports; whatever can't be read as a final failure is not taken for one.
    if (report?.action !== "failed" || !/^5\./.test(report.status ?? "5.0.0"))
      return { kind: "delayed", message: bounce };
    await tracking.reported(bounce, "bounced", "dsn", report);
    return { kind: "bounced", message: bounce };
  }
  const parsed = await simpleParser(mail.raw);
  const answered = tokenIn(mail.recipients, "reply", tokens) ?? answeredMessage(parsed, tokens);
  if (!answered) return { kind: "not ours" };
  if (isAutomatic(parsed)) return { kind: "automatic", message: answered };
  await tracking.reported(answered, "replied", "mail", { from: parsed.from?.text, subject: parsed.subject });
  return { kind: "replied", message: answered };
}

function tokenIn(addresses: readonly string[], kind: "bounce" | "reply", tokens: Tokens): TokenPayload | undefined {
  for (const address of addresses) {
    const token = new RegExp(`^${kind}\\+([^@]+)@`, "i").exec(address)?.[1];
    const payload = token === undefined ? undefined : tokens.read(kind, token);
    if (payload) return payload;
  }
  return undefined;
}

function answeredMessage(mail: ParsedMail, tokens: Tokens): TokenPayload | undefined {
  const references = [mail.inReplyTo ?? "", ...[mail.references ?? []].flat()];
  for (const reference of references.flatMap((text) => text.match(/[^<>\s]+/g) ?? [])) {
    const payload = tokens.read("message", reference.split("@")[0] ?? "");
    if (payload) return payload;
  }
  return undefined;
}

/** RFC 3834: an answer that a machine gives says so. */
function isAutomatic(mail: ParsedMail): boolean {
  const header = (name: string) => String(mail.headers.get(name) ?? "").toLowerCase();
  return (
    !["", "no"].includes(header("auto-submitted")) ||
    ["bulk", "junk", "list", "auto_reply"].includes(header("precedence")) ||
    header("x-autoreply") !== "" ||
    header("x-autorespond") !== ""
  );
}

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
  const text = raw.toString("latin1").replaceAll("\r\n", "\n");
  const start = /^content-type:\s*message\/delivery-status/im.exec(text);
  if (!start) return undefined;
  const body = text.slice(text.indexOf("\n\n", start.index) + 2);
  const part = body.split(/\n--/)[0] ?? "";
  // Fields of the message come first, then a group for each recipient: the first one with an action is ours.
  const group = part.split(/\n\s*\n/).find((fields) => /^action:/im.test(fields));
  if (group === undefined) return undefined;
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*((?:.|\\n[ \\t])*)`, "im").exec(group)?.[1]?.replace(/\s+/g, " ").trim();
  return {
    action: field("action")?.toLowerCase(),
    status: field("status"),
    recipient: field("final-recipient")?.replace(/^rfc822;\s*/i, ""),
    diagnostic: field("diagnostic-code"),
  };
}
