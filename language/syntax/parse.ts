import { type IToken, tokenMatcher } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Declaration, SourceFile } from "./ast.ts";
import { type BuiltTree, buildTree } from "./build-tree.ts";
import { type Comment, commentOf } from "./comments.ts";
import { AnyText, tokenize, tokenType } from "./lexer.ts";
import { forgiveMisspelled } from "./misspelled.ts";
import { moved, movedDiagnostic } from "./moved.ts";
import { JourneyParser } from "./parser.ts";
import { segmentsOf } from "./segments.ts";
import { LineIndex, type Span } from "./span.ts";
import { stringLiteral } from "./string-literal.ts";
import { SyntaxDiagnostics } from "./syntax-diagnostics.ts";
import { unchangedStatements } from "./unchanged-statements.ts";

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
  /** What was read by itself, side by side. */
  readonly segments: readonly Segment[];
}

/** A part of the file, as it was read. */
export interface Segment extends Span {
  /** The same object as long as the part says the same, wherever it has moved to. */
  readonly content: SegmentContent;
  readonly declarations: readonly Declaration[];
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Comment[];
  /** The mailing lists that are named in it. */
  readonly lists: ReadonlySet<string>;
}

export interface SegmentContent {
  readonly text: string;
  /** The file's last part: what is missing there is missing at the end of the file. */
  readonly isLast: boolean;
}

/** What the formatter needs besides. */
export interface ParsedWithGaps extends Omit<ParsedFile, "segments"> {
  readonly tokens: readonly IToken[];
  /** Statements that found no place in the tree. */
  readonly leftovers: readonly Span[];
  /** Every place with something wrong, also those that `diagnostics` leaves out. */
  readonly faults: readonly Diagnostic[];
  readonly braceTrouble: boolean;
}

let parser: JourneyParser | undefined;

/**
 * Reads a `.journey` file. Never throws: what is wrong is in `diagnostics`, and the tree has everything else.
 *
 * @param before the same file in an earlier state: what still stands in it is taken from there
 */
export function parse(text: string, file: string, before?: ParsedFile): ParsedFile {
  const lines = new LineIndex(text);
  const known = new Map<string, Segment>();
  for (const segment of before?.segments ?? []) known.set(keyOf(segment.content), segment);
  const parts = segmentsOf(text).map((span) => {
    const content: SegmentContent = { text: text.slice(span.start, span.end), isLast: span.end === text.length };
    return { span, content, same: known.get(keyOf(content)) };
  });
  const kept = new Set(parts.map(({ same }) => same));
  const gone = before?.segments.filter((segment) => !kept.has(segment)) ?? [];
  const isOne = gone.length === 1 && parts.filter(({ same }) => !same).length === 1;
  const segments = parts.map(({ span, content, same }): Segment => {
    if (same) return movedSegment(same, span.start - same.start);
    const { built, tokens, comments } = readSegment(span, text, file, lines, isOne ? gone[0] : undefined);
    const { declarations } = built.tree;
    if (isOne) words.set(content, { tokens, start: span.start });
    return { ...span, content, declarations, diagnostics: built.diagnostics.all, comments, lists: listsIn(tokens) };
  });
  return {
    file,
    text,
    tree: { kind: "file", start: 0, end: text.length, declarations: segments.flatMap((each) => each.declarations) },
    diagnostics: segments.flatMap((each) => each.diagnostics),
    comments: segments.flatMap((each) => each.comments),
    lines,
    segments,
  };
}

const listWord = tokenType("List");

function listsIn(tokens: readonly IToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, { tokenType }] of tokens.entries()) {
    const name = tokens[index + 1];
    if (tokenType !== listWord || !name || !tokenMatcher(name, AnyText)) continue;
    const { value } = stringLiteral(name.image, 0);
    if (value !== "") names.add(value);
  }
  return names;
}

function keyOf({ text, isLast }: SegmentContent): string {
  return isLast ? `${text}\0` : text;
}

function movedSegment(segment: Segment, by: number): Segment {
  if (by === 0) return segment;
  const { start, end, declarations, diagnostics, comments } = segment;
  const move = (offset: number): number => offset + by;
  return {
    ...segment,
    start: start + by,
    end: end + by,
    declarations: moved(declarations, move),
    diagnostics: diagnostics.map((each) => movedDiagnostic(each, each.file, move)),
    comments: comments.map((each) => ({ ...each, start: each.start + by, end: each.end + by })),
  };
}

export function parseWithGaps(text: string, file: string): ParsedWithGaps {
  const lines = new LineIndex(text);
  const parts = segmentsOf(text).map((span) => readSegment(span, text, file, lines));
  return {
    file,
    text,
    tree: {
      kind: "file",
      start: 0,
      end: text.length,
      declarations: parts.flatMap(({ built }) => built.tree.declarations),
    },
    diagnostics: parts.flatMap(({ built }) => built.diagnostics.all),
    comments: parts.flatMap(({ comments }) => comments),
    lines,
    tokens: parts.flatMap(({ tokens }) => tokens),
    leftovers: parts.flatMap(({ built }) => built.leftovers),
    faults: parts.flatMap(({ built }) => built.diagnostics.everything),
    braceTrouble: parts.some(({ built }) => built.braceTrouble),
  };
}

interface ReadSegment {
  readonly built: BuiltTree;
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
}

/** The words of a part that somebody changes or asks about, where they stood when it was read. */
export function wordsOf(content: SegmentContent): { readonly tokens: readonly IToken[]; readonly start: number } {
  const known = words.get(content) ?? { tokens: tokenize(content.text).tokens, start: 0 };
  words.set(content, known);
  return known;
}

const words = new WeakMap<SegmentContent, { readonly tokens: readonly IToken[]; readonly start: number }>();

/** @param before the same part before a change */
function readSegment(span: Span, text: string, file: string, lines: LineIndex, before?: Segment): ReadSegment {
  const { start, end } = span;
  const lexed = tokenize(text.slice(start, end));
  for (const token of lexed.tokens) place(token, start);
  for (const token of lexed.comments) place(token, start);
  const comments = lexed.comments.map(commentOf);
  const tokens = forgiveMisspelled(lexed.tokens);
  // What is missing at its end is missing behind its last word.
  const stop = end === text.length ? end : start + text.slice(start, end).trimEnd().length;
  parser ??= new JourneyParser();
  const shared = parser;
  const read = (trustsIndentation: boolean, some: IToken[] = tokens): BuiltTree => {
    const cst = shared.parseTokens(some, trustsIndentation);
    const built = buildTree({ cst, file, text, tokens, comments, lines });
    for (const { token, message } of shared.errors) {
      const from = Number.isNaN(token.startOffset) ? stop : token.startOffset;
      built.diagnostics.syntaxError({ start: from, end: Math.min(stop, from + token.image.length) }, message);
    }
    return built;
  };
  const built =
    tooDeep(tokens, file, { start, end }, lines) ??
    (before && readAround(before, span, text, tokens, read)) ??
    readBest(read) ??
    unreadable({ start, end: start + 1 }, file, { start, end }, lines);
  shared.forget();
  return { built, tokens, comments };
}

function place(token: IToken, by: number): void {
  token.startOffset += by;
  if (token.endOffset !== undefined) token.endOffset += by;
}

/** The part read anew only around the change. Undefined: it has to be read as a whole. */
function readAround(
  before: Segment,
  span: Span,
  text: string,
  tokens: readonly IToken[],
  read: (trustsIndentation: boolean, tokens: IToken[]) => BuiltTree,
): BuiltTree | undefined {
  const unchanged = unchangedStatements(before, span, text, tokens);
  const built = unchanged && readBest((trustsIndentation) => read(trustsIndentation, [...unchanged.tokens]));
  const declarations = built && unchanged?.joined(built.tree.declarations);
  return declarations && { ...built, tree: { ...built.tree, declarations } };
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

function tooDeep(tokens: readonly IToken[], file: string, whole: Span, lines: LineIndex): BuiltTree | undefined {
  let depth = 0;
  for (const { image, startOffset } of tokens) {
    if (image === "{" || image === "(" || image === "[") depth++;
    else if (image === "}" || image === ")" || image === "]") depth--;
    if (depth > deepest) return unreadable({ start: startOffset, end: startOffset + 1 }, file, whole, lines);
  }
  return undefined;
}

function unreadable(at: Span, file: string, { start, end }: Span, lines: LineIndex): BuiltTree {
  const diagnostics = new SyntaxDiagnostics(file, lines);
  diagnostics.syntaxError(at, "This is nested too deeply.", "Split it into simpler parts.");
  const whole = { start, end };
  return {
    tree: { kind: "file", ...whole, declarations: [] },
    diagnostics,
    leftovers: [whole],
    braceTrouble: true,
  };
}
