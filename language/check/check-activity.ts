import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeDuration } from "../diagnostics/wording.ts";
import type { Activity, ActivityParts, JourneyStep, PaceSetting } from "../syntax/ast.ts";
import { checkClauses } from "./check-clause.ts";
import { checkCondition } from "./check-condition.ts";
import { checkDuration, isAtLeast } from "./check-duration.ts";
import { checkPace } from "./check-limits.ts";
import { checkMessage } from "./check-message.ts";
import { checkActivityName } from "./check-names.ts";
import { checkFollow, checkJourneyControl, checkRun, checkWebhook } from "./check-outside.ts";
import { checkCreate, checkListStep, checkSuppress, checkTask, checkUpdate } from "./check-record-steps.ts";
import { oldIds } from "./check-renamed.ts";
import type { CalendarDuration } from "./condition.ts";
import { filledWhen } from "./filled-when.ts";
import type { CheckedActivity, Pace } from "./program.ts";
import { type JourneyScope, withFilled } from "./scope.ts";

/** `start journey` is carried out like an activity, and carries nothing of its own. */
type ActivityLike = Activity | (JourneyStep & ActivityParts);

/** What an activity of this kind has beyond what they all have. */
type OwnPart<Kind extends CheckedActivity> = Kind extends CheckedActivity
  ? Omit<Kind, keyof BasePart | "clauses">
  : never;
type BasePart = Pick<
  CheckedActivity,
  "id" | "named" | "renamedFrom" | "doc" | "span" | "headSpan" | "filter" | "expire" | "pace"
>;

/** Checks an activity with its filter, expiry and clauses. Undefined: something is wrong, and was reported. */
export function checkActivity(step: ActivityLike, id: string, scope: JourneyScope): CheckedActivity | undefined {
  const name = "name" in step ? step.name : undefined;
  const isNameGood = name === undefined || checkActivityName(name, scope);
  const filter = checkCondition(step.filter?.condition, scope);
  const expire = checkExpiry(step, scope);
  const pace = step.pace && checkActivityPace(step.pace, step, scope);
  const isMissingPart =
    (step.filter !== undefined && !filter) ||
    (step.expire !== undefined && !expire) ||
    (step.pace !== undefined && !pace);
  const inner = withFilled({ ...scope, clauseDelay: undefined }, filter ? filledWhen(filter) : new Set<string>());
  const message = step.kind === "message" ? checkMessage(step, inner) : undefined;
  const own = step.kind === "message" ? message?.checked : checkOwnPart(step, inner);
  const clauses = checkClauses({ activity: step, id, template: message?.template }, inner);
  if (!own || !clauses || !isNameGood || isMissingPart) return undefined;
  const base: BasePart = {
    id,
    named: name !== undefined,
    ...(step.kind === "journey control" ? {} : oldIds(step, id)),
    ...(step.doc === undefined ? {} : { doc: step.doc }),
    span: { start: step.start, end: step.end },
    headSpan: { start: step.keyword.start, end: headEnd(step) },
    ...(filter ? { filter } : {}),
    ...(expire ? { expire } : {}),
    ...(pace ? { pace } : {}),
  };
  return { ...base, ...own, clauses };
}

function checkOwnPart(
  step: Exclude<ActivityLike, { kind: "message" }>,
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
    case "follow":
      return checkFollow(step, scope);
    case "webhook":
      return checkWebhook(step, scope);
    case "run":
      return checkRun(step, scope);
    case "journey control":
      return checkJourneyControl(step, scope);
  }
}

/** A pace is for what leaves the house one by one: messages and calls. */
function checkActivityPace(setting: PaceSetting, step: ActivityLike, scope: JourneyScope): Pace | undefined {
  if (step.kind === "message" || step.kind === "webhook") return checkPace(setting, scope);
  scope.report(diagnostics.paceOfStep({ file: scope.file, span: setting.keyword }));
  return undefined;
}

function headEnd(step: ActivityLike): number {
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
    case "follow":
      return step.by?.end ?? step.keyword.end;
    case "webhook":
      return step.name?.end ?? step.keyword.end;
    case "run":
      return step.argumentSpan?.end ?? step.function?.end ?? step.keyword.end;
    case "journey control":
      return step.journey?.end ?? step.keyword.end;
  }
}

/** Right in a clause, the expiry counts from the clause's event, as the clause's delay does. */
function checkExpiry(step: ActivityParts, scope: JourneyScope): CalendarDuration | undefined {
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
