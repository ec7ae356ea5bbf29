/** `journey plan`, `deploy`, `start`, `stop` and `status` as people meet them, on a PostgreSQL server. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEngine, type Database, openPostgres, VirtualClock } from "@journey/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { recordEvents } from "../runtime/store/events.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";
import { personModel } from "./support/random-journey.ts";

const main = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
const killed = fileURLToPath(new URL("./support/killed-deploy.mjs", import.meta.url));
const day = 86_400_000;

// Each starts a dozen processes.
vi.setConfig({ testTimeout: 400_000 });

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

let folder: string;
let url: string;
let db: Database;
let clock: VirtualClock;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "journey-deploy-"));
  url = await server.createDatabase();
  db = await openPostgres(url);
  await db.script(
    `create table persons (id bigint primary key, email text, score double precision, active boolean not null default true, created_at timestamptz);
     insert into persons select n, 'p' || n || '@acme.test', n, true, now() from generate_series(1, 60) n`,
  );
  writeFileSync(join(folder, "models.ts"), personModel);
  clock = new VirtualClock(Date.now());
});
afterEach(async () => {
  await db?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: readonly string[], env: Record<string, string | undefined> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, FORCE_COLOR: "0", DATABASE_URL: url, ...env } };
    execFile(process.execPath, [...program], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

const journey = (...args: string[]) => run([main, ...args]);

function write(...steps: readonly string[]): void {
  const head = `import { Person } from "./models.ts"\n\njourney campaign {\n  target Person\n  purpose transactional\n`;
  writeFileSync(join(folder, "main.journey"), `${head}${steps.map((step) => `  ${step}\n`).join("")}}\n`);
}

const hello = 'email hello { subject "Hello" body "Good day." }';
const second = 'email second { subject "Second" body "Good day again." }';

/** Everybody enters, gets what is to be sent, and the clock goes on. */
async function live(days: number): Promise<void> {
  const engine = createEngine({ db, clock });
  await engine.enrol();
  await engine.step();
  const pending = await db.query<{ bucket: number; id: string }>(
    `update journey.message set status = 'sent', attempt_at = null, sent_at = now() where status = 'pending'
     returning bucket, id::text as id`,
  );
  await recordEvents(
    db,
    pending.map(({ bucket, id }) => ({
      bucket,
      messageId: id,
      type: "executed" as const,
      occurredAt: clock.now(),
      source: "smtp",
      externalId: `${id}:executed`,
    })),
    clock.now(),
  );
  await engine.step();
  clock.moveTo(clock.now() + days * day);
  await engine.step();
}

describe("a deployment", () => {
  it("starts a journey, re-dates those who wait, and can be rolled back", async () => {
    write(hello, "wait 5 days", second);
    expect(await journey("plan")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 to start, 0 to change"),
    });
    expect(await journey("deploy")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("campaign deployed: 0 moved"),
    });
    await live(0);
    write(hello, "wait 2 days", second);
    const plan = await journey("plan", "--out", "plan.json");
    expect(plan).toMatchObject({ code: 0, stderr: expect.stringContaining("`journey deploy plan.json` does it") });
    expect(plan.stdout).toContain("60  wait 5 days (wait_1)");
    expect(plan.stdout).toContain("move, timers re-dated: Wait 5 days -> Wait 2 days");
    expect(plan.stdout).toContain("Of the people under way, 60 move, 0 stay, 0 exit, 0 undecided.");
    expect(await journey("deploy", "plan.json")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("campaign deployed: 60 moved, 0 exited, 0 stay on older versions."),
    });
    expect(await journey("deploy", "plan.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("already-deployed"),
    });
    const [timers] = await db.query<{ days: number }>(
      `select distinct round(split_part(timers, ' ', 3)::float8 / ${day})::int as days from journey.participant`,
    );
    expect(timers).toEqual({ days: 2 });
    const back = await journey("deploy", "--rollback", "campaign");
    expect(back).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("timers re-dated: Wait 2 days -> Wait 5 days"),
    });
    expect((await journey("status")).stdout).toContain("60 people under way; next due");
  });

  it("is refused where a place is gone, until somebody says what becomes of those who wait there", async () => {
    write(hello, "wait 5 days", second);
    await journey("deploy");
    await live(0);
    write(hello);
    const refused = await journey("plan", "--out", "plan.json");
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("The plan was not saved") });
    expect(refused.stdout).toContain("NO DECISION, the place is gone");
    expect(refused.stdout).toContain(
      "help: --move campaign.wait_1=STEP (end, hello) or --exit campaign.wait_1 or --stay campaign.wait_1",
    );
    expect(await journey("deploy")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("Nothing was deployed."),
    });
    expect(await journey("plan", "--move", "campaign.wait_9=hello")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown-place"),
    });
    expect(await journey("plan", "--move", "campaign.wait_1=nowhere")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("They can go to: end, hello."),
    });
    const told = await journey("deploy", "--move", "campaign.wait_1=end");
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("campaign deployed: 60 moved") });
    await live(1);
    const states = await db.query(
      "select status, ended_reason as reason, count(*)::int as people from journey.participant group by 1, 2",
    );
    expect(states).toEqual([{ status: "completed", reason: "completed", people: 60 }]);
  });

  it("does exactly the saved plan, or nothing when the store has changed since", async () => {
    write(hello, "wait 5 days", second);
    await journey("deploy");
    await live(0);
    write(hello, "wait 3 days", second);
    await journey("plan", "--out", "three.json");
    write(hello, "wait 4 days", second);
    await journey("deploy");
    expect(await journey("deploy", "three.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "error[store-changed] Another version was deployed since the plan for campaign was made.",
      ),
    });
    // The files may say something else by now: the plan counts.
    write(hello, "wait 1 day", second);
    await journey("plan", "--out", "one.json");
    write(hello);
    expect(await journey("deploy", "one.json")).toMatchObject({ code: 0, stdout: expect.stringContaining("60 moved") });
  });

  it("that is killed behind any of its transactions loses nobody, and goes on where it was", async () => {
    write(hello, "wait 5 days", second);
    await journey("deploy");
    await live(0);
    write(hello, "wait 2 days", second, 'add to list "Done"');
    await journey("plan", "--out", "plan.json");
    const plan = join(folder, "plan.json");
    for (const batch of [1, 2, 1]) {
      // Killed: no exit code of its own.
      const { stdout, stderr, code } = await run([killed, url, plan, String(batch)]);
      expect({ stdout, stderr, code }).toMatchObject({ stdout: "", stderr: "", code: 1 });
      const { stdout: status } = await journey("status");
      expect(status).toContain("a deployment was interrupted: deploy its plan again");
      expect(status).toMatch(/60 people under way, \d+ of them in /);
    }
    write(hello, "wait 9 days", second);
    expect(await journey("deploy")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("deployment-unfinished"),
    });
    expect(await journey("deploy", "plan.json")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("0 stay on older versions"),
    });
    await live(3);
    await live(0);
    const sent = await db.query(
      "select activity, count(*)::int as messages, count(distinct participant_id)::int as people from journey.message group by 1 order by 1",
    );
    expect(sent).toEqual([
      { activity: "hello", messages: 60, people: 60 },
      { activity: "second", messages: 60, people: 60 },
    ]);
    expect(JSON.parse(readFileSync(plan, "utf8")).formatVersion).toBe("1.0");
  });

  it("renames a step with its history, and judges a new reaction on what is recorded", async () => {
    write(hello, "wait 5 days", second);
    await journey("deploy");
    await live(1);
    const opened = await db.query<{ bucket: number; id: string }>(
      "select bucket, id::text as id from journey.message order by participant_id::int limit 7",
    );
    await recordEvents(
      db,
      opened.map(({ bucket, id }) => ({
        bucket,
        messageId: id,
        type: "opened" as const,
        occurredAt: clock.now(),
        source: "pixel",
        externalId: `${id}:opened`,
      })),
      clock.now(),
    );
    await live(0);
    write(
      'email greeting { subject "Hello" body "Good day."\n on opened { add to list "Readers" }\n }',
      "wait 5 days",
      second,
      'if greeting opened { add to list "Also" }',
    );
    const plan = await journey("deploy");
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining("60 moved") });
    await live(5);
    await live(0);
    const lists = await db.query("select list, count(*)::int as people from journey.list_member group by 1 order by 1");
    expect(lists).toEqual([
      { list: "Also", people: 7 },
      { list: "Readers", people: 7 },
    ]);
    expect(await db.query("select distinct activity from journey.message order by 1")).toEqual([
      { activity: "greeting" },
      { activity: "second" },
    ]);
  });
});

describe("journeys", () => {
  it("are stopped and started again; status says so", async () => {
    write(hello);
    await journey("deploy");
    expect(await journey("stop", "campaign")).toMatchObject({ code: 0, stdout: "campaign is stopped.\n" });
    expect(JSON.parse((await journey("status", "--json")).stdout)).toMatchObject([
      { journey: "campaign", state: "stopped" },
    ]);
    expect(await journey("start", "campaign")).toMatchObject({ code: 0, stdout: "campaign runs.\n" });
    expect(await journey("start", "nope")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There are: campaign."),
    });
    expect(await run([main, "status"], { DATABASE_URL: "" })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("missing-setting"),
    });
  });
});
