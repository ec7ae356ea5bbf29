/** What ends a journey, what counts as success, and whose language counts. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType } from "../diagnostics/wording.ts";
import type { ExitSetting, GoalSetting, LocaleSetting } from "../syntax/ast.ts";
import { checkCondition } from "./check-condition.ts";
import { checkEvent, checkEventRecord } from "./check-enter.ts";
import { checkNameStyle } from "./check-names.ts";
import { comparisonType } from "./check-operand.ts";
import { insertion } from "./fixes.ts";
import type { CheckedGoal, CheckedJourney, ExitRule } from "./program.ts";
import { pathText, resolveField } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";

export function checkExit(setting: ExitSetting, scope: JourneyScope): ExitRule | undefined {
  if (setting.condition) {
    const condition = checkCondition(setting.condition, scope);
    return condition && { kind: "when", condition };
  }
  if (setting.trigger) return { kind: "trigger", trigger: setting.trigger };
  const event = checkEvent(setting.event, scope);
  const record = event && setting.event && checkEventRecord(event, setting.event, scope);
  if (!event || record === undefined) return undefined;
  const where = setting.where && checkCondition(setting.where, { ...scope, event });
  if (setting.where && !where) return undefined;
  return { kind: "event", event: event.name, record, ...(where ? { where } : {}) };
}

export function checkGoal(setting: GoalSetting, scope: JourneyScope): CheckedGoal | undefined {
  if (setting.name) checkNameStyle(setting.name, scope);
  const condition = checkCondition(setting.condition, scope);
  if (!setting.name || !condition) return undefined;
  const { title } = setting;
  return { name: setting.name.text, ...(title ? { title: title.value } : {}), condition, exits: setting.exits };
}

export function checkLocale(setting: LocaleSetting, scope: JourneyScope): CheckedJourney["locale"] | undefined {
  const { field: path, fallback } = setting;
  const field = path && resolveField(path, scope);
  if (!field || !path) return undefined;
  if (comparisonType(field.type) !== "text") {
    const type = describeType(field.type);
    scope.report(diagnostics.localeType({ file: scope.file, span: path, field: pathText(field), type }));
    return undefined;
  }
  if (!fallback) {
    scope.report(
      diagnostics.missingLocaleFallback({
        file: scope.file,
        span: path,
        field: pathText(field),
        fixes: [insertion(path.end, ' else "en"', 'Add `else "en"`')],
      }),
    );
    return undefined;
  }
  return { field, fallback: fallback.value };
}
