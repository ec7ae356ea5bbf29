import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeDuration } from "../diagnostics/wording.ts";
import type { Duration, DurationUnit } from "../syntax/ast.ts";
import type { CalendarDuration } from "./condition.ts";
import { replacement, replacements } from "./fixes.ts";
import type { FileScope } from "./scope.ts";

const unitWords = ["minutes", "hours", "days", "weeks", "months"];
const abbreviations: Readonly<Record<string, string>> = {
  m: "minutes",
  min: "minutes",
  mins: "minutes",
  h: "hours",
  hr: "hours",
  hrs: "hours",
  d: "days",
  w: "weeks",
  wk: "weeks",
  mo: "months",
};

/** Minutes in each unit, taking a month as 31 days: only for an upper bound. */
const mostMinutes: Readonly<Record<DurationUnit, number>> = {
  minute: 1,
  hour: 60,
  day: 24 * 60,
  week: 7 * 24 * 60,
  month: 31 * 24 * 60,
};
const longest = 100 * 366 * mostMinutes.day;

/** Checks a duration: a whole number of a known unit, within a hundred years. */
export function checkDuration(duration: Duration | undefined, scope: FileScope): CalendarDuration | undefined {
  if (!duration) return undefined;
  const { amount, unit, unitName } = duration;
  const at = { file: scope.file, span: duration };
  if (!unit) {
    if (unitName) {
      const suggestion = abbreviations[unitName.text.toLowerCase()] ?? suggest(unitName.text, unitWords);
      scope.report(
        diagnostics.unknownUnit({
          file: scope.file,
          span: unitName,
          unit: unitName.text,
          suggestion,
          fixes: replacements(unitName, suggestion),
        }),
      );
    } else {
      scope.report(
        diagnostics.missingUnit({
          ...at,
          amount,
          fixes: ["hours", "days"].map((word) => replacement(duration, `${amount} ${word}`)),
        }),
      );
    }
    return undefined;
  }
  if (!Number.isInteger(amount)) {
    const whole = inWholeUnits(amount, unit);
    const suggestion = whole && describeDuration(whole);
    scope.report(
      diagnostics.fractionalDuration({ ...at, amount, suggestion, fixes: replacements(duration, suggestion) }),
    );
    return undefined;
  }
  if (amount * mostMinutes[unit] > longest) {
    scope.report(diagnostics.durationTooLong({ ...at, duration: describeDuration({ amount, unit }) }));
    return undefined;
  }
  return { amount, unit };
}

/** `1.5 days` is 36 hours; months have no fixed length in smaller units. */
function inWholeUnits(amount: number, unit: DurationUnit): CalendarDuration | undefined {
  if (unit === "month") return undefined;
  const smaller: readonly DurationUnit[] = ["day", "hour", "minute"];
  for (const candidate of smaller) {
    const converted = (amount * mostMinutes[unit]) / mostMinutes[candidate];
    if (converted >= 1 && Math.abs(converted - Math.round(converted)) < 1e-9) {
      return { amount: Math.round(converted), unit: candidate };
    }
  }
  return undefined;
}

/**
 * Whether `delay` is at least as long as `expiry`, whenever they begin: months count with their fewest days in the
 * delay and their most in the expiry, a day as 24 hours.
 */
export function isAtLeast(delay: CalendarDuration, expiry: CalendarDuration): boolean {
  if (delay.unit === "month" && expiry.unit === "month") return delay.amount >= expiry.amount;
  const shortest =
    delay.unit === "month" ? delay.amount * 28 * mostMinutes.day : delay.amount * mostMinutes[delay.unit];
  return shortest >= expiry.amount * mostMinutes[expiry.unit];
}
