import type { GraphNode, JourneyGraph, NodeId } from "../graph/graph.ts";
import { dealtAs } from "../machine/share.ts";
import type { Matching } from "./match-journeys.ts";

/** A split or a test, whose people are dealt by its name. */
type Dealing = GraphNode & { readonly kind: "split" | "ab test" };

const isDealing = (node: GraphNode): node is Dealing => node.kind === "split" || node.kind === "ab test";

/**
 * The new version, in which splits and A/B tests that have another name now deal people as they did under the old one: who
 * stood in a share stands in it still.
 *
 * @param matching which step of the old version is which of the new one
 */
export function keepShares(
  before: JourneyGraph,
  after: JourneyGraph,
  { nodes }: Pick<Matching, "nodes">,
): JourneyGraph {
  const dealt = new Map<NodeId, NodeId>();
  for (const node of before.nodes) {
    const now = nodes.get(node.id);
    if (isDealing(node) && now !== undefined) dealt.set(now, dealtAs(node));
  }
  const keep = (node: GraphNode): GraphNode => {
    const was = isDealing(node) ? dealt.get(node.id) : undefined;
    return was === undefined || was === dealtAs(node as Dealing) ? node : ({ ...node, dealtAs: was } as Dealing);
  };
  return { ...after, nodes: after.nodes.map(keep) };
}
