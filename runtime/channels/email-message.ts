/** Puts a mail together: headers by nodemailer's encoder, a text and an HTML part. */
import MimeNode from "nodemailer/lib/mime-node";
import * as qp from "nodemailer/lib/qp";
import type { OutgoingMessage } from "./channel.ts";
import { isEmailAddress, readMailbox } from "./email-address.ts";
import type { DkimSigner } from "./email-dkim.ts";
import type { SmtpEnvelope } from "./smtp-connections.ts";

export interface ComposedMail {
  readonly envelope: SmtpEnvelope;
  readonly raw: Buffer;
}

export interface ComposeOptions {
  /** Epoch milliseconds. */
  readonly date: number;
  readonly sign?: DkimSigner | undefined;
  /** Headers for the provider that the mail goes through. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The mail as it goes over the wire, with lines that end in CRLF.
 *
 * @throws Error when the sender, the recipient or the address for answers is no single address
 */
export async function composeMail(message: OutgoingMessage, options: ComposeOptions): Promise<ComposedMail> {
  const from = readMailbox(message.from);
  if (!from) throw new Error(`the sender \`${message.from}\` is not one e-mail address`);
  if (!isEmailAddress(message.recipient)) throw new Error(`${message.recipient} is no e-mail address`);
  const replyTo = message.replyTo === undefined ? undefined : readMailbox(message.replyTo);
  if (message.replyTo !== undefined && !replyTo) {
    throw new Error(`the address for answers \`${message.replyTo}\` is not one e-mail address`);
  }
  const node = new MimeNode();
  // The type of what follows is written below: this is the encoder of the headers alone.
  node.setHeader([
    { key: "From", value: from as never },
    { key: "To", value: { name: "", address: message.recipient } as never },
    ...(replyTo ? [{ key: "Reply-To", value: replyTo as never }] : []),
    { key: "Subject", value: message.subject ?? "" },
    { key: "Date", value: new Date(options.date).toUTCString().replace("GMT", "+0000") },
    ...Object.entries({ ...listHeaders(message), ...options.headers }).map(([key, value]) => ({
      key,
      // As it stands: an address that is folded or encoded is no address any more.
      value: { prepared: true, value } as never,
    })),
    ...(message.messageId === undefined ? [] : [{ key: "Message-ID", value: message.messageId }]),
  ]);
  const headers = node
    .buildHeaders()
    .split(/\r\n(?![ \t])/)
    .filter((line) => !/^content-/i.test(line));
  const { type, body } = bodyOf(message);
  headers.push(...type);
  const signature = await options.sign?.(headers, body);
  const { to } = node.getEnvelope();
  return {
    envelope: { from: message.envelopeFrom ?? from.address, to: to[0] ?? message.recipient },
    raw: Buffer.from(`${signature === undefined ? "" : `${signature}\r\n`}${headers.join("\r\n")}\r\n\r\n${body}`),
  };
}

/** RFC 2369 and 8058: a way out that needs no login; and what Gmail reports complaints by. */
function listHeaders({ unsubscribeUrl, unsubscribeAddress, feedbackId }: OutgoingMessage): Record<string, string> {
  return {
    ...(unsubscribeUrl === undefined
      ? {}
      : {
          "List-Unsubscribe": [
            `<${unsubscribeUrl}>`,
            ...(unsubscribeAddress === undefined ? [] : [`<mailto:${unsubscribeAddress}?subject=unsubscribe>`]),
          ].join(", "),
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }),
    ...(feedbackId === undefined ? {} : { "Feedback-ID": feedbackId }),
  };
}

/** Both parts as quoted-printable: no server on the way has a reason to rewrite them, which would break the signature. */
function bodyOf({ bucket, id, text, html }: OutgoingMessage): { readonly type: string[]; readonly body: string } {
  const part = (kind: string, content: string): [string[], string] => [
    [`Content-Type: text/${kind}; charset=utf-8`, "Content-Transfer-Encoding: quoted-printable"],
    qp.wrap(qp.encode(Buffer.from(content.replace(/\r\n|\r|\n/g, "\r\n"))), 76),
  ];
  if (html === undefined) {
    const [type, body] = part("plain", text);
    return { type, body: `${body}\r\n` };
  }
  // `=_` stands in no quoted-printable text.
  const boundary = `=_journey-${bucket}-${id}`;
  const parts = [part("plain", text), part("html", html)].map(
    ([type, body]) => `--${boundary}\r\n${type.join("\r\n")}\r\n\r\n${body}\r\n`,
  );
  return {
    type: [`Content-Type: multipart/alternative;\r\n boundary="${boundary}"`],
    body: `${parts.join("")}--${boundary}--\r\n`,
  };
}
