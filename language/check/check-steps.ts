import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Block, IfStep, Step, UnknownStatement } from "../syntax/ast.ts";
import { settingWords, stepWords } from "../syntax/body-kinds.ts";
import { wholeWords } from "../syntax/step-builder.ts";
import { checkActivity } from "./check-activity.ts";
import { checkCondition } from "./check-condition.ts";
import { checkDo } from "./check-do.ts";
import { checkDuration } from "./check-duration.ts";
import {
  checkAbTest,
  checkMatch,
  checkParallel,
  checkRepeat,
  checkSplit,
  checkWaitFor,
  checkWaitUntil,
} from "./check-flow.ts";
import { oldIds } from "./check-renamed.ts";
import { filledWhen } from "./filled-when.ts";
import { removal, replacements } from "./fixes.ts";
import type { CheckedIf, CheckedStep } from "./program.ts";
import { type FileScope, type JourneyScope, withFilled } from "./scope.ts";
import { stepIds } from "./step-id.ts";

/**
 * Checks the steps of a block, in order.
 *
 * @param blockId the id of what the block belongs to, empty for the journey itself
 */
export function checkBlock(
  steps: readonly Step[],
  blockId: string,
  scope: JourneyScope,
): readonly CheckedStep[] | undefined {
  const idOf = stepIds(blockId, scope.actionId);
  const checked: (CheckedStep | undefined)[] = [];
  let hasWaited = false;
  for (const step of steps) {
    // Only what comes first in a clause starts at the clause's own time.
    const here: JourneyScope = hasWaited ? { ...scope, clauseDelay: undefined } : scope;
    checked.push(checkStep(step, idOf, here));
    hasWaited = true;
  }
  checkReachable(steps, scope);
  const good = checked.filter((step) => step !== undefined);
  return good.length === checked.length ? good : undefined;
}

function checkStep(step: Step, idOf: (step: Step) => string, scope: JourneyScope): CheckedStep | undefined {
  switch (step.kind) {
    case "unknown":
      reportUnknownStep(step, scope);
      return undefined;
    case "wait": {
      const duration = checkDuration(step.duration, scope);
      const base = stepBase(step, idOf(step), {
        start: step.keyword.start,
        end: step.duration?.end ?? step.keyword.end,
      });
      return duration && { kind: "wait", ...base, duration };
    }
    case "if":
      return checkIf(step, idOf(step), scope);
    case "exit":
      return { kind: "exit", ...stepBase(step, idOf(step), step.keyword) };
    case "wait until":
      return checkWaitUntil(step, idOf(step), scope);
    case "wait for":
      return checkWaitFor(step, idOf(step), scope);
    case "match":
      return checkMatch(step, idOf(step), scope);
    case "split":
      return checkSplit(step, idOf(step), scope);
    case "ab test":
      return checkAbTest(step, idOf(step), scope);
    case "repeat":
      return checkRepeat(step, idOf(step), scope);
    case "parallel":
      return checkParallel(step, idOf(step), scope);
    case "do":
      return checkDo(step, idOf(step), scope);
    case "journey control":
      return checkActivity({ ...step, clauses: [] }, idOf(step), scope);
    default:
      return checkActivity(step, idOf(step), scope);
  }
}

export function stepBase(
  step: Step & { readonly doc?: string },
  id: string,
  head: { readonly start: number; readonly end: number },
): Pick<CheckedStep, "id" | "named" | "renamedFrom" | "doc" | "span" | "headSpan"> {
  return {
    id,
    named: "name" in step && step.name !== undefined,
    ...oldIds(step, id),
    ...(step.doc === undefined ? {} : { doc: step.doc }),
    span: { start: step.start, end: step.end },
    headSpan: { start: head.start, end: head.end },
  };
}

function checkIf(step: IfStep, id: string, scope: JourneyScope): CheckedIf | undefined {
  const condition = checkCondition(step.condition, scope);
  const thenScope = condition ? withFilled(scope, filledWhen(condition)) : scope;
  const elseScope = condition ? withFilled(scope, filledWhen(condition, false)) : scope;
  if (step.then?.steps.length === 0) reportEmptyBlock(step.then, "the `if`", scope);
  if (step.otherwise?.kind === "block" && step.otherwise.steps.length === 0) {
    reportEmptyBlock(step.otherwise, "the `else`", scope);
  }
  const then = step.then && checkBlock(step.then.steps, `${id}.then`, thenScope);
  const otherwiseSteps: readonly Step[] =
    step.otherwise === undefined ? [] : step.otherwise.kind === "if" ? [step.otherwise] : step.otherwise.steps;
  const otherwise = checkBlock(otherwiseSteps, `${id}.else`, elseScope);
  if (!condition || !then || !otherwise) return undefined;
  return { kind: "if", ...stepBase(step, id, step.keyword), condition, then, otherwise };
}

export function reportEmptyBlock(block: Block, what: string, scope: FileScope): void {
  scope.report(diagnostics.emptyBlock({ file: scope.file, span: { start: block.start, end: block.end }, what }));
}

/** Warns once per block of what stands after everybody has left. */
function checkReachable(steps: readonly Step[], scope: JourneyScope): void {
  const exit = steps.findIndex((step) => alwaysExits(step));
  const next = exit === -1 ? undefined : steps[exit + 1];
  const last = steps.at(-1);
  const culprit = steps[exit];
  if (!next || !last || !culprit) return;
  const span = { start: next.start, end: last.end };
  scope.report(
    diagnostics.unreachableStep({
      file: scope.file,
      span,
      related: [{ file: scope.file, start: culprit.start, end: culprit.end, message: "Here everybody leaves." }],
      fixes: [removal(scope.text, span, "Remove what can't be reached")],
    }),
  );
}

function alwaysExits(step: Step): boolean {
  if (step.kind === "exit") return true;
  if (step.kind !== "if" || !step.then || !step.otherwise) return false;
  const otherwise = step.otherwise.kind === "if" ? [step.otherwise] : step.otherwise.steps;
  return step.then.steps.some(alwaysExits) && otherwise.some(alwaysExits);
}

function reportUnknownStep(step: UnknownStatement, scope: JourneyScope): void {
  const { word } = step;
  // `else`, `on` and `expire` are words of the language, and stand at the wrong place.
  const words = new Map([...stepWords, ...settingWords].map((each) => [each.split(" ")[0] ?? each, wholeWords(each)]));
  const near = suggest(word.text, words.keys());
  const suggestion = near && words.get(near);
  scope.report(
    diagnostics.unknownStatement({
      file: scope.file,
      span: word,
      word: word.text,
      suggestion,
      available: quotedList(stepWords.map(wholeWords), "or"),
      fixes: replacements(word, suggestion && near),
    }),
  );
}
