/** The mail server of the fault kit: keeps what it accepted, and sometimes refuses for now, or hangs up without an answer. */
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export interface Accepted {
  /** The message's key, out of its Message-ID: `bucket-id`. */
  readonly key: string;
  readonly recipient: string;
  readonly subject: string;
  readonly html: string;
  /** Epoch milliseconds, real. */
  readonly at: number;
  /** It was accepted, but the sender never got to know. */
  readonly unanswered: boolean;
}

export interface Sink {
  readonly url: string;
  readonly accepted: readonly Accepted[];
  close(): Promise<void>;
}

export interface SinkOptions {
  /** From 0 to below 1, the same ones for the same seed. */
  readonly random: () => number;
  readonly onAccepted: (mail: Accepted) => void;
}

export async function startSink({ random, onAccepted }: SinkOptions): Promise<Sink> {
  const accepted: Accepted[] = [];
  const sockets = new Map<string, Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo(_address, _session, done) {
      if (random() < 0.03) return done(Object.assign(new Error("Come again"), { responseCode: 451 }));
      done();
    },
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        const unanswered = random() < 0.01;
        const [, key] = /^<(\d+-\d+)-/.exec(mail.messageId ?? "") ?? [];
        const one: Accepted = {
          key: key ?? "none",
          recipient: session.envelope.rcptTo[0]?.address ?? "",
          subject: mail.subject ?? "",
          html: typeof mail.html === "string" ? mail.html : "",
          at: Date.now(),
          unanswered,
        };
        accepted.push(one);
        onAccepted(one);
        if (unanswered) sockets.get(session.id)?.destroy();
        else done();
      }, done);
    },
  });
  // The library's connection is not part of its types: the sessions' sockets are told apart by their ports.
  server.server.on("connection", (socket: Socket) => {
    sockets.set(`${socket.remoteAddress}:${socket.remotePort}`, socket);
    socket.on("close", () => sockets.delete(`${socket.remoteAddress}:${socket.remotePort}`));
  });
  server.onConnect = (session, done) => {
    const socket = sockets.get(`${session.remoteAddress}:${session.remotePort}`);
    if (socket) sockets.set(session.id, socket);
    done();
  };
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    accepted,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
