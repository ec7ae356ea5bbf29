/** `journey run` in several processes' worth of services on one database: who does what, who takes over, what is said outside. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import {
  createEngine,
  type Database,
  openDatabaseClock,
  openPostgres,
  type Service,
  startService,
} from "@journey/runtime";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createModelTables } from "../runtime/store/model-tables.ts";
import { compileFaultProject } from "./faults/project.ts";
import { readOpenMetrics } from "./support/open-metrics.ts";
import { type OwnServer, startOwnPostgres } from "./support/postgres.ts";

const apiToken = "let me in";
const lease = 1_500;
const graphs = compileFaultProject();

let postgres: OwnServer;
let url: string;
let db: Database;
let sink: SMTPServer;
/** Whom each mail went to. */
let mails: string[];
/** Milliseconds that the mail server takes for one. */
let slowness: number;
const open: { readonly service: Service; readonly db: Database }[] = [];

beforeAll(async () => {
  postgres = await startOwnPostgres();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  url = await postgres.createDatabase();
  db = await openPostgres(url);
  mails = [];
  slowness = 0;
  sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      stream.resume();
      stream.on("end", () => {
        mails.push(session.envelope.rcptTo[0]?.address ?? "");
        setTimeout(done, slowness);
      });
    },
  });
  sink.on("error", () => {});
  sink.listen(0, "127.0.0.1");
  await once(sink.server, "listening");
  for (const graph of graphs) await createModelTables(db, graph.schema);
  for (const column of ["visits", "opens", "bought", "idle", "receipts"]) {
    await db.script(`alter table contacts alter column ${column} set default 0`);
  }
  const engine = createEngine({ db, clock: await openDatabaseClock(db) });
  for (const graph of graphs) await engine.deploy(graph);
});
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.service.close(2_000);
    await each.db.close();
  }
  await db.close();
  await new Promise<void>((resolve) => sink.close(() => resolve()));
});

async function start(token: string | undefined = apiToken): Promise<Service> {
  const own = await openPostgres(url);
  const clock = await openDatabaseClock(own);
  const service = await startService({
    db: own,
    engine: createEngine({ db: own, clock, batchSize: 20 }),
    clock,
    host: "127.0.0.1",
    port: 0,
    publicUrl: "http://journey.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
    smtpUrl: `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}`,
    apiToken: token === "" ? undefined : token,
    lease,
    onProblem: () => {},
  });
  open.push({ service, db: own });
  return service;
}

const add = (from: number, to: number) =>
  db.query(
    "insert into contacts (id, email, country) select n, 'c' || n || '@example.test', 'FR' from generate_series($1::int, $2::int) n",
    [from, to],
  );

const call = (service: Service, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiToken}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const statuses = async () =>
  Object.fromEntries(
    (
      await db.query<{ status: string; count: number }>(
        "select status, count(*)::int as count from journey.message group by 1",
      )
    ).map(({ status, count }) => [status, count]),
  );

const soon = { timeout: 30_000, interval: 100 };

async function metrics(service: Service) {
  const response = await fetch(`${service.url}/metrics`);
  expect(response.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  return readOpenMetrics(await response.text());
}

const sampleOf = (families: Awaited<ReturnType<typeof metrics>>, name: string, state?: string): number | undefined =>
  families.get(name)?.samples.find(({ labels }) => state === undefined || labels.get("state") === state)?.value;

it("two of them share the work, each mail goes once, and the metrics say so in valid OpenMetrics", async () => {
  const [one] = [await start(), await start()];
  await add(1, 150);
  await expect.poll(() => mails.length, soon).toBe(150);
  await expect.poll(statuses, soon).toEqual({ sent: 150 });
  expect(new Set(mails).size).toBe(150);
  await call(one, "/api/events/ordered", { contact: 1, total: 5 });
  await expect.poll(async () => sampleOf(await metrics(one), "journey_workers", "running"), soon).toBe(2);
  const families = await metrics(one);
  for (const name of [
    "journey_steps",
    "journey_claims",
    "journey_batch_seconds",
    "journey_due_lag_seconds",
    "journey_outbox_messages",
    "journey_events",
    "journey_moves_looked_up_ratio",
    "journey_oldest_xmin_age",
    "journey_connections",
    "process_cpu_seconds",
  ]) {
    expect(families.get(name)?.samples.length, name).toBeGreaterThan(0);
  }
  expect(sampleOf(families, "journey_database_up")).toBe(1);
});

it("a test participant is played by whichever process is asked, with the token, and no other record is touched", async () => {
  const services = [await start(), await start()] as const;
  await add(1, 1);
  await expect.poll(statuses, soon).toEqual({ sent: 1 });
  const before = await db.query("select * from contacts");
  const answer = async (response: Promise<Response>) => {
    const { status } = await response;
    return [status, (await (await response).json()) as Record<string, never>] as const;
  };
  const path = "/api/journeys/welcome/test-participants";
  const [, { id }] = await answer(call(services[0], path, { record: 1, to: ["me@acme.test"] }));
  const at = `/api/test-participants/${id}`;
  expect(mails).toEqual(["c1@example.test", "me@acme.test"]);
  const reaction = { type: "clicked", link: "shop" };
  expect(await answer(call(services[1], `${at}/reactions`, reaction))).toMatchObject([200, { status: "active" }]);
  expect(await answer(call(services[0], `${at}/events/ordered`, { total: 50 }))).toMatchObject([200, {}]);
  expect(await answer(call(services[1], `${at}/next`, { all: true }))).toMatchObject([200, { status: "completed" }]);
  expect(await db.query("select * from contacts")).toEqual(before);
  expect(await statuses()).toEqual({ sent: 1 });
  expect(await answer(call(services[0], path, { record: 9 }))).toMatchObject([404, { error: { code: "no-record" } }]);
  expect(await answer(call(services[0], `${at}/reactions`, { type: "eaten" }))).toMatchObject([400, {}]);
  const headers = { authorization: `Bearer ${apiToken}` };
  expect((await fetch(`${services[0].url}${at}`, { method: "DELETE", headers })).status).toBe(204);
  expect((await fetch(`${services[0].url}${at}`, { headers })).status).toBe(404);
  expect((await fetch(`${services[0].url}/api/test-participants`)).status).toBe(401);
});

it("what a dead one was sending is looked after: marketing is dropped, what must arrive is sent again", async () => {
  await add(1, 1);
  const engine = createEngine({ db, clock: await openDatabaseClock(db) });
  await engine.receive({ name: "ordered", payload: { contact: 1, total: 20 } });
  await engine.enrol();
  await engine.step();
  await db.query("insert into journey.worker values ('gone', 'there', 1, 5, now(), now() - interval '1 hour')");
  await db.query(
    "update journey.message set status = 'sending', attempt_at = null, attempts = 1, worker = 'gone', sending_at = now()",
  );
  await start();
  await expect.poll(statuses, soon).toEqual({ unknown: 1, sent: 1 });
  expect(mails).toEqual(["c1@example.test"]);
});

it("a living one's messages are left alone, however long they take", async () => {
  slowness = 3 * lease;
  const [one, two] = [await start(), await start()];
  await add(1, 3);
  await expect.poll(statuses, soon).toEqual({ sent: 3 });
  expect(mails).toHaveLength(3);
  expect(one.worker).not.toBe(two.worker);
});

it("one that is told to end finishes what it began, gives back the rest, and is gone", async () => {
  slowness = 150;
  const one = await start();
  await add(1, 60);
  await expect.poll(() => mails.length, soon).toBeGreaterThan(5);
  expect(await one.close()).toBe(true);
  await expect(fetch(`${one.url}/health`)).rejects.toThrow();
  const left = await statuses();
  expect(left.sending).toBeUndefined();
  expect(left.sent).toBe(mails.length);
  expect(await db.query("select 1 from journey.worker")).toEqual([]);
  slowness = 0;
  await start();
  await expect.poll(statuses, soon).toEqual({ sent: 60 });
  expect(new Set(mails).size).toBe(60);
  expect(mails).toHaveLength(60);
});

it("who orders while the journey is stopped gets the receipt when it goes on", async () => {
  const service = await start();
  await add(1, 1);
  await call(service, "/api/journeys/welcome/stop");
  await call(service, "/api/journeys/orders/stop");
  expect(await (await call(service, "/api/events/ordered", { contact: 1, total: 20 })).json()).toMatchObject({
    entered: 1,
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(mails).toEqual([]);
  await call(service, "/api/journeys/orders/start");
  await expect.poll(() => mails, soon).toEqual(["c1@example.test"]);
});

it("a stopped journey stands still on all of them, keeps what comes in, and goes on where it was", async () => {
  const [one, two] = [await start(), await start()];
  await add(1, 1);
  await expect.poll(() => mails.length, soon).toBe(1);
  expect((await call(one, "/api/journeys/welcome/stop")).status).toBe(200);
  // A process that starts meanwhile, with the journey in its hands, does not set it running.
  await createEngine({ db, clock: await openDatabaseClock(db) }).deploy(graphs.find(({ name }) => name === "welcome")!);
  await add(2, 2);
  expect(await (await call(two, "/api/events/ordered", { contact: 1, total: 99 })).json()).toMatchObject({
    delivered: 1,
  });
  await expect.poll(() => mails.length, soon).toBe(2);
  // That was the receipt, of the other journey.
  expect(mails).toEqual(["c1@example.test", "c1@example.test"]);
  expect((await call(two, "/api/journeys/welcome/enter", { records: [2] })).status).toBe(409);
  expect((await call(two, "/api/journeys/welcome/start")).status).toBe(200);
  await expect.poll(() => mails.length, soon).toBe(3);
  expect(mails[2]).toBe("c2@example.test");
});

it("takes events from who has the token, once each, and says what is wrong with the others", async () => {
  const service = await start();
  await add(1, 1);
  const event = { contact: 1, total: 20 };
  expect((await call(service, "/api/events/ordered", event, { authorization: "Bearer guess" })).status).toBe(401);
  expect((await fetch(`${service.url}/api/events/ordered`, { method: "POST" })).status).toBe(401);
  const problem = async (response: Promise<Response>) => {
    const { error } = (await (await response).json()) as { error: { code: string; help?: string } };
    return [(await response).status, error.code, error.help !== undefined];
  };
  expect(await problem(call(service, "/api/events/nothing", event))).toEqual([404, "unknown-event", true]);
  expect(await problem(call(service, "/api/events/ordered", { contact: 1 }))).toEqual([422, "wrong-event", true]);
  expect(await problem(call(service, "/api/events/ordered", [event]))).toEqual([400, "wrong-request", true]);
  expect(await problem(call(service, "/api/events/ordered?at=today", event))).toEqual([400, "wrong-request", true]);
  expect(await problem(call(service, "/api/journeys/nothing/enter", { records: [1] }))).toEqual([
    404,
    "unknown-journey",
    true,
  ]);
  expect(await problem(call(service, "/nowhere"))).toEqual([404, "not-found", true]);
  const key = { "idempotency-key": "order-1" };
  const [first, second] = [
    await call(service, "/api/events/ordered", event, key),
    await call(service, "/api/events/ordered", event, key),
  ];
  expect(await first.json()).toMatchObject({ isKnown: false, entered: 1 });
  expect(await second.json()).toEqual({ isKnown: true, entered: 0, delivered: 0 });
  const closed = await start("");
  expect(await problem(call(closed, "/api/events/ordered", event))).toEqual([403, "api-closed", true]);
});

it("while the database is away it lives, is not ready, refuses what it can't keep, and goes on by itself afterwards", async () => {
  const service = await start();
  await add(1, 1);
  await expect.poll(() => mails.length, soon).toBe(1);
  await postgres.crash();
  try {
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    await expect.poll(async () => (await fetch(`${service.url}/ready`)).status, soon).toBe(503);
    const refused = await call(service, "/api/events/ordered", { contact: 1, total: 20 });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(sampleOf(await metrics(service), "journey_database_up")).toBe(0);
  } finally {
    await postgres.restart();
  }
  await expect.poll(async () => (await fetch(`${service.url}/ready`)).status, soon).toBe(200);
  expect((await call(service, "/api/events/ordered", { contact: 1, total: 20 })).status).toBe(200);
  await expect.poll(() => mails.length, soon).toBe(2);
});

it("a change that the database had no time for is made later; one that it refuses has failed", async () => {
  await add(1, 2);
  await db.script(`
    create table moods (id bigint primary key, code text not null);
    insert into moods values (1, '57014'), (2, '23514');
    create function be_moody() returns trigger language plpgsql as $$ declare mood text; begin
      select code into mood from moods where moods.id = new.id;
      if mood is not null then raise exception 'not now' using errcode = mood; end if;
      return new;
    end $$;
    create trigger moody before update on contacts for each row execute function be_moody();`);
  await start();
  const begun = () =>
    db.query(
      `select p.record_id as contact, t.state
       from journey.trace t join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
       where t.activity = 'begin' order by 1`,
    );
  const refused = { contact: "2", state: "error" };
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  // The refused one has an answer as soon as a batch without the other one was written; the other one has none.
  expect(await begun()).toSatisfy((rows) => isDeepStrictEqual(rows, []) || isDeepStrictEqual(rows, [refused]));
  await db.query("delete from moods where code = '57014'");
  await expect.poll(begun, soon).toEqual([{ contact: "1", state: "processed" }, refused]);
  expect(await db.query("select id::int, visits from contacts order by id")).toEqual([
    { id: 1, visits: 1 },
    { id: 2, visits: 0 },
  ]);
});

it("stops by itself, saying so, when a newer release says that it must not work on", async () => {
  const service = await start();
  await db.query(
    "insert into journey.setting values ('breaking-migration', '9999-other.sql') on conflict (name) do update set value = excluded.value",
  );
  expect(await service.refused).toMatchObject({ code: "database-newer", help: expect.any(String) });
});
