/** The part of a journey that has changed, as a drawing: changed steps, and what stands right before and behind them. */
import { endId, entryId } from "../diagram/edges.ts";
import { shape, text } from "../diagram/mermaid.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import type { JourneyDiff } from "./change.ts";
import { changedGraph } from "./changed-graph.ts";
import { splitTurn } from "./match-journeys.ts";

/** GitHub and GitLab draw up to 500 arrows; nobody reads that many. */
const mostNodes = 60;

/**
 * A Mermaid flowchart; undefined where no step has changed, or more have than a drawing holds.
 */
export function drawNeighbourhood(before: JourneyGraph, after: JourneyGraph, diff: JourneyDiff): string | undefined {
  const changed = changedGraph(before, after, diff);
  const { marks } = changed;
  const isFirst = (id: string) => splitTurn(id)[0] === id;
  const edges = changed.edges.filter(({ from, to, isGone }) => isGone || (isFirst(from) && isFirst(to)));
  const isMarked = (id: string) => marks.has(id) && marks.get(id) !== "kept";
  const shown = new Set([...marks.keys()].filter(isMarked));
  if (shown.size === 0) return undefined;
  for (const { from, to } of edges) {
    if (isMarked(from)) shown.add(to);
    if (isMarked(to)) shown.add(from);
  }
  if (shown.size > mostNodes) return undefined;

  const ids = new Map([...shown].map((id, index) => [id, `n${index + 1}`]));
  const lines = ["flowchart TD"];
  for (const id of shown) {
    const node = changed.nodes.get(id);
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
