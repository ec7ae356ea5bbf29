/** When people enter, and what a second entry does. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeType, fieldList, quotedList } from "../diagnostics/wording.ts";
import type { EventSchema } from "../models/schema.ts";
import type { EnterSetting, Expression, FieldPath, Name, ReenterSetting, TimeLiteral } from "../syntax/ast.ts";
import { checkCondition } from "./check-condition.ts";
import { checkDuration } from "./check-duration.ts";
import { checkChoice, checkOperand, comparisonType, writtenText } from "./check-operand.ts";
import type { FieldReference, Literal } from "./condition.ts";
import { replacement, replacements } from "./fixes.ts";
import type { EnterRule, ReenterRule, TimeOfDay, Weekday } from "./program.ts";
import { pathText, resolveField } from "./resolve-field.ts";
import type { FileScope, JourneyScope } from "./scope.ts";

const weekdays: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const schedules = ["hour", "day", "weekday", ...weekdays, "month"] as const;
const morning: TimeOfDay = { hour: 9, minute: 0 };

export const isWeekday = (text: string): text is Weekday => weekdays.some((day) => day === text);

/** A time of day that there is. */
export function checkTime(time: TimeLiteral | undefined, scope: FileScope): TimeOfDay | undefined {
  if (!time) return undefined;
  if (time.hour < 24 && time.minute < 60) return { hour: time.hour, minute: time.minute };
  const isMidnight = time.hour === 24 && time.minute === 0;
  scope.report(
    diagnostics.invalidTime({
      file: scope.file,
      span: time,
      value: scope.text.slice(time.start, time.end),
      fixes: isMidnight ? [replacement(time, "0:00")] : [],
    }),
  );
  return undefined;
}

/** The event by that name, among those of the imported files. */
export function checkEvent(name: Name | undefined, scope: FileScope): EventSchema | undefined {
  if (!name) return undefined;
  const event = scope.events.get(name.text);
  if (event) {
    scope.used.add(event.interfaceName);
    return event;
  }
  const names = [...scope.events.keys()];
  const byInterface = [...scope.events.values()].find((each) => each.interfaceName === name.text)?.name;
  const suggestion = byInterface ?? suggest(name.text, names);
  scope.report(
    diagnostics.unknownEvent({
      file: scope.file,
      span: name,
      name: name.text,
      suggestion,
      available: names.length > 0 ? quotedList(names) : undefined,
      fixes: replacements(name, suggestion),
    }),
  );
  return undefined;
}

/** The field of the payload that says whom the event is about. */
export function checkEventRecord(event: EventSchema, name: Name, scope: JourneyScope): string | undefined {
  const { target } = scope;
  if (!target) return undefined;
  const field = event.fields.find(({ type }) => type.kind === "record" && type.model === target.name);
  if (field) return field.name;
  scope.report(diagnostics.eventWithoutRecord({ file: scope.file, span: name, event: event.name, model: target.name }));
  return undefined;
}

export function checkEnter(setting: EnterSetting, scope: JourneyScope): EnterRule | undefined {
  const where = setting.where && checkCondition(setting.where, scope);
  if (setting.where && !where) return undefined;
  const condition = where ? { where } : {};
  const at = checkTime(setting.at, scope);
  if (setting.at && !at) return undefined;
  if (setting.at && setting.way !== "schedule" && setting.way !== "date" && setting.way !== "anniversary") {
    const span = { start: setting.at.start, end: setting.at.end };
    scope.report(diagnostics.noTimeHere({ file: scope.file, span }));
    return undefined;
  }
  switch (setting.way) {
    case undefined:
      return undefined;
    case "matching":
    case "webhook":
    case "demand":
      return { kind: setting.way, ...condition };
    case "created": {
      const field = createdField(setting, scope);
      return field && { kind: "created", field, ...condition };
    }
    case "updated": {
      const field = setting.field && resolveField(setting.field, scope);
      if (!field || !setting.field) return undefined;
      if (field.path.length > 1 || field.type.kind === "list") {
        scope.report(diagnostics.cannotWatch({ file: scope.file, span: setting.field, field: pathText(field) }));
        return undefined;
      }
      const from = checkWatched(setting.from, field, scope);
      const to = checkWatched(setting.to, field, scope);
      if ((setting.from && !from) || (setting.to && !to)) return undefined;
      return { kind: "updated", field, ...(from ? { from } : {}), ...(to ? { to } : {}), ...condition };
    }
    case "event": {
      const event = checkEvent(setting.event, scope);
      const record = event && setting.event && checkEventRecord(event, setting.event, scope);
      return event && record !== undefined ? { kind: "event", event: event.name, record, ...condition } : undefined;
    }
    case "schedule": {
      const every = checkSchedule(setting, scope);
      if (!every) return undefined;
      const day = setting.dayOfMonth?.value;
      if (setting.dayOfMonth && (every !== "month" || !Number.isInteger(day) || (day ?? 0) < 1 || (day ?? 0) > 31)) {
        scope.report(diagnostics.noSuchDay({ file: scope.file, span: setting.dayOfMonth }));
        return undefined;
      }
      const dayOfMonth = every === "month" ? { dayOfMonth: day ?? 1 } : {};
      return {
        kind: "schedule",
        every,
        ...dayOfMonth,
        at: at ?? (every === "hour" ? { hour: 0, minute: 0 } : morning),
        ...condition,
      };
    }
    case "date": {
      const field = checkDateField(setting.field, scope);
      const offset = checkDuration(setting.offset, scope);
      if (!field || !offset || !setting.direction) return undefined;
      return { kind: "date", field, offset, direction: setting.direction, ...(at ? { at } : {}), ...condition };
    }
    case "anniversary": {
      const field = checkDateField(setting.field, scope);
      return field && { kind: "anniversary", field, at: at ?? morning, ...condition };
    }
  }
}

/** A record's moment of creation: without it nobody can tell which ones are new. */
function createdField(setting: EnterSetting, scope: JourneyScope): FieldReference | undefined {
  const { target } = scope;
  if (!target) return undefined;
  const field = target.fields.find((each) => each.name === "created_at" && each.type.kind === "date");
  if (field) return { kind: "field", path: [{ model: target.name, field: field.name }], type: field.type };
  scope.report(diagnostics.noCreationDate({ file: scope.file, span: setting.keyword, model: target.name }));
  return undefined;
}

function checkWatched(
  expression: Expression | undefined,
  field: FieldReference,
  scope: JourneyScope,
): Literal | undefined {
  const value = checkOperand(expression, scope);
  if (!value) return undefined;
  const isGood = value.operand.kind === "literal" && comparisonType(value.type) === comparisonType(field.type);
  if (isGood && value.operand.kind === "literal") {
    return checkChoice(pathText(field), field.type, value, scope) ? value.operand : undefined;
  }
  scope.report(
    diagnostics.wrongOperand({
      file: scope.file,
      span: value.expression,
      operator: "to",
      expected: "fixed values of the field's type",
      operand: writtenText(value.expression, scope),
      type: describeType(value.type),
    }),
  );
  return undefined;
}

function checkSchedule({ every }: EnterSetting, scope: FileScope): (typeof schedules)[number] | undefined {
  if (!every) return undefined;
  const known = schedules.find((each) => each === every.text);
  if (known) return known;
  const suggestion = suggest(every.text, schedules);
  scope.report(
    diagnostics.unknownSchedule({
      file: scope.file,
      span: every,
      name: every.text,
      suggestion,
      fixes: replacements(every, suggestion),
    }),
  );
  return undefined;
}

function checkDateField(path: FieldPath | undefined, scope: JourneyScope): FieldReference | undefined {
  const field = path && resolveField(path, scope);
  if (!field || !path || field.type.kind === "date") return field;
  scope.report(
    diagnostics.notADate({
      file: scope.file,
      span: path,
      field: pathText(field),
      type: describeType(field.type),
      available: scope.target && fieldList(scope.target, (each) => each.type.kind === "date"),
    }),
  );
  return undefined;
}

/** What happens again by its nature is entered again by itself; whoever matches is let in once. */
export function checkReenter(
  setting: ReenterSetting | undefined,
  enter: EnterSetting | undefined,
  scope: JourneyScope,
): ReenterRule | undefined {
  const isMatching = enter === undefined || enter.way === "matching";
  const isOnce = isMatching || enter.way === "created";
  if (!setting) return { kind: isOnce ? "never" : "always" };
  if (!setting.way) return undefined;
  if (setting.way === "always" && isMatching) {
    scope.report(
      diagnostics.reentersAtOnce({
        file: scope.file,
        span: { start: setting.start, end: setting.end },
        fixes: [replacement(setting, "reenter after 30 days")],
      }),
    );
    return undefined;
  }
  if (setting.way !== "after") return { kind: setting.way };
  const duration = checkDuration(setting.after, scope);
  return duration && { kind: "after", duration };
}
