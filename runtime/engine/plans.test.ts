/**
 * What the hot statements cost doesn't grow with those who are on record: on tables whose statistics were never made, no plan
 * reads one of them from its beginning to its end, or a bucket of it.
 */
import { clause, countryIsBelgium, days, email, graphOf, update, wait } from "@journey/compiler/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import { VirtualClock } from "../clock.ts";
import type { Database, Queryable } from "../store/database.ts";
import { recordEvents } from "../store/events.ts";
import { openPostgres } from "../store/open-database.ts";
import { createEngine } from "./engine.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const day = 86_400_000;
const growing = ["participant", "entry", "event", "message", /^trace_\d/, "contacts", "suppression"];

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Recheck Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Tables that are read whole, and those of which a whole bucket is. */
function scanned(node: PlanNode): string[] {
  const condition = node["Index Cond"] ?? node["Recheck Cond"] ?? "";
  const isWhole = node["Node Type"] === "Seq Scan" || (condition.includes("bucket") && !condition.includes(" AND "));
  const own = isWhole && node["Relation Name"] ? [node["Relation Name"]] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scanned)];
}

const isGrowing = (table: string): boolean =>
  growing.some((each) => (typeof each === "string" ? each === table : each.test(table)));

let explained = 0;

/** A database that notes which growing tables the statements of its transactions read whole. */
function watched(db: Database, read: Map<string, string>): Database {
  const watch = (tx: Queryable): Queryable => {
    let mode = "";
    return {
      query: async (sql, parameters) => {
        if (/^\s*(select|insert|update|delete|with)\b/i.test(sql)) {
          const rows = await tx.query<Record<string, unknown>>(
            // Each with a number of its own: an `explain` without its parameters can't be prepared.
            `explain (format json${mode}) /* ${++explained} */ ${sql}`,
            mode === "" ? parameters : [],
          );
          const plan = rows[0]?.["QUERY PLAN"];
          const [root] = (typeof plan === "string" ? JSON.parse(plan) : plan) as { Plan: PlanNode }[];
          for (const table of root ? scanned(root.Plan) : []) if (isGrowing(table)) read.set(table, sql);
        }
        return tx.query(sql, parameters);
      },
      script: (sql) => {
        // How the server plans a statement that comes with parameters; `explain` has to be told.
        if (sql.includes("force_generic_plan")) mode = ", generic_plan";
        return tx.script(sql);
      },
    };
  };
  return { ...db, transaction: (work) => db.transaction((tx) => work(watch(tx))) };
}

// PGlite has the same planner, but can't say how it plans a statement without its parameters.
describe("on PostgreSQL", () => {
  it("steps by indexes alone", async () => {
    const db = await openPostgres(await server.createDatabase());
    await db.query("alter system set autovacuum = off");
    await db.query("select pg_reload_conf()");
    await db.script(
      `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision,
                              active boolean not null default true);
       insert into contacts select n, 'p' || n || '@example.test', 'P', 'BE', n from generate_series(1, 10000) n`,
    );
    const read = new Map<string, string>();
    const clock = new VirtualClock(start);
    const engine = createEngine({ db: watched(db, read), clock, batchSize: 500 });
    const journey = graphOf(
      [
        wait("wait_1", days(1), { next: "hello" }),
        email("hello", { filter: countryIsBelgium }),
        update("points", { region: "hello.opened" }),
        email("nudge", {
          region: "hello.not_opened",
          // Asked of what has happened, which grows and grows.
          filter: {
            kind: "not",
            operand: { kind: "engagement", activity: "hello", happening: "clicked", label: "Shop" },
          },
        }),
      ],
      [
        clause("hello.opened", { activity: "hello", trigger: "opened", negated: false }, "points"),
        clause("hello.not_opened", { activity: "hello", trigger: "opened", negated: true, after: days(2) }, "nudge"),
      ],
    );
    await engine.deploy(journey);
    await engine.enrol();
    await engine.step();
    clock.moveTo(start + day);
    await engine.step();
    const sent = await db.query<{ bucket: number; id: string }>("select bucket, id::text as id from journey.message");
    expect(sent).toHaveLength(10_000);
    for (const type of ["executed", "opened"] as const) {
      await watched(db, read).transaction((tx) =>
        recordEvents(
          tx,
          sent.slice(0, type === "opened" ? 1000 : sent.length).map(({ bucket, id }) => ({
            bucket,
            messageId: id,
            type,
            occurredAt: clock.now(),
            source: "test",
            externalId: `${id}:${type}`,
          })),
          clock.now(),
        ),
      );
    }
    await engine.step();
    clock.moveTo(start + 4 * day);
    await engine.step();
    const [{ count } = { count: 0 }] = await db.query<{ count: number }>(
      "select count(*)::int as count from journey.trace where activity in ('hello', 'points', 'nudge')",
    );
    expect(count).toBeGreaterThan(10_000);
    expect(Object.fromEntries(read)).toEqual({});
    await db.close();
  });
});
