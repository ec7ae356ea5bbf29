import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ChangeClass, JourneyGraph, MarkdownOptions, ProjectDiff } from "@journey/compiler";
import { Problem } from "@journey/language";
import { type Command, InvalidArgumentError, Option } from "commander";
import { collect } from "../option-values.ts";
import { shownPath } from "../project.ts";
import type { Side } from "../side.ts";
import { colorsFor, count } from "../terminal.ts";
import { printDiagnostics } from "./check.ts";

const formats = ["text", "json", "markdown", "github"] as const;

interface DiffCommandOptions {
  readonly project: string;
  readonly format: (typeof formats)[number];
  readonly failOn?: ChangeClass;
  readonly linkTo?: string;
  readonly summary?: string;
  readonly comment?: boolean;
  readonly renamed: readonly string[];
  readonly effects: boolean;
  readonly seed: number;
}

export function addDiffCommand(program: Command): void {
  program
    .command("diff [versions...]")
    .description("show what a change means: for people, not for the text")
    .option("--project <dir>", "the project's folder, for versions out of git", ".")
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .addOption(
      new Option("--fail-on <class>", "end with 1 if there is such a change, or a worse one").choices([
        "breaking",
        "dangerous",
        "safe",
      ]),
    )
    .option(
      "--renamed <journey.old=new>",
      "a step that has another name now (none: it is gone); may stand several times",
      collect,
      [],
    )
    .option(
      "--link-to <url>",
      "markdown: what stands before a path in links, e.g. https://github.com/acme/mails/blob/main/",
    )
    .option("--no-effects", "don't let people live through both versions to see what becomes of them")
    .option("--seed <n>", "where the chance of that begins; the same seed gives the same figures", parseSeed, 1)
    .option("--summary <file>", "append the whole of it as Markdown to this file, however long it is")
    .option("--comment", "keep one comment of the pull request up to date (in GitHub Actions and GitLab CI)")
    .addHelpText(
      "after",
      `
Versions:
  (none)          what the working tree changes in HEAD
  main            what the working tree changes in main
  main work       what work changes in main; main..work is the same
  main...work     what work has changed since it left main
  old/ new/       two folders, or two files

A change that is meant is allowed by a comment above it or behind it, and fails nothing:
  // allow change wait-shortened: agreed with sales on 2 March`,
    )
    .action(async (versions: string[], options: DiffCommandOptions) => {
      const [{ openSide }, compiler] = await Promise.all([import("../side.ts"), import("@journey/compiler")]);
      const [before, after] = sidesOf(versions, options.project, await import("../git.ts")).map((side) =>
        openSide(side, options.project),
      ) as [Side, Side];
      reportErrors(before, after);
      const left = leftOut(before, after);
      const of = (side: Side) => side.graphs.filter((graph) => !left.has(graph.name));
      const renamed = renamesOf(options.renamed);
      const effects = (old: JourneyGraph, now: JourneyGraph) =>
        compiler.effectsOf(old, now, {
          seed: options.seed,
          before: before.simulations,
          after: after.simulations,
          renamed: renamed.get(now.name) ?? new Map(),
          holidays: after.holidays,
        });
      const found = compiler.diffProjects(of(before), of(after), {
        renamed,
        ...(options.effects ? { effectsOf: effects } : {}),
      });
      const broken = new Set(after.errors.map(({ file }) => file));
      const diff = compiler.allow(found, before.allowances, after.allowances, (file) => !broken.has(file));
      await print(diff, before, after, options);
      if (after.errors.length > 0 || (options.failOn && compiler.reaches(diff, options.failOn))) process.exitCode = 1;
    });
}

/** The two versions that the arguments name; undefined: the working tree. */
function sidesOf(
  versions: readonly string[],
  project: string,
  git: typeof import("../git.ts"),
): readonly [string | undefined, string | undefined] {
  if (versions.length > 2) {
    throw new Problem("wrong-option", "Only two versions can be compared.", "See `journey diff --help`.");
  }
  const [first = "HEAD", second] = versions;
  if (second !== undefined) return [first, second];
  const range = /^(.*?)(\.\.\.?)([^.].*)?$/.exec(first);
  if (!range || range[1] === undefined || /[\\/]/.test(first)) return [first, undefined];
  const [, from = "", dots, to] = range;
  const left = from === "" ? "HEAD" : from;
  const right = to ?? "HEAD";
  if (dots === "..") return [left, right];
  const base = git.mergeBase(resolve(project), left, right);
  if (base === undefined) {
    throw new Problem(
      "no-such-version",
      `${left} and ${right} have no commit in common.`,
      "In a workflow, fetch the history: `actions/checkout` with `fetch-depth: 0`.",
    );
  }
  return [base, right];
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0) throw new InvalidArgumentError("A seed is a whole number.");
  return seed;
}

/** `welcome.hello=greeting` */
function renamesOf(given: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const renamed = new Map<string, Map<string, string>>();
  for (const text of given) {
    const [, journey, from, to] = /^([a-z0-9_]+)\.([a-z0-9_.]+)=([a-z0-9_.]*)$/.exec(text) ?? [];
    if (journey === undefined || from === undefined || to === undefined) {
      throw new Problem("wrong-option", `${text} is no renaming.`, "Write it as --renamed welcome.hello=greeting.");
    }
    renamed.set(journey, (renamed.get(journey) ?? new Map()).set(from, to));
  }
  return renamed;
}

/** What can't be read can't be compared; it is said on the side, so that other programs read the rest. */
function reportErrors(before: Side, after: Side): void {
  for (const side of [before, after]) {
    if (side.errors.length === 0) continue;
    const files = new Set(side.errors.map(({ file }) => shownPath(file)));
    process.stderr.write(
      `${side.name}: ${count(side.errors.length, "error")} in ${[...files].join(", ")}; journeys with errors are left out.\n`,
    );
  }
}

/** Journeys that one side lacks only because of an error there. */
function leftOut(before: Side, after: Side): ReadonlySet<string> {
  const names = (side: Side) => new Set(side.graphs.map(({ name }) => name));
  const lacking = (side: Side, other: Side) => {
    const broken = new Set(side.errors.map(({ file }) => shownPath(file)));
    return other.graphs
      .filter((graph) => broken.has(shownPath(graph.regions[0]!.source.file)) && !names(side).has(graph.name))
      .map(({ name }) => name);
  };
  return new Set([...lacking(before, after), ...lacking(after, before)]);
}

async function print(diff: ProjectDiff, before: Side, after: Side, options: DiffCommandOptions): Promise<void> {
  const { diffToGithub, diffToJson, diffToMarkdown, diffToText, summaryLine } = await import("@journey/compiler");
  const graphs = { before: before.graphs, after: after.graphs };
  const link = options.linkTo === undefined ? {} : { linkTo: options.linkTo };
  if (options.summary !== undefined) {
    appendFileSync(
      options.summary,
      diffToMarkdown(diff, { ...graphs, ...link, shownPath, limit: Number.POSITIVE_INFINITY }),
    );
  }
  if (options.comment) await comment(diff, { ...graphs, ...link, shownPath });
  switch (options.format) {
    case "text":
      process.stdout.write(diffToText(diff, { style: colorsFor(process.stdout), shownPath }));
      if (after.errors.length > 0) printDiagnostics(after.errors);
      return;
    case "json":
      console.log(JSON.stringify(diffToJson(diff, shownPath), null, 2));
      return;
    case "markdown": {
      const whole = options.summary === undefined ? {} : { whole: "the job's summary" };
      process.stdout.write(diffToMarkdown(diff, { ...graphs, ...link, ...whole, shownPath }));
      return;
    }
    case "github":
      for (const line of diffToGithub(diff, shownPath)) console.log(line);
      console.log(summaryLine(diff));
  }
}

async function comment(diff: ProjectDiff, options: MarkdownOptions): Promise<void> {
  const [{ commentMarker, diffToMarkdown }, { keepComment }] = await Promise.all([
    import("@journey/compiler"),
    import("../comment.ts"),
  ]);
  const body = diffToMarkdown(diff, { ...options, whole: "the job's summary" });
  const { what } = await keepComment(body, commentMarker, diff.journeys.length + (diff.allowances?.length ?? 0) > 0);
  const said = {
    made: "The comment was made.",
    updated: "The comment was updated.",
    "not needed": "Nothing has changed: no comment was made.",
    "not allowed": "The comment was not made: this run may not write to the pull request. Its summary has everything.",
  };
  process.stderr.write(`${said[what]}\n`);
}
