/** When somebody enters by a date of the record, or by a schedule. */
import type { Model } from "@journey/language";
import { Temporal } from "temporal-polyfill";
import { operandReader, type PlainRecord } from "../filters/to-predicate.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import { addDuration, isTimeZone, nextTimeOfDay, startOfDay } from "../time/calendar.ts";

/**
 * The moments of a schedule after one moment and before another, epoch milliseconds.
 */
export function occurrencesOf(graph: JourneyGraph, after: number, before: number): readonly number[] {
  const found: number[] = [];
  for (let at = nextOccurrence(graph, after); at !== undefined && at < before; at = nextOccurrence(graph, at)) {
    found.push(at);
  }
  return found;
}

/** The first moment of a journey's schedule after a moment; undefined: it has none. */
function nextOccurrence({ enter, timezone }: JourneyGraph, after: number): number | undefined {
  if (enter.kind !== "schedule") return undefined;
  const zone = timezone.fallback;
  const from = after + 1;
  switch (enter.every) {
    case "hour":
      return Math.ceil(from / 3_600_000) * 3_600_000;
    case "day":
      return nextTimeOfDay(from, enter.at, zone);
    case "weekday": {
      const days = (["monday", "tuesday", "wednesday", "thursday", "friday"] as const).map((day) =>
        nextTimeOfDay(from, enter.at, zone, day),
      );
      return Math.min(...days);
    }
    case "month": {
      const wanted = enter.dayOfMonth ?? 1;
      for (let day = startOfDay(from, zone); ; day = addDuration(day, { amount: 1, unit: "day" }, zone)) {
        const date = Temporal.Instant.fromEpochMilliseconds(day).toZonedDateTimeISO(zone);
        // In a month that has no such day, its last one counts.
        if (date.day !== Math.min(wanted, date.daysInMonth)) continue;
        const moment = nextTimeOfDay(day, enter.at, zone);
        if (moment >= from) return moment;
      }
    }
    default:
      return nextTimeOfDay(from, enter.at, zone, enter.every);
  }
}

/**
 * The moments, from one on and before another, at which a record's date lets it enter. Epoch milliseconds.
 */
export function entryMoments(
  graph: JourneyGraph,
  record: PlainRecord,
  _target: Model,
  from: number,
  before: number,
): readonly number[] {
  const { enter, timezone } = graph;
  if (enter.kind !== "date" && enter.kind !== "anniversary") return [];
  const zone = zoneOf(graph, record);
  const environment = { now: from, entered: from, timezone: zone, lists: new Set<string>(), suppressed: false };
  const date = operandReader(enter.field, "date", graph.schema)(record, environment);
  if (typeof date !== "number" || Number.isNaN(date)) return [];
  const atTime = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({
      timeZone: zone,
      plainTime: enter.at ? Temporal.PlainTime.from(enter.at) : Temporal.PlainTime.from("00:00"),
    }).epochMilliseconds;
  if (enter.kind === "date") {
    const { offset, direction } = enter;
    const shifted = addDuration(date, direction === "before" ? { ...offset, amount: -offset.amount } : offset, zone);
    const at = enter.at ? atTime(dayOf(shifted, zone)) : shifted;
    return at >= from && at < before ? [at] : [];
  }
  const born = dayOf(date, zone);
  const moments: number[] = [];
  const lastYear = dayOf(Math.min(before, from + 10 * 366 * 86_400_000), timezone.fallback).year + 1;
  for (let year = Math.max(born.year + 1, dayOf(from, zone).year - 1); year <= lastYear; year++) {
    const at = atTime(born.add({ years: year - born.year }));
    if (at >= from && at < before) moments.push(at);
  }
  return moments;
}

function dayOf(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}

function zoneOf({ timezone }: JourneyGraph, record: PlainRecord): string {
  let value: unknown = record;
  for (const step of timezone.field?.path ?? []) {
    value = typeof value === "object" && value !== null ? (value as PlainRecord)[step.field] : undefined;
  }
  return timezone.field && typeof value === "string" && isTimeZone(value) ? value : timezone.fallback;
}
