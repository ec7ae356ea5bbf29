/** Functions of the project: called in threads, with limits, their logs kept, their changes written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GraphNode } from "@journey/compiler";
import { clause, graphOf, update } from "@journey/compiler/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { loadRunLogs } from "../store/run-logs.ts";
import { createTokens } from "../tracking/token.ts";
import { createOutbox } from "./outbox.ts";
import { createFunctionRunner, type FunctionRunner } from "./run-function.ts";

let folder: string;
let file: string;
let runner: FunctionRunner | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-run-"));
  file = join(folder, "functions.ts");
  writeFileSync(join(folder, "helper.ts"), `export const double = (n: number): number => n * 2;\n`);
  writeFileSync(
    file,
    `import { double } from "./helper.ts";
interface Action { readonly idempotencyKey: string; readonly attempt: number; update(changes: object): void }
let loaded = 0;
loaded++;
export async function greet(this: Action, contact: { first_name: string; score: number; met: Date }, points: number) {
  console.log("hello %s", contact.first_name, { points });
  console.warn(contact.met instanceof Date, this.idempotencyKey, this.attempt);
  await new Promise((resolve) => setTimeout(resolve, 5));
  this.update({ score: double(contact.score) + points });
}
export const count = () => { console.log(loaded++); };
export function fail() { console.error("about to"); throw new Error("the service said no"); }
export function forever() { console.log("begins"); for (;;); }
export const hang = () => new Promise(() => {});
export function eat() { const all: number[][] = []; for (;;) all.push(new Array(100_000).fill(Math.random())); }
export function quit() { process.exit(0); }
export function later() { setTimeout(() => { throw new Error("too late"); }, 10); }
export function wrong(this: Action) { this.update({ score: "high" }); }
export function unknown(this: Action) { this.update({ password: "x", id: 3 }); }
export function chatty() { for (let n = 0; n < 1000; n++) console.log("x".repeat(5000)); }
export function strange(this: Action) { this.update({ score: () => 1 }); }
export const notOne = 3;
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await runner?.close();
  runner = undefined;
});

const run = (name: string, values: readonly unknown[] = []) => {
  runner ??= createFunctionRunner({ timeLimit: 4_000, memoryLimit: 64, threads: 2 });
  return runner.run({ file, name, values, idempotencyKey: "7-42", attempt: 2 });
};

it("gets the record with its dates, its arguments, a key; says what it logs and what it wants changed", async () => {
  const outcome = await run("greet", [{ first_name: "Ann", score: 4, met: new Date(0) }, 10]);
  expect(outcome).toMatchObject({
    changes: { score: 18 },
    lines: [
      { level: "log", text: "hello Ann { points: 10 }" },
      { level: "warn", text: "true 7-42 2" },
    ],
  });
  expect(outcome.error).toBeUndefined();
});

it("is read once in each thread, not at each call", async () => {
  runner = createFunctionRunner({ threads: 1 });
  const counted: (string | undefined)[] = [];
  for (let time = 0; time < 3; time++) counted.push((await run("count")).lines[0]?.text);
  expect(counted).toEqual(["1", "2", "3"]);
});

it("that fails, hangs, loops, eats memory or ends its thread has failed, and the next call works", async () => {
  expect(await run("fail")).toMatchObject({
    error: "the service said no",
    lines: [{ level: "error", text: "about to" }],
  });
  const [loops, hangs] = await Promise.all([run("forever"), run("hang")]);
  expect(loops).toMatchObject({ error: "it took longer than 4 s", lines: [{ text: "begins" }] });
  expect(hangs.error).toBe("it took longer than 4 s");
  expect((await run("eat")).error).toMatch(/more than 64 MB|longer than/);
  expect((await run("quit")).error).toBe("it ended its thread before it had ended");
  expect((await run("missing")).error).toMatch(/exports no function missing/);
  expect((await run("notOne")).error).toMatch(/exports no function notOne/);
  expect((await run("strange")).error).toMatch(/no plain value/);
  expect(
    (await runner!.run({ file: join(folder, "none.ts"), name: "x", values: [], idempotencyKey: "", attempt: 1 })).error,
  ).toBeTruthy();
  await run("later");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await run("count")).error).toBeUndefined();
});

it("that logs without end is cut short", async () => {
  const { lines } = await run("chatty");
  expect(lines).toHaveLength(200);
  expect(lines[0]?.text).toHaveLength(2_000);
});

it("more calls than threads wait for each other", async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => run("greet", [{ first_name: "Ann", score: 1, met: new Date(0) }, 1])),
  );
  expect(outcomes.map(({ changes }) => changes.score)).toEqual(Array(20).fill(3));
});

it("a step of a journey: its changes are written, its log is kept, its failure is `on failed`'s", async () => {
  const db: Database = await openPglite();
  await db.script(
    `create table contacts (id bigint primary key, email text, first_name text, country text, score double precision,
                            active boolean not null default true);
     insert into contacts (id, email, first_name, score) values (1, 'ann@example.test', 'Ann', 4)`,
  );
  const clock = new VirtualClock(Date.parse("2026-03-02T09:00:00Z"));
  const engine = createEngine({ db, clock });
  const node = (id: string, name: string, next?: string): GraphNode =>
    ({
      ...update(id, next === undefined ? {} : { next }),
      kind: "run",
      function: name,
      file,
      arguments: [{ kind: "this" }, { kind: "literal", value: 10, type: "number" }],
    }) as never;
  await engine.deploy(
    graphOf(
      [
        node("run_1", "greet", "run_2"),
        node("run_2", "wrong", "run_3"),
        node("run_3", "unknown"),
        update("sorry", { region: "failed" }),
      ],
      [clause("failed", { activity: "run_2", trigger: "failed", negated: false }, "sorry")],
    ),
  );
  const outbox = createOutbox({
    db,
    clock,
    tokens: createTokens("secret"),
    publicUrl: "",
    domain: "",
    from: "",
    channels: [],
    runFunction: createFunctionRunner({ threads: 1 }),
  });
  await engine.enrol();
  for (let round = 0; round < 4; round++) {
    await engine.step();
    await outbox.send();
  }
  // 4 × 2 + 10 by the function, and 1 by the clause.
  expect(await db.query("select score from contacts")).toEqual([{ score: 19 }]);
  expect(await db.query("select activity, status, error from journey.message order by id")).toEqual([
    { activity: "run_1", status: "sent", error: null },
    { activity: "run_2", status: "failed", error: 'wrong: update: score is "high", which is not a number' },
    {
      activity: "run_3",
      status: "failed",
      error:
        "unknown: update: Contact has no field password that can be written; there are email, first_name, country, score, active",
    },
  ]);
  const [participant] = await db.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.participant",
  );
  expect(
    (await loadRunLogs(db, participant!.bucket, participant!.id)).map(({ activity, error, lines }) => [
      activity,
      error === null,
      lines[0]?.text,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ["run_1", true, "hello Ann { points: 10 }"],
      ["run_2", false, undefined],
    ]),
  );
  await outbox.close();
  await db.close();
});
