/** The development inbox: a real SMTP server on loopback that keeps what it gets, and takes replies and bounces back in. */
import { once } from "node:events";
import { simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import type { Clock } from "../clock.ts";
import { composeBounce, composeReply } from "../tracking/compose-replies.ts";

export interface InboxMessage {
  readonly id: string;
  readonly channel: "email" | "sms";
  /** Epoch ms, by the development clock. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html?: string;
  readonly text: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** What the recipient did here. */
  readonly answered: readonly ("replied" | "bounced")[];
}

interface KeptMessage extends InboxMessage {
  readonly answered: ("replied" | "bounced")[];
  readonly replyTo: string;
  readonly envelopeFrom: string;
  readonly messageId: string | undefined;
}

export interface Inbox {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** In the order they came. */
  readonly messages: readonly InboxMessage[];
  find(id: string): InboxMessage | undefined;
  addSms(message: { from: string; to: string; body: string; sid: string }): void;
  /** Sends the recipient's answer by SMTP. */
  reply(id: string, text: string): Promise<boolean>;
  /** Sends, by SMTP, the report that a server gives of an address that doesn't exist. */
  bounce(id: string): Promise<boolean>;
  markAnswered(id: string, how: "replied" | "bounced"): void;
  close(): Promise<void>;
}

export interface InboxOptions {
  readonly clock: Clock;
  /** Loopback port; 0: any that is free. */
  readonly port?: number;
  /** Mail to our own addresses: replies and bounces. Returns whether it was for us. */
  readonly onReturn: (raw: Buffer, recipients: readonly string[]) => Promise<boolean>;
  readonly onMessage: () => void;
}

export async function startInbox({ clock, port = 0, onReturn, onMessage }: InboxOptions): Promise<Inbox> {
  const messages: KeptMessage[] = [];
  let count = 0;

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    size: 25 * 1024 * 1024,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
        const from = session.envelope.mailFrom === false ? "" : session.envelope.mailFrom.address;
        accept(Buffer.concat(chunks), from, recipients).then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  });

  async function accept(raw: Buffer, envelopeFrom: string, recipients: readonly string[]): Promise<void> {
    if (await onReturn(raw, recipients)) return;
    const mail = await simpleParser(raw, { skipTextToHtml: true });
    for (const to of recipients) {
      messages.push({
        id: String(++count),
        channel: "email",
        at: clock.now(),
        from: mail.from?.text ?? envelopeFrom,
        to,
        subject: mail.subject ?? "",
        ...(typeof mail.html === "string" ? { html: mail.html } : {}),
        text: mail.text ?? "",
        headers: mail.headerLines.map(({ key, line }) => ({
          name: key,
          value: line.slice(line.indexOf(":") + 1).trim(),
        })),
        answered: [],
        replyTo: mail.replyTo?.value[0]?.address ?? mail.from?.value[0]?.address ?? envelopeFrom,
        envelopeFrom,
        messageId: mail.messageId,
      });
    }
    onMessage();
  }

  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  server.on("error", () => {});
  const address = server.server.address();
  const listening = typeof address === "object" && address ? address.port : port;
  const url = `smtp://127.0.0.1:${listening}`;
  const transport = createTransport({ host: "127.0.0.1", port: listening, secure: false, ignoreTLS: true });

  const find = (id: string) => messages.find((message) => message.id === id);
  return {
    url,
    port: listening,
    messages,
    find,
    addSms({ from, to, body, sid }) {
      messages.push({
        id: String(++count),
        channel: "sms",
        at: clock.now(),
        from,
        to,
        subject: "",
        text: body,
        headers: [],
        answered: [],
        replyTo: from,
        envelopeFrom: "",
        messageId: sid,
      });
      onMessage();
    },
    async reply(id, text) {
      const message = find(id);
      if (message?.channel !== "email") return false;
      const raw = await composeReply({
        from: message.to,
        to: message.replyTo,
        subject: message.subject,
        inReplyTo: message.messageId,
        text,
      });
      await transport.sendMail({ raw, envelope: { from: message.to, to: message.replyTo } });
      message.answered.push("replied");
      return true;
    },
    async bounce(id) {
      const message = find(id);
      if (message?.channel !== "email" || message.envelopeFrom === "") return false;
      const raw = await composeBounce({ to: message.envelopeFrom, recipient: message.to });
      // A report has no sender, so that no report can ever answer it.
      await transport.sendMail({ raw, envelope: { from: "", to: message.envelopeFrom } });
      message.answered.push("bounced");
      return true;
    },
    markAnswered(id, how) {
      find(id)?.answered.push(how);
    },
    close: () =>
      new Promise((resolve) => {
        transport.close();
        server.close(() => resolve());
      }),
  };
}
