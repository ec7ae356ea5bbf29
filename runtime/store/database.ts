import type { Signals } from "./signals.ts";

/** What the store needs of a database; PGlite and a PostgreSQL server both give it, with the same SQL. */
export interface Database extends Queryable {
  readonly backend: Backend;
  /** Runs `work` in one transaction (READ COMMITTED); rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * Hears what other processes on the database say to each other, and says something; absent where there can be none.
   *
   * @param onSignal called with the topic
   */
  signals?(topics: readonly string[], onSignal: (topic: string) => void): Signals;
  /** Connections: all, those at rest, and the callers that wait for one; absent where there is a single one. */
  connections?(): { readonly open: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface Queryable {
  /**
   * One statement with `$1` parameters. Timestamps come back as `Date`, bigint columns as strings or numbers
   * depending on the driver: cast in SQL (`::float8`, `::text`) where the type matters.
   */
  query<Row extends object = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Several statements without parameters. */
  script(sql: string): Promise<void>;
}

/** What differs between the two. */
export interface Backend {
  readonly kind: "pglite" | "postgres";
  /** Other processes may work on the same database. */
  readonly shared: boolean;
}

/**
 * For the rest of the transaction, plans count on few rows in an array that is given, however many there are: so keys are
 * looked up in indexes. A plan made for the array itself reads whole tables as soon as they are small or their statistics
 * old, and goes on doing so while they grow.
 */
export async function planForFewRows(tx: Queryable): Promise<void> {
  await tx.script("set local plan_cache_mode = force_generic_plan");
}
