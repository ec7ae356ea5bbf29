/** Mail that comes back: delivery reports, complaints, answers, and people who leave by mail. */
import { type ParsedMail, simpleParser } from "mailparser";
import { classifyBounce } from "../channels/smtp-replies.ts";
import type { Clock } from "../clock.ts";
import { recordBounce, recordComplaint } from "../store/bounces.ts";
import type { Database } from "../store/database.ts";
import { nameOfMail, originalReferences, parseDeliveryReport, parseFeedbackReport } from "./inbound-reports.ts";
import type { TokenKind, TokenPayload, Tokens } from "./token.ts";
import type { Tracking } from "./tracking.ts";

export interface InboundMail {
  readonly raw: Buffer;
  /** The envelope's recipients. */
  readonly recipients: readonly string[];
  /** The envelope's sender; empty: a machine that wants no answer; undefined: not known. */
  readonly sender?: string | undefined;
}

export interface InboundOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly tracking: Tracking;
}

export type InboundOutcome =
  | {
      readonly kind:
        | "bounced"
        /** It came back, and is sent again later. */
        | "retried"
        /** It came back, by no fault of the address. */
        | "refused"
        /** On its way still, or nothing that says what became of it. */
        | "delayed"
        | "delivered"
        | "complained"
        | "unsubscribed"
        | "replied"
        /** Sent by a machine (out of office): no answer of a person. */
        | "automatic"
        /** Told before. */
        | "known";
      readonly message: TokenPayload;
    }
  | { readonly kind: "not ours" };

/**
 * Reads a mail that came to one of our addresses (`bounce+TOKEN@`, `reply+TOKEN@`, `unsubscribe+TOKEN@`), or to any
 * other and names one of our mails: as what it answers, or as what it gives back.
 */
export async function handleInboundMail(mail: InboundMail, options: InboundOptions): Promise<InboundOutcome> {
  const { db, clock, tokens, tracking } = options;
  const complaint = parseFeedbackReport(mail.raw);
  if (complaint) {
    const message = referredTo(complaint.references, tokens) ?? tokenIn(mail.recipients, "bounce", tokens);
    if (!message) return { kind: "not ours" };
    if (complaint.type === "not-spam") return { kind: "delayed", message };
    const isNew = await recordComplaint(db, idOf(message), "arf", clock.now());
    return { kind: isNew ? "complained" : "known", message };
  }
  const bounced = tokenIn(mail.recipients, "bounce", tokens);
  const report = parseDeliveryReport(mail.raw);
  const reported = bounced ?? (report && referredTo(originalReferences(mail.raw), tokens));
  if (reported) return handleReport(mail, report, reported, options);
  const leaving = tokenIn(mail.recipients, "unsubscribe", tokens);
  if (leaving) {
    // What a machine answers to our own mail must not unsubscribe anybody.
    if (mail.sender === "" || isAutomatic(await simpleParser(mail.raw))) return { kind: "automatic", message: leaving };
    await tracking.unsubscribed(leaving);
    return { kind: "unsubscribed", message: leaving };
  }
  const parsed = await simpleParser(mail.raw);
  const answered = tokenIn(mail.recipients, "reply", tokens) ?? answeredMessage(parsed, tokens);
  if (!answered) return { kind: "not ours" };
  if (mail.sender === "" || isAutomatic(parsed)) return { kind: "automatic", message: answered };
  const isNew = await tracking.reported(answered, "replied", "mail", {
    from: parsed.from?.text,
    subject: parsed.subject,
  });
  return { kind: isNew ? "replied" : "known", message: answered };
}

async function handleReport(
  mail: InboundMail,
  report: ReturnType<typeof parseDeliveryReport>,
  message: TokenPayload,
  { db, clock, tracking }: InboundOptions,
): Promise<InboundOutcome> {
  if (report?.action === "delivered") {
    await tracking.reported(message, "delivered", "dsn", report);
    return { kind: "delivered", message };
  }
  // A bounce address gets nothing but reports; whatever can't be read as a final failure is not taken for one.
  if (report?.action !== "failed") return { kind: "delayed", message };
  const { status, diagnostic } = report;
  const outcome = await recordBounce(
    db,
    {
      ...idOf(message),
      source: "dsn",
      externalId: nameOfMail(mail.raw),
      kind: classifyBounce(status, diagnostic),
      status,
      diagnostic,
    },
    clock.now(),
  );
  return { kind: outcome === "ignored" ? "known" : outcome, message };
}

function idOf({ bucket, messageId }: TokenPayload) {
  return { bucket, messageId };
}

function tokenIn(addresses: readonly string[], kind: TokenKind, tokens: Tokens): TokenPayload | undefined {
  for (const address of addresses) {
    const token = new RegExp(`^<?${kind}\\+([^@]+)@`, "i").exec(address)?.[1];
    const payload = token === undefined ? undefined : tokens.read(kind, token);
    if (payload) return payload;
  }
  return undefined;
}

/** Our message among Message-IDs and envelope senders. */
export function referredTo(references: readonly string[], tokens: Tokens): TokenPayload | undefined {
  for (const reference of references.flatMap((text) => text.match(/[^<>\s]+/g) ?? [])) {
    const payload = tokens.read("message", reference.split("@")[0] ?? "") ?? tokenIn([reference], "bounce", tokens);
    if (payload) return payload;
  }
  return undefined;
}

function answeredMessage(mail: ParsedMail, tokens: Tokens): TokenPayload | undefined {
  return referredTo([mail.inReplyTo ?? "", ...[mail.references ?? []].flat()], tokens);
}

/** RFC 3834: an answer that a machine gives says so. Others have no sender, or headers of their own for it. */
function isAutomatic(mail: ParsedMail): boolean {
  const header = (name: string) => headerOf(mail, name).toLowerCase();
  return (
    !["", "no"].includes(header("auto-submitted").split(/[;\s]/)[0] ?? "") ||
    ["bulk", "junk", "list", "auto_reply"].includes(header("precedence")) ||
    ["x-autoreply", "x-autorespond", "x-auto-response", "x-ms-exchange-inbox-rules-loop"].some(
      (name) => header(name) !== "",
    ) ||
    mail.headerLines.some(({ key, line }) => key === "return-path" && /:\s*<>\s*$/.test(line))
  );
}

function headerOf(mail: ParsedMail, name: string): string {
  const line = mail.headerLines.find(({ key }) => key === name)?.line ?? "";
  return line.slice(line.indexOf(":") + 1).trim();
}
