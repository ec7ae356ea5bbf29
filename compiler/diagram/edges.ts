import { type JourneyGraph, waysOf } from "../graph/graph.ts";
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
  const [sequence] = graph.regions;
  const branches = new Map(graph.regions.flatMap(({ id, branch }) => (branch ? [[id, branch.parallel] as const] : [])));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  edges.push({ from: entryId, to: sequence?.start ?? endId, kind: "sequence" });
  for (const node of graph.nodes) {
    if (node.kind === "parallel") continue;
    // Only the sequence has an end worth drawing: a clause's block just stops. A branch goes on where its `parallel` does.
    let end = node.region === sequence?.id ? endId : undefined;
    for (let region = node.region, parallel = branches.get(region); parallel; parallel = branches.get(region)) {
      const outer = nodes.get(parallel);
      end =
        (outer?.kind === "parallel" ? outer.next : undefined) ?? (outer?.region === sequence?.id ? endId : undefined);
      if (end !== undefined || !outer) break;
      region = outer.region;
    }
    for (const { to: target, label } of waysOf(node)) {
      const to = target ?? end;
      if (to !== undefined)
        edges.push({ from: node.id, to, kind: "sequence", ...(label === undefined ? {} : { label }) });
    }
  }
  for (const { branch, start } of graph.regions) {
    if (branch && start !== undefined) {
      edges.push({ from: branch.parallel, to: start, kind: "sequence", label: branch.label });
    }
  }
  for (const { clause, start } of graph.regions) {
    if (clause && start !== undefined) {
      edges.push({ from: clause.activity, to: start, kind: "clause", label: describeTrigger(clause) });
    }
  }
  return edges;
}
