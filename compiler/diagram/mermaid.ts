import { describeCondition } from "../filters/describe.ts";
import type { GraphNode, JourneyGraph } from "../graph/graph.ts";
import { describeNode } from "./describe-node.ts";
import { edgesOf, endId, entryId } from "./edges.ts";

/** A journey as a Mermaid flowchart, as GitHub and GitLab draw it: no links, no scripts. */
export function toMermaid(graph: JourneyGraph): string {
  const ids = new Map<string, string>([
    [entryId, "entry"],
    [endId, "finish"],
  ]);
  for (const [index, node] of graph.nodes.entries()) ids.set(node.id, `n${index + 1}`);
  const id = (name: string) => ids.get(name) ?? "finish";
  const lines = ["flowchart TD"];
  const filter = graph.filter ? `<br/>${text(shorten(describeCondition(graph.filter)))}` : "";
  lines.push(`  entry(["${text(graph.target)}${filter}"]):::ends`);
  for (const node of graph.nodes) lines.push(`  ${id(node.id)}${shape(node)}`);
  const edges = edgesOf(graph);
  if (edges.some((edge) => edge.to === endId)) lines.push('  finish(["End"]):::ends');
  for (const { from, to, kind, label } of edges) {
    const arrow = kind === "clause" ? "-.->" : "-->";
    lines.push(`  ${id(from)} ${arrow}${label === undefined ? "" : `|"${text(label)}"|`} ${id(to)}`);
  }
  lines.push("  classDef ends fill:#eef1f5,stroke:#8a94a3,color:#1d2530");
  lines.push("  classDef message fill:#e3ecff,stroke:#4069c8,color:#132a5e");
  lines.push("  classDef record fill:#e4f5e9,stroke:#3c8a57,color:#123d22");
  lines.push("  classDef flow fill:#fff4dc,stroke:#b98a2d,color:#4a3609");
  return `${lines.join("\n")}\n`;
}

/** A step's outline and words, with the class of its kind or one of the caller's. */
export function shape(node: GraphNode, of?: string): string {
  const plain = outline(node);
  return of === undefined ? plain : plain.replace(/:::\w+$/, `:::${of}`);
}

function outline(node: GraphNode): string {
  const { title, detail } = describeNode(node);
  const words = text(title) + (detail === "" ? "" : `<br/><small>${text(shorten(detail))}</small>`);
  switch (node.kind) {
    case "email":
    case "sms":
    case "push":
      return `["${words}"]:::message`;
    case "wait":
    case "wait until":
    case "parallel":
    case "exit":
      return `(["${words}"]):::flow`;
    case "if":
    case "wait for":
    case "match":
    case "split":
    case "ab test":
      return `{"${words}"}:::flow`;
    default:
      return `["${words}"]:::record`;
  }
}

function shorten(words: string): string {
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** Mermaid reads quotes, brackets, addresses, lists and Markdown in labels: entities keep them what they are. */
export function text(words: string): string {
  return words
    .replace(/\s+/g, " ")
    .replace(/[#"<>{}[\]`|&;\\]/g, entity)
    .replace(/:(?=\/\/)/g, entity)
    .replace(/^[-*+](?= )|(?<=^\d+)[.)](?= )/g, entity);
}

function entity(character: string): string {
  return `#${character.charCodeAt(0)};`;
}
