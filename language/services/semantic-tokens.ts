/** What each word of a file is, for colours that know more than a grammar can: soft keywords as names, fields, Liquid. */
import type { Node } from "../syntax/ast.ts";
import { tokenize } from "../syntax/lexer.ts";
import type { Span } from "../syntax/span.ts";
import { tokenTable } from "../syntax/tokens.ts";
import { isText } from "./completion/place.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { indexOf } from "./file-index.ts";
import { visitFile } from "./surroundings.ts";
import type { Occurrence, SymbolKind } from "./symbols.ts";

/** The protocol's own names for kinds of tokens, where it has one. */
export const semanticTokenTypes = [
  "keyword",
  "class",
  "property",
  "event",
  "function",
  "type",
  "struct",
  "method",
  "variable",
  "enumMember",
  "string",
  "number",
  "comment",
  "operator",
] as const;
export type SemanticTokenType = (typeof semanticTokenTypes)[number];

export const semanticTokenModifiers = ["declaration", "documentation", "modification"] as const;
export type SemanticTokenModifier = (typeof semanticTokenModifiers)[number];

export interface SemanticToken extends Span {
  readonly type: SemanticTokenType;
  readonly modifiers: readonly SemanticTokenModifier[];
}

const typeOf: Readonly<Record<SymbolKind, SemanticTokenType>> = {
  model: "class",
  field: "property",
  "payload field": "property",
  event: "event",
  function: "function",
  journey: "class",
  audience: "type",
  action: "function",
  template: "struct",
  activity: "method",
  split: "method",
  goal: "enumMember",
  variant: "enumMember",
  share: "enumMember",
  branch: "enumMember",
  link: "enumMember",
  list: "string",
};

/** In the order of the text, none over the end of a line; those that touch the range only. */
export function semanticTokens(workspace: EditedWorkspace, path: string, range?: Span): readonly SemanticToken[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const { text } = opened.parsed;
  const { occurrences } = indexOf(workspace, path);
  const names = namesIn(opened);
  const byStart = new Map(occurrences.map((each) => [each.start, each]));
  const found: SemanticToken[] = [];
  const add = (span: Span, type: SemanticTokenType, modifiers: SemanticToken["modifiers"] = []): void => {
    for (const piece of onLines(span, text)) found.push({ ...piece, type, modifiers });
  };
  const { tokens, comments } = tokenize(text);
  let nextOccurrence = 0;
  for (const token of tokens) {
    const span = { start: token.startOffset, end: token.startOffset + token.image.length };
    if (range && (span.end <= range.start || span.start >= range.end)) continue;
    if (isText(token)) {
      while (nextOccurrence < occurrences.length && occurrences[nextOccurrence]!.start < span.start) nextOccurrence++;
      let at = span.start;
      for (let index = nextOccurrence; index < occurrences.length; index++) {
        const inside = occurrences[index]!;
        if (inside.start >= span.end) break;
        if (inside.start < at) continue;
        add({ start: at, end: inside.start }, "string");
        add(inside, typeOf[inside.thing.kind], modifiersOf(inside));
        at = inside.end;
      }
      add({ start: at, end: span.end }, "string");
      continue;
    }
    const occurrence = byStart.get(span.start);
    if (occurrence?.end === span.end) {
      add(span, typeOf[occurrence.thing.kind], modifiersOf(occurrence));
      continue;
    }
    const type = plainType(token.image, token.tokenType.name, names.get(span.start));
    if (type) add(span, type);
  }
  for (const comment of comments) {
    const span = { start: comment.startOffset, end: comment.startOffset + comment.image.length };
    if (range && (span.end <= range.start || span.start >= range.end)) continue;
    add(span, "comment", comment.tokenType.name === "DocComment" ? ["documentation"] : []);
  }
  return found.sort((a, b) => a.start - b.start);
}

function modifiersOf({ role }: Occurrence): SemanticToken["modifiers"] {
  return role === "declaration" ? ["declaration"] : role === "write" ? ["modification"] : [];
}

/** Words that the tree has as names, and what they belong to. */
function namesIn(opened: Parameters<typeof visitFile>[0]): ReadonlyMap<number, Node["kind"]> {
  const names = new Map<number, Node["kind"]>();
  visitFile(opened, (node, _, parents) => {
    if (node.kind === "name") names.set(node.start, parents.at(-1)?.kind ?? "file");
  });
  return names;
}

/** Where the language has a word of its own for a name: a trigger, a day, a unit. */
const wordsOf: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>([
  ...([
    "clause",
    "engagement",
    "duration",
    "enter",
    "exit when",
    "send",
    "cap",
    "pace",
    "wait until",
    "consent",
  ] as const),
  ...(["expect", "simulated behaviour"] as const),
]);

const kinds = new Map(tokenTable.map(({ name, kind }) => [name, kind]));

function plainType(image: string, tokenName: string, owner: Node["kind"] | undefined): SemanticTokenType | undefined {
  if (owner) return wordsOf.has(owner) ? "keyword" : "variable";
  switch (kinds.get(tokenName)) {
    case "soft keyword":
    case "reserved keyword":
      return "keyword";
    case "name":
      // A word of the language that its table doesn't list: `marketing`, `matching`.
      return /^\p{Ll}/u.test(image) ? "keyword" : "variable";
    case "literal":
      return "number";
    case "operator":
      return "operator";
    default:
      return undefined;
  }
}

function onLines({ start, end }: Span, text: string): readonly Span[] {
  const pieces: Span[] = [];
  let at = start;
  while (at < end) {
    const line = text.indexOf("\n", at);
    const stop = line < 0 || line >= end ? end : line;
    if (stop > at) pieces.push({ start: at, end: stop });
    at = stop + 1;
  }
  return pieces;
}
