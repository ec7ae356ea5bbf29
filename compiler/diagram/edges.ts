import type { GraphNode, JourneyGraph } from "../graph/graph.ts";
import { describeTrigger } from "./describe-node.ts";

/** Where a journey begins, and where its sequence ends, in diagrams. */
export const entryId = "(entry)";
export const endId = "(end)";

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "sequence" | "clause";
  readonly label?: string;
}

/** The arrows of a graph: from step to step, and from activities to what their clauses start. */
export function edgesOf(graph: JourneyGraph): readonly DiagramEdge[] {
  const edges: DiagramEdge[] = [];
  const sequence = graph.regions.find((region) => !region.clause);
  edges.push({ from: entryId, to: sequence?.start ?? endId, kind: "sequence" });
  for (const node of graph.nodes) {
    // Only the sequence has an end worth drawing: a clause's block just stops.
    const end = node.region === sequence?.id ? endId : undefined;
    for (const { target, label } of followers(node)) {
      const to = target ?? end;
      if (to !== undefined)
        edges.push({ from: node.id, to, kind: "sequence", ...(label === undefined ? {} : { label }) });
    }
  }
  for (const { clause, start } of graph.regions) {
    if (clause && start !== undefined) {
      edges.push({ from: clause.activity, to: start, kind: "clause", label: describeTrigger(clause) });
    }
  }
  return edges;
}

function followers(node: GraphNode): readonly { readonly target: string | undefined; readonly label?: string }[] {
  switch (node.kind) {
    case "exit":
      return [];
    case "if":
      return [
        { target: node.then, label: "yes" },
        { target: node.otherwise, label: "no" },
      ];
    default:
      return [{ target: node.next }];
  }
}
