import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "@journey/language";
import type { PoolClient } from "pg";
import type { Database, Queryable } from "./database.ts";
import { forgetKept, keep, loadKept } from "./kept-database.ts";
import { migrate } from "./migrate.ts";
import { openSignals } from "./signals.ts";

/**
 * Opens the embedded database (PGlite) in a folder, or in memory without one, and brings its schema up to date.
 *
 * Two processes in one PGlite folder corrupt it silently, so a lock file names the owner; a lock whose process is
 * gone is taken over.
 *
 * @throws Problem `database-in-use` when another living process has the folder open.
 */
export async function openPglite(folder?: string): Promise<Database> {
  const { PGlite } = await import("@electric-sql/pglite");
  const unlock = folder === undefined ? () => {} : lockFolder(folder);
  const kept = folder === undefined ? loadKept() : undefined;
  const create = () => {
    if (folder !== undefined) return PGlite.create({ dataDir: join(folder, "postgres") });
    if (!kept) return PGlite.create();
    return PGlite.create({ loadDataDir: kept }).catch(() => {
      forgetKept();
      return PGlite.create();
    });
  };
  const pglite = await create().catch((error: unknown) => {
    unlock();
    throw new Problem(
      "database-unreadable",
      `The embedded database in ${folder ?? "memory"} can't be opened: ${messageOf(error)}.`,
      "If the folder was copied or damaged, move it away; a new one is made at the next start.",
      { cause: error },
    );
  });
  // `rows` of a statement without a result is empty; the driver's own row type is wider than ours.
  const queryable = (on: Pick<typeof pglite, "query" | "exec">): Queryable => ({
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await on.query<Row>(sql, parameters.map(arrayLiteral))).rows,
    script: async (sql) => {
      await on.exec(sql);
    },
  });
  const database: Database = {
    ...queryable(pglite),
    backend: { kind: "pglite", shared: false },
    transaction: (work) => pglite.transaction((tx) => work(queryable(tx as unknown as typeof pglite))),
    close: async () => {
      await pglite.close();
      unlock();
    },
  };
  await migrate(database);
  if (folder === undefined && !kept) await keep(pglite);
  return database;
}

export interface PostgresOptions {
  /** False: the schema is left as it is, for those who only read. */
  readonly migrate?: boolean;
  /** Default 10. */
  readonly maxConnections?: number;
  /** Milliseconds after which the server ends a statement of ours. Default two minutes. */
  readonly statementTimeout?: number;
  /** Milliseconds after which the server ends a transaction of ours that does nothing. Default one minute. */
  readonly idleInTransactionTimeout?: number;
}

/**
 * Connects to a PostgreSQL server and brings its `journey` schema up to date.
 *
 * @param url `postgres://user:password@host:port/database`
 * @throws Problem `database-unreachable` when no connection can be had.
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { default: pg } = await import("pg");
  const place = withoutPassword(url);
  const { maxConnections = 10, statementTimeout = 120_000, idleInTransactionTimeout = 60_000 } = options;
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "journey",
    // Ours are short; a forgotten one would hold back vacuum for everybody.
    idle_in_transaction_session_timeout: idleInTransactionTimeout,
    statement_timeout: statementTimeout,
    // The server ends a statement that takes too long; if nothing at all is heard of it, the connection is given up.
    query_timeout: statementTimeout + 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const pool = new pg.Pool({ ...settings, max: maxConnections });
  // A connection lost while idle is replaced at its next use; without a listener it would end the process.
  pool.on("error", () => {});
  const queryable = (on: { query(sql: string, parameters?: unknown[]): Promise<{ rows: unknown[] }> }): Queryable => ({
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await on.query(sql, parameters.map(arrayLiteral))).rows as Row[],
    script: async (sql) => {
      await on.query(sql);
    },
  });
  let mayPrepare = true;
  const onClient = (client: PoolClient): Queryable => ({
    ...queryable(client),
    query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) => {
      const name = mayPrepare ? nameOf(client, text) : undefined;
      const values = parameters.map(arrayLiteral);
      if (name === undefined) return (await client.query({ text, values })).rows as Row[];
      try {
        return (await client.query({ name, text, values })).rows as Row[];
      } catch (error) {
        const { code } = error as { code?: string };
        // A column of a table has another type now: what was prepared is of no use any more on this connection.
        if (code === "0A000") statementsOf.get(client)?.names.set(text, undefined);
        // A pooler between us and the server hands its connections round: nothing is prepared through that one.
        if (code === "26000" || code === "42P05") mayPrepare = false;
        throw error;
      }
    },
  });
  const database: Database = {
    ...queryable(pool),
    backend: { kind: "postgres", shared: true },
    transaction: async (work) => {
      const client = await pool.connect();
      // Lost between two statements: the next one says so; without a listener it would end the process.
      const noticed = () => {};
      client.on("error", noticed);
      let broken: Error | undefined;
      try {
        await client.query("begin");
        const result = await work(onClient(client));
        await client.query("commit");
        return result;
      } catch (error) {
        // Only what the server itself answered leaves a connection that can be used again.
        broken =
          error instanceof Error && !(error instanceof pg.DatabaseError) && isConnectionError(error)
            ? error
            : await client.query("rollback").then(
                () => undefined,
                (rollbackError: Error) => rollbackError,
              );
        throw error;
      } finally {
        client.off("error", noticed);
        client.release(broken);
      }
    },
    signals: (topics, onSignal) =>
      openSignals(
        async () => {
          const client = new pg.Client(settings);
          client.on("error", () => {});
          await client.connect();
          return client;
        },
        topics,
        onSignal,
      ),
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
  try {
    await database.query("select 1");
  } catch (error) {
    await pool.end().catch(() => {});
    throw new Problem(
      "database-unreachable",
      `No connection to the database at ${place}: ${messageOf(error)}.`,
      "Is the server running, and are the host, port, user, password and database of DATABASE_URL right?",
      { cause: error },
    );
  }
  try {
    if (options.migrate ?? true) await migrate(database);
  } catch (error) {
    await pool.end().catch(() => {});
    throw error;
  }
  return database;
}

/**
 * What a connection knows of its statements: the names of those that are prepared (none: it can't be, any more), and how
 * often others have come.
 */
interface Statements {
  readonly names: Map<string, string | undefined>;
  readonly uses: Map<string, number>;
}
const statementsOf = new WeakMap<PoolClient, Statements>();
/** So many statements are prepared on a connection, and so many others remembered. */
const mostStatements = 300;

/** A statement that comes again and again is read and planned once for each connection. @returns its name there */
function nameOf(client: PoolClient, text: string): string | undefined {
  let known = statementsOf.get(client);
  if (!known) {
    known = { names: new Map(), uses: new Map() };
    statementsOf.set(client, known);
  }
  const { names, uses } = known;
  if (names.has(text)) return names.get(text);
  const count = (uses.get(text) ?? 0) + 1;
  uses.delete(text);
  if (count > 2 && names.size < mostStatements) {
    // The same on all connections: whoever passes them round can't confuse two texts.
    names.set(text, `journey_${createHash("sha256").update(text).digest("hex").slice(0, 32)}`);
    return names.get(text);
  }
  // Those that have not come for the longest are forgotten first.
  if (uses.size === mostStatements) uses.delete(uses.keys().next().value ?? "");
  uses.set(text, count);
  return undefined;
}

/** `Query read timeout`: nothing was heard for so long that nobody knows what the connection is doing. */
function isConnectionError(error: Error): boolean {
  return /timeout|terminated|ECONNRESET|EPIPE|not queryable/i.test(error.message);
}

/**
 * An array of numbers, truths and texts as PostgreSQL writes it; anything else as it is. The driver's own way looks at every
 * element for itself, which is a good part of the work of a batch.
 */
function arrayLiteral(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const elements: readonly unknown[] = value;
  // Most arrays are of numbers, or of words that need no quotes: these are joined as they are.
  if (elements.every(isBare)) return `{${elements.join(",")}}`;
  const written: string[] = [];
  for (const element of elements) {
    if (element === null || element === undefined) written.push("null");
    else if (isBare(element)) written.push(String(element));
    else if (typeof element !== "string") return value;
    else written.push(`"${element.replace(/["\\]/g, "\\$&")}"`);
  }
  return `{${written.join(",")}}`;
}

function isBare(element: unknown): boolean {
  return (
    typeof element === "number" ||
    typeof element === "boolean" ||
    (typeof element === "string" && isPlain.test(element))
  );
}

/** Letters that mean nothing in an array, and not the word `null`. */
const isPlain = /^(?!null$)[\w.@:+-]+$/i;

/** Opens the server that the URL names, else the embedded database in the folder (in memory without one). */
export function openDatabase(url: string | undefined, folder?: string): Promise<Database> {
  return url ? openPostgres(url) : openPglite(folder);
}

function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "lock");
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(file, "wx");
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw new Problem(
          "data-folder-unwritable",
          `The data folder ${folder} can't be written: ${messageOf(error)}.`,
          "Choose a folder that you may write, with --data DIR.",
          { cause: error },
        );
      }
      const owner = Number(readFileSync(file, "utf8"));
      if (isAlive(owner)) {
        throw new Problem(
          "database-in-use",
          `The data folder ${folder} is open in another process (${owner}).`,
          "Stop that process, or give this one a folder of its own with --data DIR.",
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new Problem("database-in-use", `The data folder ${folder} is being opened by another process.`, "Try again.");
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return pid === process.pid;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = "";
    return parsed.toString();
  } catch {
    return "DATABASE_URL";
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
