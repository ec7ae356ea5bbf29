/** Which activities a given record would get, as it is now. */
import type { Condition } from "@journey/language";
import { stepName } from "../diff/words.ts";
import { describeCondition } from "../filters/describe.ts";
import { type ConditionEnvironment, conditionToPredicate, type PlainRecord } from "../filters/to-predicate.ts";
import { isActivity, type JourneyGraph, type NodeId } from "../graph/graph.ts";
import { filterOf, hopsOf } from "./ways.ts";

export interface RecordOutcome {
  /** The first part of the journey's filter, or of the entry's condition, that it fails; undefined: it enters. */
  readonly refused?: string;
  readonly activities: readonly ActivityOutcome[];
}

export interface ActivityOutcome {
  readonly activity: NodeId;
  readonly words: string;
  /** `depends`: on what happens on the way. */
  readonly gets: "yes" | "no" | "depends";
  /** The condition that it fails, or what it depends on. */
  readonly because?: string;
}

export function outcomeFor(graph: JourneyGraph, record: PlainRecord, environment: ConditionEnvironment): RecordOutcome {
  const holds = (condition: Condition) => conditionToPredicate(condition, graph.schema)(record, environment);
  const entry = [graph.filter, graph.enter.where].filter((each) => each !== undefined);
  const failed = entry.flatMap(partsOf).find((part) => !hangsOnLater(part) && !holds(part));
  if (failed) return { refused: describeCondition(failed), activities: [] };

  /** Why a step may be come to: undefined for certain. */
  const reached = new Map<NodeId, string | undefined>();
  const hops = hopsOf(graph);
  const visit = (at: NodeId | undefined, because: string | undefined): void => {
    for (const { from, to, asks, words } of hops.get(at) ?? []) {
      if (asks && !hangsOnLater(asks) && !holds(asks)) continue;
      const isReaction = words.startsWith("on ");
      const node = from === undefined ? undefined : graph.nodes.find(({ id }) => id === from);
      // Whoever does not get an activity can't react to it.
      const filter = node && filterOf(node);
      if (isReaction && filter && partsOf(filter).some((part) => !hangsOnLater(part) && !holds(part))) continue;
      const isOpen = isReaction || (asks ? hangsOnLater(asks) : isChance(node?.kind));
      const why = isOpen ? (because ?? (isReaction ? `${from} ${words}` : words)) : because;
      // Certain beats open; a step that is known so is not gone through again.
      if (reached.has(to) && (reached.get(to) === undefined || why !== undefined)) continue;
      reached.set(to, why);
      visit(to, why);
    }
  };
  visit(undefined, undefined);
  const activities = graph.nodes.filter(isActivity).filter(({ of }) => of === undefined);
  return {
    activities: activities.map((node): ActivityOutcome => {
      const base = { activity: node.id, words: stepName(node) };
      if (!reached.has(node.id)) return { ...base, gets: "no", because: "its way does not lead there" };
      const parts = node.filter ? partsOf(node.filter) : [];
      const fails = parts.find((part) => !hangsOnLater(part) && !holds(part));
      if (fails) return { ...base, gets: "no", because: describeCondition(fails) };
      const why = reached.get(node.id) ?? parts.filter(hangsOnLater).map(describeCondition)[0];
      return why === undefined ? { ...base, gets: "yes" } : { ...base, gets: "depends", because: why };
    }),
  };
}

function isChance(kind: string | undefined): boolean {
  return kind === "split" || kind === "ab test" || kind === "wait for";
}

function partsOf(condition: Condition): readonly Condition[] {
  return condition.kind === "and" ? condition.operands.flatMap(partsOf) : [condition];
}

/** What happens in the journey, and what events bring, is not known beforehand. */
function hangsOnLater(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hangsOnLater);
  if (typeof value !== "object" || value === null) return false;
  if ("kind" in value && value.kind === "engagement") return true;
  if ("root" in value && value.root !== undefined) return true;
  return Object.values(value).some(hangsOnLater);
}
