import { dirname, relative } from "node:path/posix";
import { canonical } from "../graph/canonical.ts";
import type { GraphNode } from "../graph/graph.ts";

/** Whether two parts of graphs mean the same. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** Where a `run` step's function stands, seen from the journey's file: two checkouts of one project lie in two folders. */
export function functionFile({ file, source }: GraphNode & { readonly kind: "run" }): string {
  return relative(dirname(source.file), file);
}

/** What a step says by itself: not its name, its place, and what comes next. */
export function contentOf(node: GraphNode): Readonly<Record<string, unknown>> {
  const { id: _id, region: _region, named: _named, of: _of, label: _label, doc: _doc, source: _source, ...said } = node;
  const { renamedFrom: _renamedFrom, dealtAs: _dealtAs, ...rest } = said as Record<string, unknown>;
  // The applied filter repeats what stands around the step.
  const { next: _next, then: _then, otherwise: _otherwise, filter: _filter, ...own } = rest;
  switch (node.kind) {
    case "match":
      return { ...own, cases: node.cases.map(({ to: _to, ...each }) => each) };
    case "split":
      return { ...own, shares: node.shares.map(({ to: _to, ...share }) => share) };
    case "ab test":
      return { ...own, variants: node.variants.map(({ name }) => name) };
    case "parallel":
      return { kind: node.kind, branches: node.regions.length };
    case "run":
      return { ...own, file: functionFile(node) };
    default:
      return own;
  }
}
