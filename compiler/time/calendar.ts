/** Calendar arithmetic in a person's time zone. */
import type { CalendarDuration, TimeOfDay, Weekday } from "@journey/language";
import { Temporal } from "temporal-polyfill";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The moment a duration later. Minutes and hours are exact; days, weeks and months are steps of the wall clock in the
 * zone, so a day across a clock change ends at the same wall-clock time, and a month from 31 January ends on the last
 * day of February. A wall-clock time that a clock change skips is moved forward by the gap; one that stands twice is
 * taken the first time (Temporal's "compatible").
 *
 * @param at epoch milliseconds
 * @param timeZone an IANA name
 * @returns epoch milliseconds
 * @throws RangeError when the zone is unknown
 */
export function addDuration(at: number, duration: CalendarDuration, timeZone: string): number {
  const { amount, unit } = duration;
  if (unit === "minute") return at + amount * minute;
  if (unit === "hour") return at + amount * hour;
  if (amount === 0) return at;
  if (unit !== "month") {
    // Where the zone's offset is the same before and after, wall-clock days are days of 24 hours; but not shortly
    // after a clock was put back, where the same wall-clock time stood earlier too.
    const after = at + amount * (unit === "week" ? 7 * day : day);
    const offset = offsetAt(timeZone, at);
    if (offset === offsetAt(timeZone, after) && offset === offsetAt(timeZone, after - 3 * hour)) return after;
  }
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .add(unit === "month" ? { months: amount } : unit === "week" ? { weeks: amount } : { days: amount })
    .toInstant().epochMilliseconds;
}

/** The start of the day that a moment falls on in a zone, both epoch milliseconds. */
export function startOfDay(at: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).startOfDay().epochMilliseconds;
}

/** The start of a day (`2026-12-24`) in a zone, epoch milliseconds. */
export function startOfDate(date: string, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
}

const knownZones = new Map<string, boolean>();

/** Whether it is a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  let known = knownZones.get(name);
  if (known === undefined) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
      known = true;
    } catch {
      known = false;
    }
    knownZones.set(name, known);
  }
  return known;
}

/** `2 days`, `1 hour` */
export function describeDuration({ amount, unit }: CalendarDuration): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** A zone's offset hour by hour, asked once: participants' timers fall into the same hours by the thousand. */
const offsets = new Map<string, Map<number, number>>();
const offsetsKept = 50_000;

/**
 * The zone's offset from UTC at a moment, in nanoseconds. Offsets change on whole quarter hours (the zones of today and
 * of the last decades), so one answer serves a quarter of an hour.
 */
function offsetAt(timeZone: string, at: number): number {
  let known = offsets.get(timeZone);
  if (!known) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  const quarter = Math.floor(at / (15 * minute));
  let offset = known.get(quarter);
  if (offset === undefined) {
    if (known.size >= offsetsKept) known.clear();
    offset = Temporal.Instant.fromEpochMilliseconds(quarter * 15 * minute).toZonedDateTimeISO(
      timeZone,
    ).offsetNanoseconds;
    known.set(quarter, offset);
  }
  return offset;
}

const weekdayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * The next moment, `at` itself included, at which the clocks of a zone show that time (on that weekday).
 *
 * @param at epoch milliseconds
 */
export function nextTimeOfDay(at: number, time: TimeOfDay, timeZone: string, day?: Weekday): number {
  const from = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  for (let days = 0; days <= 8; days++) {
    const date = from.toPlainDate().add({ days });
    if (day !== undefined && weekdayNames[date.dayOfWeek - 1] !== day) continue;
    const moment = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
    if (moment >= at) return moment;
  }
  throw new RangeError(`There is no ${time.hour}:${time.minute} within a week.`);
}

/** Whether two moments fall on one day of a zone; with `anniversary`, on one day of the year (29 February: or the 28th). */
export function isSameDay(a: number, b: number, timeZone: string, anniversary: boolean): boolean {
  const [one, two] = [a, b].map((at) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate(),
  );
  if (!one || !two) return false;
  if (!anniversary) return one.equals(two);
  if (one.month === two.month && one.day === two.day) return true;
  return one.month === 2 && one.day === 29 && two.month === 2 && two.day === 28 && !two.inLeapYear;
}
