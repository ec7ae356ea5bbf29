/**
 * Steps per second of the engine, from the claim to the commit, on a PostgreSQL server with durable settings: with one, two
 * and four workers (processes), in turns with graphile-worker and pg-boss doing as many jobs that do nothing, and with
 * the limit: a loop that claims, updates and inserts the same rows in the same tables with no logic. And the same against
 * the limit in one process on PGlite.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEngine, openPglite, openPostgres, VirtualClock } from "@journey/runtime";
import { createJiti } from "jiti";
import pg from "pg";
import { compile, createContacts, day, passes, start } from "./engine/journey.mjs";
import { claim, message, trace, update } from "./engine/limit.mjs";

const { startPostgres } = await createJiti(import.meta.url).import("../test/support/postgres.ts");
const worker = fileURLToPath(new URL("./engine/worker.mjs", import.meta.url));
/** What docs/operating.md advises for a service that is busy, for every contestant. */
const memory = ["--max-semi-space-size=64"];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Starts so many processes, lets them go at once, and measures until the last one has found nothing more. */
async function race(kind, url, processes) {
  const workers = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, [...memory, worker, kind, url], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines };
  });
  for (const { lines } of workers) await lines.next();
  const started = performance.now();
  for (const { child } of workers) child.stdin.write("go\n");
  const results = await Promise.all(workers.map(async ({ lines }) => JSON.parse((await lines.next()).value)));
  const took = performance.now() - started;
  await Promise.all(workers.map(({ child }) => (child.exitCode === null ? once(child, "exit") : undefined)));
  return { done: results.reduce((sum, { done }) => sum + done, 0), took };
}

/** People who have all entered; everything flushed, so that nobody pays for what was done before. */
async function people(server, participants) {
  const url = await server.createDatabase();
  const db = await openPostgres(url);
  await createContacts(db, (participants / 30) * 100);
  const engine = createEngine({ db, clock: new VirtualClock(start) });
  await engine.deploy(compile());
  await engine.enrol();
  await settle(db);
  await db.close();
  return url;
}

const settle = (db) => db.script("vacuum analyze").then(() => db.script("checkpoint"));

const setups = {
  engine: people,
  limit: people,
  async "graphile-worker"(server, participants) {
    const url = await server.createDatabase();
    const { runMigrations } = await import("graphile-worker");
    await runMigrations({ connectionString: url });
    await onClient(url, async (client) => {
      await client.query(
        `select graphile_worker.add_jobs(array(
           select row('nothing', '{}'::json, null, null, null, null, null, null)::graphile_worker.job_spec
           from generate_series(1, $1::int)))`,
        [participants * passes],
      );
      await client.query("vacuum analyze");
      await client.query("checkpoint");
    });
    return url;
  },
  async "pg-boss"(server, participants) {
    const url = await server.createDatabase();
    const { default: PgBoss } = await import("pg-boss");
    const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
    await boss.start();
    await boss.createQueue("nothing");
    await boss.stop({ graceful: false });
    await onClient(url, async (client) => {
      await client.query("insert into pgboss.job (name) select 'nothing' from generate_series(1, $1::int)", [
        participants * passes,
      ]);
      await client.query("vacuum analyze");
      await client.query("checkpoint");
    });
    return url;
  },
};

async function onClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client);
  await client.end();
}

async function onPglite(participants, isLimit) {
  const db = await openPglite();
  await createContacts(db, (participants / 30) * 100);
  const clock = new VirtualClock(start);
  const engine = createEngine({ db, clock, batchSize: 1000 });
  await engine.deploy(compile());
  await engine.enrol();
  const started = performance.now();
  let done = 0;
  for (let pass = 0; pass < passes; pass++) {
    clock.moveTo(start + pass * day);
    done += isLimit ? await limitOnPglite(db, pass) : await engine.step();
  }
  const took = performance.now() - started;
  await db.close();
  return (done / took) * 1000;
}

async function limitOnPglite(db, pass) {
  let done = 0;
  let from = 0;
  for (;;) {
    const count = await db.transaction(async (tx) => {
      const rows = await tx.query(claim, [(start + pass * day) / 1000, from]);
      if (rows.length === 0) return 0;
      const buckets = rows.map((row) => row.bucket);
      const ids = rows.map((row) => row.id);
      const due = pass === passes - 1 ? null : (start + (pass + 1) * day) / 1000;
      const timers = rows.map(() => (due === null ? "{}" : `{"wait_1":[${due * 1000},${due * 1000}]}`));
      await tx.query(update, [buckets, ids, timers, due]);
      if (pass === 1) await tx.query(trace, [buckets, ids]);
      if (pass === 2) await tx.query(message, [buckets, ids]);
      return rows.length;
    });
    if (count === 0) return done;
    done += count;
    from = (from + count) % 256;
  }
}

export default async function run({ quick, log }) {
  const participants = quick ? 9_000 : 60_000;
  const runs = quick ? 1 : 5;
  const contestants = [
    ["limit", 1],
    ["engine", 1],
    ["engine", 2],
    ["limit", 2],
    ["engine", 4],
    ["graphile-worker", 1],
    ["graphile-worker", 2],
    ["graphile-worker", 4],
    ["pg-boss", 1],
    ["pg-boss", 2],
  ];
  const rates = new Map(contestants.map(([kind, processes]) => [`${kind} ${processes}`, []]));
  const pglite = { engine: [], limit: [] };
  const server = await startPostgres();
  try {
    for (let i = 0; i < runs; i++) {
      for (const [kind, processes] of contestants) {
        const url = await setups[kind](server, participants);
        const { done, took } = await race(kind, url, processes);
        if (done !== participants * passes && kind !== "graphile-worker") {
          throw new Error(`${kind} did ${done} of ${participants * passes}.`);
        }
        rates.get(`${kind} ${processes}`).push((done / took) * 1000);
        log(
          `run ${i + 1} of ${runs}: ${kind}, ${processes} ${processes === 1 ? "process" : "processes"}: ${Math.round((done / took) * 1000)} a second`,
        );
      }
      pglite.engine.push(await onPglite(participants / 4, false));
      pglite.limit.push(await onPglite(participants / 4, true));
      log(
        `run ${i + 1} of ${runs}: PGlite: ${Math.round(pglite.engine[i])} a second, limit ${Math.round(pglite.limit[i])}`,
      );
    }
  } finally {
    await server.stop();
  }
  const rate = (name) => median(rates.get(name));
  const ratio = (one, other) => median(rates.get(one).map((value, index) => value / rates.get(other)[index]));
  const best = (kind) =>
    [...rates.keys()].filter((name) => name.startsWith(kind)).reduce((a, b) => (rate(b) > rate(a) ? b : a));
  const [engine, graphile, boss] = ["engine", "graphile-worker", "pg-boss"].map(best);
  const inProcess = median(pglite.engine.map((value, index) => value / pglite.limit[index]));
  const goals = [
    ["a step against graphile-worker's empty job, both at their best", ratio(engine, graphile), 1],
    ["steps against the limit, one worker", ratio("engine 1", "limit 1"), 0.75],
    ["steps against the limit, two workers", ratio("engine 2", "limit 2"), 0.75],
    ["steps against the limit, PGlite, one process", inProcess, 0.75],
  ];
  return {
    figures: [
      ...[...rates.keys()].map((name) => ({
        what: name.replace(/ (\d)$/, ", processes: $1"),
        value: rate(name),
        unit: /engine|limit/.test(name) ? "steps/s" : "jobs/s",
      })),
      { what: "engine at its best against pg-boss at its best", value: ratio(engine, boss), unit: "×" },
      { what: "engine, PGlite", value: median(pglite.engine), unit: "steps/s" },
      { what: "limit, PGlite", value: median(pglite.limit), unit: "steps/s" },
      ...goals.map(([what, value]) => ({ what, value, unit: "×" })),
    ],
    goals: goals.map(([what, value, goal]) => ({
      what,
      goal: `≥ ${goal}`,
      value: `${value.toFixed(2)} ×`,
      met: value >= goal,
    })),
  };
}
