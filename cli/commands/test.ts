import type { JourneyCoverage, TestResult } from "@journey/compiler";
import { type CheckedTest, LineIndex, Problem } from "@journey/language";
import { type Command, Option } from "commander";
import { isProblem } from "../is-problem.ts";
import { diskHost, openProject, type Project, shownPath } from "../project.ts";
import { colorsFor, count, printProblem } from "../terminal.ts";
import { watchFiles } from "../watch-files.ts";
import { writeOutput } from "../write-output.ts";
import { printDiagnostics } from "./check.ts";

const formats = ["text", "json", "junit"] as const;

interface TestOptions {
  readonly format: (typeof formats)[number];
  readonly name?: string;
  readonly coverage?: boolean;
  readonly lcov?: string;
  readonly output?: string;
  readonly watch?: boolean;
  readonly verbose?: boolean;
}

export function addTestCommand(program: Command): void {
  program
    .command("test [paths...]")
    .description("run the test blocks of journeys, in virtual time, without a database")
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .option("-t, --name <text>", "only tests with this in their title, or of the journey of this name")
    .option("--coverage", "show the steps and branches that no test goes through")
    .option("--lcov <file>", "write the coverage to a file, as lcov")
    .option("-o, --output <file>", "write the results to a file")
    .option("--verbose", "show the timeline of every test, not only of those that fail")
    .option("--watch", "run again when a file changes")
    .action(async (paths: string[], options: TestOptions) => {
      if (!options.watch) {
        if (!(await runOnce(openProject(paths), options))) process.exitCode = 1;
        return;
      }
      await watchFiles(openProject(paths).folder, async () => {
        try {
          await runOnce(openProject(paths), options);
        } catch (error) {
          if (!isProblem(error)) throw error;
          printProblem(error);
        }
      });
    });
}

/** @returns whether all is well */
async function runOnce(project: Project, options: TestOptions): Promise<boolean> {
  const started = performance.now();
  // Only the commands that compile load the compiler: `check` starts faster.
  const [{ coverageOf, runTest, toJunit, toLcov, VirtualJourney }, { compileProject }] = await Promise.all([
    import("@journey/compiler"),
    import("../compile-project.ts"),
  ]);
  const { graphs, diagnostics, tests } = compileProject(project);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) {
    printDiagnostics(errors);
    return false;
  }
  const chosen = tests.filter((test) => isChosen(test, options.name));
  if (chosen.length === 0) refuseNothing(tests, options.name);
  const journeys = new Map(
    graphs
      .filter((graph) => chosen.some((test) => test.journey === graph.name) || options.name === undefined)
      .map((graph) => [graph.name, new VirtualJourney(graph)]),
  );
  const lines = new Map<string, LineIndex>();
  const linesOf = (file: string): LineIndex => {
    const known = lines.get(file) ?? new LineIndex(diskHost.readFile(file) ?? "");
    lines.set(file, known);
    return known;
  };
  const results = chosen.flatMap((test) => {
    const journey = journeys.get(test.journey);
    return journey ? [runTest(test, journey, linesOf(test.file))] : [];
  });
  const coverage = [...journeys.values()].map((journey) =>
    coverageOf(
      journey,
      results.filter((result) => result.journey === journey.graph.name),
    ),
  );
  if (options.lcov !== undefined) writeOutput(options.lcov, toLcov(coverage, shownPath));
  switch (options.format) {
    case "text":
      writeOutput(options.output, await shownResults(results, coverage, options, performance.now() - started));
      break;
    case "json":
      writeOutput(options.output, `${JSON.stringify(asJson(results, coverage), null, 2)}\n`);
      break;
    case "junit":
      writeOutput(options.output, toJunit(results, shownPath));
  }
  return results.every(({ failures }) => failures.length === 0);
}

function isChosen(test: CheckedTest, name: string | undefined): boolean {
  return name === undefined || test.journey === name || test.title.toLowerCase().includes(name.toLowerCase());
}

function refuseNothing(tests: readonly CheckedTest[], name: string | undefined): never {
  if (name === undefined) {
    throw new Problem("no-tests", "There are no tests in these files.", 'Write one: `test "…" for JOURNEY { … }`.');
  }
  const titles = tests.slice(0, 8).map(({ title }) => `\`${title}\``);
  throw new Problem(
    "no-tests",
    `No test has \`${name}\` in its title, and no journey with tests is called so.`,
    tests.length > 0
      ? `There are: ${titles.join(", ")}${tests.length > 8 ? ", …" : ""}.`
      : "There are no tests at all.",
  );
}

async function shownResults(
  results: readonly TestResult[],
  coverage: readonly JourneyCoverage[],
  options: TestOptions,
  took: number,
): Promise<string> {
  const { clockOf, coveredBranches, coveredSteps, dateOf, uncovered } = await import("@journey/compiler");
  const colors = colorsFor(options.output === undefined ? process.stdout : {});
  const lines: string[] = [];
  let file = "";
  for (const result of results) {
    if (result.place.file !== file) {
      file = result.place.file;
      lines.push(colors.bold(shownPath(file)));
    }
    const isGood = result.failures.length === 0;
    lines.push(
      `  ${isGood ? colors.green("✓") : colors.red("✗")} ${result.title} ${colors.dim(`(${result.journey})`)}`,
    );
    for (const { message, place } of result.failures) {
      lines.push(
        `    ${colors.red(message)}`,
        `    ${colors.dim(`at ${shownPath(place.file)}:${place.line}:${place.column}`)}`,
      );
    }
    if (isGood && !options.verbose) continue;
    const rows = result.timeline.map(({ after, at, what, place }) => ({
      clock: clockOf(after),
      date: dateOf(at, result.timezone),
      what,
      place: place ? `${place.file === file ? "" : shownPath(place.file)}:${place.line}` : "",
    }));
    const width = Math.max(0, ...rows.map((row) => row.clock.length));
    const dates = Math.max(0, ...rows.map((row) => row.date.length));
    lines.push(colors.dim("    What happened:"));
    for (const row of rows) {
      lines.push(
        `      ${row.clock.padStart(width)}  ${colors.dim(row.date.padEnd(dates))}  ${row.what}${row.place === "" ? "" : colors.dim(`  ${row.place}`)}`,
      );
    }
    lines.push(colors.dim(`      In the end: ${result.standing}.`));
  }
  if (options.coverage) {
    lines.push("", colors.bold("Coverage"));
    for (const each of coverage) {
      const [steps, branches] = [coveredSteps(each), coveredBranches(each)];
      const isFull = steps.covered === steps.all && branches.covered === branches.all;
      const share = `${steps.covered} of ${count(steps.all, "step")}, ${branches.covered} of ${count(branches.all, "branch", "branches")}`;
      lines.push(`  ${isFull ? colors.green("✓") : colors.yellow("·")} ${each.journey}: ${share}`);
      for (const { line, what } of uncovered(each)) {
        lines.push(`      ${colors.dim(`${shownPath(each.file)}:${line}`)}  ${what}`);
      }
    }
  }
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const summary = `${count(results.length, "test")}: ${results.length - failed} passed, ${failed} failed, in ${Math.round(took)} ms.`;
  lines.push("", failed > 0 ? colors.red(summary) : colors.green(summary));
  return `${lines.join("\n")}\n`;
}

/** A stable form for other programs. */
function asJson(results: readonly TestResult[], coverage: readonly JourneyCoverage[]): unknown {
  const place = (at: { file: string; line: number; column: number }) => ({ ...at, file: shownPath(at.file) });
  return {
    version: 1,
    passed: results.filter(({ failures }) => failures.length === 0).length,
    failed: results.filter(({ failures }) => failures.length > 0).length,
    tests: results.map(({ title, journey, place: at, failures, timeline, standing }) => ({
      title,
      journey,
      place: place(at),
      failures: failures.map((failure) => ({ message: failure.message, place: place(failure.place) })),
      timeline: timeline.map(({ after, at: moment, what, place: source }) => ({
        afterMinutes: Math.round(after / 60_000),
        at: new Date(moment).toISOString(),
        what,
        ...(source ? { place: place(source) } : {}),
      })),
      standing,
    })),
    coverage: coverage.map((each) => ({ ...each, file: shownPath(each.file) })),
  };
}
