import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeType, fieldList, quotedList } from "../diagnostics/wording.ts";
import type { Field, Model } from "../models/schema.ts";
import type { Journey, JourneySetting, TimezoneSetting, UnicitySetting } from "../syntax/ast.ts";
import { checkCondition } from "./check-condition.ts";
import { checkDuration } from "./check-duration.ts";
import { checkEnter, checkReenter } from "./check-enter.ts";
import { checkExit, checkGoal, checkLocale } from "./check-exit.ts";
import { checkCap, checkPace, checkSend, checkSendOpens } from "./check-limits.ts";
import type { CalendarDuration, Condition, FieldReference } from "./condition.ts";
import { insertion, removal, replacements } from "./fixes.ts";
import type { CheckedJourney } from "./program.ts";
import { mayBeEmpty, pathText, resolveField } from "./resolve-field.ts";
import type { FileScope, JourneyScope } from "./scope.ts";
import { isTimezone, reportUnknownTimezone } from "./timezones.ts";

const defaultListen: CalendarDuration = { amount: 30, unit: "day" };

export interface CheckedSettings
  extends Pick<
    CheckedJourney,
    | "filter"
    | "unicity"
    | "includeArchived"
    | "timezone"
    | "listen"
    | "enter"
    | "reenter"
    | "exits"
    | "goals"
    | "locale"
    | "send"
    | "caps"
    | "pace"
  > {}

/** The journey's target; reports one that is missing or unknown. */
export function checkTarget(journey: Journey, scope: FileScope): Model | undefined {
  const setting = settingOf(journey, "target");
  if (!setting) {
    // A journey whose very head is damaged was reported for that.
    if (!journey.name) return undefined;
    const models = [...scope.imported.keys()];
    scope.report(
      diagnostics.missingTarget({
        file: scope.file,
        span: journey.name,
        name: journey.name.text,
        suggestion: models.length === 1 ? models[0] : undefined,
      }),
    );
    return undefined;
  }
  if (!setting.model) return undefined;
  return resolveModel(setting.model, scope);
}

/** A model by the name that stands in the file. */
export function resolveModel(
  name: { readonly text: string; readonly start: number; readonly end: number },
  scope: FileScope,
): Model | undefined {
  scope.used.add(name.text);
  if (scope.unresolved.has(name.text)) return undefined;
  const model = scope.imported.has(name.text) ? scope.schema.models[name.text] : undefined;
  if (model) return model;
  const imported = [...scope.imported.keys()];
  const suggestion = suggest(name.text, imported);
  // The one that was meant is used; saying that nothing uses it would mislead.
  if (suggestion) scope.used.add(suggestion);
  const source = scope.importable.get(name.text);
  const last = source?.names.at(-1);
  scope.report(
    diagnostics.unknownModel({
      file: scope.file,
      span: name,
      name: name.text,
      suggestion: source ? undefined : suggestion,
      importable: source?.from?.value,
      available: imported.length > 0 ? quotedList(imported) : undefined,
      fixes: last ? [insertion(last.end, `, ${name.text}`, `Import \`${name.text}\``)] : replacements(name, suggestion),
    }),
  );
  return undefined;
}

/** These may stand several times. */
const repeatable: ReadonlySet<string> = new Set(["exit when", "goal", "send", "cap"]);

/** Reports settings that stand twice; the first one counts. */
export function checkDuplicateSettings(journey: Journey, scope: FileScope): void {
  const first = new Map<string, JourneySetting>();
  for (const setting of journey.settings) {
    if (repeatable.has(setting.kind)) continue;
    const earlier = first.get(setting.kind);
    if (!earlier) {
      first.set(setting.kind, setting);
      continue;
    }
    scope.report(
      diagnostics.duplicateSetting({
        file: scope.file,
        span: setting.keyword,
        setting: setting.kind,
        how: setting.kind === "filter" ? "Join the conditions with `and`." : "Keep one of them.",
        related: [{ file: scope.file, ...spanOf(earlier.keyword), message: "It stands here first." }],
        fixes: setting.kind === "filter" ? [] : [removal(scope.text, setting, "Remove this one")],
      }),
    );
  }
}

/** All settings but the target. Undefined: one of them is wrong, and was reported. */
export function checkSettings(journey: Journey, scope: JourneyScope): CheckedSettings | undefined {
  const filterSetting = settingOf(journey, "filter");
  const filter: Condition | undefined = checkCondition(filterSetting?.condition, scope);
  const unicitySetting = settingOf(journey, "unicity");
  const unicity = unicitySetting && checkUnicity(unicitySetting, scope);
  const timezoneSetting = settingOf(journey, "timezone");
  const timezone = timezoneSetting ? checkTimezone(timezoneSetting, scope) : { fallback: "UTC" };
  const listenSetting = settingOf(journey, "listen");
  const listen = listenSetting ? checkDuration(listenSetting.duration, scope) : defaultListen;
  const enterSetting = settingOf(journey, "enter");
  const enter = enterSetting ? checkEnter(enterSetting, scope) : ({ kind: "matching" } as const);
  const reenterSetting = settingOf(journey, "reenter");
  const reenter = checkReenter(reenterSetting, enterSetting, scope);
  const exits = allGood(settingsOf(journey, "exit when").map((setting) => checkExit(setting, scope)));
  const goals = allGood(settingsOf(journey, "goal").map((setting) => checkGoal(setting, scope)));
  const send = allGood(settingsOf(journey, "send").map((setting) => checkSend(setting, scope)));
  const isSendGood = send && checkSendOpens(settingsOf(journey, "send"), send, scope);
  const caps = allGood(settingsOf(journey, "cap").map((setting) => checkCap(setting, scope)));
  const paceSetting = settingOf(journey, "pace");
  const pace = paceSetting && checkPace(paceSetting, scope);
  const localeSetting = settingOf(journey, "locale");
  const locale = localeSetting && checkLocale(localeSetting, scope);
  if ((filterSetting && !filter) || (unicitySetting && !unicity) || !timezone || !listen) return undefined;
  if (!enter || !reenter || !exits || !goals || !send || !isSendGood || !caps) return undefined;
  if ((paceSetting && !pace) || (localeSetting && !locale)) return undefined;
  return {
    enter,
    reenter,
    exits,
    goals,
    send,
    caps,
    ...(pace ? { pace } : {}),
    ...(locale ? { locale } : {}),
    ...(filter ? { filter } : {}),
    ...(unicity ? { unicity } : {}),
    includeArchived: settingOf(journey, "include archived") !== undefined,
    timezone,
    listen,
  };
}

export function settingsOf<Kind extends JourneySetting["kind"]>(
  journey: Journey,
  kind: Kind,
): readonly Extract<JourneySetting, { kind: Kind }>[] {
  return journey.settings.filter(
    (setting): setting is Extract<JourneySetting, { kind: Kind }> => setting.kind === kind,
  );
}

/** All of them, or undefined where one is missing. */
function allGood<Value>(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const good = values.filter((value) => value !== undefined);
  return good.length === values.length ? good : undefined;
}

export function settingOf<Kind extends JourneySetting["kind"]>(
  journey: Journey,
  kind: Kind,
): Extract<JourneySetting, { kind: Kind }> | undefined {
  return journey.settings.find((setting): setting is Extract<JourneySetting, { kind: Kind }> => setting.kind === kind);
}

const identifying = new Set<string>(["text", "email", "phone", "number", "record"]);

function checkUnicity(setting: UnicitySetting, scope: JourneyScope): FieldReference | undefined {
  const field = setting.field && resolveField(setting.field, scope);
  if (!field || !setting.field) return undefined;
  if (identifying.has(field.type.kind)) return field;
  scope.report(
    diagnostics.unicityType({
      file: scope.file,
      span: setting.field,
      field: pathText(field),
      type: describeType(field.type),
      available: scope.target && fieldList(scope.target, (each) => isIdentifying(each, scope.target)),
    }),
  );
  return undefined;
}

function isIdentifying(field: Field, model: Model | undefined): boolean {
  return identifying.has(field.type.kind) && field.name !== model?.idField;
}

function checkTimezone(setting: TimezoneSetting, scope: JourneyScope): CheckedJourney["timezone"] | undefined {
  const field = setting.field && resolveField(setting.field, scope);
  let isGood = setting.field === undefined || field !== undefined;
  if (field && setting.field && field.type.kind !== "timezone") {
    scope.report(
      diagnostics.timezoneType({
        file: scope.file,
        span: setting.field,
        field: pathText(field),
        type: describeType(field.type),
        available: scope.target && fieldList(scope.target, (each) => each.type.kind === "timezone"),
      }),
    );
    isGood = false;
  }
  if (setting.fallback) {
    const name = setting.fallback.value;
    if (!isTimezone(name)) {
      reportUnknownTimezone(name, setting.fallback, scope);
      return undefined;
    }
    return isGood ? { ...(field ? { field } : {}), fallback: name } : undefined;
  }
  if (!field || !isGood || !setting.field) return undefined;
  if (!mayBeEmpty(field, scope)) return { field, fallback: "UTC" };
  scope.report(
    diagnostics.missingTimezoneFallback({
      file: scope.file,
      span: setting.field,
      field: pathText(field),
      fixes: [insertion(setting.field.end, ' else "Europe/Brussels"', 'Add `else "Europe/Brussels"`')],
    }),
  );
  return undefined;
}

function spanOf({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start, end };
}
