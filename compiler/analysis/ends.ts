/** Does everybody come to an end, and how late. */

import { stepName } from "../diff/words.ts";
import type { JourneyGraph, NodeId } from "../graph/graph.ts";
import { hopsOf, mostMinutes } from "./ways.ts";

export interface Ends {
  /** Minutes after entry; undefined: nothing bounds it. */
  readonly latest?: number;
  /** What the latest end comes by, or what has no bound. */
  readonly because: readonly string[];
}

export function endsOf(graph: JourneyGraph): Ends {
  const hops = hopsOf(graph);
  const unbounded = new Set<string>();
  const latest = new Map<NodeId, number>();
  // Steps in an order in which each comes behind all that lead to it: there are no loops.
  const order: NodeId[] = [];
  const seen = new Set<NodeId | undefined>();
  const visit = (id: NodeId | undefined): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const { to } of hops.get(id) ?? []) visit(to);
    if (id !== undefined) order.unshift(id);
  };
  visit(undefined);
  for (const id of [undefined, ...order]) {
    const at = id === undefined ? 0 : (latest.get(id) ?? 0);
    for (const { to, most, because } of hops.get(id) ?? []) {
      if (most === undefined) unbounded.add(because ?? "");
      latest.set(to, Math.max(latest.get(to) ?? 0, at + (most ?? 0)));
    }
  }
  let end = 0;
  let last = "entry";
  const later = (at: number, words: string) => {
    if (at > end) [end, last] = [at, words];
  };
  for (const { clause } of graph.regions) {
    if (!clause || clause.negated || clause.trigger === "failed" || clause.trigger === "suppressed") continue;
    const listens = (latest.get(clause.activity) ?? 0) + mostMinutes(clause.within ?? graph.listen);
    later(listens, `listening for “${clause.trigger}” of ${clause.activity}`);
  }
  for (const node of graph.nodes) {
    const at = latest.get(node.id) ?? 0;
    if (node.kind === "wait until" && node.until.kind === "moment") {
      unbounded.add(`${stepName(node)} hangs on the record's date`);
    }
    const own =
      node.kind === "wait" ? mostMinutes(node.duration) : node.kind === "wait for" ? mostMinutes(node.upTo) : 0;
    later(at + own, stepName(node));
  }
  if (unbounded.size > 0) return { because: [...unbounded].sort() };
  return { latest: end, because: [last] };
}
