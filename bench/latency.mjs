/**
 * From an open to the commit of the step that it leads to, at 1,000 opens a second: a process of the service on one PostgreSQL
 * server as durable as any (fsync and synchronous_commit on), asked over HTTP at the pixel's address.
 *
 * A latency counts from the moment at which the request was to be sent, whether the sender was late or not, to the
 * commit's own time stamp in the database (`track_commit_timestamp`). Server, service and sender share the machine.
 */
import { fork } from "node:child_process";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { buildGraph } from "@journey/compiler";
import { checkFiles, LineIndex } from "@journey/language";
import {
  createEngine,
  createOutbox,
  createTokens,
  loadSecret,
  openDatabaseClock,
  openPostgres,
  realClock,
  startService,
} from "@journey/runtime";
import { createJiti } from "jiti";

const publicUrl = "http://journey.test";
const rate = 1_000;
/** A machine's open would lead to no step. */
const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

const text = `import { Contact } from "./models.ts"

journey latency {
  target Contact

  email hello {
    subject "Hello"
    body "Good day. [Leave]({{ unsubscribe_url }})"

    on opened {
      update seen { opens += 1 }
    }
  }
}
`;
const models = `import type { Email } from "journey/model";
export interface Contact { id: number; email: Email; opens: number }
`;

/** The service, in a process of its own. */
async function serve(databaseUrl) {
  const db = await openPostgres(databaseUrl);
  const clock = await openDatabaseClock(db);
  const service = await startService({
    db,
    engine: createEngine({ db, clock }),
    clock,
    host: "127.0.0.1",
    port: 0,
    publicUrl,
    domain: "bench.test",
    from: "bench@bench.test",
    smtpUrl: "smtp://127.0.0.1:9",
    onProblem: ({ message }) => console.error(message),
  });
  process.send(service.url);
  process.on("message", () => process.send(process.cpuUsage()));
  process.once("SIGTERM", async () => {
    await service.close();
    await db.close();
    process.exit();
  });
}

function compile() {
  const files = new Map([
    ["/bench/models.ts", models],
    ["/bench/main.journey", text],
  ]);
  const [checked] = checkFiles(["/bench/main.journey"], { readFile: (path) => files.get(path) });
  const [journey] = checked.journeys;
  if (!journey) throw new Error(checked.diagnostics.map(({ message }) => message).join(" "));
  return buildGraph(journey, new LineIndex(text));
}

/** People who have got their mail. @returns the pixels' paths */
async function prepare(db, people) {
  await db.script("create table contacts (id bigint primary key, email text, opens double precision default 0)");
  await db.query(
    "insert into contacts (id, email) select n, 'p' || n || '@example.test' from generate_series(1, $1::int) n",
    [people],
  );
  const engine = createEngine({ db, clock: realClock, batchSize: 1_000 });
  await engine.deploy(compile());
  await engine.enrol();
  await engine.step();
  const tokens = createTokens(await loadSecret(db));
  // Handing over is not what is measured: this mail server takes everything at once.
  const outbox = createOutbox({
    db,
    clock: realClock,
    tokens,
    publicUrl,
    domain: "bench.test",
    from: "bench@bench.test",
    channels: [
      {
        name: "email",
        source: "smtp",
        send: async ({ messageId }) => ({ status: "sent", externalId: messageId }),
        close: async () => {},
      },
    ],
  });
  await outbox.send();
  await outbox.close();
  await engine.step();
  // An hour ago: nobody opens a mail in the moment in which it arrives.
  await db.script(
    "update journey.message set sending_at = sending_at - interval '1 hour', sent_at = sent_at - interval '1 hour'",
  );
  await db.script("vacuum analyze");
  const messages = await db.query(
    "select bucket, id::text as id, participant_id::text as participant from journey.message",
  );
  return messages.map(({ bucket, id, participant }) => ({
    participant,
    path: `/o/${tokens.create({ kind: "open", bucket, messageId: id })}.gif`,
  }));
}

/** @returns when each was to be sent, epoch milliseconds by participant, and the milliseconds until each answer */
async function tell(url, opens) {
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const { hostname, port } = new URL(url);
  const sentAt = new Map();
  const answers = [];
  const begin = performance.timeOrigin + performance.now() + 100;
  await Promise.all(
    opens.map(async ({ participant, path }, index) => {
      const at = begin + (index * 1000) / rate;
      await new Promise((resolve) => setTimeout(resolve, at - performance.timeOrigin - performance.now()));
      sentAt.set(participant, at);
      await new Promise((resolve, reject) => {
        const asked = request({ agent, hostname, port, path, headers: { "user-agent": browser } }, (response) => {
          response.resume();
          response.once("end", () => {
            if (response.statusCode !== 200) reject(new Error(`The answer was ${response.statusCode}.`));
            answers.push(performance.timeOrigin + performance.now() - at);
            resolve();
          });
        });
        asked.once("error", reject);
        asked.end();
      });
    }),
  );
  agent.destroy();
  return { sentAt, answers };
}

const at = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values) => at(values, 0.5);

async function measure(startOwnPostgres, seconds) {
  const postgres = await startOwnPostgres({ track_commit_timestamp: "on" });
  let service;
  try {
    const databaseUrl = await postgres.createDatabase();
    const db = await openPostgres(databaseUrl);
    const opens = await prepare(db, (seconds + 2) * rate);
    service = fork(fileURLToPath(import.meta.url), ["serve", databaseUrl]);
    const url = await new Promise((resolve) => service.once("message", resolve));
    // Two seconds to warm up, which do not count.
    await tell(url, opens.slice(0, 2 * rate));
    const measured = opens.slice(2 * rate);
    const used = async () => {
      service.send("used");
      const { user, system } = await new Promise((resolve) => service.once("message", resolve));
      return (user + system) / 1000;
    };
    const usedBefore = await used();
    const { sentAt, answers } = await tell(url, measured);
    const ids = measured.map(({ participant }) => participant);
    let steps = [];
    for (let attempt = 0; attempt < 300 && steps.length < measured.length; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      steps = await db.query(
        `select participant_id::text as participant,
                (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
         from journey.trace where activity = 'seen' and participant_id = any($1::bigint[])`,
        [ids],
      );
    }
    if (steps.length !== measured.length) throw new Error(`${measured.length - steps.length} opens led to no step.`);
    const [{ opened }] = await db.query("select sum(opens)::int as opened from contacts");
    if (opened !== opens.length) throw new Error(`${opens.length} opens were counted ${opened} times.`);
    const processor = ((await used()) - usedBefore) / measured.length;
    await db.close();
    const latencies = steps.map(({ participant, at }) => at - sentAt.get(participant));
    return {
      processor,
      p50: at(latencies, 0.5),
      p99: at(latencies, 0.99),
      worst: at(latencies, 1),
      answer50: at(answers, 0.5),
      answer99: at(answers, 0.99),
    };
  } finally {
    if (service) {
      const ended = new Promise((resolve) => service.once("exit", resolve));
      service.kill("SIGTERM");
      await ended;
    }
    await postgres.stop();
  }
}

export default async function run({ quick, log }) {
  const { startOwnPostgres } = await createJiti(import.meta.url).import("../test/support/postgres.ts");
  const runs = quick ? 1 : 5;
  const seconds = quick ? 5 : 15;
  const all = [];
  for (let i = 0; i < runs; i++) {
    const figures = await measure(startOwnPostgres, seconds);
    all.push(figures);
    log(`run ${i + 1} of ${runs}: p50 ${Math.round(figures.p50)} ms, p99 ${Math.round(figures.p99)} ms`);
  }
  const of = (name) => median(all.map((figures) => figures[name]));
  return {
    figures: [
      { what: "open to its step's commit, p50", value: of("p50"), unit: "ms" },
      { what: "open to its step's commit, p99", value: of("p99"), unit: "ms" },
      { what: "open to its step's commit, the slowest", value: of("worst"), unit: "ms" },
      { what: "open to its answer (durable by then), p50", value: of("answer50"), unit: "ms" },
      { what: "open to its answer (durable by then), p99", value: of("answer99"), unit: "ms" },
      { what: "the service's processor time for an open and its step", value: of("processor"), unit: "ms" },
    ],
    goals: [
      {
        what: `p99 at ${rate} opens a second, PostgreSQL, one process`,
        goal: "< 250 ms",
        value: of("p99"),
        met: of("p99") < 250,
      },
    ],
  };
}

if (process.argv[2] === "serve") await serve(process.argv[3]);
