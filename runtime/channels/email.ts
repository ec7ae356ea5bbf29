import type { SendResult } from "../store/messages.ts";
import { type Channel, deferred, type OutgoingMessage } from "./channel.ts";
import { composeMail } from "./email-message.ts";
import { type EmailTransport, type MailProvider, Transport } from "./email-transports.ts";
import type { SmtpOutcome } from "./smtp-connections.ts";
import { asksToSlowDown, classifyBounce, statusIn } from "./smtp-replies.ts";

export interface EmailOptions {
  /** In the order of choice: a mail takes the first that takes it. */
  readonly transports: readonly EmailTransport[];
  /** What this side calls itself towards mail servers; undefined: the machine's name. */
  readonly ehloName?: string | undefined;
}

/**
 * E-mail through SMTP servers.
 *
 * @throws Problem `wrong-setting`, `dkim-key-unusable`
 */
export function createEmailChannel({ transports: options, ehloName }: EmailOptions): Channel {
  const transports = options.map((transport) => new Transport(transport, ehloName));
  const transportFor = (message: OutgoingMessage) => transports.find((transport) => transport.takes(message));
  return {
    name: "email",
    source: "smtp",
    lanes: transports.reduce((sum, transport) => sum + transport.connections.size, 0),
    limitsFor: (message) => transportFor(message)?.limitsFor(message) ?? [],
    async send(message, now, begin) {
      const transport = transportFor(message);
      if (!transport) return { status: "failed", error: `no transport takes mail from ${message.from}` };
      const { envelope, raw } = await composeMail(message, {
        date: now,
        sign: transport.signerFor(message.from),
        headers: transport.provider ? providerHeaders[transport.provider](message.token ?? "") : {},
      });
      const outcome = await transport.connections.send(envelope, raw, begin);
      return resultOf(outcome, message, transport, now);
    },
    async close() {
      for (const transport of transports) transport.connections.close();
    },
  };
}

function resultOf(outcome: SmtpOutcome, message: OutgoingMessage, transport: Transport, now: number): SendResult {
  switch (outcome.kind) {
    case "accepted":
      return { status: "sent", externalId: message.messageId ?? "" };
    case "refused": {
      const { error, code, permanent } = outcome;
      const status = statusIn(error);
      if (permanent) {
        return { status: "failed", error, bounce: { kind: classifyBounce(status, error, code), status } };
      }
      const later = deferred(error, message.attempt, now);
      if (later.status === "failed") return { ...later, bounce: { kind: "soft", status } };
      return { ...later, ...(asksToSlowDown(code, error) ? { slowDown: true } : {}) };
    }
    case "lost": {
      const { error, handedOver } = outcome;
      // Once the text was handed over, a missing answer means that nobody knows.
      if (handedOver) return { status: "unknown", error };
      const later = deferred(error, message.attempt, now);
      return later.status === "deferred"
        ? { ...later, unreachable: `${transport.server.host}:${transport.server.port}` }
        : later;
    }
  }
}

/** What makes each provider name our message in its reports; some of them replace the Message-ID. */
const providerHeaders: Record<MailProvider, (token: string) => Record<string, string>> = {
  // https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html
  ses: (token) => ({ "X-SES-MESSAGE-TAGS": `journey=${token}` }),
  // https://www.twilio.com/docs/sendgrid/for-developers/sending-email/building-an-x-smtpapi-header
  sendgrid: (token) => ({ "X-SMTPAPI": JSON.stringify({ unique_args: { journey: token } }) }),
  // https://documentation.mailgun.com/docs/mailgun/user-manual/tracking-messages
  mailgun: (token) => ({ "X-Mailgun-Variables": JSON.stringify({ journey: token }) }),
  // https://postmarkapp.com/support/article/1125-custom-metadata-faq
  postmark: (token) => ({ "X-PM-Metadata-journey": token, "X-PM-KeepID": "true" }),
};
