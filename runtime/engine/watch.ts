/** Looks at the records of those under way: conditions that change their journey without any message or timer. */
import { describeCondition, type JourneyGraph } from "@journey/compiler";
import type { Database } from "../store/database.ts";
import type { JourneyRow } from "../store/journeys.ts";
import { markLeaving, markReached, wakeWaiting } from "../store/watch.ts";
import type { Version } from "./version.ts";

/** @returns for how many participants something has changed */
export function watchVersion(db: Database, journey: JourneyRow, version: Version, now: number): Promise<number> {
  const { graph } = version;
  return db.transaction(async (tx) => {
    const place = { journeyId: journey.id, versionId: version.id, graph };
    let changed = 0;
    for (const [index, exit] of graph.exits.entries()) {
      if (exit.kind !== "when") continue;
      changed += await markLeaving(tx, place, exit.condition, exitReason(graph, index), now);
    }
    for (const goal of graph.goals) {
      changed += await markReached(tx, place, goal, now);
      if (goal.exits) changed += await markLeaving(tx, place, goal.condition, `goal ${goal.name}`, now);
    }
    for (const node of graph.nodes) {
      if (node.kind !== "wait for" || node.for.kind !== "condition") continue;
      changed += await wakeWaiting(tx, place, node.for.condition, node.id, version.lettersAt(node.id), now);
    }
    return changed;
  });
}

/** What a participant's end says of the `exit when` that brought it about. */
export function exitReason(graph: JourneyGraph, index: number): string {
  const exit = graph.exits[index];
  return exit?.kind === "when" ? `exit when ${describeCondition(exit.condition)}` : "exit";
}
