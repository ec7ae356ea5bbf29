/**
 * `journey replay` on stores that the real engine has filled: people who live through the examples for weeks, then once more in
 * virtual time. Unchanged, nothing is different for anybody; each kind of edit gives what it should, on the embedded database and
 * on a server.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  buildGraph,
  type JourneyGraph,
  type JourneyHistory,
  replay,
  replayReport,
  replayToText,
  type SimulateOptions,
  simulate,
} from "@journey/compiler";
import { checkFiles, createModelReader, LineIndex } from "@journey/language";
import { type Database, historyOf, openPglite, openPostgres } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileProject } from "../cli/compile-project.ts";
import { openProject } from "../cli/project.ts";
import { examples } from "./support/dev.ts";
import { fillByEngine } from "./support/engine-run.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";

/** `JOURNEY_PEOPLE=100` for more of them. */
const people = Number(process.env.JOURNEY_PEOPLE ?? 8);
const day = 86_400_000;
const start = Date.parse("2026-03-02T06:00:00Z");
const { graphs, simulations } = compileProject(openProject([examples]));

const main = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

const backends: Readonly<Record<string, () => Promise<Database>>> = {
  PGlite: openPglite,
  PostgreSQL: async () => openPostgres(await server.createDatabase()),
};
/** On a server, one example in four; with `JOURNEY_LONG=1` all of them. */
const played = graphs.flatMap(({ name }, index) =>
  Object.keys(backends)
    .filter((backend) => backend === "PGlite" || process.env.JOURNEY_LONG || index % 4 === 0)
    .map((backend) => [name, backend] as const),
);

const changes: Readonly<Record<string, SimulateOptions["changes"]>> = {
  trial_ending: [{ set: { plan: "solo" }, share: 0.2, within: 3 * day }],
  event_reminder: [{ set: { status: "cancelled" }, share: 0.15, within: 10 * day }],
  renewal: [{ set: { care_ends_at: "2027-06-01T00:00:00.000Z" }, share: 0.3, within: 20 * day }],
};

async function filled(db: Database, graph: JourneyGraph, more: Partial<SimulateOptions> = {}): Promise<void> {
  const options: SimulateOptions = {
    graphs: [graph],
    simulations: simulations.filter((each) => each.journey === graph.name),
    participants: people,
    seed: 7,
    runs: 1,
    start,
    days: 45,
    roundTo: 720,
    oneBatch: true,
    ...more,
  };
  await fillByEngine(db, options, simulate(options));
}

const historyFor = (db: Database, graph: JourneyGraph): Promise<JourneyHistory> =>
  historyOf(db, graph.name, graph, { from: start - day, to: start + 45 * day, until: start + 45 * day, limit: 10_000 });

describe.each(played)("%s, unchanged, on %s", (name, backend) => {
  it("makes no difference to anybody, and gives what is recorded", { timeout: 300_000 }, async () => {
    const graph = graphs.find((each) => each.name === name)!;
    const db = await backends[backend]!();
    try {
      // Of few people, nobody may be one to win back.
      const participants = name === "win_back" ? 3 * people : people;
      await filled(db, graph, { participants, ...(changes[name] ? { changes: changes[name] } : {}) });
      const history = await historyFor(db, graph);
      const report = replayReport(replay(history, graph), { isShown: () => true });
      expect(report.entries).toBeGreaterThan(0);
      expect(report.different).toEqual({ way: 0, times: 0 });
      expect(report.people.filter(({ isDifferent }) => isDifferent)).toEqual([]);
      expect(report.steps.filter(({ before, after }) => before !== after)).toEqual([]);
      // What a record was before somebody changed it from outside, nobody knows.
      const changed = Object.entries(changes[name]?.[0]?.set ?? {});
      const isChanged = (id: string): boolean => {
        const record = history.entries.find(({ recordId }) => recordId === id)!.record;
        return changed.some(([field, value]) => String(record[field]).slice(0, 10) === String(value).slice(0, 10));
      };
      expect(report.fidelity.deviations.filter(({ record }) => !isChanged(record))).toEqual([]);
    } finally {
      await db.close();
    }
  });
});

it("the command reads a server's history, and writes nothing there", { timeout: 300_000 }, async () => {
  const url = await server.createDatabase();
  const db = await openPostgres(url);
  const graph = graphs.find(({ name }) => name === "welcome_flow")!;
  await filled(db, graph);
  const rows = () =>
    db.query(`select (select count(*) from journey.trace) as traces, (select count(*) from journey.message) as messages,
                     (select max(id) from journey.journey_version) as version`);
  const before = await rows();
  // Whatever it would write would fail.
  await db.query(`alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
  const period = ["--from", "2026-03-01", "--to", "2026-04-16", "--until", "2026-04-16"];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, "replay", examples, "--journey", "welcome_flow", ...period, "--format", "json"],
    { encoding: "utf8", env: { ...process.env, DATABASE_URL: url } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ entries: people, different: { way: 0, times: 0 } });
  expect(await rows()).toEqual(before);
  await db.close();
});

const models = `import type { Email, Phone } from "journey/model";
/** @table persons */
export interface Person {
  id: number; email: Email; phone: Phone; country: "BE" | "FR"; score: number; stage: "new" | "won"; active: boolean; created_at: Date;
}
`;
const readModels = createModelReader();

function compile(body: string): JourneyGraph {
  const text = `import { Person } from "./models.ts"\n\njourney campaign {\n  target Person\n  purpose transactional\n${body}\n}\n`;
  const files = new Map([
    ["/p/models.ts", models],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) }, { readModels });
  const [journey] = checked?.journeys ?? [];
  if (!journey) throw new Error(checked?.diagnostics.map(({ message }) => message).join(" "));
  return buildGraph(journey, new LineIndex(text));
}

const email = (head: string, more = "", subject = "Hello") =>
  `email ${head} { subject "${subject}" body "Good day. [Shop](https://acme.test/shop)"\n${more}\n}`;
const parts = {
  filter: "filter email is set",
  goal: 'goal won when stage = "won"',
  hello: email("hello", 'on not opened after 2 days { sms nudge { text "Did you see it?" } }'),
  wait: "wait 4 days",
  more: `if hello opened { ${email("more")} } else { update { score += 1 } }`,
};
const journey = (change: Partial<Record<keyof typeof parts, string>> = {}) =>
  compile(Object.values({ ...parts, ...change }).join("\n"));

describe.each(Object.entries(backends))("on %s, an edit", (_, openDatabase) => {
  let db: Database;
  let history: JourneyHistory;
  /** Who opened `hello` later than so many days after it had left, and no later than so many. */
  const opened = async (from: number, to: number): Promise<number> => {
    const [row] = await db.query<{ people: number }>(
      `select count(distinct o.participant_id)::int as people from journey.event o
       join journey.event s on s.participant_id = o.participant_id and s.activity = o.activity and s.type = 'executed'
       where o.activity = 'hello' and o.type = 'opened'
         and o.occurred_at - s.occurred_at > make_interval(days => $1)
         and o.occurred_at - s.occurred_at <= make_interval(days => $2)`,
      [from, to],
    );
    return row!.people;
  };
  const replayed = (graph: JourneyGraph) => replayReport(replay(history, graph), { smsPrice: 0.1 });
  const step = (report: ReturnType<typeof replayed>, id: string) => report.steps.find((each) => each.id === id);

  beforeAll(async () => {
    db = await openDatabase();
    await filled(db, journey(), {
      participants: 80,
      days: 20,
      reactions: { hello: [{ happening: "opened", share: 0.8, within: 6 * day, shape: "even", source: "the test" }] },
      changes: [{ set: { stage: "won" }, share: 0.3, within: 10 * day }],
    });
    history = await historyOf(db, "campaign", journey(), {
      from: start - day,
      to: start + 20 * day,
      until: start + 20 * day,
      limit: 10_000,
    });
  }, 120_000);
  afterAll(() => db?.close());

  it("of nothing gives no difference, goals and what steps wrote included", () => {
    const report = replayed(journey());
    expect(report).toMatchObject({ entries: 80, different: { way: 0, times: 0 }, moves: [] });
    expect(report.fidelity).toMatchObject({ asRecorded: 80, deviations: [], recordGone: 0, overwritten: {} });
    expect(replayToText(report)).toContain("Nothing would have been different for anybody.");
  });

  it("of a name that is said gives no difference either", () => {
    const renamed = journey({
      hello: parts.hello.replace("email hello", "email greeting renamed from hello"),
      more: parts.more.replace("hello", "greeting"),
    });
    expect(replayed(renamed).different).toEqual({ way: 0, times: 0 });
  });

  it("of a deadline moves those who opened in between", async () => {
    const between = await opened(2, 3);
    expect(between).toBeGreaterThan(3);
    const report = replayed(journey({ hello: parts.hello.replace("after 2 days", "after 3 days") }));
    const nudge = step(report, "nudge");
    expect(nudge).toMatchObject({ onlyBefore: between, onlyAfter: 0, later: 24 * 60 });
    expect(report.moves).toContainEqual({ from: "nudge", to: undefined, people: between });
    expect(report.messages.find(({ channel }) => channel === "sms")).toEqual({
      channel: "sms",
      before: nudge!.before,
      after: nudge!.before - between,
    });
    expect(report.sms).toEqual({
      partsBefore: nudge!.before,
      partsAfter: nudge!.before - between,
      costBefore: Math.round(nudge!.before * 10) / 100,
      costAfter: Math.round((nudge!.before - between) * 10) / 100,
    });
  });

  it("of a wait asks again what had happened by then", async () => {
    const between = await opened(2, 4);
    const report = replayed(journey({ wait: "wait 2 days" }));
    // Who opened after two days and before four gets the other branch now.
    expect(step(report, "more")).toMatchObject({ onlyBefore: between, onlyAfter: 0, later: -2 * 24 * 60 });
    expect(report.moves).toEqual([{ from: "more", to: "Update score += 1", people: between }]);
    // Everybody is through earlier, some of them before they reach the goal.
    expect(report.different.way + report.different.times).toBe(80);
    expect(report.goals[0]!.after).toBeLessThan(report.goals[0]!.before);
  });

  it("that takes a message out, and puts one in that nobody ever got, says what is not known of it", () => {
    const report = replayed(
      journey({
        more: `email news { subject "In May" body "Seeds, bulbs and all that grows." on opened { update { score += 5 } } }\nif hello opened { update { score += 2 } }`,
      }),
    );
    expect(step(report, "more")).toMatchObject({ change: "gone", after: 0 });
    expect(step(report, "news")).toMatchObject({ change: "new", before: 0, after: 80 });
    expect(report.fidelity.withoutHistory).toEqual([{ step: "news", messages: 80 }]);
    expect(replayToText(report)).toContain("news to people who never got it, taken not to react: 80");
  });

  it("of the filter leaves out those who would not enter", async () => {
    const [row] = await db.query<{ people: number }>(
      "select count(*)::int as people from persons where country = 'BE'",
    );
    const report = replayed(journey({ filter: 'filter email is set and country = "BE"' }));
    expect(report.ends).toContainEqual({ end: "does not enter", before: 0, after: 80 - row!.people });
    expect(step(report, "hello")).toMatchObject({ before: 80, after: row!.people });
    expect(report.moves).toContainEqual({ from: "hello", to: "does not enter", people: 80 - row!.people });
  });

  it("of a goal that ends the journey lets them leave when they reached it", () => {
    const before = replayed(journey()).goals[0]!.before;
    const report = replayed(journey({ goal: 'goal won when stage = "won" and exit' }));
    expect(before).toBeGreaterThan(5);
    expect(report.goals).toEqual([{ name: "won", before, after: before }]);
    expect(report.ends).toContainEqual({ end: "exited: goal won", before: 0, after: before });
  });

  it("of a text keeps the reactions, and says so", () => {
    const report = replayed(journey({ hello: parts.hello.replace('"Hello"', '"Spring is here"') }));
    expect(report.different).toEqual({ way: 0, times: 0 });
    expect(report.assumptions).toContain("Other texts, with the reactions to the old ones: hello.");
  });

  it("is shown for a named person, side by side", () => {
    const shorter = journey({ wait: "wait 2 days" });
    const all = replay(history, shorter);
    const someone = all.entries.find(({ before, after }) => before.visited.has("more") && !after.visited.has("more"))!;
    const report = replayReport(all, { isShown: (entry) => entry === someone });
    const text = replayToText(report, true);
    expect(text).toContain("| UTC | as it was | as it would have been |");
    expect(text).toMatch(/\| 2026-03-0\d \d\d:\d\d \| {2}\| Update score \+= 1 carried out \|/);
    expect(text).toMatch(/\| hello sent \| the same \|/);
    expect(text).toMatch(/\| more sent \| {2}\|/);
  });

  it("is never written anywhere: the records are as they were", async () => {
    const again = await historyOf(db, "campaign", journey(), {
      from: start - day,
      to: start + 20 * day,
      until: start + 20 * day,
      limit: 10_000,
    });
    expect(again.entries).toEqual(history.entries);
  });

  it("is asked of so many as were wanted, and says that there were more", async () => {
    const cut = await historyOf(db, "campaign", journey(), {
      from: start - day,
      to: start + 20 * day,
      until: start + 20 * day,
      limit: 10,
    });
    expect(cut.entries).toHaveLength(10);
    expect(replayReport(replay(cut, journey())).assumptions).toContain(
      "More people entered in that time: these are the first 10.",
    );
  });
});
