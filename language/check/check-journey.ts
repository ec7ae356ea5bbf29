import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Model, ModelSchema } from "../models/schema.ts";
import type { FieldPath, Journey, Name } from "../syntax/ast.ts";
import { activitiesOf } from "./activities.ts";
import { checkLabels } from "./check-labels.ts";
import { checkNameStyle } from "./check-names.ts";
import { checkRenamed } from "./check-renamed.ts";
import { checkDuplicateSettings, checkSettings, checkTarget, settingOf, settingsOf } from "./check-settings.ts";
import { checkBlock } from "./check-steps.ts";
import { checkWholeJourney } from "./check-whole-journey.ts";
import { filledWhen } from "./filled-when.ts";
import type { CheckedJourney } from "./program.ts";
import { type FileScope, hasSyntaxError, journeyScope, withFilled } from "./scope.ts";

/** Checks one journey. Undefined: something is wrong, and was reported. */
export function checkJourney(journey: Journey, fileScope: FileScope): CheckedJourney | undefined {
  let hasErrors = false;
  const scopeOfFile: FileScope = {
    ...fileScope,
    report: (diagnostic) => {
      if (diagnostic.severity === "error") hasErrors = true;
      fileScope.report(diagnostic);
    },
  };
  if (journey.name) checkNameStyle(journey.name, scopeOfFile);
  checkDuplicateSettings(journey, scopeOfFile);
  const target = checkTarget(journey, scopeOfFile);
  const purpose = settingOf(journey, "purpose")?.purpose ?? "marketing";
  const locale = settingOf(journey, "locale");
  const enter = settingOf(journey, "enter");
  const listen = settingOf(journey, "listen")?.duration;
  const scope = journeyScope(fileScope, scopeOfFile.report, {
    target,
    purpose,
    names: new Map(),
    filled: new Set(),
    activities: activitiesOf(journey.steps, "", fileScope.file),
    goals: new Set(settingsOf(journey, "goal").flatMap(({ name }) => (name ? [name.text] : []))),
    entry: enter?.event && fileScope.events.get(enter.event.text),
    event: undefined,
    locale: locale?.fallback && { languages: languagesOf(locale.field, target), fallback: locale.fallback.value },
    listen: listen?.unit ? { amount: listen.amount, unit: listen.unit } : { amount: 30, unit: "day" },
    askedLabels: [],
    following: [],
    origins: new Map(),
    owner: undefined,
    actionId: undefined,
    clauseDelay: undefined,
  });
  checkGoalNames(journey, scope);
  const settings = checkSettings(journey, scope);
  const inside = settings?.filter ? withFilled(scope, filledWhen(settings.filter)) : scope;
  const steps = checkBlock(journey.steps, "", inside);
  checkRenamed(journey.steps, scope);
  if (steps) checkLabels(scope.askedLabels ?? [], steps, scope);
  if (journey.steps.length === 0 && journey.name) {
    scope.report(diagnostics.emptyJourney({ file: scope.file, span: journey.name, name: journey.name.text }));
  }
  // The tree leaves out what the parser couldn't place: without it the journey would mean something else.
  if (hasErrors || hasSyntaxError(journey, scope)) return undefined;
  if (!target || !settings || !steps || !journey.name) return undefined;
  const checked: CheckedJourney = {
    name: journey.name.text,
    ...(journey.title ? { title: journey.title.value } : {}),
    ...(journey.doc === undefined ? {} : { doc: journey.doc }),
    file: scope.file,
    span: { start: journey.start, end: journey.end },
    schema: { ...reachableModels([...scope.imported.keys()], scope.schema), ...eventsOf(scope) },
    target,
    purpose,
    ...settings,
    steps,
  };
  checkWholeJourney(checked, journey, scope);
  return hasErrors ? undefined : checked;
}

/** The events of the imported files, in the order of their names. */
function eventsOf(scope: FileScope): Pick<ModelSchema, "events"> {
  if (scope.events.size === 0) return {};
  return { events: Object.fromEntries([...scope.events].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) };
}

/** The languages that a choice field has. */
function languagesOf(path: FieldPath | undefined, target: Model | undefined): readonly string[] | undefined {
  const [only, ...rest] = path?.path ?? [];
  const type = rest.length === 0 ? target?.fields.find((field) => field.name === only?.text)?.type : undefined;
  return type?.kind === "choice" ? type.values.map(String) : undefined;
}

function checkGoalNames(journey: Journey, scope: FileScope): void {
  const first = new Map<string, Name>();
  for (const { name } of settingsOf(journey, "goal")) {
    const earlier = name && first.get(name.text);
    if (name && earlier) {
      const related = [
        { file: scope.file, start: earlier.start, end: earlier.end, message: `The first \`${name.text}\`.` },
      ];
      scope.report(diagnostics.duplicateName({ file: scope.file, span: name, name: name.text, related }));
    } else if (name) first.set(name.text, name);
  }
}

/** The models named, and all that they refer to, by name in alphabetical order so that equal journeys hold equal schemas. */
function reachableModels(names: readonly string[], schema: ModelSchema): ModelSchema {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const model = schema.models[name];
    if (!model || found.has(name)) continue;
    found.add(name);
    for (const { type } of model.fields) {
      const of = type.kind === "list" ? type.of : type;
      if (of.kind === "record" || of.kind === "records") queue.push(of.model);
    }
  }
  const models = [...found].sort().flatMap((name) => {
    const model = schema.models[name];
    return model ? [[name, model] as const] : [];
  });
  return { models: Object.fromEntries(models) };
}
