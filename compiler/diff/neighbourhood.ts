/** The part of a journey that has changed, as a drawing: changed steps, and what stands right before and behind them. */
import { type DiagramEdge, edgesOf, endId, entryId } from "../diagram/edges.ts";
import { shape, text } from "../diagram/mermaid.ts";
import type { GraphNode, JourneyGraph } from "../graph/graph.ts";
import type { JourneyDiff } from "./change.ts";
import { isFirstTurn, matchJourneys, splitTurn } from "./match-journeys.ts";

/** GitHub and GitLab draw up to 500 arrows; nobody reads that many. */
const mostNodes = 60;

type Mark = "added" | "removed" | "changed" | "kept";

/**
 * A Mermaid flowchart; undefined where no step has changed, or more have than a drawing holds.
 */
export function drawNeighbourhood(before: JourneyGraph, after: JourneyGraph, diff: JourneyDiff): string | undefined {
  const { nodes } = matchJourneys(before, after);
  const arrived = new Set(nodes.values());
  const changed = new Set(diff.changes.flatMap(({ newId }) => (newId === undefined ? [] : [newId])));
  for (const region of after.regions) {
    if (changed.has(region.id) && region.clause) changed.add(region.clause.activity);
  }
  const marks = new Map<string, Mark>();
  for (const node of after.nodes.filter(isFirstTurn)) {
    marks.set(node.id, arrived.has(node.id) ? (changed.has(node.id) ? "changed" : "kept") : "added");
  }
  // What is gone keeps its old name, apart from new ones.
  const gone = before.nodes.filter((node) => isFirstTurn(node) && !nodes.has(node.id) && !node.id.endsWith(".pause"));
  const old = (id: string) => `old ${id}`;
  for (const node of gone) marks.set(old(node.id), "removed");

  const isGone = new Set(gone.map(({ id }) => id));
  const firstTurn = (id: string) => splitTurn(id)[0];
  const edges: (DiagramEdge & { readonly isGone?: true })[] = [
    ...edgesOf(after).filter(({ from, to }) => firstTurn(from) === from && firstTurn(to) === to),
    ...edgesOf(before).flatMap((edge) => {
      if (!isGone.has(edge.from) && !isGone.has(edge.to)) return [];
      const name = (id: string) => (isGone.has(id) ? old(id) : (nodes.get(id) ?? id));
      return [{ ...edge, from: name(edge.from), to: name(edge.to), isGone: true as const }];
    }),
  ];
  const isMarked = (id: string) => marks.has(id) && marks.get(id) !== "kept";
  const shown = new Set([...marks.keys()].filter(isMarked));
  if (shown.size === 0) return undefined;
  for (const { from, to } of edges) {
    if (isMarked(from)) shown.add(to);
    if (isMarked(to)) shown.add(from);
  }
  if (shown.size > mostNodes) return undefined;

  const graphNodes = new Map<string, GraphNode>([
    ...after.nodes.map((node) => [node.id, node] as const),
    ...gone.map((node) => [old(node.id), node] as const),
  ]);
  const ids = new Map([...shown].map((id, index) => [id, `n${index + 1}`]));
  const lines = ["flowchart TD"];
  for (const id of shown) {
    const node = graphNodes.get(id);
    if (node) lines.push(`  ${ids.get(id)}${shape(node, marks.get(id) ?? "kept")}`);
    else if (id === entryId) lines.push(`  ${ids.get(id)}(["Entry"]):::kept`);
    else if (id === endId) lines.push(`  ${ids.get(id)}(["End"]):::kept`);
  }
  for (const { from, to, kind, label, isGone: was } of edges) {
    const [a, b] = [ids.get(from), ids.get(to)];
    if (a === undefined || b === undefined) continue;
    const words = [...(label === undefined ? [] : [text(label)]), ...(was ? ["was"] : [])].join(", ");
    lines.push(`  ${a} ${kind === "clause" || was ? "-.->" : "-->"}${words === "" ? "" : `|"${words}"|`} ${b}`);
  }
  lines.push("  classDef added fill:#dafbe1,stroke:#1a7f37,color:#0b3d1a");
  lines.push("  classDef removed fill:#ffebe9,stroke:#cf222e,color:#6e1119,stroke-dasharray:4 3");
  lines.push("  classDef changed fill:#fff8c5,stroke:#9a6700,color:#4d3300");
  lines.push("  classDef kept fill:#f6f8fa,stroke:#8c959f,color:#24292f");
  return `${lines.join("\n")}\n`;
}
