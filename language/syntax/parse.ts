import type { IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "./ast.ts";
import { type BuiltTree, buildTree } from "./build-tree.ts";
import { type Comment, commentOf } from "./comments.ts";
import { tokenize } from "./lexer.ts";
import { forgiveMisspelled } from "./misspelled.ts";
import { JourneyParser } from "./parser.ts";
import { LineIndex, type Span } from "./span.ts";

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
  let built = read(false);
  if (built.braceTrouble) {
    const second = read(true);
    if (faultCount(second) <= faultCount(built)) built = second;
  }
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

/** Lines with something wrong; a statement outside of any journey counts as well. */
function faultCount(built: BuiltTree): number {
  const strays = built.tree.declarations.filter((declaration) => declaration.kind === "unknown").length;
  return built.diagnostics.all.length + strays;
}
