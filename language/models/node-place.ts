import type * as TsMorph from "ts-morph";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";
import type { Span } from "../syntax/span.ts";

/** Where a node stands, for a diagnostic. */
export function placeOf(node: TsMorph.Node): { readonly file: string; readonly span: Span } {
  return { file: node.getSourceFile().getFilePath(), span: { start: node.getStart(), end: node.getEnd() } };
}

export function relatedPlace(node: TsMorph.Node, message: string): RelatedPlace {
  return { file: node.getSourceFile().getFilePath(), start: node.getStart(), end: node.getEnd(), message };
}
