/** Mails as other people's servers and mail programs would send them, for the development inbox and for tests. */
import { randomUUID } from "node:crypto";
import { createTransport } from "nodemailer";

const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });

async function compose(mail: Parameters<typeof composer.sendMail>[0]): Promise<Buffer> {
  const { message } = await composer.sendMail(mail);
  return Buffer.isBuffer(message) ? message : Buffer.alloc(0);
}

export interface ReplyOptions {
  readonly from: string;
  /** The mail's Reply-To. */
  readonly to: string;
  readonly subject: string;
  /** The Message-ID that is answered. */
  readonly inReplyTo?: string | undefined;
  readonly text: string;
  /** An out-of-office note rather than a person's answer. */
  readonly automatic?: boolean;
}

export function composeReply({ from, to, subject, inReplyTo, text, automatic }: ReplyOptions): Promise<Buffer> {
  return compose({
    from,
    to,
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    text,
    ...(inReplyTo === undefined ? {} : { inReplyTo, references: inReplyTo }),
    ...(automatic ? { headers: { "Auto-Submitted": "auto-replied" } } : {}),
  });
}

export interface BounceOptions {
  /** The mail's envelope sender. */
  readonly to: string;
  /** The address that doesn't exist. */
  readonly recipient: string;
  readonly action?: "failed" | "delayed";
  /** RFC 3463. */
  readonly status?: string;
}

/** A delivery status notification (RFC 3464). */
export function composeBounce({ to, recipient, action = "failed", status = "5.1.1" }: BounceOptions): Promise<Buffer> {
  const boundary = `report-${randomUUID()}`;
  const lines = [
    "From: Mail Delivery System <mailer-daemon@mx.example.test>",
    `To: ${to}`,
    `Subject: ${action === "failed" ? "Undelivered Mail Returned to Sender" : "Delayed Mail"}`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `The mail to ${recipient} could not be delivered.`,
    "",
    `--${boundary}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.test",
    "",
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
    "",
    `--${boundary}--`,
    "",
  ];
  return Promise.resolve(Buffer.from(lines.join("\r\n")));
}
