/** When messages may leave. */
import type { SendWindow, TimeOfDay, Weekday } from "@journey/language";
import { Temporal } from "temporal-polyfill";

const weekdayNames: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** After that many days nothing will open any more. */
const furthest = 400;

/**
 * The next moment, `at` itself included, at which all windows are open; undefined: never.
 *
 * @param at epoch milliseconds
 * @param holidays days off, as `2026-12-25`
 */
export function nextOpening(
  at: number,
  windows: readonly SendWindow[],
  timeZone: string,
  holidays: ReadonlySet<string>,
): number | undefined {
  const from = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  if (windows.every((window) => isOpen(window, from, holidays))) return at;
  // Nothing opens but at the beginning of a day, and where a window begins or ends.
  const times = windows.flatMap(({ from: begin, to }) => [begin, to].filter((time) => time !== undefined));
  const candidates = [{ hour: 0, minute: 0 }, ...times].sort((a, b) => minutesOf(a) - minutesOf(b));
  for (let days = 0; days <= furthest; days++) {
    const date = from.toPlainDate().add({ days });
    for (const time of candidates) {
      const moment = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) });
      if (moment.epochMilliseconds <= at) continue;
      if (windows.every((window) => isOpen(window, moment, holidays))) return moment.epochMilliseconds;
    }
  }
  return undefined;
}

const minutesOf = ({ hour, minute }: TimeOfDay): number => hour * 60 + minute;

/** A window over midnight belongs to the day on which it begins. */
function isOpen(window: SendWindow, at: Temporal.ZonedDateTime, holidays: ReadonlySet<string>): boolean {
  const { negated, from, to, days, exceptHolidays } = window;
  const isDay = (date: Temporal.PlainDate): boolean => {
    const weekday = weekdayNames[date.dayOfWeek - 1];
    if (days && (!weekday || !days.includes(weekday))) return false;
    return !(exceptHolidays && holidays.has(date.toString()));
  };
  const today = at.toPlainDate();
  const minute = at.hour * 60 + at.minute;
  let inside: boolean;
  if (!from || !to) inside = isDay(today);
  else if (minutesOf(from) < minutesOf(to))
    inside = isDay(today) && minute >= minutesOf(from) && minute < minutesOf(to);
  else {
    inside =
      (isDay(today) && minute >= minutesOf(from)) || (isDay(today.subtract({ days: 1 })) && minute < minutesOf(to));
  }
  return inside !== negated;
}
