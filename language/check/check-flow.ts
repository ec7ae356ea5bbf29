/** Steps that decide where a participant goes, and when. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType, quotedList } from "../diagnostics/wording.ts";
import type {
  AbTestStep,
  Block,
  MatchStep,
  Name,
  ParallelStep,
  RepeatStep,
  SplitStep,
  WaitForStep,
  WaitUntilStep,
  Winner,
} from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { checkCondition } from "./check-condition.ts";
import { checkDuration } from "./check-duration.ts";
import { checkEvent, checkEventRecord, checkTime, isWeekday } from "./check-enter.ts";
import { checkChoice, checkOperand, comparisonType, type TypedOperand, writtenText } from "./check-operand.ts";
import { checkAggregate } from "./check-related.ts";
import { checkBlock, reportEmptyBlock, stepBase } from "./check-steps.ts";
import type { Literal } from "./condition.ts";
import { filledWhen } from "./filled-when.ts";
import { insertion } from "./fixes.ts";
import type {
  CheckedAbTest,
  CheckedMatch,
  CheckedParallel,
  CheckedRepeat,
  CheckedSplit,
  CheckedStep,
  CheckedWaitFor,
  CheckedWaitUntil,
  WinnerRule,
} from "./program.ts";
import { mayBeEmpty, pathText, resolveField } from "./resolve-field.ts";
import { type JourneyScope, withFilled } from "./scope.ts";

/** Nobody is reminded that often; more would be a journey of its own. */
const mostRepetitions = 50;

function checkInner(
  block: Block | undefined,
  id: string,
  what: string,
  scope: JourneyScope,
): readonly CheckedStep[] | undefined {
  if (!block) return undefined;
  if (block.steps.length === 0) reportEmptyBlock(block, what, scope);
  return checkBlock(block.steps, id, scope);
}

export function checkWaitUntil(step: WaitUntilStep, id: string, scope: JourneyScope): CheckedWaitUntil | undefined {
  const base = stepBase(step, id, step);
  if (step.time) {
    const time = checkTime(step.time, scope);
    if (step.day && !isWeekday(step.day.text)) {
      const span = { start: step.day.start, end: step.day.end };
      scope.report(diagnostics.unknownDay({ file: scope.file, span, name: step.day.text }));
      return undefined;
    }
    const day = step.day && isWeekday(step.day.text) ? { day: step.day.text } : {};
    return time && { kind: "wait until", ...base, until: { kind: "time", ...day, time } };
  }
  const moment = checkOperand(step.moment, scope);
  if (!moment || !step.moment) return undefined;
  if (comparisonType(moment.type) !== "date") {
    scope.report(
      diagnostics.notAMoment({
        file: scope.file,
        span: step.moment,
        expression: writtenText(step.moment, scope),
        type: describeType(moment.type),
      }),
    );
    return undefined;
  }
  const { operand } = moment;
  const field = operand.kind === "shifted" ? operand.operand : operand;
  if (field.kind === "field" && mayBeEmpty(field, scope)) {
    scope.report(diagnostics.momentMayBeEmpty({ file: scope.file, span: step.moment, field: pathText(field) }));
  }
  return { kind: "wait until", ...base, until: { kind: "moment", moment: operand } };
}

export function checkWaitFor(step: WaitForStep, id: string, scope: JourneyScope): CheckedWaitFor | undefined {
  const upTo = checkDuration(step.upTo, scope);
  if (step.upTo && upTo?.amount === 0) {
    const span = { start: step.upTo.start, end: step.upTo.end };
    scope.report(diagnostics.withinNoTime({ file: scope.file, span }));
    return undefined;
  }
  const event = step.event && checkEvent(step.event, scope);
  const record = event && step.event && checkEventRecord(event, step.event, scope);
  const where = step.where && checkCondition(step.where, { ...scope, event });
  const condition = checkCondition(step.condition, scope);
  const known = condition ? withFilled(scope, filledWhen(condition)) : { ...scope, event: event ?? scope.event };
  const then = step.then ? checkInner(step.then, `${id}.then`, "what follows", known) : [];
  const otherwise = step.otherwise ? checkInner(step.otherwise, `${id}.else`, "the `else`", scope) : [];
  if (!upTo || !then || !otherwise || (step.where && !where)) return undefined;
  const base = { kind: "wait for", ...stepBase(step, id, headOf(step, step.upTo)), upTo, then, otherwise } as const;
  if (condition) return { ...base, for: { kind: "condition", condition } };
  if (!event || record === undefined) return undefined;
  return { ...base, for: { kind: "event", event: event.name, record, ...(where ? { where } : {}) } };
}

const headOf = (step: { readonly keyword: Span }, last: Span | undefined): Span => ({
  start: step.keyword.start,
  end: last?.end ?? step.keyword.end,
});

export function checkMatch(step: MatchStep, id: string, scope: JourneyScope): CheckedMatch | undefined {
  const field = step.field && resolveField(step.field, scope);
  const type = field && comparisonType(field.type);
  let isGood = true;
  if (field && step.field && (type === undefined || type === "record")) {
    scope.report(
      diagnostics.cannotMatch({
        file: scope.file,
        span: step.field,
        field: pathText(field),
        type: describeType(field.type),
      }),
    );
    isGood = false;
  }
  const taken = new Map<Literal["value"], Span>();
  const cases = step.cases.map((each, index) => {
    const values: Literal[] = [];
    for (const expression of each.values) {
      const value = checkOperand(expression, scope);
      if (!value) isGood = false;
      else if (field && type) {
        if (!isCaseOf(value, field.type, pathText(field), scope)) isGood = false;
        else if (value.operand.kind === "literal") {
          const earlier = taken.get(value.operand.value);
          if (earlier) {
            scope.report(
              diagnostics.duplicateCase({
                file: scope.file,
                span: expression,
                value: writtenText(expression, scope),
                related: [
                  { file: scope.file, start: earlier.start, end: earlier.end, message: "It stands here first." },
                ],
              }),
            );
            isGood = false;
          }
          taken.set(value.operand.value, { start: expression.start, end: expression.end });
          values.push(value.operand);
        }
      }
    }
    const known = field ? withFilled(scope, filledWhen({ kind: "set", operand: field, negated: false })) : scope;
    const steps = checkInner(each.block, `${id}.case_${index + 1}`, "the case", known);
    if (!steps || !field || !type) return undefined;
    const condition = { kind: "in", type, operand: field, values, negated: false } as const;
    return { values, condition, steps };
  });
  const otherwise = step.otherwise ? checkInner(step.otherwise, `${id}.else`, "the `else`", scope) : [];
  if (field && step.field && isGood && !step.otherwise) isGood = checkCovered(step, field, taken, scope);
  const good = cases.filter((each) => each !== undefined);
  if (!field || !isGood || !otherwise || good.length !== cases.length) return undefined;
  return { kind: "match", ...stepBase(step, id, headOf(step, step.field)), field, cases: good, otherwise };
}

function isCaseOf(
  value: TypedOperand,
  type: CheckedMatch["field"]["type"],
  field: string,
  scope: JourneyScope,
): boolean {
  if (value.operand.kind === "literal" && comparisonType(value.type) === comparisonType(type)) {
    return checkChoice(field, type, value, scope);
  }
  scope.report(
    diagnostics.wrongCase({
      file: scope.file,
      span: value.expression,
      value: writtenText(value.expression, scope),
      field,
      type: describeType(type),
    }),
  );
  return false;
}

/** Without `else`, every value must have a case: also "empty", where the field may be. */
function checkCovered(
  step: MatchStep,
  field: CheckedMatch["field"],
  taken: ReadonlyMap<Literal["value"], Span>,
  scope: JourneyScope,
): boolean {
  const { type } = field;
  const all = type.kind === "choice" ? type.values : type.kind === "boolean" ? [true, false] : undefined;
  const missing = all?.filter((value) => !taken.has(value)).map((value) => JSON.stringify(value));
  if (missing && mayBeEmpty(field, scope)) missing.push("empty");
  if (missing?.length === 0) return true;
  const what = missing ? quotedList(missing) : "all other values";
  const span = headOf(step, step.field);
  scope.report(
    diagnostics.missingCases({
      file: scope.file,
      span,
      field: pathText(field),
      missing: what,
      fixes: [insertion(step.end - 1, "  else { exit }\n", "Add an `else`")],
    }),
  );
  return false;
}

/** Names of shares and branches tell their steps apart. */
function checkNamesDiffer(names: readonly Name[], scope: JourneyScope): boolean {
  const first = new Map<string, Name>();
  let isGood = true;
  for (const name of names) {
    const earlier = first.get(name.text);
    if (!earlier) {
      first.set(name.text, name);
      continue;
    }
    const message = `The first \`${name.text}\`.`;
    const related = [{ file: scope.file, start: earlier.start, end: earlier.end, message }];
    scope.report(diagnostics.duplicateName({ file: scope.file, span: name, name: name.text, related }));
    isGood = false;
  }
  return isGood;
}

export function checkSplit(step: SplitStep, id: string, scope: JourneyScope): CheckedSplit | undefined {
  const isNamedWell = checkNamesDiffer(
    step.shares.flatMap(({ name }) => (name ? [name] : [])),
    scope,
  );
  const total = step.shares.reduce((sum, { share }) => sum + share.value, 0);
  let isGood = true;
  if (Math.abs(total - 100) > 1e-9 || step.shares.length === 0) {
    scope.report(
      diagnostics.sharesAddUp({
        file: scope.file,
        span: headOf(step, step.name),
        total: `${Math.round(total * 1e6) / 1e6}%`,
      }),
    );
    isGood = false;
  }
  const shares = step.shares.map((share, index) => {
    const steps = share.block
      ? checkBlock(share.block.steps, `${id}.${share.name?.text ?? `share_${index + 1}`}`, scope)
      : undefined;
    return steps && { ...(share.name ? { name: share.name.text } : {}), percent: share.share.value, steps };
  });
  const good = shares.filter((share) => share !== undefined);
  if (!isGood || !isNamedWell || good.length !== shares.length) return undefined;
  return { kind: "split", ...stepBase(step, id, headOf(step, step.name)), shares: good };
}

export function checkAbTest(step: AbTestStep, id: string, scope: JourneyScope): CheckedAbTest | undefined {
  const at = { file: scope.file, span: headOf(step, step.name) };
  const [testShare] = step.shares.filter((share) => share.of === "test");
  const [holdbackShare] = step.shares.filter((share) => share.of === "holdback");
  const share = testShare?.share?.value ?? 100;
  const holdback = holdbackShare?.share?.value ?? 0;
  let isGood = !(testShare && !testShare.share) && !(holdbackShare && !holdbackShare.share);
  const second = step.shares.filter((each) => each.of === "test")[1] ?? step.winners[1];
  if (second) {
    scope.report(
      diagnostics.duplicateSetting({
        file: scope.file,
        span: second.keyword,
        setting: scope.text.slice(second.keyword.start, second.keyword.end),
      }),
    );
    isGood = false;
  }
  if (share + holdback > 100 || share <= 0) {
    scope.report(diagnostics.tooManyTested({ ...at, total: `${share + holdback}%` }));
    isGood = false;
  }
  if (step.variants.length < 2) {
    scope.report(diagnostics.tooFewVariants({ ...at, name: step.name?.text ?? "" }));
    isGood = false;
  }
  const [winner] = step.winners;
  if (!winner) scope.report(diagnostics.noWinnerRule({ ...at, name: step.name?.text ?? "" }));
  const rule = winner && checkWinner(winner, scope);
  const names = new Map<string, Span>();
  const variants = step.variants.map((variant) => {
    const { name } = variant;
    const earlier = name && names.get(name.text);
    if (name && earlier) {
      const related = [
        { file: scope.file, start: earlier.start, end: earlier.end, message: `The first \`${name.text}\`.` },
      ];
      scope.report(diagnostics.duplicateName({ file: scope.file, span: name, name: name.text, related }));
      isGood = false;
    }
    if (name) names.set(name.text, name);
    const steps = checkInner(variant.block, `${id}.${name?.text ?? "variant"}`, "the variant", scope);
    if (!name || !steps) return undefined;
    return { name: name.text, ...(variant.title ? { title: variant.title.value } : {}), steps };
  });
  const good = variants.filter((variant) => variant !== undefined);
  if (!isGood || !rule || good.length !== variants.length || !step.name) return undefined;
  const title = step.title ? { title: step.title.value } : {};
  return { kind: "ab test", ...stepBase(step, id, at.span), ...title, share, holdback, winner: rule, variants: good };
}

function checkWinner(winner: Winner, scope: JourneyScope): WinnerRule | undefined {
  const after = checkDuration(winner.after, scope);
  if (winner.measure === "manual") return { by: "manual" };
  if (!winner.measure || !after) return undefined;
  switch (winner.measure) {
    case "conversion": {
      const { goal } = winner;
      if (!goal) return undefined;
      if (scope.goals.has(goal.text)) return { by: "conversion", goal: goal.text, after };
      const names = [...scope.goals];
      scope.report(
        diagnostics.unknownGoal({
          file: scope.file,
          span: goal,
          name: goal.text,
          available: names.length > 0 ? quotedList(names) : undefined,
        }),
      );
      return undefined;
    }
    case "sum": {
      const { field } = winner;
      const sum =
        field &&
        checkAggregate(
          { kind: "aggregate", start: field.start, end: field.end, function: "sum", relation: field },
          scope,
        );
      return sum && { by: "sum", sum, after };
    }
    default:
      return { by: winner.measure, after };
  }
}

export function checkRepeat(step: RepeatStep, id: string, scope: JourneyScope): CheckedRepeat | undefined {
  const every = checkDuration(step.every, scope);
  const until = checkCondition(step.until, scope);
  const steps = checkInner(step.block, `${id}.each`, "the `repeat`", scope);
  const times = step.times?.value;
  if (step.times && (times === undefined || !Number.isInteger(times) || times < 1 || times > mostRepetitions)) {
    scope.report(diagnostics.repetitions({ file: scope.file, span: step.times, most: mostRepetitions }));
    return undefined;
  }
  if (!every || !steps || times === undefined || (step.until && !until)) return undefined;
  const head = headOf(step, step.until ?? step.times);
  return { kind: "repeat", ...stepBase(step, id, head), every, times, ...(until ? { until } : {}), steps };
}

export function checkParallel(step: ParallelStep, id: string, scope: JourneyScope): CheckedParallel | undefined {
  if (step.branches.length < 2) {
    scope.report(diagnostics.tooFewBranches({ file: scope.file, span: step.keyword }));
    return undefined;
  }
  const isNamedWell = checkNamesDiffer(
    step.branches.flatMap(({ name }) => (name ? [name] : [])),
    scope,
  );
  const branches = step.branches.map((branch, index) => {
    const branchId = `${id}.${branch.name?.text ?? `branch_${index + 1}`}`;
    const steps = checkInner(branch.block, branchId, "the branch", scope);
    return (
      steps && {
        id: branchId,
        ...(branch.name ? { name: branch.name.text } : {}),
        ...(branch.doc === undefined ? {} : { doc: branch.doc }),
        span: headOf(branch, branch.name),
        steps,
      }
    );
  });
  const good = branches.filter((branch) => branch !== undefined);
  return isNamedWell && good.length === branches.length
    ? { kind: "parallel", ...stepBase(step, id, step.keyword), branches: good }
    : undefined;
}
