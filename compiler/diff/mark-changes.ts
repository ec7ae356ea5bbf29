/** What has changed since another version of a journey, for its diagram. */

import { entryId } from "../diagram/edges.ts";
import type { GoneSteps } from "../diagram/layout.ts";
import type { StepChange } from "../diagram/svg.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import { changedGraph, markOf } from "./changed-graph.ts";
import { diffJourney } from "./diff-journeys.ts";
import { isFirstTurn } from "./match-journeys.ts";
import { sidesOf } from "./to-text.ts";

export interface MarkedChanges {
  /** For `layoutDiagram`. */
  readonly gone: GoneSteps;
  /** For `renderDiagram`; steps that are as they were are left out. */
  readonly changes: ReadonlyMap<string, StepChange>;
  /** How many steps, turns of a repetition counted once. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** The same rules as those of `journey diff`. */
export function markChanges(before: JourneyGraph, after: JourneyGraph): MarkedChanges {
  const graph = changedGraph(before, after, diffJourney(before, after));
  const changes = new Map<string, StepChange>();
  for (const id of [entryId, ...graph.nodes.keys()]) {
    const mark = markOf(graph, id);
    if (mark === "kept") continue;
    const words = (graph.changes.get(id) ?? []).map((change) => {
      const said = sidesOf(change, "→");
      return said === "" ? change.subject : `${change.subject}: ${said}`;
    });
    changes.set(id, { mark, words: mark === "changed" ? words : [] });
  }
  const isGone = (id: string) => graph.marks.get(id) === "removed";
  const count = (wanted: string) => [...graph.marks.values()].filter((mark) => mark === wanted).length;
  return {
    gone: {
      nodes: [...graph.nodes].filter(([id, node]) => isGone(id) && isFirstTurn(node)),
      edges: graph.edges.filter((edge) => edge.isGone),
    },
    changes,
    added: count("added"),
    changed: count("changed") + (graph.changes.has(entryId) ? 1 : 0),
    removed: count("removed"),
  };
}
