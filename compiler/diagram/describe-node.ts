import { describeAssignment, describeCondition } from "../filters/describe.ts";
import type { ClauseTrigger, GraphNode } from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";

/** A step in two lines: what it is called, and what it does. */
export interface NodeWords {
  readonly title: string;
  readonly detail: string;
}

export function describeNode(node: GraphNode): NodeWords {
  switch (node.kind) {
    case "email":
      return { title: node.label, detail: node.template.subject ?? "" };
    case "sms":
      return { title: node.label, detail: node.template.text };
    case "update":
      return {
        title: "Update",
        detail: node.assignments.map(describeAssignment).join(", "),
      };
    case "create":
      return { title: `Create ${node.model}`, detail: node.assignments.map(({ field }) => field).join(", ") };
    case "task":
      return { title: node.title, detail: node.due ? `task, due in ${describeDuration(node.due)}` : "task" };
    case "add to list":
      return { title: "Add to list", detail: node.list };
    case "remove from list":
      return { title: "Remove from list", detail: node.list };
    case "suppress":
      return { title: "Suppress", detail: node.field.path.map((step) => step.field).join(".") };
    case "wait":
      return { title: `Wait ${describeDuration(node.duration)}`, detail: "" };
    case "if":
      return { title: "If", detail: describeCondition(node.condition) };
    case "exit":
      return { title: "Exit", detail: "leaves the journey" };
  }
}

/** `not opened · after 3 days`, `clicked “shop”` */
export function describeTrigger(clause: ClauseTrigger): string {
  const label = clause.label === undefined ? "" : ` “${clause.label}”`;
  const what = `${clause.negated ? "not " : ""}${clause.trigger}${label}`;
  return clause.after && clause.after.amount > 0 ? `${what} · after ${describeDuration(clause.after)}` : what;
}
