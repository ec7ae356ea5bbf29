/** What the store needs of a database; PGlite and a PostgreSQL server both give it, with the same SQL. */
export interface Database extends Queryable {
  readonly backend: Backend;
  /** Runs `work` in one transaction (READ COMMITTED); rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
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
