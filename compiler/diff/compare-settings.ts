/** What stands at the head of a journey. */
import type { Condition } from "@journey/language";
import { describeCondition, describeOperand } from "../filters/describe.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";
import type { Comparison } from "./collect.ts";
import { compareConditions, inNewNames } from "./compare-values.ts";
import type { RuleCode } from "./rules.ts";
import { capWords, enterWords, exitWords, paceWords, reenterWords, sendWords } from "./words.ts";

const filterRules = { narrower: "filter-narrowed", wider: "filter-widened", other: "filter-changed" } as const;

export function compareSettings(comparison: Comparison): void {
  const { before, after, matching } = comparison;
  const source = after.regions[0]!.source;
  const setting = (code: RuleCode, subject: string, words: (graph: JourneyGraph) => string | undefined): void => {
    const [old, now] = [words(before), words(after)];
    if (old === now) return;
    comparison.add(code, { subject, before: old, after: now, source });
  };
  const changed = <Part>(
    code: RuleCode,
    subject: string,
    part: (graph: JourneyGraph) => Part,
    words: (part: Part) => string | undefined,
  ) => {
    if (!comparison.isSame(part(before), part(after))) setting(code, subject, (graph) => words(part(graph)));
  };

  setting("title-changed", "title", (graph) => graph.title && `"${graph.title}"`);
  setting("target-changed", "target", (graph) => graph.target);
  if (!comparison.isSame(before.filter, after.filter)) {
    const change = compareConditions(inNewNames(before.filter, matching.nodes), after.filter, after.schema);
    const lost = guardsOf(before).filter((guard) => !guardsOf(after).includes(guard));
    setting(
      lost.length > 0 ? "guard-dropped" : filterRules[change],
      "filter",
      (graph) => graph.filter && describeCondition(graph.filter),
    );
  }
  changed(
    "unicity-changed",
    "unicity",
    (graph) => graph.unicity,
    (field) => (field ? describeOperand(field) : "one participant a record"),
  );
  setting("archived-changed", "include archived", (graph) => (graph.includeArchived ? "yes" : "no"));
  changed("enter-changed", "enter", (graph) => graph.enter, enterWords);
  changed("reenter-changed", "reenter", (graph) => graph.reenter, reenterWords);
  compareExits(comparison);
  compareGoals(comparison);
  setting(before.purpose === "marketing" ? "guard-dropped" : "purpose-changed", "purpose", (graph) => graph.purpose);
  setting("timezone-changed", "timezone", ({ timezone: { field, fallback } }) =>
    field ? `${describeOperand(field)} else "${fallback}"` : `"${fallback}"`,
  );
  setting(
    "locale-changed",
    "locale",
    ({ locale }) => locale && `${describeOperand(locale.field)} else "${locale.fallback}"`,
  );
  changed(
    "send-changed",
    "send",
    (graph) => graph.send,
    (send) => (send.length > 0 ? sendWords(send) : undefined),
  );
  changed(
    "cap-changed",
    "cap",
    (graph) => graph.caps,
    (caps) => (caps.length > 0 ? caps.map(capWords).join(", ") : undefined),
  );
  changed(
    "pace-changed",
    "pace",
    (graph) => graph.pace,
    (pace) => pace && paceWords(pace),
  );
  setting("listen-changed", "listen", (graph) => describeDuration(graph.listen));
}

/** What keeps messages from those who must not get them. Of marketing, suppression is asked anyway. */
function guardsOf({ filter, purpose }: JourneyGraph): readonly string[] {
  const parts = filter?.kind === "and" ? filter.operands : filter ? [filter] : [];
  return parts.flatMap((part) => {
    if (part.kind === "consent") return [part.purpose];
    const isSuppression = part.kind === "not" && part.operand.kind === "suppressed";
    return isSuppression && purpose === "transactional" ? ["suppressed"] : [];
  });
}

/** Exits have no names: those that are on one side only have come or gone. */
function compareExits(comparison: Comparison): void {
  const { before, after } = comparison;
  const source = after.regions[0]!.source;
  const kept = new Set<number>();
  for (const exit of before.exits) {
    const index = after.exits.findIndex((other, at) => !kept.has(at) && comparison.isSame(exit, other));
    if (index >= 0) kept.add(index);
    else
      comparison.add("exit-removed", { subject: "exit", before: exitWords(exit), source: before.regions[0]!.source });
  }
  for (const [index, exit] of after.exits.entries()) {
    if (!kept.has(index)) comparison.add("exit-added", { subject: "exit", after: exitWords(exit), source });
  }
}

const staying = {
  class: "breaking",
  consequence: "people who reach it no longer leave, and go on getting messages",
} as const;

function compareGoals(comparison: Comparison): void {
  const { before, after } = comparison;
  const source = after.regions[0]!.source;
  const words = (condition: Condition) => `when ${describeCondition(condition)}`;
  for (const goal of before.goals) {
    const other = after.goals.find(({ name }) => name === goal.name);
    const subject = `goal ${goal.name}`;
    if (!other) {
      comparison.add("goal-removed", {
        subject,
        before: words(goal.condition),
        source: before.regions[0]!.source,
        ...(goal.exits ? staying : {}),
      });
      continue;
    }
    if (goal.exits !== other.exits) {
      const says = (exits: boolean) => (exits ? "and exit" : "and stay");
      comparison.add("goal-ends", {
        subject,
        before: says(goal.exits),
        after: says(other.exits),
        source,
        ...(goal.exits ? staying : {}),
      });
    }
    if (!comparison.isSame(goal.condition, other.condition)) {
      comparison.add("goal-changed", { subject, before: words(goal.condition), after: words(other.condition), source });
    }
    if (goal.title !== other.title) {
      comparison.add("title-changed", {
        subject,
        before: goal.title ?? goal.name,
        after: other.title ?? other.name,
        source,
      });
    }
  }
  for (const goal of after.goals) {
    if (before.goals.some(({ name }) => name === goal.name)) continue;
    comparison.add("goal-added", {
      subject: `goal ${goal.name}`,
      after: `${words(goal.condition)}${goal.exits ? " and exit" : ""}`,
      source,
      ...(goal.exits ? { class: "dangerous", consequence: "who reaches it leaves, also of those under way" } : {}),
    });
  }
}
