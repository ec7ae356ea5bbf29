/**
 * One worker of a benchmark, in a process of its own: `node worker.mjs KIND URL`. Says `ready`, waits for a line, works until
 * nothing is left, and prints `{ "done": … }`.
 */
import { createInterface } from "node:readline";
import { createEngine, openPostgres, VirtualClock } from "@journey/runtime";
import pg from "pg";
import { day, passes, start } from "./journey.mjs";
import { claim, message, trace, update } from "./limit.mjs";

const [kind, url] = process.argv.slice(2);

const kinds = {
  async engine() {
    const db = await openPostgres(url);
    const clock = new VirtualClock(start);
    const engine = createEngine({ db, clock, batchSize: 1000 });
    return async () => {
      let done = 0;
      for (let pass = 0; pass < passes; pass++) {
        clock.moveTo(start + pass * day);
        done += await engine.step();
      }
      return done;
    };
  },

  /** Claims, updates and inserts the rows that the engine does, in the same tables, and decides nothing. */
  async limit() {
    const lanes = await Promise.all([connect(), connect()]);
    return async () => {
      let done = 0;
      for (let pass = 0; pass < passes; pass++) {
        const counts = await Promise.all(lanes.map((client, lane) => limitPass(client, lane, pass)));
        done += counts.reduce((sum, count) => sum + count, 0);
      }
      return done;
    };
  },

  async "graphile-worker"() {
    const { run } = await import("graphile-worker");
    return async () => {
      let done = 0;
      const client = await connect();
      const runner = await run({
        connectionString: url,
        noHandleSignals: true,
        logger: await silent(),
        taskList: {
          nothing: () => {
            done++;
          },
        },
        preset: {
          worker: {
            concurrentJobs: 24,
            maxPoolSize: 10,
            localQueue: { size: 500 },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      });
      for (;;) {
        const { rows } = await client.query("select exists (select from graphile_worker._private_jobs) as left");
        if (!rows[0].left) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await runner.stop();
      return done;
    };
  },

  async "pg-boss"() {
    const { default: PgBoss } = await import("pg-boss");
    const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, migrate: false });
    boss.on("error", () => {});
    await boss.start();
    return async () => {
      let done = 0;
      for (;;) {
        const jobs = await boss.fetch("nothing", { batchSize: 1000 });
        if (jobs.length === 0) return done;
        await boss.complete(
          "nothing",
          jobs.map((job) => job.id),
        );
        done += jobs.length;
      }
    };
  },
};

async function connect() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function silent() {
  const { Logger } = await import("graphile-worker");
  return new Logger(() => () => {});
}

async function limitPass(client, lane, pass) {
  let done = 0;
  const query = (name, text, values) => client.query({ name, text, values });
  let from = lane * 128;
  for (;;) {
    await client.query("begin");
    const { rows } = await query("claim", claim, [(start + pass * day) / 1000, from]);
    if (rows.length > 0) {
      const buckets = rows.map((row) => row.bucket);
      const ids = rows.map((row) => row.id);
      const due = pass === passes - 1 ? null : (start + (pass + 1) * day) / 1000;
      const timers = rows.map(() => (due === null ? "{}" : `{"wait_1":[${due * 1000},${due * 1000}]}`));
      await query("update", update, [buckets, ids, timers, due]);
      if (pass === 1) await query("trace", trace, [buckets, ids]);
      if (pass === 2) await query("message", message, [buckets, ids]);
    }
    await client.query("commit");
    if (rows.length === 0) return done;
    done += rows.length;
    from = (from + rows.length) % 256;
  }
}

const work = await kinds[kind]();
console.log("ready");
createInterface({ input: process.stdin }).once("line", async () => {
  const done = await work();
  console.log(JSON.stringify({ done }));
  process.exit(0);
});
