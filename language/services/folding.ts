/** What can be folded away: blocks, long texts, comments, imports. */
import type { Node } from "../syntax/ast.ts";
import type { ParsedFile } from "../syntax/parse.ts";
import type { Span } from "../syntax/span.ts";
import { childrenOf } from "./surroundings.ts";

export interface Fold extends Span {
  readonly kind: "block" | "comment" | "imports";
}

export function folds({ tree, comments, lines, text }: ParsedFile): readonly Fold[] {
  const found: Fold[] = [];
  const lineOf = (offset: number): number => lines.position(offset).line;
  const add = (span: Span, kind: Fold["kind"]): void => {
    if (lineOf(span.end) > lineOf(span.start)) found.push({ start: span.start, end: span.end, kind });
  };
  const visit = (node: Node): void => {
    const isText = node.kind === "string" && node.block;
    const closes = text[node.end - 1] === "}";
    if (node.kind !== "file" && (closes || isText)) add(node, "block");
    for (const child of childrenOf(node)) visit(child);
  };
  visit(tree);
  let run: { start: number; end: number } | undefined;
  for (const { start, end, kind } of comments) {
    const isNext = run && kind !== "block" && lineOf(start) === lineOf(run.end) + 1;
    if (run && isNext) run.end = end;
    else {
      if (run) add(run, "comment");
      run = { start, end };
    }
  }
  if (run) add(run, "comment");
  const imports = tree.declarations.filter(({ kind }) => kind === "import");
  const [first, last] = [imports[0], imports.at(-1)];
  if (first && last && first !== last) add({ start: first.start, end: last.end }, "imports");
  // Of several that begin on a line the longest is folded.
  const byLine = new Map<number, Fold>();
  for (const fold of found) {
    const line = lineOf(fold.start);
    const before = byLine.get(line);
    if (!before || fold.end > before.end) byLine.set(line, fold);
  }
  return [...byLine.values()].sort((a, b) => a.start - b.start);
}
