import { LineIndex, type Span } from "../syntax/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { characterWidth, displayWidth } from "./display-width.ts";
import { docsLink } from "./docs-link.ts";

/** What colours are needed; picocolors fits. */
export interface FrameStyle {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export interface CodeFrameOptions {
  readonly style?: FrameStyle;
  /** Columns; texts are wrapped and long lines cut to fit. Default 80. */
  readonly width?: number;
  /** How a file's path is shown. */
  readonly shownPath?: (file: string) => string;
  /** The page that explains the codes; the link is `<page>#<code>`. */
  readonly docs?: string;
}

const same = (text: string): string => text;
const plain: FrameStyle = { red: same, yellow: same, cyan: same, bold: same, dim: same };
const tabWidth = 2;

/**
 * A diagnostic as text: code and place, message, the lines in question with a squiggle under the span, the next step,
 * and where to read on. Without a newline at the end.
 *
 * @param textOf the text of a file that a diagnostic names; undefined where there is none to show
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  textOf: (file: string) => string | undefined,
  options: CodeFrameOptions = {},
): string {
  const { style = plain, width = 80, shownPath = same } = options;
  const color = colorOf(diagnostic.severity, style);
  const text = textOf(diagnostic.file);
  const place = `${shownPath(diagnostic.file)}${text === undefined ? "" : placeText(text, diagnostic.start)}`;
  const lines = [
    `${color(style.bold(`${diagnostic.severity}[${diagnostic.code}]`))} ${style.bold(place)}`,
    ...wrap(diagnostic.message, "  ", "  ", width),
  ];
  if (text !== undefined) lines.push("", ...excerpt(text, diagnostic, 1, color, style, width));
  for (const related of diagnostic.related ?? []) {
    const relatedText = textOf(related.file);
    const at = `${shownPath(related.file)}${relatedText === undefined ? "" : placeText(relatedText, related.start)}`;
    lines.push("", ...wrap(`${related.message} (${at})`, "  ", "  ", width));
    if (relatedText !== undefined) lines.push("", ...excerpt(relatedText, related, 0, style.cyan, style, width));
  }
  lines.push("");
  if (diagnostic.help !== undefined) {
    const [first = "", ...rest] = wrap(diagnostic.help, "  help: ", "        ", width);
    lines.push(first.replace("help:", style.cyan("help:")), ...rest);
  }
  lines.push(style.dim(`  see ${docsLink(diagnostic.code, options.docs)}`));
  return lines.join("\n");
}

function colorOf(severity: Severity, style: FrameStyle): (text: string) => string {
  return severity === "error" ? style.red : severity === "warning" ? style.yellow : style.cyan;
}

function placeText(text: string, offset: number): string {
  const { line, column } = new LineIndex(text).position(offset);
  return `:${line}:${column}`;
}

/** The span's first line with a squiggle, and `context` lines before it. */
function excerpt(
  text: string,
  span: Span,
  context: number,
  color: (text: string) => string,
  style: FrameStyle,
  width: number,
): string[] {
  const index = new LineIndex(text);
  const lineText = (line: number): string => {
    const end = line < index.lineCount ? index.lineStart(line + 1) : text.length;
    return text.slice(index.lineStart(line), end).replace(/[\r\n]+$/, "");
  };
  const { line, column } = index.position(span.start);
  const last = index.position(Math.max(span.start, span.end - 1)).line;
  const gutterWidth = String(line).length;
  const gutter = (label: string): string => style.dim(`  ${label.padStart(gutterWidth)} │ `);
  const room = Math.max(20, width - gutterWidth - 5);
  const source = lineText(line);
  const from = Math.min(column - 1, source.length);
  const to = last > line ? source.length : Math.min(from + Math.max(0, span.end - span.start), source.length);
  const shown = fit(source, from, to, room);
  const lines: string[] = [];
  for (let before = Math.max(1, line - context); before < line; before++) {
    const whole = lineText(before);
    lines.push(`${gutter(String(before))}${fit(whole, 0, 0, room).text}`.trimEnd());
  }
  lines.push(`${gutter(String(line))}${shown.text}`.trimEnd());
  lines.push(`${gutter("")}${" ".repeat(shown.indent)}${color("~".repeat(shown.length))}`);
  if (last > line) {
    const more = last - line;
    lines.push(`${gutter("")}${style.dim(`… and ${more} more ${more === 1 ? "line" : "lines"}`)}`);
  }
  return lines;
}

interface Fitted {
  readonly text: string;
  /** Columns before the squiggle. */
  readonly indent: number;
  /** Columns of the squiggle, at least one. */
  readonly length: number;
}

/** Tabs as spaces, and of a line that is too long the part around the span. */
function fit(source: string, from: number, to: number, room: number): Fitted {
  const before = expandTabs(source.slice(0, from));
  const marked = expandTabs(source.slice(from, to));
  const after = expandTabs(source.slice(to));
  const [beforeWidth, markedWidth] = [displayWidth(before), displayWidth(marked)];
  if (beforeWidth + markedWidth + displayWidth(after) <= room) {
    return { text: before + marked + after, indent: beforeWidth, length: Math.max(1, markedWidth) };
  }
  // A third of the room goes to what comes before, so that the reader sees what the span belongs to.
  const keptBefore = beforeWidth + markedWidth <= room - 1 ? before : `…${takeEnd(before, Math.floor(room / 3) - 1)}`;
  const indent = displayWidth(keptBefore);
  const rest = `${marked}${after}`;
  const keptRest = displayWidth(rest) <= room - indent ? rest : `${takeStart(rest, room - indent - 1)}…`;
  return { text: keptBefore + keptRest, indent, length: Math.max(1, Math.min(markedWidth, room - indent)) };
}

function expandTabs(text: string): string {
  return text.replaceAll("\t", " ".repeat(tabWidth));
}

function takeStart(text: string, room: number): string {
  let width = 0;
  let taken = "";
  for (const character of text) {
    width += characterWidth(character);
    if (width > room) break;
    taken += character;
  }
  return taken;
}

function takeEnd(text: string, room: number): string {
  return [...takeStart([...text].reverse().join(""), room)].reverse().join("");
}

/** Breaks at spaces; a word that is too long for a line stands alone on one. */
function wrap(text: string, firstIndent: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = firstIndent;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}
