/** What a deployment means for those under way, through the real engine: `renamed from`, and tests that lose their winner. */
import { buildGraph, type JourneyGraph } from "@journey/compiler";
import { checkFiles, createModelReader, LineIndex } from "@journey/language";
import {
  carryOut,
  createEngine,
  type Database,
  makePlan,
  makeRollback,
  openPglite,
  VirtualClock,
} from "@journey/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recordEvents } from "../runtime/store/events.ts";
import { personModel } from "./support/random-journey.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const day = 86_400_000;
const readModels = createModelReader();

function compile(steps: string): JourneyGraph {
  const text = `import { Person } from "./models.ts"\n\njourney campaign {\n  target Person\n  purpose transactional\n${steps}\n}\n`;
  const files = new Map([
    ["/p/models.ts", personModel],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) }, { readModels });
  const [journey] = checked?.journeys ?? [];
  if (!journey) throw new Error(checked?.diagnostics.map(({ message }) => message).join(" "));
  return buildGraph(journey, new LineIndex(text));
}

/** So unlike that nobody would take the one for the other. */
const old = 'email hello { subject "Hello" body "Good day." on not opened after 5 days { add to list "Silent" } }';
const renamed = (from: string) =>
  `email greeting ${from} {
     subject "{{ email | default: 'You' }}, spring is coming" body "Seeds, bulbs and all that grows."
     on not opened after 5 days { add to list "Silent" }
     on opened { add to list "Readers" }
   }`;

let db: Database;
let clock: VirtualClock;
let engine: ReturnType<typeof createEngine>;
beforeAll(async () => {
  db = await openPglite();
  await db.script(
    "create table persons (id bigint primary key, email text, score double precision, active boolean not null default true, created_at timestamptz)",
  );
});
afterAll(() => db?.close());
beforeEach(async () => {
  await db.script(
    `truncate persons; truncate journey.participant; truncate journey.event; truncate journey.message; truncate journey.trace;
     truncate journey.list_member; truncate journey.ab_test;
     truncate journey.journey, journey.journey_version, journey.entry, journey.trace_count, journey.deployment;
     insert into persons select n, 'p' || n || '@acme.test', n, true, now() from generate_series(1, 4) n`,
  );
  clock = new VirtualClock(start);
  engine = createEngine({ db, clock });
});

async function deploy(graph: JourneyGraph) {
  const plan = await makePlan(db, [graph], new Map(), clock.now());
  return { plan, result: plan.journeys[0]?.people.undecided ? undefined : await carryOut(plan, { db, clock }) };
}

async function advance(days: number): Promise<void> {
  clock.moveTo(clock.now() + days * day);
  await engine.enrol();
  await engine.watch();
  await engine.step();
}

type News = "executed" | "opened" | "clicked";

/** @param people whose mail it is about, the first of them 1 */
async function happens(type: News, ...people: number[]): Promise<void> {
  const messages = await db.query<{ bucket: number; id: string }>(
    `select m.bucket, m.id::text as id from journey.message m join journey.participant p on p.bucket = m.bucket and p.id = m.participant_id
     where p.record_id = any($1::text[])`,
    [people.map(String)],
  );
  await recordEvents(
    db,
    messages.map(({ bucket, id }) => ({
      bucket,
      messageId: id,
      type,
      occurredAt: clock.now(),
      source: "test",
      externalId: `${id}:${type}`,
    })),
    clock.now(),
  );
  if (type === "executed")
    await db.query("update journey.message set status = 'sent', sent_at = to_timestamp($1::float8 / 1000)", [
      clock.now(),
    ]);
  await engine.step();
}

const listed = () =>
  db.query<{ list: string; people: string }>(
    "select list, string_agg(record_id, ' ' order by record_id) as people from journey.list_member group by 1 order by 1",
  );
const standing = async () =>
  Object.fromEntries(
    (
      await db.query<{ activity: string; people: number }>(
        "select activity, count(*)::int as people from journey.message group by 1 order by 1",
      )
    ).map(({ activity, people }) => [activity, people]),
  );

describe("a step that the new version says was renamed", () => {
  it("is not recognised by likeness alone: without `renamed from` people who wait at it are undecided", async () => {
    await deploy(compile(old));
    await advance(0);
    const { plan } = await deploy(compile(renamed("")));
    expect(plan.journeys[0]?.people).toMatchObject({ undecided: 4, move: 0 });
    expect(plan.journeys[0]?.places).toMatchObject([{ place: "hello", fate: "undecided" }]);
  });

  it("keeps those who wait at it", async () => {
    await deploy(compile(old));
    await advance(0);
    const { plan, result } = await deploy(compile(renamed("renamed from hello")));
    expect(plan.journeys[0]?.places).toMatchObject([{ place: "hello", fate: "move", to: "greeting", people: 4 }]);
    expect(result).toMatchObject([{ moved: 4, exited: 0, stayed: 0 }]);
    expect(await standing()).toEqual({ greeting: 4 });
  });

  it("has what happened before as its own history, and its clauses count from then", async () => {
    await deploy(compile(`${old}\nwait 4 days`));
    await advance(0);
    await happens("executed", 1, 2, 3, 4);
    await advance(2);
    await happens("opened", 1);
    const next = `${renamed("renamed from hello")}\nwait 4 days\nif greeting opened { add to list "Asked" }`;
    expect((await deploy(compile(next))).result).toMatchObject([{ moved: 4 }]);
    await advance(0);
    expect(await listed()).toEqual([{ list: "Readers", people: "1" }]);
    // The reaction to silence counts from the handover under the old name: five days, of which two have passed.
    await advance(2);
    expect(await listed()).toEqual([
      { list: "Asked", people: "1" },
      { list: "Readers", people: "1" },
    ]);
    await advance(1);
    expect(await listed()).toContainEqual({ list: "Silent", people: "2 3 4" });
  });

  it("is reached by what is heard later of messages that left under the old name", async () => {
    await deploy(compile(`${old}\nwait 9 days`));
    await advance(0);
    await happens("executed", 1, 2, 3, 4);
    await deploy(compile(`${renamed("renamed from hello")}\nwait 9 days`));
    await advance(1);
    await happens("opened", 2);
    await happens("clicked", 3);
    expect(await listed()).toEqual([{ list: "Readers", people: "2 3" }]);
    await advance(5);
    expect(await listed()).toContainEqual({ list: "Silent", people: "1 4" });
  });

  it("may have been renamed twice while somebody was still in the first version", async () => {
    await deploy(compile(`${old}\nwait 9 days`));
    await advance(0);
    await happens("executed", 1, 2, 3, 4);
    // Everybody stays on the first version.
    const second = compile(`${renamed("renamed from hello")}\nwait 9 days`);
    const stay = await makePlan(db, [second], new Map([["campaign", { everybodyStays: true }]]), clock.now());
    await carryOut(stay, { db, clock });
    const third = compile(
      `${renamed("renamed from greeting, hello").replace("email greeting", "email spring")}\nwait 9 days`,
    );
    expect((await deploy(third)).result).toMatchObject([{ moved: 4, stayed: 0 }]);
    expect(await standing()).toEqual({ spring: 4 });
  });

  it("gets its old name back when the deployment is taken back", async () => {
    await deploy(compile(old));
    await advance(0);
    await deploy(compile(renamed("renamed from hello")));
    const back = await makeRollback(db, "campaign", {}, clock.now());
    expect(await carryOut(back, { db, clock })).toMatchObject([{ moved: 4, stayed: 0 }]);
    expect(await standing()).toEqual({ hello: 4 });
  });

  it("moves people when `renamed from` is added to a version that is deployed already", async () => {
    await deploy(compile(old));
    await advance(0);
    // As `journey run` does: nobody is moved.
    await engine.deploy(compile(renamed("")));
    const later = compile(renamed("renamed from hello"));
    expect(later.hash).toBe(compile(renamed("")).hash);
    const { plan, result } = await deploy(later);
    expect(plan).toMatchObject({ unchanged: [], journeys: [{ action: "change", people: { move: 4, undecided: 0 } }] });
    expect(result).toMatchObject([{ moved: 4, exited: 0, stayed: 0 }]);
    expect(await standing()).toEqual({ greeting: 4 });
    expect((await deploy(later)).plan).toMatchObject({ journeys: [], unchanged: ["campaign"] });
    // The way back leads to the version that they came from, and to the old name.
    const back = await makeRollback(db, "campaign", {}, clock.now());
    expect(await carryOut(back, { db, clock })).toMatchObject([{ moved: 4, stayed: 0 }]);
    expect(await standing()).toEqual({ hello: 4 });
  });

  it("is no change when `renamed from` is taken out: who stayed goes on where they are", async () => {
    await deploy(compile(old));
    await advance(0);
    const told = new Map([["campaign", { stay: ["hello"] }]]);
    const plan = await makePlan(db, [compile(renamed("renamed from hello"))], told, clock.now());
    expect(await carryOut(plan, { db, clock })).toMatchObject([{ moved: 0, stayed: 4 }]);
    expect((await deploy(compile(renamed("")))).plan).toMatchObject({ journeys: [], unchanged: ["campaign"] });
    expect((await deploy(compile(renamed("renamed from hello")))).plan).toMatchObject({ unchanged: ["campaign"] });
  });

  it("§2.8 deals nobody anew: a split and a test keep their shares, also when `renamed from` is gone", async () => {
    await db.script(
      "insert into persons select n, 'p' || n || '@acme.test', n, true, now() from generate_series(5, 80) n",
    );
    const journey = (split: string, test: string) =>
      compile(`wait 1 day
        split ${split} { 50% left { add to list "Left" } 50% right { add to list "Right" } }
        ab test ${test} { on 60% of participants holdback 20% winner manual
          variant a { add to list "A" } variant b { add to list "B" } }
        wait 1 day`);
    const dealt = async () => JSON.stringify(await listed());
    const again = async (graph: JourneyGraph) => {
      await db.script(`truncate journey.participant; truncate journey.entry; truncate journey.list_member`);
      await deploy(graph);
      await advance(0);
      await advance(1);
      return dealt();
    };
    const first = await again(journey("letters", "subject"));
    expect(first).toContain("Left");
    expect(await again(journey("post renamed from letters", "title renamed from subject"))).toBe(first);
    expect(await again(journey("post", "title"))).toBe(first);
    expect(await again(journey("mail renamed from post", "head renamed from title"))).toBe(first);
    expect(await again(journey("letters", "subject"))).toBe(first);
    // Under another name and with nothing that says so, it is another split.
    await db.script("truncate journey.journey, journey.journey_version, journey.deployment");
    expect(await again(journey("post", "title"))).not.toBe(first);
  });

  it("keeps the winner of a test that is decided, and who is in which variant", async () => {
    const test = (head: string) =>
      `ab test ${head} { winner manual\n variant a { add to list "A" } variant b { wait 3 days\n add to list "B" } }`;
    await deploy(compile(test("first")));
    await advance(0);
    const before = await listed();
    await deploy(compile(test("second renamed from first")));
    await advance(3);
    const all = (await listed()).flatMap(({ people }) => people.split(" ")).sort();
    expect(all).toEqual(["1", "2", "3", "4"]);
    expect((await listed()).find(({ list }) => list === "A")).toEqual(before.find(({ list }) => list === "A"));
  });
});

describe("§9.4 a winner that a later version no longer has", () => {
  const test = (variants: readonly string[], winner = "manual", before = "") =>
    compile(
      `${before}\nab test offers { on 50% of participants\n winner ${winner}\n ${variants
        .map(
          (name) =>
            `variant ${name} { email ${name}_mail { subject "${name}" body "About ${name}." } add to list "${name}" }`,
        )
        .join("\n")} }\nadd to list "after"`,
    );
  const join = (from: number, to: number) =>
    db.query(
      "insert into persons select n, 'p' || n || '@acme.test', n, true, now() from generate_series($1::int, $2::int) n",
      [from, to],
    );
  const all = Array.from({ length: 20 }, (_, index) => index + 1);
  /** How many have gone on behind the test. */
  const through = async () => {
    const [row] = await db.query<{ people: number }>(
      "select count(*)::int as people from journey.list_member where list = 'after'",
    );
    return row!.people;
  };

  it("has won nothing: who comes to the test is tested or waits, until somebody decides once more", async () => {
    await join(5, 10);
    await deploy(test(["a", "b"]));
    await advance(0);
    await engine.decide("campaign", "offers", "b");
    await advance(0);
    await happens("executed", ...all);
    expect(await through()).toBe(10);
    await deploy(test(["a", "c"]));
    await join(11, 20);
    await advance(0);
    await happens("executed", ...all);
    const waiting = 20 - (await through());
    expect(waiting).toBeGreaterThan(0);
    await engine.decide("campaign", "offers", "c");
    await advance(0);
    await happens("executed", ...all);
    expect(await through()).toBe(20);
    const winners = await db.query("select winner from journey.ab_test");
    expect(winners).toEqual([{ winner: "c" }]);
  });

  it("is found again by the rates of those that are left", async () => {
    await join(5, 20);
    await deploy(test(["a", "b", "c"], "by open rate after 2 days"));
    await advance(0);
    await happens("executed", ...all);
    const sent = await db.query<{ id: string; activity: string }>(
      "select p.record_id as id, m.activity from journey.message m join journey.participant p on p.id = m.participant_id and p.bucket = m.bucket",
    );
    const got = (mail: string) => sent.filter(({ activity }) => activity === mail).map(({ id }) => Number(id));
    expect(got("a_mail").length * got("b_mail").length * got("c_mail").length).toBeGreaterThan(0);
    await happens("opened", ...got("b_mail"));
    await happens("opened", got("c_mail")[0]!);
    await advance(2);
    expect(await db.query("select winner from journey.ab_test")).toEqual([{ winner: "b" }]);
    await happens("executed", ...all);
    expect((await deploy(test(["a", "c"], "by open rate after 2 days"))).result).toBeDefined();
    await advance(2);
    expect(await db.query("select winner from journey.ab_test")).toEqual([{ winner: "c" }]);
  });

  it("does not hold those up who stay on the version before and come to the test later", async () => {
    await join(5, 20);
    await deploy(test(["a", "b"], "manual", "wait 3 days"));
    await advance(0);
    const later = test(["a", "c"], "manual", "wait 3 days");
    const plan = await makePlan(db, [later], new Map([["campaign", { everybodyStays: true }]]), clock.now());
    await carryOut(plan, { db, clock });
    await engine.decide("campaign", "offers", "c");
    await advance(3);
    // Nobody on the old version can get `c`: they go on without any, those of the tested share too.
    expect(await through()).toBe(20);
  });

  it("lets those go on who wait for it on the version before", async () => {
    await join(5, 20);
    await deploy(test(["a", "b"]));
    await advance(0);
    await happens("executed", ...all);
    expect(await through()).toBeLessThan(20);
    const later = test(["a", "c"]);
    const plan = await makePlan(db, [later], new Map([["campaign", { everybodyStays: true }]]), clock.now());
    await carryOut(plan, { db, clock });
    await engine.decide("campaign", "offers", "c");
    await advance(0);
    expect(await through()).toBe(20);
  });
});
