/** `journey test` and `journey simulate` on the examples, as somebody uses them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  coverageOf,
  coveredBranches,
  coveredSteps,
  reportOf,
  runTest,
  simulate,
  VirtualJourney,
} from "@journey/compiler";
import { LineIndex } from "@journey/language";
import { openPglite, populationOf } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileProject } from "../cli/compile-project.ts";
import { openProject } from "../cli/project.ts";
import { loadSample } from "../runtime/dev/sample.ts";
import { keptSimulation, simulationPages } from "./baselines/simulations.ts";
import { examples } from "./support/dev.ts";

const pages = simulationPages();
const cli = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
const { graphs, tests } = compileProject(openProject([examples]));

function journey(...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });
  return { stdout, stderr, status };
}

describe.each(graphs.map(({ name }) => name))("the example %s", (name) => {
  const compiled = new VirtualJourney(graphs.find((graph) => graph.name === name)!);
  const results = tests
    .filter((test) => test.journey === name)
    .map((test) => runTest(test, compiled, new LineIndex(readFileSync(test.file, "utf8"))));

  it("does what its tests say", () => {
    expect(results.flatMap(({ title, failures }) => failures.map(({ message }) => `${title}: ${message}`))).toEqual([]);
  });

  it("has a report of its simulation among the documents, which is still true", () => {
    const page = `${name}.md`;
    expect(pages.get(page), "run `npm run baselines`, and read its diff").toBe(keptSimulation(page));
  });

  it("has tests that go through every step and every branch", () => {
    const coverage = coverageOf(compiled, results);
    expect(coveredSteps(coverage)).toMatchObject({ covered: coverage.steps.length });
    const { covered, all } = coveredBranches(coverage);
    expect(covered).toBe(all);
  });
});

describe("the commands", { timeout: 300_000 }, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "journey-test-"));
    writeFileSync(
      join(folder, "models.ts"),
      `import type { Email } from "${examples}/../cli/model.ts";\nexport interface Person { id: number; email?: Email; created_at: Date }\n`,
    );
    writeFileSync(
      join(folder, "main.journey"),
      `import { Person } from "./models.ts"

journey short {
  target Person

  wait 1 day
  add to list "Seen"
}

test "holds" for short {
  expect completed
}

test "does not" for short {
  by 1 hour expect completed
}
`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("ends with 1 and the story when a test fails", () => {
    const { stdout, status } = journey("test", folder);
    expect(status).toBe(1);
    expect(stdout).toContain("✓ holds (short)");
    expect(stdout).toContain(
      "Expected the record to have completed by 1 hour, but that happened only 1 day after the beginning.",
    );
    expect(stdout).toContain("2 tests: 1 passed, 1 failed");
  });

  it("runs the tests of one name, and writes JUnit, JSON and lcov", () => {
    const lcov = join(folder, "coverage.info");
    const { stdout, status } = journey("test", folder, "--name", "holds", "--format", "json", "--lcov", lcov);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, passed: 1, failed: 0 });
    expect(readFileSync(lcov, "utf8")).toContain("LF:2\nLH:2\n");
    expect(journey("test", folder, "--format", "junit").stdout).toContain('tests="2" failures="1"');
  });

  it("says what there is when no test has that name", () => {
    const { stderr, status } = journey("test", folder, "--name", "nobody");
    expect(status).toBe(2);
    expect(stderr).toContain("There are: `holds`, `does not`.");
  });

  it("prints the same report twice for one seed", () => {
    const report = (seed: string): string =>
      journey("simulate", folder, "--participants", "200", "--runs", "2", "--seed", seed, "--format", "json").stdout;
    expect(JSON.parse(report("1"))).toMatchObject({ version: 1, participants: 200, runs: 2 });
    expect(report("1")).toBe(report("1"));
  });

  it("refuses a profile that says nonsense, with its place", () => {
    const profile = join(folder, "profile.json");
    writeFileSync(profile, '{ "fields": { "email": { "set": 120 } } }');
    const { stderr, status } = journey("simulate", folder, "--profile", profile);
    expect(status).toBe(2);
    expect(stderr).toContain("error[wrong-profile]");
    expect(stderr).toContain("fields.email.set");
  });
});

it("simulates the records of a database, and changes none", { timeout: 120_000 }, async () => {
  const db = await openPglite();
  try {
    const graph = graphs.find(({ name }) => name === "win_back")!;
    const start = Date.parse("2026-11-02T08:00:00Z");
    await loadSample(db, graph.schema, `${examples}/sample`, start);
    const before = await db.query("select to_jsonb(t) as record from customers t order by id");
    const people = await populationOf(db, [graph], 1000);
    expect(people.records.length).toBe(before.length);
    expect(people.records.some((record) => (record.orders as unknown[]).length > 0)).toBe(true);
    const simulated = simulate({ graphs: [graph], people, start, days: 30, runs: 2 });
    const report = reportOf(simulated);
    expect(report.participants).toBe(before.length);
    expect(report.assumptions.people).toEqual([]);
    expect(await db.query("select to_jsonb(t) as record from customers t order by id")).toEqual(before);
  } finally {
    await db.close();
  }
});
