/** What happened in a test, moment by moment, in words. */
import type { SourcePlace } from "../graph/graph.ts";
import { minute } from "../simulate/virtual-journey.ts";

export interface Moment {
  /** Milliseconds since the test began. */
  readonly after: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
  /** Where the step, or the test's own line, is written. */
  readonly place: SourcePlace | undefined;
}

/** `0:00`, `2:30`, `3d 4:05` */
export function clockOf(after: number): string {
  const minutes = Math.round(after / minute);
  const days = Math.floor(minutes / 1440);
  const time = `${Math.floor((minutes % 1440) / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return days === 0 ? time : `${days}d ${time}`;
}

/** `Mon 2 Mar 9:00` by the clock of a zone. */
export function dateOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${Number(part("hour"))}:${part("minute")}`;
}
