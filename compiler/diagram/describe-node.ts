import type { MessageTemplate } from "@journey/language";
import { describeAssignment, describeCondition } from "../filters/describe.ts";
import type { AbTestNode, ClauseTrigger, GraphNode } from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";

/** A step in two lines: what it is called, and what it does. */
export interface NodeWords {
  readonly title: string;
  readonly detail: string;
}

/** A compiled text as its author wrote it, tracked links by their labels. */
export function writtenText({ links }: MessageTemplate, text: string): string {
  return text.replace(/\{\{ journey_links\[(\d+)\] \}\}/g, (whole, index: string) => {
    const link = links[Number(index)];
    return link === undefined ? whole : link.label === undefined ? link.url : `{{ link ${link.label} }}`;
  });
}

export function describeNode(node: GraphNode): NodeWords {
  switch (node.kind) {
    case "email":
      return { title: node.label, detail: node.template.subject ?? "" };
    case "sms":
      return { title: node.label, detail: writtenText(node.template, node.template.text) };
    case "push":
      return { title: node.label, detail: node.template.subject ?? writtenText(node.template, node.template.text) };
    case "webhook":
      return { title: node.label, detail: `${node.method.toUpperCase()} ${node.url}` };
    case "run":
      return { title: node.label, detail: "a function of the project" };
    case "follow":
    case "unfollow":
    case "start journey":
    case "stop journey":
      return { title: node.label, detail: "" };
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
    case "wait until":
    case "parallel":
      return { title: node.label, detail: "" };
    case "wait for": {
      const what = node.for.kind === "event" ? `event ${node.for.event}` : describeCondition(node.for.condition);
      return { title: "Wait for", detail: `${what}, up to ${describeDuration(node.upTo)}` };
    }
    case "match":
      return { title: node.label, detail: "" };
    case "split":
      return { title: "Split", detail: node.shares.map(({ label }) => label).join(", ") };
    case "ab test":
      return { title: node.label, detail: describeWinner(node) };
    case "if":
      return { title: "If", detail: describeCondition(node.condition) };
    case "exit":
      return { title: "Exit", detail: "leaves the journey" };
  }
}

function describeWinner({ share, winner }: AbTestNode): string {
  const how =
    winner.by === "manual" ? "winner by hand" : `winner by ${winner.by} after ${describeDuration(winner.after)}`;
  return share < 100 ? `on ${share}%, ${how}` : how;
}

/** `not opened · after 3 days`, `clicked “shop”` */
export function describeTrigger(clause: ClauseTrigger): string {
  const label = clause.label === undefined ? "" : ` “${clause.label}”`;
  const what = `${clause.negated ? "not " : ""}${clause.trigger}${label}`;
  return [
    what,
    ...(clause.within ? [`within ${describeDuration(clause.within)}`] : []),
    ...(clause.after && clause.after.amount > 0 ? [`after ${describeDuration(clause.after)}`] : []),
  ].join(" · ");
}
