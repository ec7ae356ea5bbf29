/** When steps are come to: at the earliest and at the latest after entry, also while a journey is half-typed. */
import type { FileScope } from "../check/scope.ts";
import { day, never, type Range, rangeOf } from "../check/step-length.ts";
import type { Activity, Block, Clause, Duration, IfStep, Journey, Step } from "../syntax/ast.ts";

export interface StepTimes {
  /** Minutes since entry; waiting for a send window comes on top. */
  readonly of: ReadonlyMap<Step | Clause, Range>;
}

const start: Range = { from: 0, to: 0 };

export function stepTimes(journey: Pick<Journey, "steps" | "settings">, scope: FileScope): StepTimes {
  const listen = journey.settings.find((each) => each.kind === "listen");
  const following = new Following(
    scope,
    durationRange(listen?.kind === "listen" ? listen.duration : undefined) ?? {
      from: 30 * day,
      to: 30 * day,
    },
  );
  following.steps(journey.steps, start);
  return { of: following.of };
}

class Following {
  readonly of = new Map<Step | Clause, Range>();
  readonly #inActions = new Set<string>();

  constructor(
    readonly scope: FileScope,
    readonly listen: Range,
  ) {}

  steps(steps: readonly Step[], at: Range): Range {
    let now = at;
    for (const step of steps) {
      this.of.set(step, now);
      now = this.#after(step, now);
    }
    return now;
  }

  #block(block: Block | IfStep | undefined, at: Range): Range {
    if (!block) return at;
    return block.kind === "if" ? this.steps([block], at) : this.steps(block.steps, at);
  }

  /** When what stands behind the step is come to. */
  #after(step: Step, at: Range): Range {
    switch (step.kind) {
      case "wait":
        return plus(at, durationRange(step.duration) ?? start);
      case "wait until": {
        if (step.time) return { from: at.from, to: later(at.to, (step.day ? 7 : 1) * day) };
        const moment = step.moment;
        const shift = moment?.kind === "arithmetic" && moment.right?.kind === "duration" ? moment.right : undefined;
        const isEntry =
          moment?.kind === "arithmetic" && moment.left.kind === "moment" && moment.left.moment === "entered";
        const range = durationRange(shift);
        if (!isEntry || !range || moment.operator !== "+") return { from: at.from, to: never };
        return { from: Math.max(at.from, range.from), to: Math.max(at.to, range.to) };
      }
      case "wait for": {
        const upTo = durationRange(step.upTo) ?? start;
        const then = this.#block(step.then, { from: at.from, to: later(at.to, upTo.to) });
        const otherwise = this.#block(step.otherwise, plus(at, upTo));
        return around([then, otherwise]);
      }
      case "if":
        return around([this.#block(step.then, at), this.#block(step.otherwise, at)]);
      case "match":
        return around([...step.cases.map((each) => this.#block(each.block, at)), this.#block(step.otherwise, at)]);
      case "split":
        return around(step.shares.length === 0 ? [at] : step.shares.map((share) => this.#block(share.block, at)));
      case "ab test": {
        const [winner] = step.winners;
        const decided = durationRange(winner?.after)?.to ?? (winner?.measure === "manual" ? never : 0);
        const begun = { from: at.from, to: later(at.to, decided) };
        return around(
          step.variants.length === 0 ? [begun] : step.variants.map((variant) => this.#block(variant.block, begun)),
        );
      }
      case "repeat": {
        const every = durationRange(step.every) ?? start;
        const times = step.times?.value ?? 1;
        // What one turn takes, seen from where it begins.
        const once = this.#block(step.block, at);
        const turn = { from: once.from - at.from, to: once.to - at.to };
        const pauses = Math.max(0, times - 1);
        const last = later(at.to, pauses * (turn.to + every.to));
        this.#block(step.block, { from: at.from, to: last });
        const shortest = step.until ? 0 : times * turn.from + pauses * every.from;
        return { from: at.from + shortest, to: later(last, turn.to) };
      }
      case "parallel": {
        const ends = step.branches.map((branch) => this.#block(branch.block, at));
        if (ends.length === 0) return at;
        return { from: Math.max(...ends.map(({ from }) => from)), to: Math.max(...ends.map(({ to }) => to)) };
      }
      case "do":
        return this.#action(step.action?.text, at);
      case "exit":
      case "unknown":
      case "journey control":
        return at;
      default:
        this.#clauses(step, at);
        return at;
    }
  }

  #action(name: string | undefined, at: Range): Range {
    const declared = name === undefined ? undefined : this.scope.declarations.actions.get(name);
    if (name === undefined || !declared?.node.block || this.#inActions.has(name)) return at;
    this.#inActions.add(name);
    const end = this.steps(declared.node.block.steps, at);
    this.#inActions.delete(name);
    return end;
  }

  #clauses(step: Activity, at: Range): void {
    for (const clause of step.clauses) {
      const after = durationRange(clause.after) ?? start;
      const within = durationRange(clause.within);
      // What has not happened is known when the time is over; what happens may do so until nobody listens any more.
      const happens = clause.negated ? at : { from: at.from, to: later(at.to, (within ?? this.listen).to) };
      const begins = plus(happens, after);
      this.of.set(clause, begins);
      this.#block(clause.block, begins);
    }
  }
}

function durationRange(duration: Duration | undefined): Range | undefined {
  return duration?.unit ? rangeOf({ amount: duration.amount, unit: duration.unit }) : undefined;
}

function plus(a: Range, b: Range): Range {
  return { from: Math.min(never, a.from + b.from), to: later(a.to, b.to) };
}

const later = (at: number, by: number): number => Math.min(never, at + by);

function around(ranges: readonly Range[]): Range {
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
}

/** "at once", "after 2 hours", "day 3", "at once to day 30", "day 3 or later" */
export function momentWords({ from, to }: Range): string {
  if (to >= never) return from === 0 ? "at any time" : `${point(from)} or later`;
  if (from === to) return from === 0 ? "at once" : point(from);
  return `${from === 0 ? "at once" : point(from)} to ${point(to)}`;
}

/** Short, for the margin: `day 3`, `day 0–31`, `2 h`. */
export function shortMoment({ from, to }: Range): string {
  if (to >= never) return `${shortPoint(from, from >= day)}…`;
  if (from === to) return shortPoint(from, from === 0 || from >= day);
  const inDays = to >= day;
  const [first, last] = [shortPoint(from, inDays), shortPoint(to, inDays)];
  if (first === last) return first;
  return `${first}–${inDays ? last.replace("day ", "") : last}`;
}

function point(minutes: number): string {
  const days = Math.floor(minutes / day);
  const rest = minutes - days * day;
  const hours = Math.floor(rest / 60);
  const parts = [
    ...(days > 0 ? [`day ${days}`] : []),
    ...(hours > 0 ? [`${hours} ${hours === 1 ? "hour" : "hours"}`] : []),
    ...(rest % 60 > 0 ? [`${rest % 60} minutes`] : []),
  ];
  return parts.length === 0 ? "at once" : `${days > 0 ? "" : "after "}${parts.join(", ")}`;
}

function shortPoint(minutes: number, inDays: boolean): string {
  if (inDays) return `day ${Math.floor(minutes / day)}`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(" ");
}
