/** What is old enough goes; what is still asked for stays, and everything counts as before. */
import { createEngine, type Database, openPglite, openPostgres, VirtualClock } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { defaultRetention, dropOld } from "../runtime/server/retention.ts";
import { measureTest } from "../runtime/store/ab-tests.ts";
import { giveConsent } from "../runtime/store/consent.ts";
import { recordEvents } from "../runtime/store/events.ts";
import { listJourneys } from "../runtime/store/journeys.ts";
import { createModelTables } from "../runtime/store/model-tables.ts";
import { countPlaces, countTraces } from "../runtime/store/reports.ts";
import { saveRunLogs } from "../runtime/store/run-logs.ts";
import { namedGraph } from "./conformance/project.ts";
import { mail } from "./conformance/tell.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";

vi.setConfig({ testTimeout: 120_000 });

const start = Date.parse("2024-01-15T08:00:00Z");
const day = 86_400_000;

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

const backends = {
  PGlite: async () => {
    const db = await openPglite();
    return [db, db] as const;
  },
  PostgreSQL: async () => {
    const url = await server.createDatabase();
    return [await openPostgres(url), await openPostgres(url)] as const;
  },
};

describe.each(Object.entries(backends))("on %s", (_, open) => {
  let db: Database;
  let other: Database;
  beforeAll(async () => {
    [db, other] = await open();
  });
  afterAll(async () => {
    if (other !== db) await other.close();
    await db.close();
  });

  it("three years later, of who has left the history is gone and the counts are not; of who is under way all is there", async () => {
    const clock = new VirtualClock(start);
    const engine = createEngine({ db, clock });
    const graph = namedGraph(
      "long",
      `unicity phone
       exit on event ordered
       goal bought when score > 100
       ab test subjects { winner manual variant a { ${mail("a")} } variant b { ${mail("b")} } }
       webhook call { post "https://acme.test/hook"
         json { name = name } }
       wait 1500 days
       if a opened or b opened { update { score = 200 } } else { update { score = 1 } }`,
    );
    await createModelTables(db, graph.schema);
    await db.query(
      `insert into persons (id, name, phone, email, country, score, tags, active, created_at)
       select n, 'P' || n, '+3247000000' || n, 'p' || n || '@acme.test', 'BE', 0, '{}', true, now() from generate_series(1, 4) n`,
    );
    await engine.deploy(graph);
    await engine.enrol();
    await engine.step();
    const send = async () => {
      const sent = await db.query<{ bucket: number; id: string; channel: string }>(
        `update journey.message set status = 'sent', sent_at = created_at, attempt_at = null where status = 'pending'
         returning bucket, id::text as id, channel`,
      );
      const told = (type: "executed" | "opened", messages: typeof sent) =>
        db.transaction((tx) =>
          recordEvents(
            tx,
            messages.map(({ bucket, id }) => ({
              ...{ bucket, messageId: id, type, occurredAt: clock.now(), source: "test", externalId: `${id}:${type}` },
            })),
            clock.now(),
          ),
        );
      await told("executed", sent);
      await engine.step();
      await told(
        "opened",
        sent.filter(({ channel }) => channel === "email"),
      );
      await engine.step();
      return sent;
    };
    const messages = await send();
    expect((await send()).map(({ channel }) => channel)).toEqual(["webhook", "webhook", "webhook", "webhook"]);
    // A month's table, as the workers make them; a request for a pixel, a log, and proof of consent of that time.
    await db.query(
      `insert into journey.hit (bucket, participant_id, message_id, kind, at, ripe_at, class)
       select bucket, participant_id, id, 'open', created_at, created_at, 'person' from journey.message where channel = 'email'`,
    );
    await saveRunLogs(
      db,
      messages.map(({ bucket, id }) => {
        return { bucket, messageId: id, activity: "call", attempt: 1, startedAt: start, milliseconds: 1, lines: [] };
      }),
    );
    await db.transaction((tx) => giveConsent(tx, "p1@acme.test", "marketing", { origin: "form", at: start }));
    clock.moveTo(start + day);
    await engine.receive({ name: "ordered", payload: { person: 1, total: 1 } });
    await engine.receive({ name: "ordered", payload: { person: 2, total: 1 } });
    await engine.step();

    const [row] = await listJourneys(db);
    const test = graph.nodes.find((node) => node.kind === "ab test");
    const reports = async () => ({
      traces: (await countTraces(db, "long")).sort((a, b) => (a.activity < b.activity ? -1 : 1)),
      places: (await countPlaces(db, "long")).sort((a, b) => (a.status < b.status ? -1 : 1)),
      variants: test?.kind === "ab test" && row ? await measureTest(db, row, graph, test) : undefined,
    });
    const of = async (table: string) =>
      (
        await db.query<{ record: string }>(
          `select distinct p.record_id as record from journey.${table} x
           join journey.participant p on p.bucket = x.bucket and p.id = x.participant_id order by 1`,
        )
      ).map(({ record }) => record);
    const before = await reports();
    expect(before.variants?.reduce((sum, { sent }) => sum + sent, 0)).toBe(4);

    clock.moveTo(start + 60 * day);
    expect(await dropOld(db, clock)).toBe(0);
    expect(await of("trace")).toEqual(["1", "2", "3", "4"]);

    clock.moveTo(start + 3 * 365 * day);
    const [one, two] = await Promise.all([dropOld(db, clock), dropOld(other, clock)]);
    expect(one + two).toBeGreaterThan(0);
    expect(await of("trace"), "nothing of who has left").toEqual(["3", "4"]);
    expect(await of("event")).toEqual(["3", "4"]);
    expect(await of("hit")).toEqual([]);
    expect(await of("run_log")).toEqual([]);
    expect(await db.query("select 1 from journey.custom_event")).toEqual([]);
    expect(await db.query("select count(*)::int as all, count(data)::int as data from journey.message")).toEqual([
      { all: 8, data: 0 },
    ]);
    expect(
      await db.query("select relname from pg_class where relname = 'trace_2024_01'"),
      "the month's table is gone",
    ).toEqual([]);
    expect(await reports()).toEqual(before);
    expect(await db.query("select step from journey.consent_log")).toEqual([{ step: "given" }]);

    // Whoever was in it does not enter again, and what was opened three years ago is known when it is asked.
    expect(await engine.enrol()).toBe(0);
    clock.moveTo(start + 1501 * day);
    await engine.step();
    expect(await db.query("select id::int as id, score from persons order by id")).toEqual([
      { id: 1, score: 0 },
      { id: 2, score: 0 },
      { id: 3, score: 200 },
      { id: 4, score: 200 },
    ]);
  });

  it("what is to be kept for ever is, and a signal ends it", async () => {
    const clock = new VirtualClock(start + 9 * 365 * day);
    const forever = Object.fromEntries(Object.keys(defaultRetention).map((name) => [name, "forever"]));
    expect(await dropOld(db, clock, forever as never)).toBe(0);
    expect(await dropOld(db, clock, defaultRetention, AbortSignal.abort())).toBe(0);
    // Those two have completed meanwhile.
    expect(await dropOld(db, clock)).toBeGreaterThan(0);
    expect(await db.query("select 1 from journey.trace")).toEqual([]);
    expect(await db.query("select 1 from journey.event")).toEqual([]);
    expect((await countTraces(db, "long")).length).toBeGreaterThan(0);
  });
});
