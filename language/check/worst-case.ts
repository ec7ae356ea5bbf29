/** The most messages that one participant may get within a stretch of time, and how that comes about. */
import type { ModelSchema } from "../models/schema.ts";
import { satisfiable } from "../reasoning/satisfiable.ts";
import type { Condition } from "./condition.ts";
import type { CheckedMessage } from "./program.ts";
import {
  type Counts,
  countAt,
  delayed,
  highestOf,
  noCounts,
  oneMessage,
  sumOf,
  worstDelay,
  worstOf,
} from "./volume-counts.ts";
import type { CountedMessage, Way, WayGraph } from "./volume-graph.ts";

export interface SentMessage {
  readonly message: CountedMessage;
  /** Minutes since entry. */
  readonly at: number;
}

interface Asked {
  readonly condition: Condition;
  readonly at: number;
}

/**
 * The messages of the worst way, in the order of their times.
 *
 * @param minutes how long the window is; a message exactly so long after another is in the next one
 */
export function worstCase(
  { start, all }: WayGraph,
  minutes: number,
  schema: ModelSchema,
  counts: (message: CheckedMessage) => boolean = () => true,
): readonly SentMessage[] {
  const known = new Map<Way, Counts>();
  const of = (way: Way): Counts => known.get(way) ?? noCounts;
  for (const way of all) {
    switch (way.kind) {
      case "all": {
        const own = way.message && counts(way.message.step) ? [oneMessage(minutes)] : [];
        known.set(way, sumOf([...own, ...way.ways.map(of)]));
        break;
      }
      case "later":
        known.set(way, delayed(of(way.way), way.from, way.to));
        break;
      case "one of":
        known.set(way, highestOf(way.ways.map(({ way: each }) => of(each))));
        break;
    }
  }
  const found: { readonly sent: SentMessage; readonly asked: readonly Asked[] }[] = [];
  const follow = (way: Way, moment: number, at: number, asked: readonly Asked[]): void => {
    if (countAt(of(way), moment) === 0) return;
    switch (way.kind) {
      case "all":
        if (way.message && counts(way.message.step) && countAt(oneMessage(minutes), moment) > 0) {
          found.push({ sent: { message: way.message, at }, asked });
        }
        for (const each of way.ways) follow(each, moment, at, asked);
        break;
      case "later": {
        const delay = worstDelay(of(way.way), way.from, way.to, moment);
        follow(way.way, moment - delay, at + delay, asked);
        break;
      }
      case "one of": {
        const most = countAt(of(way), moment);
        const taken = way.ways.find((each) => countAt(of(each.way), moment) === most);
        if (!taken) break;
        follow(taken.way, moment, at, taken.condition ? [...asked, { condition: taken.condition, at }] : asked);
        break;
      }
    }
  };
  follow(start, worstOf(of(start)).moment, 0, []);
  found.sort((a, b) => a.sent.at - b.sent.at);
  return withoutContradictions(found, schema);
}

/** What one person can't get at one moment, because the filters exclude each other, is left out. */
function withoutContradictions(
  found: readonly { readonly sent: SentMessage; readonly asked: readonly Asked[] }[],
  schema: ModelSchema,
): readonly SentMessage[] {
  const kept: SentMessage[] = [];
  let now: { at: number; conditions: Set<Condition> } = { at: -1, conditions: new Set() };
  for (const { sent, asked } of found) {
    if (now.at !== sent.at) now = { at: sent.at, conditions: new Set() };
    const own = [
      ...sent.message.filters,
      ...asked.filter(({ at }) => at === sent.at).map(({ condition }) => condition),
    ];
    const conditions = new Set([...now.conditions, ...own]);
    const isNew = conditions.size > now.conditions.size && now.conditions.size > 0;
    const isPossible =
      !isNew ||
      satisfiable(
        [...conditions].map((condition) => ({ condition, label: undefined })),
        schema,
      ).satisfiable;
    if (!isPossible) continue;
    now = { at: sent.at, conditions };
    kept.push(sent);
  }
  return kept;
}
