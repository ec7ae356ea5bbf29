/**
 * Liquid's date filters in the participant's time zone. liquidjs's own take the server's, and where they are told
 * another they still go by the server's when its clocks change.
 */
import type { FilterImplOptions, Liquid } from "liquidjs";

/** Under this key a rendering's globals hold its time zone. No text can name a symbol. */
export const timezoneKey: unique symbol = Symbol("timezone");

export type Timezones = { readonly [timezoneKey]?: string };

/** Lets `date` and its like show times as the clock of the rendering's zone does, UTC when it has none. */
export function addDateFilters(engine: Liquid): void {
  const add = (name: string, apply: (date: ZonedDate, args: readonly unknown[]) => string): void => {
    engine.registerFilter(name, function (this: FilterImpl, value: unknown, ...args: readonly unknown[]) {
      const zone = (this.context.globals as Timezones)[timezoneKey] ?? "UTC";
      // `date: "%H:%M", "Asia/Tokyo"`: the text names a zone itself.
      const date = zonedDate(value, name === "date" && args[1] !== undefined ? args[1] : zone);
      return date ? apply(date, args) : value;
    });
  };
  add("date", (date, [format]) =>
    formatDate(date, typeof format === "string" ? format : "%A, %B %-e, %Y at %-l:%M %P %z"),
  );
  add("date_to_xmlschema", (date) => formatDate(date, "%Y-%m-%dT%H:%M:%S%:z"));
  add("date_to_rfc822", (date) => formatDate(date, "%a, %d %b %Y %H:%M:%S %z"));
  add("date_to_string", (date, [kind, style]) => formatDate(date, dayFormat("%b", kind, style)));
  add("date_to_long_string", (date, [kind, style]) => formatDate(date, dayFormat("%B", kind, style)));
}

/** What liquidjs gives to a filter as `this`. */
type FilterImpl = ThisParameterType<Extract<FilterImplOptions, (...args: never[]) => unknown>>;

function dayFormat(month: string, kind: unknown, style: unknown): string {
  if (kind !== "ordinal") return `%d ${month} %Y`;
  return style === "US" ? `${month} %-d%q, %Y` : `%-d%q ${month} %Y`;
}

/** A moment as a clock on the wall shows it. */
interface ZonedDate {
  /** The wall's date and time, as if it hung in UTC. */
  readonly wall: Date;
  /** Minutes that the wall is ahead of UTC. */
  readonly offset: number;
  readonly zone: string;
}

/** A date and perhaps a time without a zone: they are meant as they stand, wherever they are read. */
const withoutZone = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

function zonedDate(value: unknown, zone: unknown): ZonedDate | undefined {
  const timezone = typeof zone === "string" ? zone : "UTC";
  if (typeof value === "string") {
    const [, day, time = "00:00"] = withoutZone.exec(value.trim()) ?? [];
    if (day !== undefined) {
      const wall = new Date(`${day}T${time}Z`);
      return Number.isNaN(wall.getTime()) ? undefined : { wall, offset: offsetAtWall(wall, timezone), zone: timezone };
    }
  }
  const instant = momentOf(value);
  if (!instant || Number.isNaN(instant.getTime())) return undefined;
  // As a number it counts minutes to the west, as JavaScript does.
  const offset = typeof zone === "number" ? -zone : offsetOf(instant, timezone);
  return { wall: new Date(instant.getTime() + offset * 60_000), offset, zone: timezone };
}

function momentOf(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  if (typeof value === "number") return new Date(value * 1000);
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (value === "now" || value === "today") return new Date();
  if (/^\d+$/.test(value)) return new Date(Number(value) * 1000);
  // Without a zone JavaScript would take the server's.
  return new Date(/(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})\s*$/i.test(value) ? value : `${value} UTC`);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a zone that nobody knows is taken for. */
const fallbackZone = "UTC";

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock) return clock;
  try {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return clockOf(fallbackZone);
  }
  clocks.set(zone, clock);
  return clock;
}

function offsetOf(instant: Date, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get("era") === "BC" ? 1 - part("year") : part("year");
  const wall = new Date(0);
  wall.setUTCFullYear(year, part("month") - 1, part("day"));
  wall.setUTCHours(part("hour"), part("minute"), part("second"), instant.getUTCMilliseconds());
  return (wall.getTime() - instant.getTime()) / 60_000;
}

/** Where a clock skips or repeats this time, either answer will do. */
function offsetAtWall(wall: Date, zone: string): number {
  const guess = offsetOf(wall, zone);
  return offsetOf(new Date(wall.getTime() - guess * 60_000), zone);
}

const months = ["January", "February", "March", "April", "May", "June", "July", "August"].concat([
  "September",
  "October",
  "November",
  "December",
]);
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Widths to which numbers are filled up with zeros, or with blanks. */
const zeros: Readonly<Record<string, number>> = {
  C: 2,
  d: 2,
  H: 2,
  I: 2,
  j: 3,
  L: 3,
  m: 2,
  M: 2,
  S: 2,
  U: 2,
  W: 2,
  y: 2,
  Y: 4,
};
const blanks: Readonly<Record<string, number>> = { e: 2, k: 2, l: 2 };

/** Formats that stand for several. */
const compound: Readonly<Record<string, string>> = {
  c: "%-m/%-d/%Y, %-I:%M:%S %p",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  x: "%-m/%-d/%Y",
  X: "%-I:%M:%S %p",
};

/** `strftime` (POSIX.1-2017, with the flags `-`, `_`, `0`, `^`, `#` and `:` as in Ruby, which Liquid comes from). */
function formatDate(date: ZonedDate, format: string): string {
  return format.replace(
    /%([-_0^#:]*)(\d{0,3})[EO]?([A-Za-z%])/g,
    (whole, flags: string, width: string, letter: string) => {
      const several = compound[letter];
      let text = several === undefined ? part(letter, date, flags, Number(width)) : formatDate(date, several);
      if (text === undefined) return whole;
      if (flags.includes("^")) text = text.toUpperCase();
      else if (flags.includes("#")) text = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
      if (flags.includes("-")) return text;
      const isBlank = flags.includes("_") || (!flags.includes("0") && zeros[letter] === undefined && letter !== "s");
      return text.padStart(Number(width) || (zeros[letter] ?? blanks[letter] ?? 0), isBlank ? " " : "0");
    },
  );
}

function part(letter: string, { wall, offset, zone }: ZonedDate, flags: string, width: number): string | undefined {
  const hour = wall.getUTCHours();
  const year = wall.getUTCFullYear();
  const day = wall.getUTCDate();
  const weekday = wall.getUTCDay();
  const dayOfYear = Math.floor((wall.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const month = months[wall.getUTCMonth()] ?? "";
  const dayName = days[weekday] ?? "";
  const milliseconds = String(wall.getUTCMilliseconds()).padStart(3, "0");
  switch (letter) {
    case "a":
      return dayName.slice(0, 3);
    case "A":
      return dayName;
    case "b":
    case "h":
      return month.slice(0, 3);
    case "B":
      return month;
    case "C":
      return String(Math.floor(year / 100));
    case "d":
    case "e":
      return String(day);
    case "H":
    case "k":
      return String(hour);
    case "I":
    case "l":
      return String(hour % 12 || 12);
    case "j":
      return String(dayOfYear);
    case "L":
      return milliseconds;
    case "N":
      return milliseconds.padEnd(width || 9, "0").slice(0, width || 9);
    case "m":
      return String(wall.getUTCMonth() + 1);
    case "M":
      return String(wall.getUTCMinutes());
    case "p":
      return hour < 12 ? "AM" : "PM";
    case "P":
      return hour < 12 ? "am" : "pm";
    case "q":
      return ordinal(day);
    case "s":
      return String(Math.floor((wall.getTime() - offset * 60_000) / 1000));
    case "S":
      return String(wall.getUTCSeconds());
    case "u":
      return String(weekday || 7);
    case "U":
      return String(Math.floor((dayOfYear + 6 - weekday) / 7));
    case "w":
      return String(weekday);
    case "W":
      return String(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7));
    case "y":
      return String(((year % 100) + 100) % 100);
    case "Y":
      return String(year);
    case "z":
      return offsetText(offset, flags.includes(":"));
    case "Z":
      return zone;
    case "t":
      return "\t";
    case "n":
      return "\n";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

function offsetText(offset: number, withColon: boolean): string {
  const minutes = Math.abs(Math.trunc(offset));
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${withColon ? ":" : ""}${two(minutes % 60)}`;
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}
