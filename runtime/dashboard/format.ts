const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const long = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function formatMoment(at: number): string {
  return dayAndTime.format(at);
}

export function formatDay(at: number): string {
  return long.format(at);
}

export function formatTime(at: number): string {
  return time.format(at);
}

const minute = 60_000;
const units: readonly (readonly [number, string])[] = [
  [7 * 24 * 60 * minute, "week"],
  [24 * 60 * minute, "day"],
  [60 * minute, "hour"],
  [minute, "minute"],
];

/** `in 2 hours`, `3 days ago`, `now` */
export function formatDistance(at: number, now: number): string {
  const distance = Math.abs(at - now);
  const found = units.find(([length]) => distance >= length);
  if (!found) return "now";
  const amount = Math.round(distance / found[0]);
  const words = `${amount} ${found[1]}${amount === 1 ? "" : "s"}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** `in 2 hours · Mon 24 Nov, 11:00` */
export function formatPlanned(at: number, now: number): string {
  return `${formatDistance(at, now)} · ${formatMoment(at)}`;
}
