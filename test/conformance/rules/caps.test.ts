/** docs/semantics.md, 3.9: a cap holds however many messages become due at once, and whoever sends them. */
import { createEngine, type Database, openPglite, openPostgres, VirtualClock } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createModelTables } from "../../../runtime/store/model-tables.ts";
import { startPostgres, type TestServer } from "../../support/postgres.ts";
import { namedGraph } from "../project.ts";
import { mail, message, outbox, start, tell } from "../tell.ts";

vi.setConfig({ testTimeout: 120_000 });

let server: TestServer;
const open: Database[] = [];
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  for (const db of open) await db.close();
  await server?.stop();
});

const backends = {
  PGlite: async () => {
    const db = await openPglite();
    return [db, db];
  },
  PostgreSQL: async () => {
    const url = await server.createDatabase();
    return Promise.all(Array.from({ length: 4 }, () => openPostgres(url)));
  },
};

/** Everybody of these journeys in one moment, by all workers. */
async function runAll(databases: readonly Database[], bodies: readonly string[], people: number, phones: number) {
  const graphs = bodies.map((body, index) => namedGraph(`j${index}`, body));
  const clock = new VirtualClock(start);
  const engines = databases.map((db) => createEngine({ db, clock, batchSize: 40 }));
  const [db] = databases as [Database];
  await createModelTables(db, graphs[0]!.schema);
  await db.query(
    `insert into persons (id, name, phone, email, country, score, created_at)
     select n, 'P' || n, '+3247' || (100000 + n % $2::int), 'p' || n || '@acme.test', 'BE', 0, now() from generate_series(1, $1::int) n`,
    [people, phones],
  );
  for (const graph of graphs) await engines[0]!.deploy(graph);
  await engines[0]!.enrol();
  await Promise.all(engines.map((engine) => engine.step()));
  return db.query<{ most: number; recipients: number; capped: number; left: number }>(
    `select max(sent)::int as most, count(*)::int as recipients,
            (select count(*)::int from journey.trace where state = 'rejected' and reason = 'capped') as capped,
            (select count(*)::int from journey.participant where due_at <= to_timestamp(${start} / 1000.0)) as left
     from (select count(*) as sent from journey.message group by recipient) m`,
  );
}

describe.each(Object.entries(backends))("on %s", (name, openAll) => {
  it(`§3.9 of several people with one number, in two journeys and ${name === "PGlite" ? "one batch" : "four workers"}, the cap lets as many through as it says`, async () => {
    const databases = await openAll();
    open.push(...new Set(databases));
    const body = `cap 2 messages per day\n${message("m1")}`;
    expect(await runAll(databases, [body, body], 100, 20)).toEqual([
      { most: 2, recipients: 20, capped: 200 - 40, left: 0 },
    ]);
  });

  it("§3.9 what is held back by a cap goes when there is room, one after the other", async () => {
    const databases = await openAll();
    open.push(...new Set(databases));
    const body = `cap 1 sms per day else delay\n${message("m1")}`;
    expect(await runAll(databases, [body, body], 30, 10)).toEqual([{ most: 1, recipients: 10, capped: 0, left: 0 }]);
    const [row] = await databases[0]!.query<{ held: number }>(
      `select count(*)::int as held from journey.participant where due_at = to_timestamp(${start + 86_400_000} / 1000.0)`,
    );
    expect(row).toEqual({ held: 50 });
  });
});

describe("one person's messages that become due in one step", () => {
  let db: Database;
  beforeAll(async () => {
    db = await openPglite();
  });
  afterAll(() => db?.close());

  it("§3.9 of branches that begin together, the later ones see what the earlier ones sent", async () => {
    const body = (rest: string) =>
      `cap 1 message per day${rest}\nparallel {\n branch a {\n${message("m1")}\n}\n branch b {\n${message("m2")}\n}\n branch c {\n${mail("m3")}\n}\n}`;
    const told = await tell(db, body(""));
    expect(outbox(told)).toEqual(["m1", "m3"]);
    expect(told).toContain("m2 rejected: capped at 2026-11-02T08:00Z");
    expect((await tell(db, body(" else delay"))).join("\n")).toMatch(/m2 processed at 2026-11-03T08:00Z/);
  });
});
