/** Taking opens in on a server with many connections: fast, durable, and waiting for nobody. */
import { email, graphOf } from "@journey/compiler/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import { realClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import type { Database } from "../store/database.ts";
import { openPostgres } from "../store/open-database.ts";
import { Overloaded } from "./group-commit.ts";
import { createTracking, type Tracker } from "./tracking.ts";

let postgres: TestServer;
let db: Database;
let tracking: Tracker;
const messages = 200;
const token = (n: number) => ({ kind: "open" as const, bucket: n & 255, messageId: String(n) });
const count = async (table: string) =>
  (await db.query<{ count: number }>(`select count(*)::int as count from journey.${table}`))[0]?.count;

beforeAll(async () => {
  postgres = await startPostgres();
  db = await openPostgres(await postgres.createDatabase());
  const { versionId } = await createEngine({ db, clock: realClock }).deploy(graphOf([email("hello")]));
  await db.query(
    `with p as (
       insert into journey.participant (bucket, id, journey_id, version_id, record_id, entered_at)
       select (n & 255)::smallint, n, 1, $1, n::text, now() from generate_series(1, $2::int) n returning bucket, id)
     insert into journey.message (bucket, id, participant_id, journey_id, version_id, activity, channel, recipient, status,
                                  created_at, sending_at, sent_at)
     overriding system value
     select bucket, id, id, 1, $1, 'hello', 'email', id || '@example.test', 'sent', now(), now() - interval '1 hour', now() - interval '1 hour'
     from p`,
    [versionId, messages],
  );
  tracking = createTracking({ db, clock: realClock });
});
afterAll(async () => {
  await db?.close();
  await postgres?.stop();
});

it("an open is in the database before it is answered, also while a step holds its participant; the event follows", async () => {
  const before = await count("hit");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const step = db.transaction(async (tx) => {
    await tx.query("select 1 from journey.participant for update");
    locked();
    await held;
  });
  await isLocked;
  await Promise.all(Array.from({ length: messages }, (_, n) => tracking.opened(token(n + 1))));
  expect(await count("hit")).toBe(before! + messages);
  // Whoever is being stepped is left to that step.
  expect(await tracking.judge()).toBe(0);
  release();
  await step;
  while ((await tracking.judge()) > 0);
  expect(await count("event where type = 'opened'")).toBe(messages);
});

it("two that judge at the same time make each event once", async () => {
  await Promise.all(
    Array.from({ length: messages * 3 }, (_, n) => tracking.opened(token((n % messages) + 1), { method: "GET" })),
  );
  const others = [createTracking({ db, clock: realClock }), createTracking({ db, clock: realClock }), tracking];
  await Promise.all(
    others.map(async (each) => {
      while ((await each.judge()) > 0);
    }),
  );
  while ((await tracking.judge()) > 0);
  expect(await count("event where type = 'opened' and machine")).toBe(messages);
  expect(await count("hit where class is null")).toBe(0);
});

it("when more comes than can be written, it is said, and what was answered is there", async () => {
  const before = await count("hit");
  const answers = await Promise.allSettled(
    Array.from({ length: 30_000 }, (_, n) => tracking.opened(token((n % messages) + 1))),
  );
  const written = answers.filter(({ status }) => status === "fulfilled").length;
  const refused = answers.filter(
    (answer) => answer.status === "rejected" && answer.reason instanceof Overloaded,
  ).length;
  expect(written + refused).toBe(30_000);
  expect(refused).toBeGreaterThan(0);
  expect(await count("hit")).toBe(before! + written);
});

it("when the database is away, nothing is answered as if it were kept", async () => {
  await db.query("alter table journey.hit rename to hit_elsewhere");
  await expect(tracking.opened(token(1))).rejects.toThrow();
  await db.query("alter table journey.hit_elsewhere rename to hit");
  await tracking.opened(token(1));
});
