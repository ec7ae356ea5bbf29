import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Action, DoStep } from "../syntax/ast.ts";
import { activitiesOf } from "./activities.ts";
import { checkNameStyle } from "./check-names.ts";
import { checkRenamed } from "./check-renamed.ts";
import { resolveModel } from "./check-settings.ts";
import { checkBlock, reportEmptyBlock, stepBase } from "./check-steps.ts";
import { replacements } from "./fixes.ts";
import { plainScope } from "./plain-scope.ts";
import type { CheckedDo } from "./program.ts";
import type { FileScope, JourneyScope } from "./scope.ts";

/** Checks the declaration of an action by itself: what is wrong with it is said here, not where it is used. */
export function checkAction(action: Action, scope: FileScope): void {
  if (action.name) checkNameStyle(action.name, scope);
  const model = action.model && resolveModel(action.model, scope);
  if (!action.block) return;
  if (action.block.steps.length === 0) reportEmptyBlock(action.block, "the action", scope);
  checkBlock(action.block.steps, "", {
    ...plainScope(scope, model),
    following: action.name ? [action.name.text] : [],
    activities: activitiesOf(action.block.steps, "", scope.file),
  });
  checkRenamed(action.block.steps, scope);
}

/** `do tag_hot`: the action's steps, with ids of their own below this step's. */
export function checkDo(step: DoStep, id: string, scope: JourneyScope): CheckedDo | undefined {
  const { action: name } = step;
  if (!name) return undefined;
  const at = { file: scope.file, span: name, name: name.text };
  const declared = scope.declarations.actions.get(name.text);
  scope.used.add(name.text);
  if (!declared) {
    if (scope.unresolved.has(name.text)) return undefined;
    const names = [...scope.declarations.actions.keys()];
    const suggestion = suggest(name.text, names);
    const available = names.length > 0 ? quotedList(names) : undefined;
    scope.report(diagnostics.unknownAction({ ...at, suggestion, available, fixes: replacements(name, suggestion) }));
    return undefined;
  }
  if (scope.following.includes(name.text)) {
    scope.report(diagnostics.endlessReference({ ...at, what: "action" }));
    return undefined;
  }
  const { node, scope: home } = declared;
  if (scope.target && node.model && node.model.text !== scope.target.name) {
    scope.report(diagnostics.actionModel({ ...at, model: node.model.text, target: scope.target.name }));
    return undefined;
  }
  if (!node.block) return undefined;
  const steps = checkBlock(node.block.steps, id, {
    ...scope,
    ...home,
    // What another file uses is seen when that file is checked.
    used: home.file === scope.file ? scope.used : new Set(),
    useTemplate: (use) => {
      if (home.file === scope.file) scope.useTemplate({ ...use, isQuiet: true });
    },
    report: () => {},
    names: new Map(),
    activities: activitiesOf(node.block.steps, id, home.file),
    following: [...scope.following, name.text],
    actionId: id,
  });
  return steps && { kind: "do", ...stepBase(step, id, step), action: name.text, steps };
}
