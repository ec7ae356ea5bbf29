import { checkFiles, type Diagnostic, diagnosticsToJson, renderDiagnostic } from "@journey/language";
import { type Command, Option } from "commander";
import { diskHost, modelReaderOf, openProject, shownPath } from "../project.ts";
import { colorsFor, count } from "../terminal.ts";

export function addCheckCommand(program: Command): void {
  program
    .command("check [paths...]")
    .description("find mistakes in .journey files, their models and their texts")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .action((paths: string[], options: { format: "text" | "json" }) => {
      const project = openProject(paths);
      const checked = checkFiles(project.files, diskHost, { readModels: modelReaderOf(project) });
      const diagnostics = checked.flatMap((file) => file.diagnostics);
      if (options.format === "json") {
        console.log(JSON.stringify(diagnosticsToJson(diagnostics, readText, shownPath), null, 2));
      } else {
        printDiagnostics(diagnostics);
        console.log(summary(project.files.length, diagnostics));
      }
      if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) process.exitCode = 1;
    });
}

/** Prints each diagnostic with the lines it is about. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  const style = colorsFor(process.stdout);
  for (const diagnostic of diagnostics) {
    console.log(renderDiagnostic(diagnostic, readText, { style, shownPath }));
    console.log();
  }
}

function readText(file: string): string | undefined {
  return diskHost.readFile(file);
}

function summary(files: number, diagnostics: readonly Diagnostic[]): string {
  const colors = colorsFor(process.stdout);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length;
  const text = `${count(files, "file")} checked: ${count(errors, "error")}, ${count(warnings, "warning")}.`;
  if (errors > 0) return colors.red(text);
  return warnings > 0 ? colors.yellow(text) : colors.green(text);
}
