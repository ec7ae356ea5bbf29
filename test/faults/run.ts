/** One run of the fault kit: several workers under load, a monkey among them, and the auditor afterwards. */
import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createEngine, type Database, openPostgres } from "@journey/runtime";
import { createModelTables } from "../../runtime/store/model-tables.ts";
import { startOwnPostgres } from "../support/postgres.ts";
import { type Audit, type AuditInput, audit } from "./audit.ts";
import { createPeople } from "./people.ts";
import { compileFaultProject } from "./project.ts";
import { startProxy } from "./proxy.ts";
import { readRecord, takeNotes } from "./record.ts";
import { startSink } from "./sink.ts";

export interface FaultPlan {
  /** Workers killed (SIGKILL). */
  readonly kills: number;
  /** Ends of the database without warning, each with a restart. */
  readonly databaseKills: number;
  readonly workers: number;
  readonly contacts: number;
  /** The same faults in the same order for the same seed; their moments are the machine's. */
  readonly seed: number;
  readonly log?: (line: string) => void;
}

export interface FaultReport extends Audit {
  /** What the auditor read, for those who want to see it find something. */
  readonly input: AuditInput;
  readonly faults: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly took: number;
}

const apiToken = "fault-kit";
const speed = 200;
const lease = 3_000;
const workerFile = fileURLToPath(new URL("./worker.mjs", import.meta.url));

interface Running {
  readonly process: ChildProcess;
  url: string | undefined;
  /** Nobody falls before having done some work: `performance.now()`. */
  spareUntil: number;
  /** Milliseconds that its clock is wrong by. */
  readonly clockError: number;
}

type Fault =
  | "kill"
  | "kill the database"
  | "cut"
  | "stall"
  | "swallow commits"
  | "lock"
  | "freeze"
  | "end"
  | "stop journey";

export async function runFaults(plan: FaultPlan): Promise<FaultReport> {
  const log = plan.log ?? (() => {});
  const random = randomOf(plan.seed);
  const began = Date.now();
  const graphs = compileFaultProject();
  const server = await startOwnPostgres({ track_commit_timestamp: "on" });
  const url = await server.createDatabase();
  const db = await openPostgres(url, { maxConnections: 4 });
  const { hostname, port } = new URL(url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  const proxied = new URL(url);
  proxied.port = String(proxy.port);
  const running = new Set<Running>();
  const urls = () => [...running].flatMap((worker) => (worker.url === undefined ? [] : [worker.url]));
  const people = createPeople({ random, urls, apiToken });
  const sink = await startSink({ random, onAccepted: (mail) => people.got(mail) });
  const stops: { journey: string; from: number; to: number }[] = [];
  const counted = new Map<string, number>();
  const badEnds: string[] = [];
  let noMoreFaults = false;
  const count = (what: string) => counted.set(what, (counted.get(what) ?? 0) + 1);

  function start(): void {
    // An hour early, right, or an hour late.
    const clockError = (Math.floor(random() * 3) - 1) * 3_600_000;
    const options = { clockError, databaseUrl: proxied.toString(), smtpUrl: sink.url, apiToken, began, speed, lease };
    const child = fork(workerFile, {
      env: { ...process.env, JOURNEY_FAULTS: JSON.stringify(options) },
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const worker: Running = { process: child, url: undefined, spareUntil: Number.POSITIVE_INFINITY, clockError };
    running.add(worker);
    child.on("message", (message) => {
      worker.url = (message as { url: string }).url;
      worker.spareUntil = performance.now() + random() * 1_500;
    });
    child.stderr?.on("data", (chunk: Buffer) => log(`  ${child.pid}: ${chunk.toString().trim()}`));
    child.once("exit", (code, signal) => {
      running.delete(worker);
      // 3: it could not finish in time, which a fault may be the reason for; not once there are no more.
      if (signal !== "SIGKILL" && code !== 0 && (code !== 3 || noMoreFaults)) badEnds.push(signal ?? String(code));
    });
  }

  async function victim(): Promise<Running> {
    for (;;) {
      const ready = [...running].filter(({ url, spareUntil }) => url !== undefined && spareUntil < performance.now());
      const chosen = ready[Math.floor(random() * ready.length)];
      if (chosen) return chosen;
      await pause(50);
    }
  }

  /** Ends a worker, and starts another one in its place. */
  async function end(signal: NodeJS.Signals): Promise<void> {
    const worker = await victim();
    worker.url = undefined;
    worker.process.kill(signal);
    start();
  }

  async function commit(fault: Fault): Promise<void> {
    switch (fault) {
      case "kill":
        return end("SIGKILL");
      case "end":
        return end("SIGTERM");
      case "kill the database":
        await server.crash();
        await pause(random() * 1_500);
        return server.restart();
      case "cut":
        return proxy.cutAll();
      case "stall":
        return proxy.stall(500 + random() * 3_500);
      case "swallow commits":
        return proxy.swallowCommits(3);
      case "lock": {
        const table = random() < 0.5 ? "participant" : "message";
        // Longer than a statement may take.
        return db
          .transaction(async (tx) => {
            await tx.script(`lock table journey.${table} in access exclusive mode`);
            await pause(2_500);
          })
          .catch(() => {});
      }
      case "freeze": {
        const worker = await victim();
        worker.process.kill("SIGSTOP");
        // Longer than its lease: the others take it for dead, and then it comes back.
        setTimeout(() => worker.process.kill("SIGCONT"), lease * 1.7).unref();
        return;
      }
      case "stop journey": {
        const { name } = graphs[Math.floor(random() * graphs.length)] ?? graphs[0]!;
        const engine = createEngine({ db, clock: { now: () => began + (Date.now() - began) * speed } });
        await engine.stop(name);
        const from = Date.now();
        await pause(500 + random() * 1_000);
        stops.push({ journey: name, from, to: Date.now() });
        return engine.start(name);
      }
    }
  }

  try {
    for (const graph of graphs) await createModelTables(db, graph.schema);
    await db.script(
      ["visits", "opens", "bought", "idle", "receipts"]
        .map((column) => `alter table contacts alter column ${column} set default 0`)
        .join(";"),
    );
    await takeNotes(db);
    const deploying = createEngine({ db, clock: { now: () => began } });
    for (const graph of graphs) await deploying.deploy(graph);
    for (let each = 0; each < plan.workers; each++) start();
    await victim();

    const faults = shuffled(faultsOf(plan), random);
    let fed = 0;
    for (const [index, fault] of faults.entries()) {
      const upTo = Math.ceil((plan.contacts * (index + 1)) / faults.length);
      await feed(db, fed, upTo, random);
      for (; fed < upTo; fed++) people.mayOrder(fed + 1);
      await pause(50 + random() * 350);
      log(`${((Date.now() - began) / 1000).toFixed(1)} s: ${fault}`);
      await commit(fault);
      count(fault);
    }
    log(`${((Date.now() - began) / 1000).toFixed(1)} s: no more faults; waiting for all to be done`);
    await people.settle();
    const isDone = await quiet(db);
    log(`${((Date.now() - began) / 1000).toFixed(1)} s: ${isDone ? "all is done" : "not all is done"}`);
    noMoreFaults = true;
    for (const worker of running) worker.process.kill("SIGTERM");
    while (running.size > 0) await pause(50);

    const input: AuditInput = {
      record: await readRecord(db),
      graphs,
      mails: sink.accepted,
      told: people.told,
      stops,
      toReal: (moment) => began + (moment - began) / speed,
    };
    const { findings, counts } = audit(input);
    return {
      input,
      findings: [
        ...(isDone ? [] : ["not everything came to its end"]),
        ...badEnds.map((how) => `a worker ended with ${how}`),
        ...findings,
      ],
      counts: { ...counts, "told in vain": people.refusals, "commits whose answer was swallowed": proxy.swallowed },
      faults: Object.fromEntries(counted),
      took: Date.now() - began,
    };
  } finally {
    for (const worker of running) worker.process.kill("SIGKILL");
    await db.close().catch(() => {});
    await proxy.close();
    await sink.close();
    await server.stop();
  }
}

function faultsOf({ kills, databaseKills }: FaultPlan): Fault[] {
  const some = (fault: Fault, count: number): Fault[] => Array.from({ length: count }, () => fault);
  const few = Math.max(1, Math.round(kills / 10));
  return [
    ...some("kill", kills),
    ...some("kill the database", databaseKills),
    ...some("cut", few),
    ...some("stall", few),
    ...some("swallow commits", 2 * few),
    ...some("lock", Math.max(1, Math.round(few / 2))),
    ...some("freeze", few),
    ...some("end", few),
    ...some("stop journey", few),
  ];
}

/** New contacts; some addresses stand there a second time, in another case. */
async function feed(db: Database, from: number, to: number, random: () => number): Promise<void> {
  const rows: [number, string, string][] = [];
  for (let id = from + 1; id <= to; id++) {
    rows.push([id, `c${id}@example.test`, random() < 0.5 ? "BE" : "FR"]);
    if (random() < 0.1) rows.push([1_000_000 + id, ` C${id}@Example.Test`, "FR"]);
  }
  for (;;) {
    try {
      await db.query(
        "insert into contacts (id, email, country) select * from unnest($1::bigint[], $2::text[], $3::text[]) on conflict do nothing",
        [rows.map(([id]) => id), rows.map(([, email]) => email), rows.map(([, , country]) => country)],
      );
      return;
    } catch {
      await pause(200);
    }
  }
}

/** Whether all came to its end; given up when nothing has moved for a minute. */
async function quiet(db: Database): Promise<boolean> {
  let last = -1;
  for (let movedAt = performance.now(); performance.now() - movedAt < 60_000; await pause(200)) {
    const [row] = await db
      .query<{ open: number }>(
        `select ((select count(distinct lower(btrim(email))) from contacts) -
                   (select count(*) from journey.participant p join journey.journey j on j.id = p.journey_id where j.name = 'welcome')
                 + (select count(*) from journey.participant where status = 'active')
                 + (select count(*) from journey.message where status in ('pending', 'sending', 'deferred'))
                 + (select count(*) from journey.event e join journey.participant p on p.bucket = e.bucket and p.id = e.participant_id
                    where e.consumed_at is null and p.status = 'active')
                 + (select count(*) from journey.hit where class is null))::int as open`,
      )
      .catch(() => []);
    if (row?.open === 0) return true;
    if (row && row.open !== last) {
      last = row.open;
      movedAt = performance.now();
    }
  }
  return false;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
