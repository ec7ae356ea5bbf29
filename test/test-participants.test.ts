/** Test participants on the real engine, with a real mail server where a mail leaves. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createCalls } from "../runtime/channels/calls.ts";
import type { Channel } from "../runtime/channels/channel.ts";
import { createEmailChannel } from "../runtime/channels/email.ts";
import { VirtualClock } from "../runtime/clock.ts";
import { createEngine } from "../runtime/engine/engine.ts";
import { erasePerson, exportPerson } from "../runtime/engine/person.ts";
import { journeyStatus } from "../runtime/engine/status.ts";
import type { Database } from "../runtime/store/database.ts";
import { createModelTables } from "../runtime/store/model-tables.ts";
import { countPlaces, countTraces } from "../runtime/store/reports.ts";
import type { TestParticipants, TestView } from "../runtime/test-participants/contract.ts";
import { createTestParticipants } from "../runtime/test-participants/test-participants.ts";
import { namedGraph } from "./conformance/project.ts";
import { mail, message } from "./conformance/tell.ts";
import { bothBackends } from "./support/backends.ts";
import { type MailSink, startMailSink } from "./support/mail.ts";

vi.setConfig({ testTimeout: 60_000 });

const start = Date.parse("2026-11-02T08:00:00Z");
const day = 86_400_000;

const welcome = namedGraph(
  "welcome",
  `unicity phone
   goal bought when score > 100
   wait 2 days
   ${mail("hello", `on clicked "shop" { update { score += 10 } add to list "hot" task "Call" { due in 1 day } }\non not opened after 3 days { ${message("nudge")} }`)}`,
);

/** What there is of anybody and anything: a test that is captured leaves all of it as it was. */
async function everything(db: Database) {
  const tables = await db.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('journey', 'public') and table_type = 'BASE TABLE' and table_name not in ('test_participant', 'migration')
       and table_name !~ '^trace_' order by 1`,
  );
  const counts: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await db.query<{ hash: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as hash from ${name} t`,
    );
    counts[name] = row?.hash;
  }
  return counts;
}

const story = ({ steps }: TestView) =>
  steps.map(({ kind, node, detail, effect }) =>
    [kind, node, detail, effect && (effect.isDone ? "done" : "not done")].filter((each) => each).join(" "),
  );

describe.each(Object.entries(bothBackends()))("on %s", (_, open) => {
  let db: Database;
  let clock: VirtualClock;
  let tests: TestParticipants;
  let sink: MailSink;
  let channels: Channel[];

  beforeAll(async () => {
    db = await open();
    await createModelTables(db, welcome.schema);
    sink = await startMailSink();
    channels = [createEmailChannel({ transports: [{ url: sink.url }] })];
  });
  afterAll(async () => {
    for (const channel of channels) await channel.close();
    await sink.close();
    await db.close();
  });
  beforeEach(async () => {
    clock = new VirtualClock(start);
    tests = createTestParticipants({
      db,
      clock,
      channels,
      from: "Acme <hello@acme.test>",
      publicUrl: "https://go.acme.test",
    });
    await db.query(
      `insert into persons (id, name, phone, email, country, score, tags, active, created_at)
       values (1, 'Ann', '+32470000001', 'ann@example.test', 'BE', 0, '{}', true, now()), (2, 'Bo', '+32470000002', 'bo@example.test', 'BE', 0, '{}', true, now())`,
    );
  });
  afterEach(async () => {
    sink.mails.length = 0;
    await db.script(
      `truncate persons; truncate journey.test_participant; truncate journey.participant; truncate journey.entry; truncate journey.event;
       truncate journey.message; truncate journey.trace; truncate journey.trace_count; truncate journey.task; truncate journey.list_member;
       truncate journey.goal_reached; truncate journey.ab_test; truncate journey.suppression; truncate journey.custom_event; truncate journey.journey, journey.journey_version`,
    );
  });

  it("goes through a journey that was never deployed, one step at a time, and nothing is different afterwards", async () => {
    const before = await everything(db);
    const { id } = await tests.start({ journey: "welcome", recordId: "1", graph: welcome });
    let test = await tests.show(id);
    expect(test).toMatchObject({
      mode: "captured",
      status: "active",
      scheduled: [{ what: "hello", at: start + 2 * day }],
    });
    test = await tests.next(id);
    expect(test.now).toBe(start + 2 * day);
    expect(test.messages).toMatchObject([
      { node: "hello", recipient: "ann@example.test", status: "sent", subject: "Hi", links: ["shop", "blog"] },
    ]);
    expect(test.messages[0]?.text).toContain("https://acme.test/shop");
    test = await tests.next(id);
    expect(test.now).toBe(start + 5 * day);
    expect(test.messages.map(({ node, recipient }) => [node, recipient])).toEqual([
      ["hello", "ann@example.test"],
      ["nudge", "+32470000001"],
    ]);
    test = await tests.playAll(id);
    expect(test).toMatchObject({ status: "completed", scheduled: [] });
    expect(sink.mails).toEqual([]);
    expect(await everything(db)).toEqual(before);
  });

  it("is clicked in at will: what would be written is said, is there for the steps that follow, and is not written", async () => {
    const graph = namedGraph(
      "levels",
      `${mail("hello", 'on clicked "shop" { update { score += 10, stage = "won" } if score > 5 { add to list "hot" } create Note { person = this, text = "clicked" } suppress email follow by owner }')}`,
    );
    await db.query("update persons set score = 3 where id = 1");
    const before = await everything(db);
    const { id } = await tests.start({ journey: "levels", recordId: "1", graph });
    const test = await tests.react(id, { type: "clicked", link: "shop" });
    expect(story(test)).toEqual([
      "entered",
      "processed hello",
      "reaction hello clicked “shop”",
      "processed hello.clicked_shop.update_1 not done",
      "processed hello.clicked_shop.if_1.then.add_to_list_1 not done",
      "processed hello.clicked_shop.create_1 not done",
      "processed hello.clicked_shop.suppress_1 not done",
      "processed hello.clicked_shop.follow_1 not done",
      "ended completed",
    ]);
    expect(test.steps[3]?.effect?.changes).toEqual(["score: 3 → 13", 'stage: null → "won"']);
    expect(await everything(db)).toEqual(before);
    await expect(tests.react(id, { type: "clicked", link: "shopp" })).rejects.toMatchObject({ code: "unknown-link" });
  });

  it("sends real mails to another address, and writes nothing; the sender's answer is what the journey goes on with", async () => {
    const before = await everything(db);
    const { id } = await tests.start({ journey: "welcome", recordId: "1", graph: welcome, to: ["me@acme.test"] });
    const test = await tests.playAll(id);
    expect(sink.mails.map(({ envelopeTo, subject }) => [envelopeTo, subject])).toEqual([["me@acme.test", "[Test] Hi"]]);
    expect(test.messages).toMatchObject([
      { recipient: "ann@example.test", sentTo: "me@acme.test", status: "sent" },
      // There is no number to send it to.
      { recipient: "+32470000001", status: "sent" },
    ]);
    expect(test.messages[1]).not.toHaveProperty("sentTo");
    expect(await everything(db)).toEqual(before);
  });

  it("does everything when it is a real one: mail to the record's own address, fields, lists and tasks; and counts for nothing", async () => {
    const engine = createEngine({ db, clock });
    await engine.deploy(welcome);
    await engine.stop("welcome");
    const { id } = await tests.start({ journey: "welcome", recordId: "1", isReal: true });
    await tests.next(id);
    expect(sink.mails.map(({ envelopeTo, subject }) => [envelopeTo, subject])).toEqual([["ann@example.test", "Hi"]]);
    const test = await tests.react(id, { type: "clicked", link: "shop" });
    expect(story(test)).toContain("processed hello.clicked_shop.update_1 done");
    expect(await db.query("select score from persons where id = 1")).toEqual([{ score: 10 }]);
    expect(await db.query("select list from journey.list_member")).toEqual([{ list: "hot" }]);
    expect(
      await db.query("select t.title, j.name from journey.task t join journey.journey j on j.id = t.journey_id"),
    ).toEqual([{ title: "Call", name: "welcome" }]);
    for (const table of ["participant", "entry", "message", "event", "trace", "trace_count", "goal_reached"]) {
      expect(await db.query(`select * from journey.${table}`), table).toEqual([]);
    }
    expect(await countTraces(db, "welcome")).toEqual([]);
    expect(await countPlaces(db, "welcome")).toEqual([]);
  });

  it("disturbs nobody: the same record takes part for real at the same time, is one of one, and counts as one", async () => {
    const engine = createEngine({ db, clock });
    await engine.deploy(welcome);
    const test = await tests.start({ journey: "welcome", recordId: "1" });
    expect(await engine.enrol()).toBe(2);
    await engine.step();
    await tests.playAll(test.id);
    const again = await tests.start({ journey: "welcome", recordId: "1" });
    await tests.next(again.id);
    expect(await engine.enrol()).toBe(0);
    clock.moveTo(start + 2 * day);
    await engine.step();
    expect(await db.query("select recipient from journey.message order by 1")).toEqual([
      { recipient: "ann@example.test" },
      { recipient: "bo@example.test" },
    ]);
    const [status] = await journeyStatus(db);
    expect(status?.people.map(({ people }) => people)).toEqual([2]);
    expect((await tests.list()).map(({ record, status: how }) => [record, how])).toEqual([
      ["1", "active"],
      ["1", "completed"],
    ]);
    expect(await tests.remove(again.id)).toBe(true);
    expect((await tests.list()).length).toBe(1);
  });

  it("takes custom events that are told to it alone, enters by one, and leaves by what comes true", async () => {
    const graph = namedGraph(
      "orders",
      `enter on event ordered\nexit when score > 50\nwait for event ordered where event.total > entry.total up to 30 days\nupdate { score = entry.total }\nwait 1 day\n${mail("thanks")}`,
    );
    const engine = createEngine({ db, clock });
    await engine.deploy(graph);
    await expect(tests.start({ journey: "orders", recordId: "1" })).rejects.toMatchObject({ code: "missing-event" });
    const { id } = await tests.start({ journey: "orders", recordId: "1", payload: { total: 60 } });
    let test = await tests.tell(id, { name: "ordered", payload: { total: 50 } });
    expect(story(test)).not.toContain("processed update_1 not done");
    test = await tests.tell(id, { name: "ordered", payload: { total: 70 } });
    expect(story(test)).toContain("processed update_1 not done");
    expect(test).toMatchObject({ status: "exited", endedReason: "exit when score > 50" });
    for (const table of ["participant", "custom_event"])
      expect(await db.query(`select * from journey.${table}`)).toEqual([]);
    await expect(tests.tell(id, { name: "orderd", payload: {} })).rejects.toMatchObject({ code: "unknown-event" });
  });

  it("has A/B tests of its own: decided by hand, or by its own clock, and never the real one's", async () => {
    const letters = (share: string) =>
      namedGraph(
        "letters",
        `ab test subjects {\n${share}winner by click rate after 1 day\nvariant a {\n${mail("first")}\n}\nvariant b {\n${mail("second")}\n}\n}`,
      );
    const engine = createEngine({ db, clock });
    await engine.deploy(letters("on 1% of participants\n"));
    const { id, messages } = await tests.start({ journey: "letters", recordId: "1" });
    expect(messages, "outside of the test: it waits for the winner").toEqual([]);
    await expect(tests.decide(id, "subjects", "c")).rejects.toMatchObject({ code: "unknown-variant" });
    expect((await tests.decide(id, "subjects", "b")).messages.map(({ node }) => node)).toEqual(["second"]);
    const inside = await tests.start({ journey: "letters", recordId: "1", graph: letters("") });
    expect(inside.messages).toHaveLength(1);
    await tests.playAll(inside.id);
    expect(await db.query("select * from journey.ab_test")).toEqual([]);
  });

  it("calls other services only when it is a real one; else it shows what they would be told", async () => {
    const told: string[] = [];
    const hook = createServer((request, response) => {
      request.on("data", (data: Buffer) => told.push(data.toString()));
      request.on("end", () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    const { port } = hook.address() as AddressInfo;
    const calls = createCalls({ db, clock, webhooks: { allow: ["127.0.0.1"] } });
    tests = createTestParticipants({ db, clock, calls, from: "", publicUrl: "" });
    const graph = namedGraph(
      "hooks",
      `webhook crm { post "http://127.0.0.1:${port}/hook"\n json { name = name, score = score } }\nupdate { score = 1 }`,
    );
    const captured = await tests.start({ journey: "hooks", recordId: "1", graph });
    expect(captured.messages).toMatchObject([{ channel: "webhook", status: "sent", data: { name: "Ann", score: 0 } }]);
    expect(story(captured)).toEqual(["entered", "processed crm", "processed update_1 not done", "ended completed"]);
    expect(told).toEqual([]);
    const real = await tests.start({ journey: "hooks", recordId: "1", graph, isReal: true });
    expect(story(real)).toEqual(["entered", "processed crm", "processed update_1 done", "ended completed"]);
    expect(told.map((body) => JSON.parse(body))).toMatchObject([{ name: "Ann", score: 0 }]);
    await calls.close();
    await new Promise((resolve) => hook.close(resolve));
  });

  it("is erased with the person whom it was about", async () => {
    await tests.start({ journey: "welcome", recordId: "1", graph: welcome });
    const other = await tests.start({ journey: "welcome", recordId: "2", graph: welcome });
    await createEngine({ db, clock }).deploy(welcome);
    expect((await exportPerson(db, "ann@example.test")).tests).toMatchObject([{ journey: "welcome", record: "1" }]);
    await erasePerson(db, "ann@example.test", { keepRecord: true }, start);
    expect((await tests.list()).map(({ id }) => id)).toEqual([other.id]);
  });

  it("says what is wrong with who is named, and where somebody would not enter", async () => {
    await expect(tests.start({ journey: "nobody", recordId: "1" })).rejects.toMatchObject({ code: "unknown-journey" });
    await expect(tests.start({ journey: "w", recordId: "99", graph: welcome })).rejects.toMatchObject({
      code: "no-record",
    });
    await expect(tests.start({ journey: "w", recordId: "1", graph: welcome, to: ["x"] })).rejects.toMatchObject({
      code: "wrong-address",
    });
    await expect(tests.next("7")).rejects.toMatchObject({ code: "unknown-test" });
    const french = namedGraph("french", `filter country = "FR"\n${mail("hello")}`);
    const test = await tests.start({ journey: "french", recordId: "1", graph: french });
    expect(test.notices).toEqual(["Person 1 does not match the journey's filter: for real, it would not enter."]);
    expect(story(test)).toContain("rejected hello filter no longer matches");
  });

  it("does not lose count when two play it at once", async () => {
    const graph = namedGraph(
      "counting",
      Array.from({ length: 4 }, () => "wait 1 day\nupdate { score += 1 }").join("\n"),
    );
    const { id } = await tests.start({ journey: "counting", recordId: "1", graph });
    await Promise.all([tests.next(id), tests.next(id), tests.next(id)]);
    const test = await tests.show(id);
    expect(test.now).toBe(start + 3 * day);
    expect(test.steps.at(-1)?.effect?.changes).toEqual(["score: 2 → 3"]);
  });
});
