/** What each part of the language does to people under way: journeys as text, on the development runtime. */
import type { DevServer } from "@journey/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { recordEvents } from "../runtime/store/events.ts";
import { start, startText } from "./support/dev.ts";

const hour = 3_600_000;
const day = 24 * hour;

let dev: DevServer;
afterEach(() => dev?.close());

const journey = (body: string, name = "test") =>
  `import { Person } from "./models.ts"\n\njourney ${name} {\n  target Person\n${body}\n}\n`;
const run = async (body: string, people = 1) => {
  dev = await startText(journey(body), { people });
};
const advance = (milliseconds: number) => dev.advance({ milliseconds });
const column = async (sql: string): Promise<unknown[]> =>
  (await dev.db.query<{ value: unknown }>(sql)).map((row) => row.value);
const sql = async (text: string): Promise<void> => {
  await dev.db.query(text);
  await dev.settle();
};
/** Who is on which list: `1 a`. */
const lists = () =>
  column("select record_id || ' ' || list as value from journey.list_member order by list, record_id::int");
const texts = () => dev.inbox.messages.map((message) => message.text);
const ends = () =>
  column(
    "select record_id || ' ' || status || coalesce(': ' || ended_reason, '') as value from journey.participant order by record_id::int, id",
  );
const traces = () =>
  column(
    "select activity || ' ' || state || coalesce(': ' || reason, '') as value from journey.trace order by at, participant_id, id",
  );
/** Somebody answers the text messages that were sent to them last. */
const react = async (activity: string, type: "clicked" | "replied", machine = false) => {
  const messages = await dev.db.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.message where activity = $1",
    [activity],
  );
  await dev.db.transaction((tx) =>
    recordEvents(
      tx,
      messages.map(({ bucket, id }) => ({
        bucket,
        messageId: id,
        type,
        occurredAt: dev.clock.now(),
        source: "test",
        externalId: `${id}:${type}:${machine}`,
        machine,
      })),
      dev.clock.now(),
    ),
  );
  await dev.settle();
};

describe("ways", () => {
  it("match: one way for each value, and one for all others", async () => {
    dev = await startText(
      journey(
        '  match country {\n    "BE", "FR" { add to list "near" }\n    else { add to list "far" }\n  }\n  add to list "all"',
      ),
      { people: 0 },
    );
    await sql(
      "insert into persons (id, name, country, score, created_at) values (1, 'a', 'BE', 0, now()), (2, 'b', 'FR', 0, now()), (3, 'c', 'US', 0, now())",
    );
    expect(await lists()).toEqual(["1 all", "2 all", "3 all", "3 far", "1 near", "2 near"]);
  });

  it("split: everybody goes one way, about as many as said, and always the same", async () => {
    await run('  split { 70% control { add to list "a" } 30% treatment { add to list "b" } }', 1000);
    const [a, b] = [
      await column("select count(*)::int as value from journey.list_member where list = 'a'"),
      await column("select count(*)::int as value from journey.list_member where list = 'b'"),
    ];
    expect(Number(a[0]) + Number(b[0])).toBe(1000);
    expect(Number(a[0])).toBeGreaterThan(650);
    expect(Number(a[0])).toBeLessThan(750);
  });

  it("repeat: until the condition holds, asked before each turn, and at most so often", async () => {
    await run(
      '  repeat every 2 days up to 3 times until score > 10 {\n    sms hint { text "Hello {{ name }}" }\n  }\n  add to list "over"',
      2,
    );
    expect(texts().sort()).toEqual(["Hello P1", "Hello P2"]);
    await advance(2 * day);
    expect(texts()).toHaveLength(4);
    await sql("update persons set score = 20 where id = 1");
    expect(await lists(), "it is asked before the next turn").toEqual([]);
    await advance(2 * day);
    expect(texts().slice(4)).toEqual(["Hello P2"]);
    expect(await lists()).toEqual(["1 over", "2 over"]);
  });

  it("parallel: the branches run side by side, and what follows waits for the last", async () => {
    await run(
      '  parallel {\n    branch { wait 1 day add to list "a" }\n    branch { wait 3 days add to list "b" }\n  }\n  add to list "c"',
    );
    await advance(day);
    expect(await lists()).toEqual(["1 a"]);
    await advance(2 * day);
    expect(await lists()).toEqual(["1 a", "1 b", "1 c"]);
    expect(await ends()).toEqual(["1 completed: completed"]);
  });

  it("parallel: an exit in one branch ends the other", async () => {
    await run(
      '  parallel {\n    branch { wait 1 day exit }\n    branch { wait 3 days add to list "b" }\n  }\n  add to list "c"',
    );
    await advance(4 * day);
    expect(await lists()).toEqual([]);
    expect(await ends()).toEqual(["1 exited: exit"]);
  });

  it("do: an action's steps, each use with steps of its own", async () => {
    dev = await startText(
      `import { Person } from "./models.ts"\n\naction count_up for Person {\n  update { score += 1 }\n  sms note { text "Counted" }\n}\n\njourney test {\n  target Person\n  do count_up\n  do count_up\n}\n`,
    );
    expect(await column("select score as value from persons")).toEqual([2]);
    expect(await traces()).toContain("do_2.note processed");
  });
});

describe("waiting", () => {
  it("wait for a condition on the record: it goes on as soon as somebody looks", async () => {
    await run('  wait for stage = "won" up to 30 days { add to list "won" } else { add to list "lost" }', 2);
    await advance(3 * day);
    await sql("update persons set stage = 'won' where id = 1");
    expect(await lists()).toEqual(["1 won"]);
    await advance(27 * day);
    expect(await lists()).toEqual(["2 lost", "1 won"]);
  });

  it("wait for a reaction: one that came before counts too", async () => {
    await run(
      '  sms hint { text "Hello" }\n  wait 1 day\n  wait for hint replied up to 2 days { add to list "yes" } else { add to list "no" }',
    );
    await react("hint", "replied");
    await advance(day);
    expect(await lists()).toEqual(["1 yes"]);
  });

  it("wait for an event: its payload is there in the steps that follow", async () => {
    await run(
      "  wait for event ordered where event.total > 10 up to 2 days { update { score = event.total } } else { exit }",
    );
    await dev.receive({ name: "ordered", payload: { person: 1, total: 5 } });
    expect(await column("select score as value from persons")).toEqual([0]);
    await dev.receive({ name: "ordered", payload: { person: 1, total: 50 } });
    expect(await column("select score as value from persons")).toEqual([50]);
  });

  it("wait until a time of day, in the person's zone", async () => {
    dev = await startText(journey('  timezone zone else "UTC"\n  wait until 9:30\n  add to list "a"'), { people: 0 });
    await sql(
      "insert into persons (id, name, country, score, zone, created_at) values (1, 'a', 'BE', 0, 'Europe/Brussels', now()), (2, 'b', 'US', 0, 'America/New_York', now())",
    );
    // It is 9:00 in Brussels, and 3:00 in New York.
    await advance(hour / 2);
    expect(await lists()).toEqual(["1 a"]);
    await advance(6 * hour);
    expect(await lists()).toEqual(["1 a", "2 a"]);
  });

  it("wait until a date: it may move while it is waited for, and who has none goes on", async () => {
    await run('  wait until until - 1 day\n  add to list "a"', 2);
    expect(await lists()).toEqual(["1 a", "2 a"]);
    await dev.close();
    dev = await startText(journey('  filter until is set\n  wait until until - 1 day\n  add to list "a"'), {
      people: 1,
    });
    await sql(`update persons set until = to_timestamp(${(start + 3 * day) / 1000})`);
    await advance(day);
    await sql(`update persons set until = to_timestamp(${(start + 5 * day) / 1000})`);
    await advance(2 * day);
    expect(await lists()).toEqual([]);
    await advance(day);
    expect(await lists()).toEqual(["1 a"]);
  });
});

describe("reactions", () => {
  it("within: only what happens in time", async () => {
    await run(
      '  sms hint {\n    text "Hello"\n    on replied within 1 day { add to list "soon" }\n    on replied { add to list "ever" }\n  }',
    );
    await advance(day + 1);
    await react("hint", "replied");
    expect(await lists()).toEqual(["1 ever"]);
  });

  it("a machine's click counts only where it says so", async () => {
    await run(
      '  sms hint {\n    text "Hello {{ link shop }}"\n    link shop "https://acme.test"\n    on clicked { add to list "human" }\n    on clicked including machines { add to list "any" }\n  }',
    );
    await react("hint", "clicked", true);
    expect(await lists()).toEqual(["1 any"]);
    await react("hint", "clicked");
    expect(await lists()).toEqual(["1 any", "1 human"]);
  });
});

describe("entry and end", () => {
  it("§1.2 reenter after: not before, then again, with an entry of its own", async () => {
    await run('  reenter after 10 days\n  add to list "a"');
    await advance(9 * day);
    expect((await ends()).length).toBe(1);
    await advance(2 * day);
    expect((await ends()).length).toBe(2);
  });

  it("§1.6 enter when created: only who came after the journey began", async () => {
    await run('  enter when created\n  add to list "a"');
    expect(await lists()).toEqual([]);
    await advance(day);
    await sql(
      `insert into persons (id, name, country, score, created_at) values (7, 'g', 'BE', 0, to_timestamp(${(start + day) / 1000}))`,
    );
    expect(await lists()).toEqual(["7 a"]);
  });

  it("enter every month on 31: on the last day of shorter ones", async () => {
    await run("  enter every month on 31 at 10:00\n  update { score += 1 }");
    // November has 30 days.
    await advance(28 * day + 3 * hour);
    expect(await column("select score as value from persons")).toEqual([1]);
    await advance(31 * day);
    expect(await column("select score as value from persons")).toEqual([2]);
  });

  it("exit on replied, whatever is still to come", async () => {
    await run('  exit on replied\n  sms hint { text "Hello" }\n  wait 2 days\n  add to list "a"');
    await react("hint", "replied");
    await advance(3 * day);
    expect(await lists()).toEqual([]);
    expect(await ends()).toEqual(["1 exited: exit"]);
  });

  it("§1.8 pace: entries one after another", async () => {
    await run('  pace 2 per hour\n  add to list "a"', 5);
    const count = async () => (await lists()).length;
    expect(await count()).toBe(1);
    await advance(hour / 2);
    expect(await count()).toBe(2);
    await advance(1.5 * hour);
    expect(await count()).toBe(5);
  });

  it("start and stop another journey", async () => {
    dev = await startText(
      `${journey('  enter on demand\n  wait 5 days\n  add to list "b"', "other")}\njourney test {\n  target Person\n  start journey other\n  wait 1 day\n  if name = "P1" { stop journey other }\n}\n`,
      { people: 2 },
    );
    await advance(6 * day);
    expect(await lists()).toEqual(["2 b"]);
  });

  it("who is stopped by another journey while taking a step there leaves at once", async () => {
    dev = await startText(
      `${journey('  wait 1 day\n  add to list "a"\n  wait 5 days\n  add to list "b"', "other")}\njourney test {\n  target Person\n  wait 1 day\n  stop journey other\n}\n`,
    );
    await advance(day);
    expect((await ends()).sort()).toEqual(["1 completed: completed", "1 exited: stopped by another journey"]);
    await advance(6 * day);
    expect(await lists()).toEqual(["1 a"]);
  });
});

describe("limits", () => {
  it("a send window holds messages back, and what expires meanwhile is not sent", async () => {
    // It is Monday, 8:00 in UTC.
    await run(
      '  send between 9:00 and 10:00 on weekdays\n  sms one { text "One" }\n  wait 2 hours\n  sms two { text "Two" expire after 3 hours }\n  sms three { text "Three" }',
    );
    expect(texts()).toEqual([]);
    await advance(hour);
    expect(texts()).toEqual(["One"]);
    await advance(day);
    expect(texts()).toEqual(["One", "Three"]);
    expect(await traces()).toContain("two cancelled: expired");
  });

  it("cap … else skip leaves out, cap … else delay holds back", async () => {
    const body = (rest: string) =>
      `  cap 2 sms per day${rest}\n  sms one { text "One" }\n  sms two { text "Two" }\n  sms three { text "Three" }`;
    await run(body(""));
    await advance(3 * day);
    expect(texts()).toEqual(["One", "Two"]);
    expect(await traces()).toContain("three rejected: capped");
    await dev.close();
    await run(body(" else delay"));
    expect(texts()).toEqual(["One", "Two"]);
    await advance(day);
    expect(texts()).toEqual(["One", "Two", "Three"]);
  });

  it("a message's pace spreads it", async () => {
    await run('  sms one {\n    text "One"\n    pace 2 per hour\n  }', 4);
    expect(texts().length).toBe(1);
    await advance(2 * hour);
    expect(texts().length).toBe(4);
  });
});

describe("A/B tests", () => {
  const test = (winner: string) =>
    `  ab test greeting {\n    on 50% of participants\n    holdback 10%\n    winner ${winner}\n    variant a { sms short { text "Hi {{ link l }}" link l "https://acme.test" } }\n    variant b { sms long { text "Hello there {{ link l }}" link l "https://acme.test" } }\n  }\n  add to list "after"`;

  it("some get a variant, some nothing, the rest the winner", async () => {
    await run(test("by click rate after 1 day"), 400);
    const sent = async (name: string) =>
      Number((await column(`select count(*)::int as value from journey.message where activity = '${name}'`))[0]);
    const [short, long] = [await sent("short"), await sent("long")];
    expect(short + long).toBeGreaterThan(150);
    expect(short + long).toBeLessThan(250);
    expect(Math.abs(short - long)).toBeLessThan(60);
    await react("long", "clicked");
    await advance(day);
    expect(await column("select winner as value from journey.ab_test")).toEqual(["b"]);
    expect(await sent("short")).toBe(short);
    // All but the holdback have had one.
    const all = (await sent("short")) + (await sent("long"));
    expect(all).toBeGreaterThan(330);
    expect(all).toBeLessThan(385);
    expect((await lists()).length).toBe(400);
  });
});
