/**
 * The ways that a participant can take through a journey, as far as its messages' times go. Every way that people can take
 * is one of these; where times hang together (branches side by side that wait for each other), there may be more.
 */
import type { Span } from "../syntax/span.ts";
import type { Condition } from "./condition.ts";
import type { CheckedActivity, CheckedClause, CheckedJourney, CheckedMessage, CheckedStep } from "./program.ts";
import {
  clockOf,
  day,
  hasClauses,
  lengthOf,
  longestClosed,
  never,
  type Range,
  rangeOf,
  untilRange,
} from "./step-length.ts";

/** A message as often as a participant gets it at one moment. */
export interface CountedMessage {
  readonly step: CheckedMessage;
  /** Where the journey's file says so: the step, or the `do` whose action it stands in. */
  readonly place: Span;
  /** What is asked when it is due. */
  readonly filters: readonly Condition[];
}

export type Way =
  /** A message now (or none), and all of these from now on. */
  | { readonly kind: "all"; readonly message?: CountedMessage; readonly ways: readonly Way[] }
  | { readonly kind: "later"; readonly from: number; readonly to: number; readonly way: Way }
  | { readonly kind: "one of"; readonly ways: readonly { readonly way: Way; readonly condition?: Condition }[] };

export interface WayGraph {
  readonly start: Way;
  /** Each after all that it leads to. */
  readonly all: readonly Way[];
}

/** Larger journeys (long repetitions in each other) are not looked at. */
const mostWays = 4000;

/** Undefined: the journey is too large. */
export function waysThrough(journey: CheckedJourney): WayGraph | undefined {
  try {
    return new WayBuilder(journey).build();
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

class TooLarge extends Error {}

interface Context {
  readonly place?: Span;
  readonly filters: readonly Condition[];
}

class WayBuilder {
  readonly #all: Way[] = [];
  readonly #end: Way = this.#add({ kind: "all", ways: [] });
  /** How long a message may wait for its window. */
  readonly #closed: number;

  constructor(readonly journey: CheckedJourney) {
    this.#closed = longestClosed(journey.send);
  }

  build(): WayGraph {
    const { steps, filter } = this.journey;
    const context: Context = { filters: filter ? [filter] : [] };
    let start = this.#block(steps, this.#end, context, { from: 0, to: 0 });
    const again = this.#entriesAgain();
    try {
      for (let entry = 1; again && entry < again.times; entry++) {
        start = this.#block(steps, this.#later(again.gap, start), context, { from: 0, to: 0 });
      }
    } catch (error) {
      // So many entries are looked at as there is room for.
      if (!(error instanceof TooLarge)) throw error;
    }
    return { start, all: this.#all };
  }

  #add(way: Way): Way {
    if (this.#all.length >= mostWays) throw new TooLarge();
    this.#all.push(way);
    return way;
  }

  #later({ from, to }: Range, way: Way): Way {
    return to === 0 ? way : this.#add({ kind: "later", from, to, way });
  }

  #oneOf(ways: (Way & { kind: "one of" })["ways"]): Way {
    const [only] = ways;
    return ways.length === 1 && only ? only.way : this.#add({ kind: "one of", ways });
  }

  /**
   * A schedule brings people back by itself, once they are through: only journeys without clauses, where that is when the
   * sequence ends.
   */
  #entriesAgain(): { readonly times: number; readonly gap: Range } | undefined {
    const { enter, reenter, steps } = this.journey;
    if (enter.kind !== "schedule" || reenter.kind === "never" || hasClauses(steps)) return undefined;
    const period = enter.every === "hour" ? 60 : enter.every === "day" || enter.every === "weekday" ? day : 7 * day;
    if (enter.every === "month") return undefined;
    const length = lengthOf(steps, this.#closed);
    const least = reenter.kind === "after" ? rangeOf(reenter.duration).from : 0;
    const next = (after: number): number =>
      Math.max(Math.floor(after / period) + 1, Math.ceil(least / period)) * period;
    const gap =
      length.from === length.to
        ? { from: next(length.from) - length.from, to: next(length.from) - length.from }
        : { from: Math.max(0, least - length.to), to: Math.max(period, least) };
    const times = Math.ceil((7 * day) / Math.max(period, least));
    return { gap, times: enter.every === "weekday" ? Math.min(5, times) : times };
  }

  /** @param elapsed the time since entry, where that is known */
  #block(steps: readonly CheckedStep[], next: Way, context: Context, elapsed?: Range): Way {
    const waits = this.#waitsUntil(steps, elapsed);
    let way = next;
    for (const step of steps.toReversed()) way = this.#step(step, way, context, waits);
    return way;
  }

  #step(step: CheckedStep, next: Way, context: Context, waits: ReadonlyMap<CheckedStep, Range>): Way {
    switch (step.kind) {
      case "wait":
        return this.#later(rangeOf(step.duration), next);
      case "wait until":
        return this.#later(waits.get(step) ?? { from: 0, to: never }, next);
      case "exit":
        return this.#end;
      case "if":
        return this.#oneOf([
          { way: this.#block(step.then, next, context), condition: step.condition },
          {
            way: this.#block(step.otherwise, next, context),
            condition: { kind: "not", operand: step.condition },
          },
        ]);
      case "match": {
        const none: Condition = {
          kind: "not",
          operand: { kind: "or", operands: step.cases.map(({ condition }) => condition) },
        };
        return this.#oneOf([
          ...step.cases.map((each) => ({ way: this.#block(each.steps, next, context), condition: each.condition })),
          { way: this.#block(step.otherwise, next, context), condition: none },
        ]);
      }
      case "wait for": {
        const { to } = rangeOf(step.upTo);
        return this.#oneOf([
          { way: this.#later({ from: 0, to }, this.#block(step.then, next, context)) },
          { way: this.#later(rangeOf(step.upTo), this.#block(step.otherwise, next, context)) },
        ]);
      }
      case "split":
        return this.#oneOf(step.shares.map((share) => ({ way: this.#block(share.steps, next, context) })));
      case "ab test": {
        const { winner, share, holdback } = step;
        const decided = winner.by === "manual" ? never : rangeOf(winner.after).to;
        const variants = step.variants.map((variant) => this.#block(variant.steps, next, context));
        const others = share + holdback < 100 ? variants.map((way) => this.#later({ from: 0, to: decided }, way)) : [];
        return this.#oneOf([...variants, ...others, ...(holdback > 0 ? [next] : [])].map((way) => ({ way })));
      }
      case "repeat": {
        let way = next;
        for (let round = step.times; round > 0; round--) {
          const after = round === step.times ? way : this.#later(rangeOf(step.every), way);
          const body = this.#block(step.steps, after, context);
          way = step.until ? this.#oneOf([{ way: body }, { way: next }]) : body;
        }
        return way;
      }
      case "parallel": {
        const lengths = step.branches.map((branch) => lengthOf(branch.steps, this.#closed));
        const range = {
          from: Math.max(...lengths.map(({ from }) => from)),
          to: Math.max(...lengths.map(({ to }) => to)),
        };
        const branches = step.branches.map((branch) => this.#block(branch.steps, this.#end, context));
        return this.#add({ kind: "all", ways: [...branches, this.#later(range, next)] });
      }
      case "do":
        return this.#block(step.steps, next, { ...context, place: context.place ?? step.headSpan });
      default:
        return this.#activity(step, next, context);
    }
  }

  #activity(step: CheckedActivity, next: Way, context: Context): Way {
    const inner: Context = { ...context, filters: step.filter ? [...context.filters, step.filter] : context.filters };
    const isMessage = step.kind === "email" || step.kind === "sms" || step.kind === "push";
    if (!isMessage || step.isInternal) {
      const clauses = step.clauses.map((clause) => this.#clause(clause, inner));
      return clauses.length === 0 ? next : this.#add({ kind: "all", ways: [...clauses, next] });
    }
    const message: CountedMessage = { step, place: context.place ?? step.headSpan, filters: inner.filters };
    // What didn't arrive isn't opened.
    const endings = ["failed", "suppressed", "bounced", "unsubscribed"] as const;
    const outcomes: Way[] = endings.flatMap((ending) => {
      const clauses = step.clauses.filter(({ trigger }) => trigger === ending);
      if (clauses.length === 0) return [];
      const ways = [...clauses.map((clause) => this.#clause(clause, inner)), next];
      const isSent = ending === "bounced" || ending === "unsubscribed";
      return [this.#add({ kind: "all", ...(isSent ? { message } : {}), ways })];
    });
    const others = step.clauses.filter(({ trigger }) => !endings.some((ending) => ending === trigger));
    const triggers = [...new Set(others.map(({ trigger }) => trigger))];
    const reactions = triggers.map((trigger) =>
      this.#reaction(
        others.filter((clause) => clause.trigger === trigger),
        inner,
      ),
    );
    outcomes.unshift(this.#add({ kind: "all", message, ways: [...reactions, next] }));
    return this.#later({ from: 0, to: this.#closed }, this.#oneOf(outcomes.map((way) => ({ way }))));
  }

  get #listening(): Range {
    return { from: 0, to: rangeOf(this.journey.listen).to };
  }

  /** Clauses of one trigger: what comes in time is not missed, and what was missed comes later, if at all. */
  #reaction(clauses: readonly CheckedClause[], context: Context): Way {
    const blocks = new Map(clauses.map((clause) => [clause, this.#block(clause.steps, this.#end, context)]));
    const missed = clauses.filter(({ negated }) => negated);
    const heard = clauses.filter(({ negated }) => !negated);
    const deadlines = [...new Set(missed.map((clause) => delayOf(clause).from))].sort((a, b) => a - b);
    const { to } = this.#listening;
    const outcomes = [0, ...deadlines].map((from, index) => {
      const until = deadlines[index] ?? Math.max(to, from);
      const late = missed.filter((clause) => delayOf(clause).from <= from && from > 0);
      const ways = [
        ...late.map((clause) => this.#later(delayOf(clause), blocks.get(clause) ?? this.#end)),
        ...heard.map((clause) => this.#heard(clause, blocks.get(clause) ?? this.#end, { from, to: until })),
      ];
      return { way: this.#add({ kind: "all", ways }) };
    });
    return this.#oneOf(outcomes);
  }

  #clause(clause: CheckedClause, context: Context): Way {
    return this.#heard(clause, this.#block(clause.steps, this.#end, context), this.#listening);
  }

  /** @param heard when what the clause waits for may happen */
  #heard(clause: CheckedClause, block: Way, heard: Range): Way {
    const within = clause.within ? Math.min(heard.to, rangeOf(clause.within).to) : heard.to;
    if (within < heard.from) return this.#end;
    const after = delayOf(clause);
    return this.#later({ from: heard.from + after.from, to: within + after.to }, block);
  }

  /** How long the steps of a block wait until their moment comes, as far as that follows from the steps before. */
  #waitsUntil(steps: readonly CheckedStep[], start: Range | undefined): ReadonlyMap<CheckedStep, Range> {
    const waits = new Map<CheckedStep, Range>();
    let elapsed = start;
    /** Minutes since midnight, or since Monday's where the day is known. */
    let clock: { readonly minute: number; readonly hasDay: boolean } | undefined;
    for (const step of steps) {
      const range = step.kind === "wait until" ? untilRange(step, elapsed, clock) : lengthOf([step], this.#closed);
      if (step.kind === "wait until") waits.set(step, range);
      elapsed = elapsed && { from: elapsed.from + range.from, to: elapsed.to + range.to };
      if (step.kind === "wait until" && step.until.kind === "time") clock = clockOf(step.until);
      else if (range.from !== range.to) clock = undefined;
      else if (clock) clock = { ...clock, minute: (clock.minute + range.from) % (clock.hasDay ? 7 * day : day) };
    }
    return waits;
  }
}

function delayOf({ after }: CheckedClause): Range {
  return after ? rangeOf(after) : { from: 0, to: 0 };
}
