import type { IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "./ast.ts";
import { type BuiltTree, buildTree } from "./build-tree.ts";
import { type Comment, commentOf } from "./comments.ts";
import { tokenize } from "./lexer.ts";
import { forgiveMisspelled } from "./misspelled.ts";
import { JourneyParser } from "./parser.ts";
import { LineIndex, type Span } from "./span.ts";
import { SyntaxDiagnostics } from "./syntax-diagnostics.ts";

export interface ParsedFile {
  /** The file's path as the host names it. */
  readonly file: string;
  readonly text: string;
  /** Always there, however broken the text. */
  readonly tree: SourceFile;
  /** In the order of the text, at most one a line. */
  readonly diagnostics: readonly Diagnostic[];
  /** In the order of the text. */
  readonly comments: readonly Comment[];
  readonly lines: LineIndex;
}

/** What the formatter needs besides. */
export interface ParsedWithGaps extends ParsedFile {
  readonly tokens: readonly IToken[];
  /** Statements that found no place in the tree. */
  readonly leftovers: readonly Span[];
  /** Every place with something wrong, also those that `diagnostics` leaves out. */
  readonly faults: readonly Diagnostic[];
  readonly braceTrouble: boolean;
}

let parser: JourneyParser | undefined;

/** Reads a `.journey` file. Never throws: what is wrong is in `diagnostics`, and the tree has everything else. */
export function parse(text: string, file: string): ParsedFile {
  const { tree, diagnostics, comments, lines } = parseWithGaps(text, file);
  return { file, text, tree, diagnostics, comments, lines };
}

export function parseWithGaps(text: string, file: string): ParsedWithGaps {
  const lines = new LineIndex(text);
  const lexed = tokenize(text);
  const comments = lexed.comments.map(commentOf);
  const tokens = forgiveMisspelled(lexed.tokens);
  parser ??= new JourneyParser();
  const shared = parser;
  const read = (trustsIndentation: boolean): BuiltTree => {
    const cst = shared.parseTokens(tokens, trustsIndentation);
    const built = buildTree({ cst, file, text, tokens, comments, lines });
    for (const { token, message } of shared.errors) {
      const start = Number.isNaN(token.startOffset) ? text.length : token.startOffset;
      built.diagnostics.syntaxError({ start, end: Math.min(text.length, start + token.image.length) }, message);
    }
    return built;
  };
  const built =
    tooDeep(tokens, file, text, lines) ?? readBest(read) ?? unreadable({ start: 0, end: 1 }, file, text, lines);
  return {
    file,
    text,
    tree: built.tree,
    diagnostics: built.diagnostics.all,
    comments,
    lines,
    tokens,
    leftovers: built.leftovers,
    faults: built.diagnostics.everything,
    braceTrouble: built.braceTrouble,
  };
}

/** The reading with less wrong in it. Undefined: the text is nested deeper than the machine can follow. */
function readBest(read: (trustsIndentation: boolean) => BuiltTree): BuiltTree | undefined {
  try {
    const first = read(false);
    if (!first.braceTrouble) return first;
    const second = read(true);
    return faultCount(second) <= faultCount(first) ? second : first;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Lines with something wrong; a statement outside of any journey counts as well. */
function faultCount(built: BuiltTree): number {
  const strays = built.tree.declarations.filter((declaration) => declaration.kind === "unknown").length;
  return built.diagnostics.all.length + strays;
}

/** Nobody writes that many braces into each other; more would overflow the stack somewhere. */
const deepest = 100;

function tooDeep(tokens: readonly IToken[], file: string, text: string, lines: LineIndex): BuiltTree | undefined {
  let depth = 0;
  for (const { image, startOffset } of tokens) {
    if (image === "{" || image === "(" || image === "[") depth++;
    else if (image === "}" || image === ")" || image === "]") depth--;
    if (depth > deepest) return unreadable({ start: startOffset, end: startOffset + 1 }, file, text, lines);
  }
  return undefined;
}

function unreadable(place: Span, file: string, text: string, lines: LineIndex): BuiltTree {
  const diagnostics = new SyntaxDiagnostics(file, lines);
  diagnostics.syntaxError(place, "This is nested too deeply.", "Split it into simpler parts.");
  const whole = { start: 0, end: text.length };
  return { tree: { kind: "file", ...whole, declarations: [] }, diagnostics, leftovers: [whole], braceTrouble: true };
}
