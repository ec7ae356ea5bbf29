import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeDuration, quotedList, wordList } from "../diagnostics/wording.ts";
import type { Activity, Channel, Clause, Step, Trigger } from "../syntax/ast.ts";
import type { MessageTemplate } from "../texts/template.ts";
import { checkDuration, isAtLeast } from "./check-duration.ts";
import { checkBlock } from "./check-steps.ts";
import type { CalendarDuration } from "./condition.ts";
import { insertion, removal, replacement, replacements } from "./fixes.ts";
import type { CheckedClause } from "./program.ts";
import type { JourneyScope } from "./scope.ts";
import { channelWords, negatable, triggersOf } from "./triggers.ts";

/** What the activity that clauses hang on is: as far as its clauses need to know. */
export interface ClauseParent {
  readonly activity: Pick<Activity, "clauses"> &
    ({ readonly kind: "message"; readonly channel: Channel } | { readonly kind: Exclude<Step["kind"], "message"> });
  readonly id: string;
  /** A message's text, if it could be put together. */
  readonly template?: MessageTemplate | undefined;
}

export function checkClauses(parent: ClauseParent, scope: JourneyScope): readonly CheckedClause[] | undefined {
  const ids = new Map<string, number>();
  const checked = parent.activity.clauses.map((clause) => checkClause(clause, parent, ids, scope));
  const good = checked.filter((clause) => clause !== undefined);
  return good.length === checked.length ? good : undefined;
}

function checkClause(
  clause: Clause,
  parent: ClauseParent,
  ids: Map<string, number>,
  scope: JourneyScope,
): CheckedClause | undefined {
  const trigger = checkTrigger(clause, parent, scope);
  const hasTime = checkAfter(clause, trigger, scope);
  const after = checkDuration(clause.after, scope);
  const within = checkDuration(clause.within, scope);
  const isWithinGood = checkWithin(clause, within, scope);
  const isLabelGood = trigger === undefined || checkLabel(clause, trigger, parent, scope);
  const id = clauseId(clause, parent.id, ids);
  if (clause.block && clause.block.steps.length === 0) {
    scope.report(
      diagnostics.emptyBlock({
        file: scope.file,
        span: { start: clause.start, end: clause.end },
        what: "the clause",
        fixes: [removal(scope.text, clause, "Remove the clause")],
      }),
    );
  }
  const steps = checkBlock(clause.block?.steps ?? [], id, { ...scope, clauseDelay: after });
  if (!trigger || !hasTime || !isLabelGood || !isWithinGood || !steps || !clause.block) return undefined;
  if ((clause.after && !after) || (clause.within && !within)) return undefined;
  return {
    id,
    trigger,
    negated: clause.negated,
    ...(clause.label ? { label: clause.label.value } : {}),
    ...(within ? { within } : {}),
    ...(after ? { after } : {}),
    machines: clause.machines,
    ...(clause.doc === undefined ? {} : { doc: clause.doc }),
    span: { start: clause.start, end: clause.end },
    headSpan: {
      start: clause.keyword.start,
      end:
        clause.after?.end ?? clause.within?.end ?? clause.label?.end ?? clause.triggerName?.end ?? clause.keyword.end,
    },
    steps,
  };
}

function checkTrigger(clause: Clause, parent: ClauseParent, scope: JourneyScope): Trigger | undefined {
  const name = clause.triggerName;
  const kind = parent.activity.kind === "message" ? parent.activity.channel : "step";
  const possible = triggersOf(kind);
  const what = channelWords(kind);
  const at = { file: scope.file, span: name ?? clause.keyword };
  if (!clause.trigger) {
    if (!name) return undefined;
    const suggestion = suggest(name.text, possible);
    scope.report(
      diagnostics.unknownTrigger({
        ...at,
        name: name.text,
        what,
        suggestion: suggestion && `on ${clause.negated ? "not " : ""}${suggestion}`,
        available: wordList(possible, "or"),
        fixes: replacements(name, suggestion),
      }),
    );
    return undefined;
  }
  if (!possible.includes(clause.trigger)) {
    scope.report(
      diagnostics.wrongTrigger({ ...at, what, trigger: clause.trigger, available: wordList(possible, "or") }),
    );
    return undefined;
  }
  if (clause.negated && !negatable.includes(clause.trigger)) {
    scope.report(diagnostics.wrongNegation({ ...at, trigger: clause.trigger }));
    return undefined;
  }
  return clause.trigger;
}

/** Whether what is to happen within a time can: reactions listen so long, and no longer. */
function checkWithin(clause: Clause, within: CalendarDuration | undefined, scope: JourneyScope): boolean {
  if (!clause.within || !within) return true;
  const span = { start: clause.within.start, end: clause.within.end };
  const at = { file: scope.file, span };
  if (clause.negated) {
    scope.report(diagnostics.withinAfterNot({ ...at, trigger: clause.triggerName?.text ?? "" }));
    return false;
  }
  if (within.amount === 0) {
    scope.report(diagnostics.withinNoTime(at));
    return false;
  }
  if (isAtLeast(within, scope.listen) && !isAtLeast(scope.listen, within)) {
    scope.report(
      diagnostics.withinTooLong({ ...at, within: describeDuration(within), listen: describeDuration(scope.listen) }),
    );
  }
  return true;
}

/** Whether a `not` clause says how long it waits. */
function checkAfter(clause: Clause, trigger: Trigger | undefined, scope: JourneyScope): boolean {
  if (!clause.negated || !trigger || (clause.after && clause.after.amount !== 0)) return true;
  const end = clause.label?.end ?? clause.triggerName?.end ?? clause.keyword.end;
  scope.report(
    diagnostics.notClauseNeedsTime({
      file: scope.file,
      span: clause.after ?? { start: clause.keyword.start, end },
      trigger,
      fixes: [
        clause.after ? replacement(clause.after, "2 days") : insertion(end, " after 2 days", "Add `after 2 days`"),
      ],
    }),
  );
  return false;
}

/** Whether the link that a `clicked` clause waits for is there. */
function checkLabel(clause: Clause, trigger: Trigger, parent: ClauseParent, scope: JourneyScope): boolean {
  const { label } = clause;
  if (trigger !== "clicked") {
    if (!label) return true;
    const span = { start: label.start, end: label.end };
    scope.report(diagnostics.labelWithoutClick({ file: scope.file, span, trigger, label: label.value }));
    return false;
  }
  if (!parent.template) return true;
  const { links } = parent.template;
  const labels = [...new Set(links.flatMap((link) => (link.label === undefined ? [] : [link.label])))];
  const activity = parent.id;
  if (label) {
    if (labels.includes(label.value)) return true;
    const suggestion = suggest(label.value, labels);
    scope.report(
      diagnostics.unknownLink({
        file: scope.file,
        span: label,
        activity,
        label: label.value,
        suggestion,
        available: labels.length > 0 ? quotedList(labels) : undefined,
        fixes: replacements(label, suggestion && JSON.stringify(suggestion)),
      }),
    );
    return false;
  }
  const at = { file: scope.file, span: clause.triggerName ?? clause.keyword };
  if (links.length === 0) {
    scope.report(diagnostics.noLinks({ ...at, activity }));
    return false;
  }
  if (links.length > 1 && links.some((link) => link.label === undefined)) {
    const [suggestion] = labels;
    scope.report(
      diagnostics.ambiguousClick({
        ...at,
        activity,
        count: links.length,
        suggestion,
        fixes: labels.map((each) =>
          insertion(at.span.end, ` ${JSON.stringify(each)}`, `Wait for the link \`${each}\``),
        ),
      }),
    );
  }
  return true;
}

/** `hello.clicked_shop`, `hello.not_opened`; `_2` … when one stands twice. */
function clauseId(clause: Clause, activity: string, ids: Map<string, number>): string {
  const label = clause.label ? `_${clause.label.value.trim().replace(/[^\p{L}\p{N}]+/gu, "_")}` : "";
  const base = `${activity}.${clause.negated ? "not_" : ""}${clause.triggerName?.text ?? "unknown"}${label}`;
  let count = (ids.get(base) ?? 0) + 1;
  ids.set(base, count);
  if (count === 1) return base;
  // A label of its own may end in `_2` already.
  while (ids.has(`${base}_${count}`)) count++;
  ids.set(`${base}_${count}`, 1);
  return `${base}_${count}`;
}
