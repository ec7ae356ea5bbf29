/** The source with what the checker says about it, each finding below the line that it is about. */
import { type Diagnostic, LineIndex, type TextEdit } from "@journey/language";
import { showSpan } from "./show-syntax.ts";
import { projectFolder, type Source } from "./sources.ts";

/** Still a `.journey` text: findings are comments. Those of other files stand at the end. */
export function showDiagnostics({ text, checked, readFile }: Source): string {
  const lines = new LineIndex(text);
  const own = checked.diagnostics.filter(({ file }) => file === checked.file);
  const others = checked.diagnostics.filter(({ file }) => file !== checked.file);
  const result: string[] = [];
  for (const [index, content] of text.split("\n").entries()) {
    result.push(content);
    for (const diagnostic of own) {
      if (lines.position(diagnostic.start).line !== index + 1) continue;
      result.push(...shown(diagnostic, text, lines, content, readFile));
    }
  }
  // A text that ends with a line break has an empty last piece: what follows stands on a line of its own.
  if (others.length > 0 && result.at(-1) === "") result.pop();
  for (const diagnostic of others) {
    const otherText = readFile(diagnostic.file) ?? "";
    const otherLines = new LineIndex(otherText);
    const content = otherText.split("\n")[otherLines.position(diagnostic.start).line - 1] ?? "";
    result.push("", `// In ${nameOf(diagnostic.file)}:`, `// ${content}`);
    result.push(...shown(diagnostic, otherText, otherLines, content, readFile, 3));
  }
  const all = result.join("\n");
  return all.endsWith("\n") ? all : `${all}\n`;
}

function shown(
  diagnostic: Diagnostic,
  text: string,
  lines: LineIndex,
  content: string,
  readFile: Source["readFile"],
  shift = 0,
): string[] {
  const { line, column } = lines.position(diagnostic.start);
  const end = lines.position(diagnostic.end);
  const isLong = end.line !== line;
  const width = Math.max(1, (isLong ? content.trimEnd().length + 1 : end.column) - column);
  const at = column + shift;
  // The comment's own two characters hide the first two columns.
  const [mark, place] =
    at > 2 ? [`//${" ".repeat(at - 3)}${"~".repeat(width)}`, ""] : ["// ~~~", ` ${showSpan(diagnostic, lines)}`];
  const where = isLong && place === "" ? ` to ${end.line}:${end.column}` : place;
  const rest: string[] = [];
  if (diagnostic.help) rest.push(`help: ${diagnostic.help}`);
  for (const { file, start, end: to, message } of diagnostic.related ?? []) {
    const there = file === diagnostic.file ? lines : new LineIndex(readFile(file) ?? "");
    const name = file === diagnostic.file ? "" : `${nameOf(file)} `;
    rest.push(`see ${name}${showSpan({ start, end: to }, there)}: ${message}`);
  }
  for (const { title, edits, preferred } of diagnostic.fixes ?? []) {
    const changes = edits().map((edit) => showEdit(edit, text, lines));
    rest.push(`${preferred === false ? "fix to look at" : "fix"}: ${title}: ${changes.join("; ")}`);
  }
  const severity = diagnostic.severity === "error" ? "" : `${diagnostic.severity} `;
  const indent = `//${" ".repeat(Math.max(1, at - 2))}`;
  return [
    `${mark} ${severity}${diagnostic.code}${where}: ${diagnostic.message}`,
    ...rest.map((each) => `${indent}${each}`),
  ];
}

function showEdit(edit: TextEdit, text: string, lines: LineIndex): string {
  const old = text.slice(edit.start, edit.end);
  const place = showSpan(edit, lines);
  return old === ""
    ? `at ${place} ${JSON.stringify(edit.newText)}`
    : `at ${place} ${JSON.stringify(old)} → ${JSON.stringify(edit.newText)}`;
}

const nameOf = (file: string): string => (file.startsWith(projectFolder) ? file.slice(projectFolder.length) : file);
