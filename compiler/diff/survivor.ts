import { type GraphNode, type JourneyGraph, type NodeId, waysOf } from "../graph/graph.ts";
import type { Matching } from "./match-journeys.ts";

/** The first step from here on that both sides have; `unclear` where the ways part before. */
export function survivor(
  from: NodeId | undefined,
  nodes: ReadonlyMap<NodeId, GraphNode>,
  isKept: (id: NodeId) => boolean,
): NodeId | undefined | "unclear" {
  const seen = new Set<NodeId>();
  for (let id = from; ; ) {
    if (id === undefined || isKept(id)) return id;
    if (seen.has(id)) return "unclear";
    seen.add(id);
    const ways = waysOf(nodes.get(id)!);
    const targets = new Set(ways.map(({ to }) => survivor(to, nodes, isKept)));
    if (ways.length === 0 || targets.size > 1) return "unclear";
    return [...targets][0];
  }
}

/**
 * The step of the new version that comes behind a step that is gone; `end`: none does. Undefined where the ways part.
 */
export function nextOf(before: JourneyGraph, matching: Matching, id: NodeId): NodeId | "end" | undefined {
  const nodes = new Map(before.nodes.map((node) => [node.id, node]));
  const region = nodes.get(id)?.region;
  const next = survivor(id, nodes, (each) => matching.nodes.has(each) && nodes.get(each)?.region === region);
  if (next === "unclear") return undefined;
  return next === undefined ? "end" : matching.nodes.get(next);
}
