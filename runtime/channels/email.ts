import { createTransport } from "nodemailer";
import { type Channel, deferred, type OutgoingMessage } from "./channel.ts";
import { SmtpConnections, type SmtpServer } from "./smtp-connections.ts";

export interface EmailOptions {
  /** `smtp://user:password@host:587`, `smtps://…` */
  readonly url: string;
  /** Connections open at once. Default 5. */
  readonly maxConnections?: number;
}

/** E-mail through an SMTP server. */
export function createEmailChannel({ url, maxConnections = 5 }: EmailOptions): Channel {
  const server = parseSmtpUrl(url);
  const connections = new SmtpConnections(server, maxConnections);
  // Only puts the message together: it goes out over our own connections.
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    name: "email",
    source: "smtp",
    async send(message, now) {
      const { message: raw, envelope } = await composer.sendMail(mailOf(message, now));
      const [to] = envelope.to;
      if (!Buffer.isBuffer(raw) || to === undefined) {
        return { status: "failed", error: `${message.recipient} is no e-mail address` };
      }
      const outcome = await connections.send({ from: message.envelopeFrom ?? (envelope.from || ""), to }, raw);
      switch (outcome.kind) {
        case "accepted":
          return { status: "sent", externalId: message.messageId ?? "" };
        case "refused":
          return outcome.permanent
            ? { status: "failed", error: outcome.error }
            : deferred(outcome.error, message.attempt, now);
        case "lost": {
          // Once the text was handed over, a missing answer means that nobody knows.
          if (outcome.handedOver) return { status: "unknown", error: outcome.error };
          const later = deferred(outcome.error, message.attempt, now);
          return later.status === "deferred" ? { ...later, unreachable: `${server.host}:${server.port}` } : later;
        }
      }
    },
    async close() {
      connections.close();
      composer.close();
    },
  };
}

function mailOf(message: OutgoingMessage, now: number) {
  const { unsubscribeUrl } = message;
  return {
    from: message.from,
    to: { name: "", address: message.recipient },
    date: new Date(now),
    subject: message.subject ?? "",
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    ...(message.messageId === undefined ? {} : { messageId: message.messageId }),
    // RFC 8058: one click, by POST.
    ...(unsubscribeUrl === undefined
      ? {}
      : {
          headers: {
            "List-Unsubscribe": { prepared: true, value: `<${unsubscribeUrl}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          },
        }),
    // Nothing in a text may make the mailer read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** @throws TypeError when it is no URL */
function parseSmtpUrl(url: string): SmtpServer {
  const parsed = new URL(url);
  const secure = parsed.protocol === "smtps:";
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: parsed.port === "" ? (secure ? 465 : 587) : Number(parsed.port),
    secure,
    ...(parsed.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) } }),
  };
}
