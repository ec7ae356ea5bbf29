/** Both versions of a journey in one graph: the new one, with what has gone where it stood. */
import { type DiagramEdge, edgesOf, entryId } from "../diagram/edges.ts";
import type { GraphNode, JourneyGraph } from "../graph/graph.ts";
import type { Change, JourneyDiff } from "./change.ts";
import { isFirstTurn, matchJourneys, splitTurn } from "./match-journeys.ts";

export type StepMark = "added" | "removed" | "changed" | "kept";

export interface ChangedGraph {
  /** By the id of the step; turns of a repetition are marked with their first. What is gone has an id of its own. */
  readonly marks: ReadonlyMap<string, StepMark>;
  /** Steps of both versions, by these ids. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** All arrows of the new version, and those of the old one that lead to or from what is gone. */
  readonly edges: readonly (DiagramEdge & { readonly isGone?: true })[];
  /** What is different, by the id of the step; of the journey's settings, by that of its entry. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

export function changedGraph(before: JourneyGraph, after: JourneyGraph, diff: JourneyDiff): ChangedGraph {
  const { nodes } = matchJourneys(before, after);
  const arrived = new Set(nodes.values());
  const activityOf = new Map(
    after.regions.flatMap(({ id, clause }) => (clause ? [[id, clause.activity] as const] : [])),
  );
  const changes = new Map<string, Change[]>();
  const note = (id: string, change: Change): void => {
    changes.set(id, [...(changes.get(id) ?? []), change]);
  };
  for (const change of diff.changes) {
    const { oldId, newId } = change;
    if (newId !== undefined) note(activityOf.get(newId) ?? newId, change);
    else if (oldId === undefined) note(entryId, change);
  }
  const marks = new Map<string, StepMark>();
  for (const { id } of after.nodes.filter(isFirstTurn)) {
    marks.set(id, arrived.has(id) ? (changes.has(id) ? "changed" : "kept") : "added");
  }
  // What is gone keeps its old name, apart from new ones.
  const gone = before.nodes.filter((node) => isFirstTurn(node) && !nodes.has(node.id) && !node.id.endsWith(".pause"));
  const isGone = new Set(gone.map(({ id }) => id));
  const old = (id: string) => `old ${id}`;
  for (const { id } of gone) marks.set(old(id), "removed");
  const edges = [
    ...edgesOf(after),
    ...edgesOf(before).flatMap((edge) => {
      if (!isGone.has(edge.from) && !isGone.has(edge.to)) return [];
      const name = (id: string) => (isGone.has(id) ? old(id) : (nodes.get(id) ?? id));
      return [{ ...edge, from: name(edge.from), to: name(edge.to), isGone: true as const }];
    }),
  ];
  const all = new Map([
    ...after.nodes.map((node) => [node.id, node] as const),
    ...gone.map((node) => [old(node.id), node] as const),
  ]);
  return { marks, nodes: all, edges, changes };
}

/** How the step stands in the new version. */
export function markOf({ marks, changes }: ChangedGraph, id: string): StepMark {
  if (id === entryId) return changes.has(id) ? "changed" : "kept";
  return marks.get(splitTurn(id)[0]) ?? "kept";
}
