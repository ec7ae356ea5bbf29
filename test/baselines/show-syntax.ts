/** Tokens and trees as lines of text. */
import { type LineIndex, parse, type Span, tokenTable } from "@journey/language";
import { tokenize } from "../../language/syntax/lexer.ts";
import { cutText } from "./compact-json.ts";

const kinds = new Map(tokenTable.map(({ name, kind }) => [name, kind]));

/** One token a line: its place, its kind, its name in the table, its text. Comments stand among them. */
export function showTokens(text: string, lines: LineIndex): string {
  const { tokens, comments } = tokenize(text);
  return [...tokens, ...comments]
    .sort((a, b) => a.startOffset - b.startOffset)
    .map(({ startOffset, image, tokenType: { name } }) => {
      const place = showSpan({ start: startOffset, end: startOffset + image.length }, lines);
      return `${place.padEnd(12)} ${`${kinds.get(name) ?? "?"} ${name}`.padEnd(32)} ${JSON.stringify(cutText(image))}\n`;
    })
    .join("");
}

/** One node a line, its parts indented below it; names and keywords stand in the line of what they belong to. */
export function showTree(text: string, lines: LineIndex): string {
  const result: string[] = [];
  showNode("", parse(text, "main.journey").tree, "", lines, result);
  return result.join("");
}

/** `3:5-9`, or `3:5-4:2` over several lines. Both ends are 1-based, the second is behind the last character. */
export function showSpan({ start, end }: Span, lines: LineIndex): string {
  const from = lines.position(start);
  const to = lines.position(end);
  return `${from.line}:${from.column}-${to.line === from.line ? "" : `${to.line}:`}${to.column}`;
}

interface ShownNode extends Span {
  readonly kind: string;
}

const isSpan = (value: unknown): value is Span => typeof value === "object" && value !== null && "start" in value;
const isNode = (value: unknown): value is ShownNode => isSpan(value) && "kind" in value;

/** `map` belongs to a text's characters: as many numbers as there are escapes. */
const hidden = new Set(["kind", "start", "end", "map"]);

function showNode(label: string, node: ShownNode, indent: string, lines: LineIndex, result: string[]): void {
  const inline: string[] = [];
  const below: [string, ShownNode][] = [];
  for (const [key, value] of Object.entries(node)) {
    if (hidden.has(key) || value === undefined || value === false) continue;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) below.push([`${key}[${index}]`, item]);
    } else if (isNode(value)) {
      if (value.kind === "name" && "text" in value) inline.push(`${key}=${value.text}@${showSpan(value, lines)}`);
      else below.push([key, value]);
    } else if (isSpan(value)) {
      inline.push(`${key}@${showSpan(value, lines)}`);
    } else {
      inline.push(
        value === true ? key : `${key}=${JSON.stringify(typeof value === "string" ? cutText(value) : value)}`,
      );
    }
  }
  const head = [`${label && `${label}: `}${node.kind}`, showSpan(node, lines), ...inline].join(" ");
  result.push(`${indent}${head}\n`);
  for (const [key, child] of below) showNode(key, child, `${indent}  `, lines, result);
}
