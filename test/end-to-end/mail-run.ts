/**
 * A campaign over real sockets that goes wrong in every way that mail knows: servers that refuse for now and for good,
 * connections cut in the middle of a text, providers that report twice and in any order, and a process that is killed.
 */
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { email, graphOf } from "@journey/compiler/testing";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import type { Database } from "../../runtime/store/database.ts";
import { openPostgres } from "../../runtime/store/open-database.ts";
import { composeBounce } from "../../runtime/tracking/compose-replies.ts";
import { startPostgres } from "../support/postgres.ts";
import { createServiceProcess, freePort, passTime, randomNumbers, until } from "./service-process.ts";

export interface MailRunOptions {
  readonly mails: number;
  /** How often the process is killed, at random moments. */
  readonly kills: number;
  /** Different ones that providers send; each comes twice. */
  readonly callbacks: number;
  readonly seed: number;
}

export interface MailRunResult {
  /** Messages of each purpose in each state. */
  readonly states: Readonly<Record<string, number>>;
  /** Mails that the server took, and those of them that it took more than once. */
  readonly arrived: number;
  readonly twice: Readonly<Record<"marketing" | "transactional", number>>;
  /** `sent` according to us, and never arrived; and the other way round, refused for good. */
  readonly wronglySent: number;
  readonly wronglyFailed: number;
  /** In doubt: what happened to them. */
  readonly unknownArrived: number;
  /** The server refuses them for good. */
  readonly unknownRefused: number;
  readonly unknownLost: number;
  readonly failed: number;
  readonly cuts: number;
  readonly refusedForNow: number;
  /** Callbacks that the service has answered, and what is in the database of them. */
  readonly answered: number;
  readonly reactions: Readonly<Record<string, number>>;
  readonly expectedReactions: Readonly<Record<string, number>>;
  readonly doubleEvents: number;
  readonly activeParticipants: number;
  /** Kills that found something under way. */
  readonly killsInFlight: number;
  readonly seconds: number;
}

const minute = 60_000;

export async function runMails({ mails, kills, callbacks, seed }: MailRunOptions): Promise<MailRunResult> {
  const began = performance.now();
  const random = randomNumbers(seed);
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  const db = await openPostgres(databaseUrl);
  const sink = await startSink();
  const [port, inboundPort] = [await freePort(), await freePort()];
  const providers = makeProviders();
  const service = createServiceProcess(() => ({
    ...{ databaseUrl, port, inboundPort, graphs: graphs() },
    smtpUrl: `smtp://127.0.0.1:${sink.port}`,
    mail: { providers: providers.settings },
  }));

  try {
    await db.script(
      "create table contacts (id bigint primary key, email text, first_name text, country text, score double precision, active boolean not null default true)",
    );
    await db.query(
      `insert into contacts (id, email, first_name, country)
       select n, 'p' || n || '@example.test', 'Ann', case when n % 2 = 0 then 'BE' else 'FR' end from generate_series(1, $1::int) n`,
      [mails],
    );
    await service.start();
    const reports = startCallbacks({ sink, providers, port, inboundPort, callbacks, random });
    let killsInFlight = 0;
    for (let count = 0; count < kills; count++) {
      // When so many mails have arrived, chance says how many: the next ones are on their way then.
      const enough = ((count + random()) / kills) * mails * 0.8;
      await until(async () => sink.arrivals.length >= enough || (await due(db, service.now())) === 0, 120_000, 5);
      await service.kill();
      const [row] = await db.query<{ n: number }>(
        "select count(*)::int as n from journey.message where status = 'sending'",
      );
      if ((row?.n ?? 0) > 0) killsInFlight++;
      await service.start();
    }
    // Time passes until nothing is left to try, and whose sender is gone has been found.
    await passTime(
      service,
      async () => (await open(db)) === 0,
      async () => (await due(db, service.now())) === 0,
      (round) => (round % 3 === 2 ? 16 * minute : minute + 1_000),
    );
    const answered = await reports.finish();
    await until(
      async () =>
        (await db.query("select 1 from journey.participant where status = 'active' and due_at is not null limit 1"))
          .length === 0,
      60_000,
    ).catch(() => {});
    await service.kill();
    return {
      ...(await account(db, sink, reports.chosen)),
      answered,
      killsInFlight,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await service.kill();
    await sink.close();
    await db.close();
    await postgres.stop();
  }
}

/** Two journeys of one mail: people with even numbers get marketing, the others what they wait for. */
function graphs() {
  return (["marketing", "transactional"] as const).map((purpose) => ({
    ...graphOf([{ ...email("hello"), purpose } as ReturnType<typeof email>]),
    name: purpose,
    hash: purpose,
    purpose,
    filter: {
      kind: "compare",
      operator: "=",
      type: "text",
      left: { kind: "field", path: [{ model: "Contact", field: "country" }], type: { kind: "text" } },
      right: { kind: "literal", value: purpose === "marketing" ? "BE" : "FR", type: "text" },
    },
  }));
}

/** Messages that are not finished: not sent out yet, or on their way. */
async function open(db: Database): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select (select count(*) from journey.message where status in ('pending', 'sending', 'deferred'))::int
          + (select count(*) from contacts)::int - (select count(*) from journey.message)::int as n`,
  );
  return row?.n ?? 0;
}

/** Messages that may go now, or are going in a process that lives. */
async function due(db: Database, now: number): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select (select count(*) from journey.message where attempt_at <= to_timestamp($1::float8 / 1000)
               or (status = 'sending' and sending_at > to_timestamp(($1::float8 - 60000) / 1000)))::int
          + (select count(*) from contacts)::int - (select count(*) from journey.message)::int as n`,
    [now],
  );
  return row?.n ?? 0;
}

interface Arrival {
  readonly to: string;
  readonly messageId: string;
  readonly envelopeFrom: string;
  readonly token: string;
}

const numberOf = (address: string) => Number(/^p(\d+)@/.exec(address)?.[1]);
const isRefusedForGood = (address: string) => [17, 38, 59].includes(numberOf(address) % 100);

type Sink = Awaited<ReturnType<typeof startSink>>;

/** 10 of 100 are refused for now at first, 3 for good, and of 1 the connection is cut in the middle of the text at first. */
async function startSink() {
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const counts = { refusedForNow: 0, cuts: 0 };
  /** Whether this happens for the first time. */
  const isFirst = (what: string) => !seen.has(what) && seen.add(what);
  const later = () => Object.assign(new Error("4.2.0 Try again later"), { responseCode: 451 });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo({ address }, _, done) {
      const number = numberOf(address);
      if (isRefusedForGood(address)) {
        return done(Object.assign(new Error("5.1.1 No such user"), { responseCode: 550 }));
      }
      if (number % 20 === 3 && isFirst(`rcpt ${address}`)) {
        counts.refusedForNow++;
        return done(later());
      }
      done();
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]?.address ?? "";
      const number = numberOf(to);
      if ((number % 200 === 91 || number % 200 === 190) && isFirst(`cut ${to}`)) {
        counts.cuts++;
        stream.once("data", () => {
          for (const connection of server.connections as Set<{ id: string; _socket: { destroy(): void } }>)
            if (connection.id === session.id) connection._socket.destroy();
        });
        return;
      }
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("latin1");
      });
      stream.on("end", () => {
        if (number % 20 === 14 && isFirst(`data ${to}`)) {
          counts.refusedForNow++;
          return done(later());
        }
        const messageId = /^Message-ID: (.+)$/im.exec(text)?.[1]?.trim() ?? "";
        const envelopeFrom = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
        arrivals.push({ to, messageId, envelopeFrom, token: "" });
        done();
      });
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    arrivals,
    counts,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Secrets of providers, and requests that are signed with them. */
function makeProviders() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [signingKey, login] = ["mailgun-key", "journey:postmark"];
  return {
    settings: {
      sendgrid: { publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64") },
      mailgun: { signingKey },
      postmark: { login },
    },
    sendgrid(events: object) {
      const body = JSON.stringify(events);
      const timestamp = String(Math.floor(Date.now() / 1000));
      return {
        path: "/webhooks/sendgrid",
        body,
        headers: {
          "x-twilio-email-event-webhook-timestamp": timestamp,
          "x-twilio-email-event-webhook-signature": createSign("sha256")
            .update(timestamp + body)
            .sign(privateKey, "base64"),
        },
      };
    },
    mailgun(event: object) {
      const signature = { timestamp: String(Math.floor(Date.now() / 1000)), token: crypto.randomUUID(), signature: "" };
      signature.signature = createHmac("sha256", signingKey)
        .update(signature.timestamp + signature.token)
        .digest("hex");
      return { path: "/webhooks/mailgun", body: JSON.stringify({ signature, "event-data": event }), headers: {} };
    },
  };
}

interface Callback {
  readonly message: string;
  readonly kind: "delivered" | "bounced" | "complained";
  post(): Promise<boolean>;
}

interface CallbackOptions {
  readonly sink: Sink;
  readonly providers: ReturnType<typeof makeProviders>;
  readonly port: number;
  readonly inboundPort: number;
  readonly callbacks: number;
  readonly random: () => number;
}

/**
 * Of every second arrival: it was delivered, and then it came back or was called spam, until there are enough; each told
 * twice, in any order, again and again until the service says that it has it.
 */
function startCallbacks({ sink, providers, port, inboundPort, callbacks, random }: CallbackOptions) {
  const chosen: Callback[] = [];
  const under: Promise<void>[] = [];
  let ending = false;
  let answered = 0;
  let looked = 0;
  const http = async ({ path, body, headers }: { path: string; body: string; headers: object }) =>
    (
      await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        body,
        headers: { ...headers, "content-type": "application/json" },
      })
    ).ok;

  async function bySmtp(arrival: Arrival): Promise<boolean> {
    const transport = createTransport({
      host: "127.0.0.1",
      port: inboundPort,
      ignoreTLS: true,
      connectionTimeout: 5_000,
    });
    try {
      const raw = Buffer.concat([
        Buffer.from(`Message-ID: <bounce-${arrival.to}>\r\n`),
        await composeBounce({ to: arrival.envelopeFrom, recipient: arrival.to }),
      ]);
      await transport.sendMail({ raw, envelope: { from: "", to: arrival.envelopeFrom } });
      return true;
    } finally {
      transport.close();
    }
  }

  const callbacksOf = (arrival: Arrival, number: number): Callback[] => {
    const id = arrival.messageId;
    const isByMailgun = number % 2 === 0;
    const mailgun =
      (event: string, rest: object = {}) =>
      () =>
        http(
          providers.mailgun({
            event,
            id: `${id}-${event}`,
            message: { headers: { "message-id": id.slice(1, -1) } },
            ...rest,
          }),
        );
    const sendgrid =
      (event: string, rest: object = {}) =>
      () =>
        http(providers.sendgrid([{ event, sg_event_id: `${id}-${event}`, "smtp-id": id, ...rest }]));
    const by = isByMailgun ? mailgun : sendgrid;
    return [
      { message: id, kind: "delivered", post: by("delivered") },
      number % 4 < 2
        ? { message: id, kind: "complained", post: by(isByMailgun ? "complained" : "spamreport") }
        : {
            message: id,
            kind: "bounced",
            post: isByMailgun
              ? () => bySmtp(arrival)
              : sendgrid("bounce", { type: "bounce", status: "5.1.1", reason: "550 5.1.1 unknown" }),
          },
    ];
  };

  async function insist(callback: Callback): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, random() * 2_000));
    for (;;) {
      const isDone = await callback.post().catch(() => false);
      if (isDone) break;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    answered++;
  }

  const loop = (async () => {
    while (!ending) {
      const next = sink.arrivals.slice(looked);
      looked += next.length;
      for (const [index, arrival] of next.entries()) {
        if (chosen.length >= callbacks || chosen.some((each) => each.message === arrival.messageId)) continue;
        if ((looked + index) % 2 === 0) continue;
        const made = callbacksOf(arrival, chosen.length / 2);
        chosen.push(...made);
        const twice = [...made, ...made].sort(() => random() - 0.5);
        under.push(...twice.map(insist));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();

  return {
    chosen,
    async finish() {
      ending = true;
      await loop;
      await Promise.all(under);
      return answered;
    },
  };
}

async function account(db: Database, sink: Sink, chosen: readonly Callback[]) {
  const rows = await db.query<{ recipient: string; status: string; purpose: "marketing" | "transactional" }>(
    "select m.recipient, m.status, j.name as purpose from journey.message m join journey.journey j on j.id = m.journey_id",
  );
  const times = new Map<string, number>();
  for (const { to } of sink.arrivals) times.set(to, (times.get(to) ?? 0) + 1);
  const states: Record<string, number> = {};
  for (const { status, purpose } of rows) states[`${purpose} ${status}`] = (states[`${purpose} ${status}`] ?? 0) + 1;
  const twice = { marketing: 0, transactional: 0 };
  for (const { recipient, purpose } of rows) if ((times.get(recipient) ?? 0) > 1) twice[purpose]++;
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).length;
  const arrived = (row: (typeof rows)[number]) => times.has(row.recipient);
  const reactions = await db.query<{ kind: string; n: number }>(
    `select 'delivered' as kind, count(delivered_at)::int as n from journey.message
     union all select 'bounced', count(bounced_at)::int from journey.message
     union all select 'complained', count(complained_at)::int from journey.message`,
  );
  const [double] = await db.query<{ n: number }>(
    `select count(*)::int as n from (select 1 from journey.event group by message_id, type having count(*) > 1) d`,
  );
  const [active] = await db.query<{ n: number }>(
    "select count(*)::int as n from journey.participant where status = 'active'",
  );
  const tally = (kind: Callback["kind"]) =>
    new Set(chosen.filter((each) => each.kind === kind).map(({ message }) => message)).size;
  return {
    states,
    arrived: times.size,
    twice,
    wronglySent: count((row) => row.status === "sent" && !arrived(row)),
    wronglyFailed: count((row) => row.status === "failed" && (arrived(row) || !isRefusedForGood(row.recipient))),
    unknownArrived: count((row) => row.status === "unknown" && arrived(row)),
    unknownRefused: count((row) => row.status === "unknown" && isRefusedForGood(row.recipient)),
    unknownLost: count((row) => row.status === "unknown" && !arrived(row) && !isRefusedForGood(row.recipient)),
    failed: count((row) => row.status === "failed"),
    cuts: sink.counts.cuts,
    refusedForNow: sink.counts.refusedForNow,
    reactions: Object.fromEntries(reactions.map(({ kind, n }) => [kind, n])),
    expectedReactions: { delivered: tally("delivered"), bounced: tally("bounced"), complained: tally("complained") },
    doubleEvents: double?.n ?? -1,
    activeParticipants: active?.n ?? -1,
  };
}
