import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Audience, Name } from "../syntax/ast.ts";
import { checkCondition } from "./check-condition.ts";
import { checkConditionHolds } from "./check-condition-holds.ts";
import { checkNameStyle } from "./check-names.ts";
import { resolveModel } from "./check-settings.ts";
import type { Condition } from "./condition.ts";
import { plainScope } from "./plain-scope.ts";
import type { Declared, FileScope, JourneyScope } from "./scope.ts";

/** Checks the declaration of an audience: its model, and its condition over that model. */
export function checkAudience(audience: Audience, scope: FileScope): void {
  if (audience.name) checkNameStyle(audience.name, scope);
  const model = audience.model && resolveModel(audience.model, scope);
  if (!model) return;
  const following = audience.name ? [audience.name.text] : [];
  const condition = checkCondition(audience.condition, { ...plainScope(scope, model), following });
  if (condition) checkConditionHolds(condition, "audience", { scope, schema: scope.schema });
}

/** `filter hot_leads`: the audience's condition, where it is one of the journey's model. */
export function checkAudienceUse(
  name: Name,
  { node, scope: declared }: Declared<Audience>,
  scope: JourneyScope,
): Condition | undefined {
  scope.used.add(name.text);
  if (!scope.target) return undefined;
  const at = { file: scope.file, span: name, name: name.text };
  if (node.model && node.model.text !== scope.target.name) {
    scope.report(diagnostics.audienceModel({ ...at, model: node.model.text, target: scope.target.name }));
    return undefined;
  }
  if (scope.following.includes(name.text)) {
    scope.report(diagnostics.endlessReference({ ...at, what: "audience" }));
    return undefined;
  }
  const model = node.model && declared.schema.models[node.model.text];
  // Its own declaration is where its mistakes are reported, and what another file uses is seen when that is checked.
  const used = declared.file === scope.file ? scope.used : new Set<string>();
  const quiet: FileScope = { ...declared, used, report: () => {} };
  if (!model) return undefined;
  return checkCondition(node.condition, { ...plainScope(quiet, model), following: [...scope.following, name.text] });
}
