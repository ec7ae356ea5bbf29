/** When messages may leave, and how many. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { CapSetting, DurationUnit, Name, PaceSetting, SendSetting } from "../syntax/ast.ts";
import { checkTime, isWeekday } from "./check-enter.ts";
import { replacements } from "./fixes.ts";
import type { Cap, Pace, SendWindow, TimeOfDay, Weekday } from "./program.ts";
import type { FileScope } from "./scope.ts";

const workdays: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const weekend: readonly Weekday[] = ["saturday", "sunday"];
const allDays: readonly Weekday[] = [...workdays, ...weekend];
const dayWords = [...allDays, "weekdays", "weekends"];

export function checkSend(setting: SendSetting, scope: FileScope): SendWindow | undefined {
  const from = checkTime(setting.from, scope);
  const to = checkTime(setting.to, scope);
  const days = setting.days.map((day) => checkDay(day, scope));
  if ((setting.from && !from) || (setting.to && !to) || days.includes(undefined)) return undefined;
  if (from && to && minutes(from) === minutes(to)) {
    scope.report(diagnostics.windowNeverOpens({ file: scope.file, span: { start: setting.start, end: setting.end } }));
    return undefined;
  }
  const named = new Set(days.flatMap((each) => each ?? []));
  return {
    negated: setting.negated,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(named.size > 0 ? { days: allDays.filter((day) => named.has(day)) } : {}),
    exceptHolidays: setting.exceptHolidays,
  };
}

const minutes = ({ hour, minute }: TimeOfDay): number => hour * 60 + minute;

function checkDay(name: Name, scope: FileScope): readonly Weekday[] | undefined {
  if (isWeekday(name.text)) return [name.text];
  if (name.text === "weekdays") return workdays;
  if (name.text === "weekends") return weekend;
  const suggestion = suggest(name.text, dayWords);
  scope.report(
    diagnostics.unknownDay({
      file: scope.file,
      span: name,
      name: name.text,
      suggestion,
      fixes: replacements(name, suggestion),
    }),
  );
  return undefined;
}

/** Whether all windows together are ever open: tried for each minute of a week. */
export function checkSendOpens(
  settings: readonly SendSetting[],
  windows: readonly SendWindow[],
  scope: FileScope,
): boolean {
  const [first] = settings;
  const last = settings.at(-1);
  if (!first || !last || windows.length === 0) return true;
  for (const [index] of allDays.entries()) {
    for (let minute = 0; minute < 24 * 60; minute++) {
      if (windows.every((window) => isOpen(window, index, minute))) return true;
    }
  }
  scope.report(diagnostics.windowNeverOpens({ file: scope.file, span: { start: first.start, end: last.end } }));
  return false;
}

/** A window over midnight belongs to the day on which it begins. */
function isOpen({ negated, from, to, days }: SendWindow, day: number, minute: number): boolean {
  const onDay = (index: number): boolean => !days || days.includes(allDays[(index + 7) % 7] ?? "monday");
  let inside: boolean;
  if (!from || !to) inside = onDay(day);
  else if (minutes(from) < minutes(to)) inside = onDay(day) && minute >= minutes(from) && minute < minutes(to);
  else inside = (onDay(day) && minute >= minutes(from)) || (onDay(day - 1) && minute < minutes(to));
  return inside !== negated;
}

const units: Readonly<Record<string, DurationUnit>> = {
  minute: "minute",
  hour: "hour",
  day: "day",
  week: "week",
  month: "month",
};

function checkPer(name: Name | undefined, scope: FileScope): Pace["per"] | undefined {
  if (!name) return undefined;
  const unit = units[name.text];
  if (unit) return { amount: 1, unit };
  const suggestion = units[name.text.replace(/s$/, "")] ?? suggest(name.text, Object.keys(units));
  scope.report(
    diagnostics.unknownPer({
      file: scope.file,
      span: name,
      unit: name.text,
      suggestion,
      fixes: replacements(name, suggestion),
    }),
  );
  return undefined;
}

const channels: Readonly<Record<string, Cap["channel"] | "all">> = {
  message: "all",
  messages: "all",
  email: "email",
  emails: "email",
  sms: "sms",
  push: "push",
  pushes: "push",
};

export function checkCap(setting: CapSetting, scope: FileScope): Cap | undefined {
  const { count, what, rest } = setting;
  const per = checkPer(setting.per, scope);
  const channel = what && channels[what.text];
  if (what && !channel) {
    const suggestion = suggest(what.text, Object.keys(channels));
    scope.report(
      diagnostics.unknownCapped({
        file: scope.file,
        span: what,
        name: what.text,
        suggestion,
        fixes: replacements(what, suggestion),
      }),
    );
  }
  if (!isWhole(count, scope) || !count || !channel || !per) return undefined;
  return {
    count: count.value,
    ...(channel === "all" ? {} : { channel }),
    per,
    rest: rest?.text === "delay" ? "delay" : "skip",
  };
}

export function checkPace(setting: PaceSetting, scope: FileScope): Pace | undefined {
  const per = checkPer(setting.per, scope);
  if (!isWhole(setting.count, scope) || !setting.count || !per) return undefined;
  return { count: setting.count.value, per };
}

function isWhole(count: CapSetting["count"], scope: FileScope): boolean {
  if (!count || (Number.isInteger(count.value) && count.value > 0)) return true;
  scope.report(diagnostics.wholeNumber({ file: scope.file, span: count }));
  return false;
}
