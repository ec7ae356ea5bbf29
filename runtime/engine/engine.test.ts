import type { JourneyGraph } from "@journey/compiler";
import { clause, countryIsBelgium, days, email, graphOf, hours, update, wait } from "@journey/compiler/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bothBackends } from "../../test/support/backends.ts";
import { VirtualClock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { recordEvents } from "../store/events.ts";
import type { Engine } from "./contract.ts";
import { createEngine } from "./engine.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const hour = 3_600_000;
const day = 24 * hour;

describe.each(Object.entries(bothBackends()))("on %s", (_, open) => {
  let db: Database;
  let clock: VirtualClock;
  let engine: Engine;

  beforeAll(async () => {
    db = await open();
    await db.script(
      `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision,
                              active boolean not null default true)`,
    );
  });
  afterAll(() => db?.close());

  beforeEach(async () => {
    await db.script(
      `truncate contacts; truncate journey.participant; truncate journey.event; truncate journey.message;
       truncate journey.trace; truncate journey.suppression; truncate journey.entry; truncate journey.trace_count;
       truncate journey.journey, journey.journey_version`,
    );
    clock = new VirtualClock(start);
    engine = createEngine({ db, clock });
  });

  async function contacts(...rows: { id: number; email?: string | null; country?: string; active?: boolean }[]) {
    for (const { id, email: address = `p${id}@example.test`, country = "BE", active = true } of rows) {
      await db.query("insert into contacts (id, email, country, active) values ($1, $2, $3, $4)", [
        id,
        address,
        country,
        active,
      ]);
    }
  }

  async function deploy(graph: JourneyGraph) {
    await engine.deploy(graph);
    await engine.enrol();
    await engine.step();
  }

  async function advance(milliseconds: number) {
    clock.moveTo(clock.now() + milliseconds);
    await engine.enrol();
    await engine.step();
  }

  /** What the sender does: hands over whatever is in the outbox, now. */
  async function handOver() {
    const pending = await db.query<{ bucket: number; id: string }>(
      "update journey.message set status = 'sent', attempt_at = null, sent_at = now() where status = 'pending' returning bucket, id::text as id",
    );
    await recordEvents(
      db,
      pending.map(({ bucket, id }) => ({
        bucket,
        messageId: id,
        type: "executed",
        occurredAt: clock.now(),
        source: "smtp",
        externalId: `${id}:executed`,
      })),
      clock.now(),
    );
    await engine.step();
  }

  async function react(
    activity: string,
    type: "opened" | "clicked" | "bounced",
    occurredAt = clock.now(),
    externalId = `${activity}:${type}`,
  ) {
    const messages = await db.query<{ bucket: number; id: string }>(
      "select bucket, id::text as id from journey.message where activity = $1",
      [activity],
    );
    await recordEvents(
      db,
      messages.map(({ bucket, id }) => ({
        bucket,
        messageId: id,
        type,
        occurredAt,
        source: "test",
        externalId: `${id}:${externalId}`,
      })),
      clock.now(),
    );
  }

  const traces = async () =>
    (
      await db.query<{ line: string }>(
        `select p.record_id || ' ' || t.activity || ' ' || t.state || coalesce(': ' || t.reason, '') as line
         from journey.trace t join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
         order by t.at, t.id`,
      )
    ).map((row) => row.line);
  const messages = async () =>
    (
      await db.query<{ line: string }>(
        "select activity || ' to ' || recipient as line from journey.message order by id",
      )
    ).map((row) => row.line);

  const unicity = { kind: "field", path: [{ model: "Contact", field: "email" }], type: { kind: "email" } } as const;

  it("§1.3 §1.4 §1.5 enrols whoever matches, once per unicity value, leaving out empty values and archived records (Odoo compares raw text, and lets one empty address in)", async () => {
    await contacts(
      { id: 1, email: "Ann@Example.test" },
      { id: 2, email: " ann@example.test" },
      { id: 3, email: null },
      { id: 4, country: "FR" },
      { id: 5, active: false },
      { id: 6 },
    );
    const graph = { ...graphOf([wait("wait_1", hours(1))]), filter: countryIsBelgium, unicity };
    await deploy(graph);
    await engine.enrol();
    const rows = await db.query("select record_id, unicity_value from journey.entry order by record_id");
    expect(rows).toEqual([
      { record_id: "1", unicity_value: "ann@example.test" },
      { record_id: "6", unicity_value: "p6@example.test" },
    ]);
  });

  it("sends in the sequence, one message after the other was handed over", async () => {
    await contacts({ id: 1 });
    await deploy(graphOf([wait("wait_1", hours(2), { next: "hello" }), email("hello", { next: "bye" }), email("bye")]));
    expect(await messages()).toEqual([]);
    expect(await engine.nextDueAt()).toBe(start + 2 * hour);
    await advance(2 * hour);
    expect(await messages()).toEqual(["hello to p1@example.test"]);
    await handOver();
    expect(await messages()).toEqual(["hello to p1@example.test", "bye to p1@example.test"]);
    await handOver();
    expect(await traces()).toEqual(["1 hello processed", "1 bye processed"]);
    expect(await db.query("select status, ended_reason from journey.participant")).toEqual([
      { status: "completed", ended_reason: "completed" },
    ]);
  });

  const withReminder = graphOf(
    [email("hello"), email("nudge", { region: "hello.not_opened" })],
    [clause("hello.not_opened", { activity: "hello", trigger: "opened", negated: true, after: days(2) }, "nudge")],
  );

  it("counts `not opened` from the handover, however late that is", async () => {
    await contacts({ id: 1 });
    await deploy(withReminder);
    await advance(5 * day);
    await handOver();
    await advance(2 * day - 1);
    expect(await messages()).toEqual(["hello to p1@example.test"]);
    await advance(1);
    expect(await messages()).toEqual(["hello to p1@example.test", "nudge to p1@example.test"]);
  });

  it("lets an open at the very deadline win over the reminder", async () => {
    await contacts({ id: 1 });
    await deploy(withReminder);
    await handOver();
    clock.moveTo(start + 2 * day);
    await react("hello", "opened");
    await engine.step();
    expect(await messages()).toEqual(["hello to p1@example.test"]);
    expect(await traces()).toEqual(["1 hello processed", "1 nudge cancelled: opened"]);
  });

  it("applies what happened while the journey was stopped, in the order it happened", async () => {
    await contacts({ id: 1 });
    await deploy(withReminder);
    await handOver();
    await engine.stop("test");
    clock.moveTo(start + 1 * day);
    await react("hello", "opened");
    await engine.step();
    clock.moveTo(start + 9 * day);
    await engine.start("test");
    await engine.step();
    expect(await messages()).toEqual(["hello to p1@example.test"]);
    expect(await traces()).toEqual(["1 hello processed", "1 nudge cancelled: opened"]);
  });

  it("§4.15 takes a reaction for proof of the handover, when it is heard of first", async () => {
    await contacts({ id: 1 });
    await deploy(withReminder);
    await react("hello", "clicked");
    await engine.step();
    await handOver();
    expect(await traces()).toEqual(["1 hello processed", "1 nudge cancelled: clicked"]);
  });

  it("counts the same event once, and runs a clause once", async () => {
    await contacts({ id: 1 });
    await deploy(
      graphOf(
        [email("hello"), update("mark", { region: "hello.clicked" })],
        [clause("hello.clicked", { activity: "hello", trigger: "clicked", negated: false }, "mark")],
      ),
    );
    await handOver();
    await react("hello", "clicked");
    await react("hello", "clicked");
    await react("hello", "clicked", clock.now(), "another link");
    await engine.step();
    expect(await db.query("select score from contacts")).toEqual([{ score: 1 }]);
    expect(await db.query("select count(*)::int as count from journey.event where type = 'clicked'")).toEqual([
      { count: 2 },
    ]);
  });

  it("asks a filter again when the activity is due", async () => {
    await contacts({ id: 1 }, { id: 2 });
    await deploy({
      ...graphOf([wait("wait_1", days(1), { next: "hello" }), email("hello", { filter: countryIsBelgium })]),
      filter: countryIsBelgium,
    });
    await db.query("update contacts set country = 'FR' where id = 2");
    await advance(day);
    expect(await messages()).toEqual(["hello to p1@example.test"]);
    expect(await traces()).toEqual(["2 hello rejected: filter no longer matches"]);
  });

  it("sends nothing to a suppressed address or to nobody, and goes on", async () => {
    await contacts({ id: 1 }, { id: 2, email: null });
    await db.query("insert into journey.suppression values ('p1@example.test', 'unsubscribed', 'test', now())");
    await deploy(graphOf([email("hello", { next: "mark" }), update("mark")]));
    expect(await messages()).toEqual([]);
    expect((await traces()).sort()).toEqual([
      "1 hello rejected: suppressed",
      "1 mark processed",
      "2 hello rejected: no address",
      "2 mark processed",
    ]);
  });

  it("cancels an activity whose time to expire has passed when its turn is worked off late", async () => {
    await contacts({ id: 1 });
    const graph = graphOf([
      wait("wait_1", days(1), { next: "hello" }),
      email("hello", { expire: { after: days(2), from: "turn" } }),
    ]);
    await deploy(graph);
    await engine.stop("test");
    clock.moveTo(start + 4 * day);
    await engine.start("test");
    await engine.step();
    expect(await traces()).toEqual(["1 hello cancelled: expired"]);
  });

  it("ends the journey of a record that is deleted or archived", async () => {
    await contacts({ id: 1 }, { id: 2 });
    await deploy(graphOf([wait("wait_1", days(1), { next: "hello" }), email("hello")]));
    await db.query("delete from contacts where id = 1");
    await db.query("update contacts set active = false where id = 2");
    await advance(day);
    expect(await messages()).toEqual([]);
    expect(await db.query("select status, ended_reason from journey.participant order by record_id")).toEqual([
      { status: "exited", ended_reason: "record deleted" },
      { status: "exited", ended_reason: "record archived" },
    ]);
  });

  it("fails only those whose write the database refuses", async () => {
    await contacts({ id: 1 }, { id: 2 });
    await db.script("alter table contacts add constraint one check (id <> 1 or score is null)");
    await deploy(graphOf([update("mark")]));
    await db.script("alter table contacts drop constraint one");
    expect((await traces()).map((line) => line.slice(0, 20)).sort()).toEqual([
      "1 mark error: new ro",
      "2 mark processed",
    ]);
  });
});
