import { once } from "node:events";
import { Problem } from "@journey/language";
import { SMTPServer } from "smtp-server";
import { handleInboundMail } from "./inbound-mail.ts";
import type { Tokens } from "./token.ts";
import type { Tracking } from "./tracking.ts";

export interface InboundServerOptions {
  readonly port: number;
  readonly host: string;
  readonly tokens: Tokens;
  readonly tracking: Tracking;
}

export interface InboundServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Takes bounces and replies in by SMTP. Only mail to addresses that this service made is accepted: it relays nothing.
 *
 * @throws Problem `port-taken`
 */
export async function startInboundServer({
  port,
  host,
  tokens,
  tracking,
}: InboundServerOptions): Promise<InboundServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    size: 10 * 1024 * 1024,
    onRcptTo({ address }, _session, done) {
      const [, kind, token] = /^(bounce|reply)\+([^@]+)@/i.exec(address) ?? [];
      const isOurs =
        kind !== undefined && token !== undefined && tokens.read(kind.toLowerCase() as "bounce" | "reply", token);
      done(isOurs ? null : Object.assign(new Error("No such address here"), { responseCode: 550 }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
        handleInboundMail({ raw: Buffer.concat(chunks), recipients }, { tokens, tracking }).then(
          () => done(),
          // Not written down, so not accepted: the other server tries again.
          () => done(Object.assign(new Error("Try again later"), { responseCode: 451 })),
        );
      });
    },
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
