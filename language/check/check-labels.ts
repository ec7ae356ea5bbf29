import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Engagement } from "../syntax/ast.ts";
import { replacements } from "./fixes.ts";
import type { CheckedStep } from "./program.ts";
import type { FileScope } from "./scope.ts";

/** Whether the links that conditions ask about (`hello clicked "shop"`) are in those messages. */
export function checkLabels(asked: readonly Engagement[], steps: readonly CheckedStep[], scope: FileScope): void {
  if (asked.length === 0) return;
  const labels = new Map<string, readonly string[]>();
  collect(steps, labels);
  for (const { activity, label } of asked) {
    const known = labels.get(activity.text);
    if (!label || !known || known.includes(label.value)) continue;
    const suggestion = suggest(label.value, known);
    scope.report(
      diagnostics.unknownLink({
        file: scope.file,
        span: label,
        activity: activity.text,
        label: label.value,
        suggestion,
        available: known.length > 0 ? quotedList(known) : undefined,
        fixes: replacements(label, suggestion && JSON.stringify(suggestion)),
      }),
    );
  }
}

/** The labels of each message's links, by the message's id. */
function collect(steps: readonly CheckedStep[], labels: Map<string, readonly string[]>): void {
  for (const step of steps) {
    if (step.kind === "email" || step.kind === "sms" || step.kind === "push") {
      labels.set(
        step.id,
        step.template.links.flatMap((link) => (link.label === undefined ? [] : [link.label])),
      );
    }
    for (const value of Object.values(step)) if (Array.isArray(value)) collectFrom(value, labels);
  }
}

/** Blocks hang on steps, and on what steps hold: clauses, cases, shares, variants, branches. */
function collectFrom(values: readonly unknown[], labels: Map<string, readonly string[]>): void {
  for (const value of values) {
    if (typeof value !== "object" || value === null) continue;
    if ("kind" in value && "headSpan" in value) collect([value as CheckedStep], labels);
    else if ("steps" in value && Array.isArray(value.steps)) collect(value.steps as CheckedStep[], labels);
  }
}
