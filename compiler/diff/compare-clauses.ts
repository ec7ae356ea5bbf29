/** Reactions: what they hang on has a counterpart, and what they wait for may be another. */
import type { CalendarDuration } from "@journey/language";
import type { JourneyGraph, Region } from "../graph/graph.ts";
import type { Comparison } from "./collect.ts";
import { isShorter } from "./compare-values.ts";
import { isFirstTurn } from "./match-journeys.ts";
import { isSame } from "./same.ts";
import { clauseName, clauseWords } from "./words.ts";

type ClauseRegion = Region & { readonly clause: NonNullable<Region["clause"]> };

export function compareClauses(comparison: Comparison): void {
  const { before, after, matching } = comparison;
  const oldOf = new Map([...matching.regions].map(([old, now]) => [now, old]));
  const oldClauses = new Map(clausesOf(before).map((region) => [region.id, region]));
  const survivors = new Set(matching.nodes.keys());
  const arrivals = new Set(matching.nodes.values());
  for (const region of clausesOf(after)) {
    const old = oldClauses.get(oldOf.get(region.id) ?? "");
    if (old) compareClause(comparison, old, region);
    else if (arrivals.has(region.clause.activity)) {
      comparison.add("clause-added", {
        subject: clauseName(region),
        after: "",
        source: region.source,
        newId: region.id,
        ...(region.clause.negated
          ? { consequence: "judged on what is recorded: who has not done it in that time gets what follows, too" }
          : {}),
      });
    }
  }
  for (const region of clausesOf(before)) {
    // What hangs on a step that is gone goes with it.
    if (matching.regions.has(region.id) || !survivors.has(region.clause.activity)) continue;
    const waits = region.clause.negated || (region.clause.after?.amount ?? 0) > 0;
    comparison.add("clause-removed", {
      subject: clauseName(region),
      before: "",
      source: region.source,
      oldId: region.id,
      ...(waits
        ? {
            class: "breaking",
            consequence: "people whose delay is running have no next step",
            help: `say in the plan what becomes of them: \`--drop ${before.name}.${region.id}\` or \`--stay ${before.name}.${region.id}\``,
          }
        : {}),
    });
  }
}

function clausesOf(graph: JourneyGraph): readonly ClauseRegion[] {
  return graph.regions.filter((region): region is ClauseRegion => region.clause !== undefined && isFirstTurn(region));
}

function compareClause(comparison: Comparison, old: ClauseRegion, region: ClauseRegion): void {
  const { after: _old, within: _oldWithin, activity: _a, parent: _p, ...was } = old.clause;
  const { after: _new, within: _newWithin, activity: _b, parent: _q, ...is } = region.clause;
  const found = { subject: clauseName(region), source: region.source, oldId: old.id, newId: region.id };
  if (!isSame(was, is)) {
    comparison.add("clause-changed", {
      ...found,
      subject: `clause of ${region.clause.activity}`,
      before: clauseWords(old.clause),
      after: clauseWords(region.clause),
    });
    return;
  }
  for (const part of ["after", "within"] as const) {
    const [before, now] = [old.clause[part], region.clause[part]];
    if (isSame(before, now)) continue;
    comparison.add(isLess(part, now, before) ? "clause-shortened" : "clause-lengthened", {
      ...found,
      subject: `clause of ${region.clause.activity}, ${part}`,
      before: words(part, before),
      after: words(part, now),
      ...(part === "within" ? { consequence: "there is less or more time to do it; running timers are re-dated" } : {}),
    });
  }
}

/** Without `after` it follows at once; without `within` it has all the time. */
function isLess(part: "after" | "within", a: CalendarDuration | undefined, b: CalendarDuration | undefined): boolean {
  if (a && b) return isShorter(a, b);
  return part === "after" ? a === undefined : a !== undefined;
}

function words(part: "after" | "within", duration: CalendarDuration | undefined): string {
  if (duration) return `${duration.amount} ${duration.unit}${duration.amount === 1 ? "" : "s"}`;
  return part === "after" ? "at once" : "any time";
}
