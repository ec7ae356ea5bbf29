/** How long steps take, in minutes. */
import type { DurationUnit } from "../syntax/ast.ts";
import type { CalendarDuration } from "./condition.ts";
import type { CheckedJourney, CheckedStep, CheckedWaitUntil } from "./program.ts";

export interface Range {
  readonly from: number;
  readonly to: number;
}

export const day = 24 * 60;
/** Longer than anything lasts. */
export const never = 100 * 366 * day;

const shortest: Readonly<Record<DurationUnit, number>> = {
  minute: 1,
  hour: 60,
  day,
  week: 7 * day,
  month: 28 * day,
};

/** In minutes; a day has 24 hours here, also when the clocks change. */
export function rangeOf({ amount, unit }: CalendarDuration): Range {
  return { from: amount * shortest[unit], to: amount * (unit === "month" ? 31 * day : shortest[unit]) };
}

/** How long a message may wait for its window, holidays aside: roughly, and rather too long. */
export function longestClosed(send: CheckedJourney["send"]): number {
  if (send.length === 0) return 0;
  const days = send.flatMap((window) => (window.days ? [window.negated ? 0 : window.days.length] : []));
  if (days.length === 0) return day;
  return (days.every((count) => count >= 5) ? 3 : 7) * day;
}

/**
 * How long the steps take.
 *
 * @param closed how long a message may wait for its window
 */
export function lengthOf(steps: readonly CheckedStep[], closed: number): Range {
  let [from, to] = [0, 0];
  for (const step of steps) {
    const range = lengthOfStep(step, closed);
    from += range.from;
    to = Math.min(never, to + range.to);
  }
  return { from, to };
}

function lengthOfStep(step: CheckedStep, closed: number): Range {
  const longestOf = (blocks: readonly (readonly CheckedStep[])[]): Range => {
    const lengths = blocks.map((block) => lengthOf(block, closed));
    return {
      from: Math.min(...lengths.map(({ from }) => from)),
      to: Math.max(...lengths.map(({ to }) => to)),
    };
  };
  switch (step.kind) {
    case "wait":
      return rangeOf(step.duration);
    case "wait until":
      return untilRange(step, undefined, undefined);
    case "exit":
      return { from: 0, to: 0 };
    case "if":
      return longestOf([step.then, step.otherwise]);
    case "match":
      return longestOf([...step.cases.map((each) => each.steps), step.otherwise]);
    case "split":
      return longestOf(step.shares.map((share) => share.steps));
    case "ab test": {
      const { from, to } = longestOf(step.variants.map((variant) => variant.steps));
      const decided = step.winner.by === "manual" ? never : rangeOf(step.winner.after).to;
      return { from: step.holdback > 0 ? 0 : from, to: to + decided };
    }
    case "wait for": {
      const [then, otherwise] = [lengthOf(step.then, closed), lengthOf(step.otherwise, closed)];
      const upTo = rangeOf(step.upTo);
      return { from: Math.min(then.from, upTo.from + otherwise.from), to: upTo.to + Math.max(then.to, otherwise.to) };
    }
    case "repeat": {
      const [body, every] = [lengthOf(step.steps, closed), rangeOf(step.every)];
      const to = step.times * body.to + (step.times - 1) * every.to;
      return { from: step.until ? 0 : step.times * body.from + (step.times - 1) * every.from, to };
    }
    case "parallel": {
      const lengths = step.branches.map((branch) => lengthOf(branch.steps, closed));
      return {
        from: Math.max(...lengths.map(({ from }) => from)),
        to: Math.max(...lengths.map(({ to }) => to)),
      };
    }
    case "do":
      return lengthOf(step.steps, closed);
    case "email":
    case "sms":
    case "push":
      return { from: 0, to: closed };
    default:
      return { from: 0, to: 0 };
  }
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** The minute of the day, or of the week where the day is named. */
export function clockOf({ day: weekday, time }: Extract<CheckedWaitUntil["until"], { kind: "time" }>): {
  readonly minute: number;
  readonly hasDay: boolean;
} {
  const minute = time.hour * 60 + time.minute;
  return weekday ? { minute: weekdays.indexOf(weekday) * day + minute, hasDay: true } : { minute, hasDay: false };
}

/** @param clock the time at which the step is come to, where it is known */
export function untilRange(
  { until }: CheckedWaitUntil,
  elapsed: Range | undefined,
  clock: { readonly minute: number; readonly hasDay: boolean } | undefined,
): Range {
  if (until.kind === "time") {
    const wanted = clockOf(until);
    const period = until.day ? 7 * day : day;
    if (!clock || (until.day && !clock.hasDay)) return { from: 0, to: period };
    // Whoever is there at that very time waits for the next.
    const wait = (((wanted.minute - clock.minute) % period) + period) % period || period;
    return { from: wait, to: wait };
  }
  const { moment } = until;
  const isEntry = moment.kind === "shifted" && moment.operand.kind === "moment" && moment.operand.moment === "entered";
  if (!isEntry || moment.operator === "-") return { from: 0, to: never };
  const range = rangeOf(moment.duration);
  return {
    from: elapsed ? Math.max(0, range.from - elapsed.to) : 0,
    to: Math.max(0, range.to - (elapsed?.from ?? 0)),
  };
}

export function hasClauses(steps: readonly CheckedStep[]): boolean {
  return steps.some((step) => {
    switch (step.kind) {
      case "wait":
      case "wait until":
      case "exit":
        return false;
      case "if":
      case "wait for":
        return hasClauses(step.then) || hasClauses(step.otherwise);
      case "match":
        return step.cases.some((each) => hasClauses(each.steps)) || hasClauses(step.otherwise);
      case "split":
        return step.shares.some((share) => hasClauses(share.steps));
      case "ab test":
        return step.variants.some((variant) => hasClauses(variant.steps));
      case "repeat":
      case "do":
        return hasClauses(step.steps);
      case "parallel":
        return step.branches.some((branch) => hasClauses(branch.steps));
      default:
        return step.clauses.length > 0;
    }
  });
}
