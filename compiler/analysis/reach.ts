/** Can a step be reached, by what way, and how soon. */
import { type Condition, satisfiable } from "@journey/language";
import { stepName } from "../diff/words.ts";
import { describeCondition } from "../filters/describe.ts";
import { type GraphNode, isActivity, type JourneyGraph, type NodeId } from "../graph/graph.ts";
import { filterOf, type Hop, hopsOf } from "./ways.ts";

export interface Reach {
  readonly step: NodeId;
  readonly words: string;
  readonly isActivity: boolean;
  readonly line: number;
  /** `changed`: only by who changes on the way; `never`: no way leads there. */
  readonly reached: "yes" | "changed" | "never";
  /** Minutes after entry, at the earliest; from the last of `dates` on, where there are any. */
  readonly earliest?: number;
  /** Dates of the record that are waited for on the way. */
  readonly dates?: readonly string[];
  /** The choices and waits on the way, in order. */
  readonly way: readonly string[];
  /** Conditions that exclude each other at one moment, where only those who change get there. */
  readonly conflict?: readonly string[];
}

/** So many ways are tried for a step before the soonest counts. */
const mostWays = 2_000;

export function reachOf(graph: JourneyGraph): readonly Reach[] {
  const hops = hopsOf(graph);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const into = new Map<NodeId, Hop[]>();
  for (const hop of [...hops.values()].flat()) into.set(hop.to, [...(into.get(hop.to) ?? []), hop]);
  const soonest = soonestOf(hops);
  return graph.nodes.filter((node) => node.of === undefined).map((node) => reach(graph, node, into, soonest, nodes));
}

function soonestOf(hops: ReadonlyMap<NodeId | undefined, readonly Hop[]>): ReadonlyMap<NodeId, number> {
  const soonest = new Map<NodeId, number>();
  const ahead: { readonly node: NodeId | undefined; readonly at: number }[] = [{ node: undefined, at: 0 }];
  while (ahead.length > 0) {
    ahead.sort((a, b) => b.at - a.at);
    const { node, at } = ahead.pop()!;
    if (node !== undefined && (soonest.get(node) ?? Number.POSITIVE_INFINITY) < at) continue;
    for (const { to, least } of hops.get(node) ?? []) {
      if (at + least >= (soonest.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      soonest.set(to, at + least);
      ahead.push({ node: to, at: at + least });
    }
  }
  return soonest;
}

function reach(
  graph: JourneyGraph,
  node: GraphNode,
  into: ReadonlyMap<NodeId, readonly Hop[]>,
  soonest: ReadonlyMap<NodeId, number>,
  nodes: ReadonlyMap<NodeId, GraphNode>,
): Reach {
  const base = { step: node.id, words: stepName(node), isActivity: isActivity(node), line: node.source.line };
  if (!soonest.has(node.id)) return { ...base, reached: "never", way: [] };
  let first: { way: readonly Hop[]; conflict: readonly string[] } | undefined;
  let tried = 0;
  // Backwards from the step, what is soonest first: a way that nobody can go is left for the next.
  const ahead: { readonly at: NodeId | undefined; readonly way: readonly Hop[] }[] = [{ at: node.id, way: [] }];
  while (ahead.length > 0 && tried < mostWays) {
    const { at, way } = ahead.pop()!;
    if (at === undefined) {
      tried++;
      const asked = conditionsOn(graph, way, node, nodes);
      const answer = satisfiable(asked, graph.schema);
      if (answer.satisfiable) return { ...base, reached: "yes", ...describeWay(way, nodes) };
      const conflict = answer.conflict.map(({ part, negated }) => `${negated ? "not " : ""}${describeCondition(part)}`);
      first ??= { way, conflict };
      continue;
    }
    const ways = [...(into.get(at) ?? [])].sort((a, b) => timeAt(b, soonest) - timeAt(a, soonest));
    for (const hop of ways) ahead.push({ at: hop.from, way: [hop, ...way] });
  }
  const { way, conflict } = first ?? { way: [], conflict: [] };
  return { ...base, reached: "changed", ...describeWay(way, nodes), conflict };
}

function timeAt({ from, least }: Hop, soonest: ReadonlyMap<NodeId, number>): number {
  return (from === undefined ? 0 : (soonest.get(from) ?? 0)) + least;
}

/** What is asked of who goes that way: at entry, at the partings, and of the step itself. */
function conditionsOn(
  graph: JourneyGraph,
  way: readonly Hop[],
  node: GraphNode,
  nodes: ReadonlyMap<NodeId, GraphNode>,
): readonly { readonly condition: Condition; readonly label: undefined }[] {
  const own = filterOf(node);
  const conditions = [
    ...(graph.filter ? [graph.filter] : []),
    ...(graph.enter.where ? [graph.enter.where] : []),
    ...way.flatMap(({ asks, from, words }) => {
      // A reaction starts only for who got what it hangs on.
      const around = words.startsWith("on ") && from !== undefined ? filterOf(nodes.get(from)!) : undefined;
      return [...(asks ? [asks] : []), ...(around ? [around] : [])];
    }),
    ...(own ? [own] : []),
  ];
  return [...new Set(conditions)].map((condition) => ({ condition, label: undefined }));
}

function describeWay(
  way: readonly Hop[],
  nodes: ReadonlyMap<NodeId, GraphNode>,
): Pick<Reach, "earliest" | "dates" | "way"> {
  const dated = way.filter(({ from }) => isDated(nodes.get(from ?? "")));
  const last = dated.at(-1);
  const counted = last ? way.slice(way.indexOf(last) + 1) : way;
  return {
    earliest: counted.reduce((sum, { least }) => sum + least, 0),
    ...(dated.length > 0 ? { dates: dated.map(({ words }) => words.replace(/^until /, "")) } : {}),
    way: way.flatMap(({ words, from }) => {
      if (words === "") return [];
      // Said of what: a choice's value, a reaction's message.
      const node = nodes.get(from ?? "");
      if (words.startsWith("on ")) return [`${from} ${words}`];
      return [node?.kind === "match" ? `${stepName(node)}: ${words}` : words];
    }),
  };
}

function isDated(node: GraphNode | undefined): boolean {
  return node?.kind === "wait until" && node.until.kind === "moment";
}
