/** docs/semantics.md, sections 1 and 7 to 9: entry, time, conditions and values, A/B tests. */
import { type Database, openPglite } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createEngineWorld } from "../engine-world.ts";
import { graphOfBody } from "../project.ts";
import { aPerson, message, outbox, start, steps, tell } from "../tell.ts";

// Each story is played three times, once on a database.
vi.setConfig({ testTimeout: 120_000 });

let db: Database;
beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db?.close());

/** What has become of the person, without the record. */
const story = async (...[body, what]: [string, Parameters<typeof tell>[2]?]) => steps(await tell(db, body, what));
/** The lists that the person is on in the end. */
const lists = async (...[body, what]: [string, Parameters<typeof tell>[2]?]): Promise<readonly string[]> =>
  JSON.parse((await tell(db, body, what)).at(-1) ?? "{}").lists;
const day = 86_400_000;

describe("who takes part", () => {
  it("§1.1 who begins to match enters then, and who never matches never enters", async () => {
    const body = 'filter stage = "won"\nadd to list "a"';
    expect((await story(body))[0]).toBe("never entered");
    expect((await story(body, { changes: [["1 day", { kind: "set", field: "stage", value: "won" }]] }))[0]).toBe(
      "entered at 2026-11-03T08:00Z",
    );
  });

  it("§1.2 who is through does not enter again, however often they match anew (mautic#7338, #16075)", async () => {
    const won = (value: string) => ({ kind: "set", field: "stage", value }) as const;
    const told = await tell(db, 'filter stage = "won"\nupdate { score += 1 }', {
      record: { stage: "won" },
      changes: [
        ["1 day", won("lost")],
        ["2 days", won("won")],
      ],
    });
    expect(told.at(-1)).toContain('"score":1');
  });

  it("§1.7 who enters by an event while the journey is stopped enters then, and goes on when it is started again", async () => {
    const graph = graphOfBody('enter on event ordered\nadd to list "a"');
    const world = await createEngineWorld(db, graph, { start, people: [aPerson()], stops: [], decisions: [] });
    await world.setRunning(false);
    await world.ordered(0, 8, start, "one");
    await world.work();
    const atTheDoor = (await world.log())[0] ?? [];
    expect(atTheDoor[0]).toBe("entered at 2026-11-02T08:00Z");
    await world.setRunning(true);
    await world.work();
    expect((await world.log())[0]?.length).toBeGreaterThan(atTheDoor.length);
  });
});

describe("time", () => {
  const brussels = 'timezone zone else "Europe/Brussels"\n';

  it("§7.1 days keep the wall clock over a clock change, hours are hours (mautic#9616, #7665, #2824)", async () => {
    const waited = (duration: string, from: string) =>
      story(`${brussels}wait ${duration}\nadd to list "a"`, { start: from });
    // Brussels puts its clocks forward on 29 March, and back on 25 October.
    const processed = (at: string) => `add_to_list_1 processed at ${at}`;
    expect(await waited("2 days", "2026-03-28T08:00:00Z")).toContain(processed("2026-03-30T07:00Z"));
    expect(await waited("48 hours", "2026-03-28T08:00:00Z")).toContain(processed("2026-03-30T08:00Z"));
    expect(await waited("2 days", "2026-10-24T07:00:00Z")).toContain(processed("2026-10-26T08:00Z"));
    expect(await waited("1 week", "2026-10-24T07:00:00Z")).toContain(processed("2026-10-31T08:00Z"));
  });

  it("§7.1 a reminder's deadline over a clock change is the same time of day, and the open at it wins", async () => {
    const body = `${brussels}${message("m1", 'on not clicked after 1 day { add to list "a" }')}`;
    const from = "2026-03-28T08:00:00Z";
    expect(await story(body, { start: from, reactions: [["23 hours", "clicked"]] })).toContain(
      "m1.not_clicked.add_to_list_1 cancelled: clicked at 2026-03-29T07:00Z",
    );
    expect(await story(body, { start: from, reactions: [["23 hours + 1 minute", "clicked"]] })).toContain(
      "m1.not_clicked.add_to_list_1 processed at 2026-03-29T07:00Z",
    );
  });

  it("§7.2 a month from the 31st ends on the last day of a shorter one", async () => {
    expect(await story('wait 1 month\nadd to list "a"', { start: "2026-01-31T12:00:00Z" })).toContain(
      "add_to_list_1 processed at 2026-02-28T12:00Z",
    );
  });

  it("§7.3 a time that is skipped is the moment after the gap, of one that comes twice the first counts", async () => {
    const until = (from: string) => story(`${brussels}wait until 2:30\nadd to list "a"`, { start: from });
    expect(await until("2026-03-28T22:00:00Z")).toContain("add_to_list_1 processed at 2026-03-29T01:30Z");
    expect(await until("2026-10-24T22:00:00Z")).toContain("add_to_list_1 processed at 2026-10-25T00:30Z");
  });

  it("§7.4 whose zone nobody knows, the journey's counts (mautic#837, #7327)", async () => {
    const at = (zone: string | null) => story(`${brussels}wait until 12:00\nadd to list "a"`, { record: { zone } });
    expect(await at("America/New_York")).toContain("add_to_list_1 processed at 2026-11-02T17:00Z");
    expect(await at("Nowhere/Town")).toContain("add_to_list_1 processed at 2026-11-02T11:00Z");
    expect(await at(null)).toContain("add_to_list_1 processed at 2026-11-02T11:00Z");
  });

  it("§7.5 a send window is of the participant's clock, before and after a clock change (mautic#9616, #10170, #17090)", async () => {
    const body = `${brussels}send between 9:00 and 18:00\n${message("m1")}\nwait 12 hours\n${message("m2")}`;
    expect(await story(body, { start: "2026-03-28T16:30:00Z" })).toEqual([
      "entered at 2026-03-28T16:30Z",
      "m1 processed at 2026-03-28T16:30Z",
      "m2 processed at 2026-03-29T07:00Z",
      "completed: completed at 2026-03-29T07:00Z",
    ]);
  });

  it("§7.6 today is the participant's own day", async () => {
    const body = `${brussels}if until is today { add to list "today" }`;
    // It is 23:30 in Brussels, and 17:30 in New York; the date lies 40 minutes ahead.
    const begin = "2026-11-02T22:30:00Z";
    const ahead = async (zone: string) => {
      const history = {
        start: Date.parse(begin),
        people: [aPerson({ record: { ...aPerson().record, zone } })],
        stops: [],
        decisions: [],
      };
      const world = await createEngineWorld(db, graphOfBody(body), history);
      await world.set(0, { until: "2026-11-02T23:10:00Z" });
      await world.work();
      return JSON.parse((await world.log())[0]?.at(-1) ?? "{}").lists;
    };
    expect(await ahead("Europe/Brussels")).toEqual([]);
    expect(await ahead("America/New_York")).toEqual(["today"]);
  });
});

describe("conditions and values", () => {
  it("§8.1 an empty field: comparisons are false, != and not in are true, not turns round", async () => {
    const asked = {
      'stage = "won"': false,
      'stage != "won"': true,
      'stage not in ["won"]': true,
      'not (stage = "won")': true,
      "until < now": false,
      "not (until < now)": true,
      "until >= now": false,
    };
    const body = Object.keys(asked).map((condition, index) => `if ${condition} { add to list "${index}" }`);
    const held = Object.values(asked).flatMap((answer, index) => (answer ? [String(index)] : []));
    expect(await lists(body.join("\n"))).toEqual(held);
  });

  it("§8.3 at a deadline in the past, what happened later has not happened yet", async () => {
    const body = `${message("m1", "on replied { update { score += 1 } }")}\nwait 1 day\nif m1 replied { add to list "yes" } else { add to list "no" }`;
    expect(await lists(body, { reactions: [["2 days", "replied"]], stops: [["1 hour", 72]] })).toEqual(["no"]);
    expect(await lists(body, { reactions: [["1 day", "replied"]], stops: [["1 hour", 72]] })).toEqual(["yes"]);
  });

  it("§8.4 failed and suppressed are true of what a server refused, and of what was never tried", async () => {
    const body = `${message("m1")}\nif m1 suppressed { add to list "suppressed" }\nif m1 failed { add to list "failed" }`;
    expect(await lists(body)).toEqual([]);
    expect(await lists(body, { record: { phone: null } })).toEqual(["suppressed"]);
    expect(await lists(`suppress phone\n${body}`)).toEqual(["suppressed"]);
    expect(await lists(body, { sendings: [{ minutes: 0, result: "failed" }] })).toEqual(["failed"]);
    expect(
      outbox(
        await tell(db, `exit when m1 suppressed\n${message("m1")}\n${message("m2")}`, { record: { phone: null } }),
      ),
    ).toEqual([]);
  });

  it("§8.5 of a repeated activity any execution counts", async () => {
    const body = `repeat every 1 day up to 2 times {\n${message("m1")}\n}\nwait 1 day\nif m1 replied { add to list "yes" }`;
    expect(await lists(body, { reactions: [["1 hour", "replied", { message: 1 }]] })).toEqual(["yes"]);
  });

  it("§8.6 += takes an empty number as 0, and puts a value into a list once; §8.7 assignments see the record as it was", async () => {
    const told = await tell(
      db,
      'update { tags += "a" }\nupdate { tags += "a" }\nupdate { score = score + 1, stage = "won" }',
    );
    expect(told.at(-1)).toContain('"stage":"won","score":1,"until":null,"tags":["a"]');
    const graph = graphOfBody("update { score += 2 }");
    const world = await createEngineWorld(db, graph, { start, people: [aPerson()], stops: [], decisions: [] });
    await world.set(0, { score: null });
    await world.work();
    expect((await world.log())[0]?.at(-1)).toContain('"score":2');
  });
});

describe("A/B tests", () => {
  const body =
    'ab test t {\n  on 50% of participants\n  holdback 20%\n  winner manual\n  variant a { add to list "a" }\n  variant b { add to list "b" }\n}\nadd to list "after"';
  const people = 60;
  const world = async (text: string) =>
    createEngineWorld(db, graphOfBody(text), {
      start,
      people: Array.from({ length: people }, () => aPerson()),
      stops: [],
      decisions: [],
    });
  const listsOf = async (each: Awaited<ReturnType<typeof world>>) =>
    (await each.log()).map((lines) => JSON.parse(lines.at(-1) ?? "{}").lists.join() as string);

  it("§9.1 a record stands where it stands for ever; §9.2 who is outside waits, the holdback goes on; §9.3 then the winner, once", async () => {
    const one = await world(body);
    await one.work();
    const before = await listsOf(one);
    const count = (what: string) => before.filter((each) => each === what).length;
    expect(count("a,after") * count("after,b") * count("after") * count(""), "each of the four there").toBeGreaterThan(
      0,
    );
    expect(count("a,after") + count("after,b") + count("after") + count("")).toBe(people);
    one.moveTo(start + day);
    await one.decide("t", "b");
    await one.decide("t", "a");
    await one.work();
    expect(await listsOf(one)).toEqual(
      before.map((each) => (each === "" ? "after,b" : each)).map((each) => each.split(",").sort().join()),
    );
    const again = await world(body);
    await again.work();
    expect(await listsOf(again)).toEqual(before);
  });

  it("§9.1 §9.3 a test that is repeated is one test", async () => {
    const repeated = await world(`repeat every 1 day up to 2 times {\n${body.replace('\nadd to list "after"', "")}\n}`);
    await repeated.work();
    const before = await listsOf(repeated);
    await repeated.decide("t", "a");
    await repeated.work();
    repeated.moveTo(start + day);
    await repeated.work();
    // Whoever stood in a variant gets the winner in the second turn; the holdback gets none in either.
    const expected = before.map((each) => (each === "b" ? "a,b" : each));
    const now = await listsOf(repeated);
    for (const [index, each] of now.entries()) expect([expected[index], "a"]).toContain(each);
    expect(now.filter((each) => each === "").length, "the holdback").toBeGreaterThan(0);
    expect((await repeated.log()).every((lines) => lines.some((line) => line.startsWith("completed")))).toBe(true);
  });
});
