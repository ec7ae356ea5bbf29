/** How people react to messages, and what the world outside does, by chance that depends on the seed alone. */
import type { CheckedBehaviour, Happening, Trigger } from "@journey/language";
import { isMessage, type JourneyGraph, type MessageNode } from "../graph/graph.ts";
import { minutesAt, publishedRates, shareBy } from "./published-figures.ts";
import { draw, keyOf } from "./random.ts";
import type { Behaviour } from "./run-types.ts";
import { minute } from "./virtual-journey.ts";
import type { VirtualRun } from "./virtual-run.ts";

/** What share does something, and in what time. */
export interface Reaction {
  readonly happening: Happening;
  readonly label?: string;
  /** Of those who get the message, 0 to 1. */
  readonly share: number;
  /** Milliseconds; none react later. */
  readonly within?: number;
  /** `typical`: most soon, as mails are opened; `even`: at any time with the same chance. */
  readonly shape?: "typical" | "even";
  /** When, measured: minutes after the message at which each tenth of them has done it, the first and the last included. Before `within` and `shape`. */
  readonly deciles?: readonly number[];
  readonly source: string;
}

/** Something that happens to participants from outside. */
export interface OutsideEvent {
  readonly event: string;
  /** Of those who enter, 0 to 1. */
  readonly share: number;
  /** Milliseconds after their entry, at any time with the same chance. */
  readonly within: number;
}

/** Participants' records change from outside. */
export interface OutsideChange {
  readonly set: Readonly<Record<string, string | number | boolean>>;
  readonly share: number;
  readonly within: number;
}

export interface BehaviourOptions {
  readonly seed: number;
  /** A number for each person that stays the same, whoever else takes part. */
  readonly keyOf: (person: number) => number;
  /** By journey: how messages' recipients react, by activity. */
  readonly reactions: readonly ReadonlyMap<string, readonly Reaction[]>[];
  readonly events: readonly OutsideEvent[];
  readonly changes: readonly OutsideChange[];
  /** Things happen in steps of so many minutes. Default 1. */
  readonly roundTo?: number;
  readonly payloadOf: (event: string, person: number, turn: number) => Readonly<Record<string, unknown>>;
}

/** A reaction, made ready to be drawn. */
interface Drawn {
  readonly share: number;
  /** Its number in the run. */
  readonly reaction: number;
  readonly isEven: boolean;
  readonly deciles: readonly number[] | undefined;
  /** Minutes; for `typical`, the part of the curve that lies in them. */
  readonly most: number;
}

interface Plan {
  readonly key: number;
  /** A share. */
  readonly failed: number;
  readonly bounced: Drawn | undefined;
  /** Its number in the run; -1: nobody asks. */
  readonly delivered: number;
  readonly opened: Drawn | undefined;
  /** Clicks, replies, unsubscriptions: done by those who have opened it first. */
  readonly following: readonly Drawn[];
}

const nothing: readonly Reaction[] = [];

export class ChanceBehaviour implements Behaviour {
  readonly #plans: (Plan | undefined)[][] = [];
  readonly #options: BehaviourOptions;

  constructor(options: BehaviourOptions) {
    this.#options = options;
  }

  handedOver(run: VirtualRun, journey: number, node: number, person: number, turn: number) {
    const plan = this.#planOf(run, journey, node);
    if (!plan) return "executed" as const;
    const { seed } = this.#options;
    const who = this.#options.keyOf(person);
    const { key, bounced, opened, following } = plan;
    if (plan.failed > 0 && draw(seed, who, key, turn) < plan.failed) return "failed" as const;
    const { now } = run;
    if (bounced && draw(seed, who, key + 1, turn) < bounced.share) {
      const delay = this.#delayOf(bounced, draw(seed, who, key + 2, turn));
      run.react(journey, person, turn, now + delay * minute, bounced.reaction);
      return "executed" as const;
    }
    if (plan.delivered >= 0) run.react(journey, person, turn, now, plan.delivered);
    const openShare = opened?.share ?? 0;
    const opens = opened !== undefined && draw(seed, who, key + 3, turn) < openShare;
    let openDelay = opens ? this.#delayOf(opened, draw(seed, who, key + 4, turn)) : 0;
    // Who does several things in one minute unsubscribes first: what the others lead to is held back then.
    for (let index = following.length - 1; index >= 0; index--) {
      const each = following[index]!;
      if (draw(seed, who, key + 5 + 2 * index, turn) >= among(each.share, openShare, opens)) continue;
      const delay = this.#delayOf(each, draw(seed, who, key + 6 + 2 * index, turn));
      if (delay < openDelay) openDelay = delay;
      run.react(journey, person, turn, now + delay * minute, each.reaction);
    }
    if (opens) run.react(journey, person, turn, now + openDelay * minute, opened.reaction);
    return "executed" as const;
  }

  entered(run: VirtualRun, _journey: number, person: number, turn: number): void {
    const { seed, events, changes } = this.#options;
    if (events.length === 0 && changes.length === 0) return;
    const who = this.#options.keyOf(person);
    const now = run.now;
    for (const { event, share, within } of events) {
      const key = keyOf(`event ${event}`);
      if (draw(seed, who, key, turn) >= share) continue;
      const delay = this.#rounded((draw(seed, who, key + 1, turn) * within) / minute) * minute;
      run.schedule(now + delay, () => run.receive(person, event, this.#options.payloadOf(event, person, turn)));
    }
    for (const [index, { set, share, within }] of changes.entries()) {
      const key = keyOf(`change ${index}`);
      if (draw(seed, who, key, turn) >= share) continue;
      const delay = this.#rounded((draw(seed, who, key + 1, turn) * within) / minute) * minute;
      run.schedule(now + delay, () => run.update(person, { ...set }));
    }
  }

  /** Whole minutes after the message. */
  #delayOf({ isEven, most, deciles }: Drawn, chance: number): number {
    const minutes = deciles
      ? minutesBetween(deciles, chance)
      : isEven
        ? Math.floor(chance * most)
        : minutesAt(chance * most);
    return this.#options.roundTo === undefined ? minutes : this.#rounded(minutes);
  }

  #rounded(minutes: number): number {
    const { roundTo = 1 } = this.#options;
    return Math.ceil(minutes / roundTo) * roundTo;
  }

  #planOf(run: VirtualRun, journey: number, node: number): Plan | undefined {
    let plans = this.#plans[journey];
    if (!plans) {
      plans = [];
      this.#plans[journey] = plans;
    }
    if (node in plans) return plans[node];
    const { graph } = run.journeys[journey]!;
    const each = graph.nodes[node]!;
    const reactions = this.#options.reactions[journey]?.get(each.of ?? each.id) ?? nothing;
    const drawn = ({ happening, label, share, within, shape, deciles }: Reaction): Drawn => {
      const minutes = within === undefined ? Number.POSITIVE_INFINITY : within / minute;
      return {
        share,
        reaction: run.reaction(journey, node, happening as Trigger, label, false),
        isEven: shape === "even",
        deciles,
        most: shape === "even" ? minutes : within === undefined ? 1 : shareBy(minutes),
      };
    };
    const some = (...happenings: readonly Happening[]): readonly Drawn[] =>
      happenings.flatMap((happening) =>
        reactions.filter((reaction) => reaction.happening === happening && reaction.share > 0).map(drawn),
      );
    const plan: Plan | undefined =
      reactions.length === 0
        ? undefined
        : {
            key: keyOf(`${graph.name} ${each.id}`),
            failed: reactions.find(({ happening }) => happening === "failed")?.share ?? 0,
            bounced: isMessage(each) ? some("bounced")[0] : undefined,
            delivered: waitsForDelivery(graph, each.id)
              ? run.reaction(journey, node, "delivered", undefined, false)
              : -1,
            opened: isMessage(each) && each.kind !== "sms" ? some("opened")[0] : undefined,
            following: isMessage(each) ? some("clicked", "replied", "unsubscribed") : [],
          };
    plans[node] = plan;
    return plan;
  }
}

/** Between two tenths, evenly. */
function minutesBetween(deciles: readonly number[], chance: number): number {
  const place = chance * (deciles.length - 1);
  const below = Math.floor(place);
  const [from = 0, to = from] = [deciles[below], deciles[below + 1]];
  return Math.floor(from + (to - from) * (place - below));
}

function waitsForDelivery(graph: JourneyGraph, node: string): boolean {
  return graph.regions.some(({ clause }) => clause?.activity === node && clause.trigger === "delivered");
}

/** The share of those who open a message, or who don't, that does what a share of all does. */
function among(share: number, openShare: number, opens: boolean): number {
  if (openShare === 0) return share;
  if (opens) return share >= openShare ? 1 : share / openShare;
  return share > openShare ? (share - openShare) / (1 - openShare) : 0;
}

/**
 * How the recipients of a journey's messages react: what the journey's simulation says, and published averages for the
 * rest. Of a message with several links, clicks spread over them evenly.
 */
export function reactionsOf(
  graph: JourneyGraph,
  stated: readonly CheckedBehaviour[],
  shape: "typical" | "even" = "typical",
): ReadonlyMap<string, readonly Reaction[]> {
  const found = new Map<string, readonly Reaction[]>();
  for (const node of graph.nodes) {
    if (!isMessage(node) || node.isInternal) continue;
    const name = node.of ?? node.id;
    if (!found.has(name)) found.set(name, reactionsTo(node, name, stated, shape));
  }
  for (const { activity, happening, percent } of stated) {
    if (found.has(activity) || happening !== "failed") continue;
    found.set(activity, [{ happening, share: percent / 100, source: "the simulation" }]);
  }
  return found;
}

function reactionsTo(
  node: MessageNode,
  name: string,
  stated: readonly CheckedBehaviour[],
  shape: "typical" | "even",
): readonly Reaction[] {
  const own = stated
    .filter(({ activity }) => activity === name)
    .map(
      ({ happening, label, percent, within }): Reaction => ({
        happening,
        ...(label === undefined ? {} : { label }),
        share: percent / 100,
        ...(within ? { within: roughly(within) } : {}),
        shape,
        source: "the simulation",
      }),
    );
  const rest = publishedRates
    .filter(({ channel, happening }) => channel === node.kind && !own.some((each) => each.happening === happening))
    .flatMap(({ happening, percent, source }): readonly Reaction[] => {
      const base = { happening, share: percent / 100, shape, source };
      if (happening !== "clicked") return [base];
      const labels = [...new Set(node.template.links.flatMap(({ label }) => (label === undefined ? [] : [label])))];
      if (node.template.links.length === 0) return [];
      if (labels.length === 0) return [base];
      return labels.map((label) => ({ ...base, label, share: base.share / labels.length }));
    });
  return [...own, ...rest];
}

/** Milliseconds; a month is taken as 30 days. */
export function roughly({ amount, unit }: { readonly amount: number; readonly unit: string }): number {
  const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200 };
  return amount * (minutes[unit] ?? 1) * minute;
}
