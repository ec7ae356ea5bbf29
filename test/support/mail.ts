/** Mail for tests: a real SMTP server that keeps what it gets, and messages of a journey on their way to it. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import type { JourneyGraph } from "@journey/compiler";
import { email, graphOf } from "@journey/compiler/testing";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Clock } from "../../runtime/clock.ts";
import { createEngine } from "../../runtime/engine/engine.ts";
import type { Database } from "../../runtime/store/database.ts";

export interface ReceivedMail extends ParsedMail {
  /** As it came over the wire. */
  readonly raw: Buffer;
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  /** The connection was encrypted. */
  readonly secure: boolean;
}

export interface MailSink {
  readonly port: number;
  readonly url: string;
  readonly mails: ReceivedMail[];
  close(): Promise<void>;
}

export async function startMailSink(options: SMTPServerOptions = {}): Promise<MailSink> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        simpleParser(raw).then((mail) => {
          mails.push({
            ...mail,
            raw,
            envelopeFrom: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
            envelopeTo: session.envelope.rcptTo.map((to) => to.address).join(),
            secure: session.secure,
          });
          done();
        }, done);
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export async function createContacts(db: Database): Promise<void> {
  await db.script(
    `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision,
                            active boolean not null default true)`,
  );
}

export interface Person {
  readonly email: string;
  readonly first_name?: string;
}

/** People in a journey of one mail, which is in the outbox then. */
export async function queueMails(
  db: Database,
  clock: Clock,
  people: readonly Person[],
  template: object = {},
  change: Partial<JourneyGraph> = {},
): Promise<void> {
  const [{ last } = { last: 0 }] = await db.query<{ last: number }>(
    "select coalesce(max(id), 0)::int as last from contacts",
  );
  await db.query("update contacts set active = false");
  await db.query(
    `insert into contacts (id, email, first_name)
     select $1::int + position, email, name from unnest($2::text[], $3::text[]) with ordinality as k (email, name, position)`,
    [last, people.map((person) => person.email), people.map((person) => person.first_name ?? "Ann")],
  );
  const hello = email("hello") as ReturnType<typeof email> & { template: object };
  const node = { ...hello, purpose: change.purpose ?? "marketing", template: { ...hello.template, ...template } };
  const engine = createEngine({ db, clock });
  const graph = { ...graphOf([node as ReturnType<typeof email>]), ...change };
  // One journey, in another version for another mail: who is in it already does not enter again.
  await engine.deploy({ ...graph, hash: createHash("sha256").update(JSON.stringify(graph)).digest("hex") });
  await engine.enrol();
  await engine.step();
}
