/** What tests and simulations share: the journey that they are about, and the names that it gives them. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Journey, Name, Simulation, Step, Test } from "../syntax/ast.ts";
import { activitiesOf } from "./activities.ts";
import { replacements } from "./fixes.ts";
import { plainScope } from "./plain-scope.ts";
import { type Declared, type FileScope, hasSyntaxError, type JourneyScope } from "./scope.ts";

/** The journeys of all files that are checked together. */
export interface JourneysByName {
  readonly get: (name: string) => Declared<Journey> | undefined;
  readonly names: () => readonly string[];
}

/** The names that a test of the journey may use. */
export interface TestedScope extends JourneyScope {
  readonly steps: readonly Step[];
}

/** @returns the journey's name, where nothing was reported as an error */
export function guarded(
  node: Test | Simulation,
  outer: FileScope,
  check: (scope: FileScope) => void,
): string | undefined {
  let isGood = !hasSyntaxError(node, outer) && node.journey !== undefined;
  check({
    ...outer,
    report: (diagnostic) => {
      if (diagnostic.severity === "error") isGood = false;
      outer.report(diagnostic);
    },
  });
  return isGood ? node.journey?.text : undefined;
}

export function testedScope(
  name: Name | undefined,
  scope: FileScope,
  journeys: JourneysByName,
): TestedScope | undefined {
  if (!name) return undefined;
  const declared = journeys.get(name.text);
  scope.used.add(name.text);
  if (!declared) {
    const names = journeys.names();
    const suggestion = suggest(name.text, names);
    scope.report(
      diagnostics.unknownJourney({
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
  const { node, scope: home } = declared;
  const target = node.settings.find((setting) => setting.kind === "target")?.model?.text;
  const model = target === undefined ? undefined : home.schema.models[target];
  const goals = node.settings.flatMap((setting) =>
    setting.kind === "goal" && setting.name ? [setting.name.text] : [],
  );
  return {
    ...plainScope({ ...scope, schema: home.schema, events: new Map([...home.events, ...scope.events]) }, model),
    activities: activitiesOf(node.steps, "", home.file),
    goals: new Set(goals),
    steps: node.steps,
  };
}
