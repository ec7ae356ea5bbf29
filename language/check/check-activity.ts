import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeDuration } from "../diagnostics/wording.ts";
import type { Activity } from "../syntax/ast.ts";
import { checkClauses } from "./check-clause.ts";
import { checkCondition } from "./check-condition.ts";
import { checkDuration, isAtLeast } from "./check-duration.ts";
import { checkMessage } from "./check-message.ts";
import { checkActivityName } from "./check-names.ts";
import { checkCreate, checkListStep, checkSuppress, checkTask, checkUpdate } from "./check-record-steps.ts";
import type { CalendarDuration } from "./condition.ts";
import { filledWhen } from "./filled-when.ts";
import type { CheckedActivity } from "./program.ts";
import { type JourneyScope, withFilled } from "./scope.ts";

/** What an activity of this kind has beyond what they all have. */
type OwnPart<Kind extends CheckedActivity> = Kind extends CheckedActivity
  ? Omit<Kind, keyof BasePart | "clauses">
  : never;
type BasePart = Pick<CheckedActivity, "id" | "named" | "doc" | "span" | "headSpan" | "filter" | "expire">;

/** Checks an activity with its filter, expiry and clauses. Undefined: something is wrong, and was reported. */
export function checkActivity(step: Activity, id: string, scope: JourneyScope): CheckedActivity | undefined {
  const name = "name" in step ? step.name : undefined;
  const isNameGood = name === undefined || checkActivityName(name, scope);
  const filter = checkCondition(step.filter?.condition, scope);
  const expire = checkExpiry(step, scope);
  const isMissingPart = (step.filter !== undefined && !filter) || (step.expire !== undefined && !expire);
  const inner = withFilled({ ...scope, clauseDelay: undefined }, filter ? filledWhen(filter) : new Set<string>());
  const message = step.kind === "message" ? checkMessage(step, inner) : undefined;
  const own = step.kind === "message" ? message?.checked : checkOwnPart(step, inner);
  const clauses = checkClauses({ activity: step, id, template: message?.template }, inner);
  if (!own || !clauses || !isNameGood || isMissingPart) return undefined;
  const base: BasePart = {
    id,
    named: name !== undefined,
    ...(step.doc === undefined ? {} : { doc: step.doc }),
    span: { start: step.start, end: step.end },
    headSpan: { start: step.keyword.start, end: headEnd(step) },
    ...(filter ? { filter } : {}),
    ...(expire ? { expire } : {}),
  };
  return { ...base, ...own, clauses };
}

function checkOwnPart(
  step: Exclude<Activity, { kind: "message" }>,
  scope: JourneyScope,
): OwnPart<CheckedActivity> | undefined {
  switch (step.kind) {
    case "update":
      return checkUpdate(step, scope);
    case "create":
      return checkCreate(step, scope);
    case "task":
      return checkTask(step, scope);
    case "list membership":
      return checkListStep(step, scope);
    case "suppress":
      return checkSuppress(step, scope);
  }
}

function headEnd(step: Activity): number {
  switch (step.kind) {
    case "message":
    case "update":
      return step.name?.end ?? step.keyword.end;
    case "create":
      return step.name?.end ?? step.model?.end ?? step.keyword.end;
    case "task":
      return step.title?.end ?? step.name?.end ?? step.keyword.end;
    case "list membership":
      return step.list?.end ?? step.keyword.end;
    case "suppress":
      return step.field?.end ?? step.keyword.end;
  }
}

/** Right in a clause, the expiry counts from the clause's event, as the clause's delay does. */
function checkExpiry(step: Activity, scope: JourneyScope): CalendarDuration | undefined {
  const expire = checkDuration(step.expire?.after, scope);
  if (!expire || !step.expire) return undefined;
  const at = { file: scope.file, span: { start: step.expire.start, end: step.expire.end } };
  if (expire.amount === 0) {
    scope.report(diagnostics.expiresAtOnce(at));
    return undefined;
  }
  if (scope.clauseDelay && isAtLeast(scope.clauseDelay, expire)) {
    scope.report(
      diagnostics.expiresBeforeItStarts({
        ...at,
        delay: describeDuration(scope.clauseDelay),
        expiry: describeDuration(expire),
      }),
    );
    return undefined;
  }
  return expire;
}
