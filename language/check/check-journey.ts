import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { ModelSchema } from "../models/schema.ts";
import type { Journey } from "../syntax/ast.ts";
import { checkNameStyle } from "./check-names.ts";
import { checkDuplicateSettings, checkSettings, checkTarget, settingOf } from "./check-settings.ts";
import { checkBlock } from "./check-steps.ts";
import { filledWhen } from "./filled-when.ts";
import type { CheckedJourney } from "./program.ts";
import { type FileScope, hasSyntaxError, type JourneyScope, withFilled } from "./scope.ts";

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
  const scope: JourneyScope = { ...scopeOfFile, target, purpose, names: new Map(), filled: new Set() };
  const settings = checkSettings(journey, scope);
  const inside = settings?.filter ? withFilled(scope, filledWhen(settings.filter)) : scope;
  const steps = checkBlock(journey.steps, "", inside);
  if (journey.steps.length === 0 && journey.name) {
    scope.report(diagnostics.emptyJourney({ file: scope.file, span: journey.name, name: journey.name.text }));
  }
  // The tree leaves out what the parser couldn't place: without it the journey would mean something else.
  if (hasErrors || hasSyntaxError(journey, scope)) return undefined;
  if (!target || !settings || !steps || !journey.name) return undefined;
  return {
    name: journey.name.text,
    ...(journey.title ? { title: journey.title.value } : {}),
    ...(journey.doc === undefined ? {} : { doc: journey.doc }),
    file: scope.file,
    span: { start: journey.start, end: journey.end },
    schema: reachableModels([...scope.imported.keys()], scope.schema),
    target,
    purpose,
    ...settings,
    steps,
  };
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
