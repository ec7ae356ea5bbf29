import { LineIndex } from "../syntax/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";

/**
 * Turns diagnostics into workflow commands of GitHub Actions, one a line: the runner shows them beside the lines of a
 * pull request.
 *
 * @param textOf the text of a file that a diagnostic names; a file without one counts as empty
 * @param shownPath how a file's path is given: from the folder where the workflow's step runs
 */
export function diagnosticsToGithub(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
  shownPath: (file: string) => string = (file) => file,
): readonly string[] {
  const indexes = new Map<string, LineIndex>();
  return diagnostics.map(({ code, severity, file, start, end, message, help }) => {
    const index = indexes.get(file) ?? new LineIndex(textOf(file) ?? "");
    indexes.set(file, index);
    const [from, to] = [index.position(start), index.position(end)];
    // GitHub takes columns only for a place on one line.
    const columns = from.line === to.line ? { col: from.column, endColumn: to.column } : {};
    const properties = { file: shownPath(file), line: from.line, endLine: to.line, ...columns, title: code };
    return githubCommand(commandOf(severity), properties, help === undefined ? message : `${message}\n${help}`);
  });
}

export type AnnotationKind = "error" | "warning" | "notice";

/** One workflow command of GitHub Actions. */
export function githubCommand(
  kind: AnnotationKind,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const written = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(",");
  return `::${kind} ${written}::${escapeData(message)}`;
}

function commandOf(severity: Severity): AnnotationKind {
  switch (severity) {
    case "error":
    case "warning":
      return severity;
    case "info":
      return "notice";
  }
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
