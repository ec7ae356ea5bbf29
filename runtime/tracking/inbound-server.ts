import { once } from "node:events";
import { Problem } from "@journey/language";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { handleInboundMail, type InboundOptions } from "./inbound-mail.ts";
import type { TokenKind, Tokens } from "./token.ts";

export interface InboundServerOptions extends InboundOptions {
  readonly port: number;
  readonly host: string;
  /** LMTP (RFC 2033), as a mail server on this machine delivers into programs. Default SMTP. */
  readonly protocol?: "smtp" | "lmtp" | undefined;
  /** A certificate and its key, PEM: STARTTLS is offered. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

export interface InboundServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The largest mail that is taken in, in octets. */
const largest = 10 * 1024 * 1024;

/** Addresses without a token: mail to them must name one of our mails, as a complaint does, or an answer passed on. */
const openAddresses = /^(complaints|abuse|replies|postmaster)@/i;

/**
 * Takes bounces, complaints and replies in, by SMTP or LMTP. Only mail to addresses that this service made is accepted,
 * or mail that names one of its mails: it relays nothing, and what is not ours is refused, so that its sender knows.
 *
 * @throws Problem `port-taken`
 */
export async function startInboundServer({
  port,
  host,
  protocol = "smtp",
  tls,
  ...options
}: InboundServerOptions): Promise<InboundServer> {
  const server = new SMTPServer({
    lmtp: protocol === "lmtp",
    authOptional: true,
    disabledCommands: tls ? ["AUTH"] : ["STARTTLS", "AUTH"],
    ...tls,
    logger: false,
    size: largest,
    maxClients: 200,
    // Slow ones make room for others.
    socketTimeout: 60_000,
    onRcptTo: ({ address }, _session, done) =>
      done(isOurs(address, options.tokens) ? null : refusal(550, "No such address here")),
    onData: takeMail(options),
  });
  server.listen(port, host);
  await Promise.race([
    once(server.server, "listening"),
    once(server, "error").then(([error]) => {
      throw new Problem("port-taken", `Port ${port} can't be listened on: ${String(error)}.`, "Choose another.");
    }),
  ]);
  server.on("error", () => {});
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function takeMail(options: InboundOptions): NonNullable<SMTPServerOptions["onData"]> {
  return (stream, session, done) => {
    const { rcptTo, mailFrom } = session.envelope;
    const answer = (error: Error | null) => done(error);
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => {
      if (!stream.sizeExceeded) chunks.push(chunk);
    });
    stream.on("end", () => {
      if (stream.sizeExceeded) return answer(refusal(552, "Too long"));
      const mail = {
        raw: Buffer.concat(chunks),
        recipients: rcptTo.map((recipient) => recipient.address),
        sender: mailFrom ? mailFrom.address : "",
      };
      handleInboundMail(mail, options).then(
        (outcome) => answer(outcome.kind === "not ours" ? refusal(550, "It names no mail that was sent here") : null),
        // Not written down, so not accepted: the other server tries again.
        () => answer(refusal(451, "Try again later")),
      );
    });
  };
}

function isOurs(address: string, tokens: Tokens): boolean {
  if (openAddresses.test(address)) return true;
  const [, kind, token] = /^(bounce|reply|unsubscribe)\+([^@]+)@/i.exec(address) ?? [];
  return kind !== undefined && token !== undefined && tokens.read(kind.toLowerCase() as TokenKind, token) !== undefined;
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
