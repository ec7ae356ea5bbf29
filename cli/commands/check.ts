import { isUtf8 } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import {
  applyFixes,
  checkFiles,
  type Diagnostic,
  diagnosticsToGithub,
  diagnosticsToJson,
  diagnosticsToSarif,
  type FixedFiles,
  Problem,
  renderDiagnostic,
} from "@journey/language";
import { type Command, Option } from "commander";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { diskHost, modelReaderOf, openProject, type Project, shownPath } from "../project.ts";
import { colorsFor, count } from "../terminal.ts";
import { version } from "../version.ts";

const formats = ["text", "json", "github", "sarif"] as const;

interface CheckOptions {
  readonly format: (typeof formats)[number];
  readonly docs?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

export function addCheckCommand(program: Command): void {
  program
    .command("check [paths...]")
    .description("find mistakes in .journey files, their models and their texts")
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .option("--docs <url>", "where docs/diagnostics.md can be read, for the links to it")
    .option("--fix", "mend what has one sure fix, then print what remains")
    .option("--dry-run", "with --fix: print the changes as a diff, and write nothing")
    .action((paths: string[], options: CheckOptions) => {
      refuseWrongUse(options);
      const project = openProject(paths);
      if (options.dryRun) {
        printChanges(project);
        return;
      }
      const fixed = options.fix ? mend(project) : undefined;
      if (fixed) write(fixed.texts);
      const diagnostics = fixed ? fixed.diagnostics : findings(project);
      print(diagnostics, project.files.length, options);
      if (fixed) {
        // What other programs read stays free of it.
        const stream = options.format === "text" ? process.stdout : process.stderr;
        stream.write(`${fixesIn(fixed)} applied in ${count(fixed.texts.size, "file")}.\n`);
      }
      if (hasErrors(diagnostics)) process.exitCode = 1;
    });
}

function refuseWrongUse({ format, docs, fix, dryRun }: CheckOptions): void {
  if (dryRun && !fix) {
    throw new Problem("wrong-option", "--dry-run goes with --fix.", "Try `journey check --fix --dry-run`.");
  }
  if (dryRun && format !== "text") {
    throw new Problem("wrong-option", "--dry-run prints a diff, so it takes no --format.", "Leave one of them out.");
  }
  if (docs !== undefined && !URL.canParse(docs)) {
    throw new Problem("wrong-option", `${docs} is not a web address.`, "Write the whole of it, with https://.");
  }
}

function findings(project: Project, texts: ReadonlyMap<string, string> = new Map()): readonly Diagnostic[] {
  const host = { readFile: (path: string) => texts.get(path) ?? diskHost.readFile(path) };
  return checkFiles(project.files, host, { readModels: modelReaderOf(project) }).flatMap((file) => file.diagnostics);
}

function mend(project: Project): FixedFiles {
  return applyFixes((texts) => findings(project, texts), mendableText);
}

/** Other encodings would not survive the writing. */
function mendableText(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}

function write(texts: ReadonlyMap<string, string>): void {
  for (const [file, text] of texts) {
    try {
      writeFileSync(file, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Problem("cannot-write", `${shownPath(file)} can't be written: ${reason}.`, "Make it writable.");
    }
  }
}

/** The diff alone goes to the standard output, for `git apply` and the like. */
function printChanges(project: Project): void {
  const fixed = mend(project);
  for (const [file, text] of fixed.texts) {
    const path = shownPath(file);
    const old = diskHost.readFile(file) ?? "";
    process.stdout.write(
      createTwoFilesPatch(`a/${path}`, `b/${path}`, old, text, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      }),
    );
  }
  const { errors, warnings } = tally(fixed.diagnostics);
  process.stderr.write(
    `${fixesIn(fixed)} would be applied in ${count(fixed.texts.size, "file")}; ` +
      `what would remain: ${errors}, ${warnings}.\n`,
  );
  // Nothing is mended yet.
  if (hasErrors(findings(project))) process.exitCode = 1;
}

function fixesIn({ applied }: FixedFiles): string {
  return count(applied, "fix", "fixes");
}

function print(diagnostics: readonly Diagnostic[], files: number, { format, docs }: CheckOptions): void {
  switch (format) {
    case "text":
      printDiagnostics(diagnostics, docs);
      console.log(summary(files, diagnostics));
      return;
    case "json":
      console.log(JSON.stringify(diagnosticsToJson(diagnostics, readText, shownPath), null, 2));
      return;
    case "github":
      for (const line of diagnosticsToGithub(diagnostics, readText, shownPath)) console.log(line);
      console.log(summary(files, diagnostics));
      return;
    case "sarif": {
      const root = process.cwd().replaceAll("\\", "/");
      const log = diagnosticsToSarif(diagnostics, readText, { root, version, ...(docs === undefined ? {} : { docs }) });
      console.log(JSON.stringify(log, null, 2));
    }
  }
}

/** Prints each diagnostic with the lines it is about. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], docs?: string): void {
  const style = colorsFor(process.stdout);
  for (const diagnostic of diagnostics) {
    console.log(renderDiagnostic(diagnostic, readText, { style, shownPath, ...(docs === undefined ? {} : { docs }) }));
    console.log();
  }
}

/** Prints what is wrong, if anything is, and has the process end with 1. @returns whether a command can't go on */
export function refusesErrors(diagnostics: readonly Diagnostic[]): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return false;
  printDiagnostics(errors);
  process.exitCode = 1;
  return true;
}

function readText(file: string): string | undefined {
  return diskHost.readFile(file);
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** "1 error", "2 warnings" */
function tally(diagnostics: readonly Diagnostic[]): { readonly errors: string; readonly warnings: string } {
  const amount = (severity: string): number => diagnostics.filter((each) => each.severity === severity).length;
  return { errors: count(amount("error"), "error"), warnings: count(amount("warning"), "warning") };
}

function summary(files: number, diagnostics: readonly Diagnostic[]): string {
  const colors = colorsFor(process.stdout);
  const { errors, warnings } = tally(diagnostics);
  const text = `${count(files, "file")} checked: ${errors}, ${warnings}.`;
  if (hasErrors(diagnostics)) return colors.red(text);
  return diagnostics.some((diagnostic) => diagnostic.severity === "warning") ? colors.yellow(text) : colors.green(text);
}
