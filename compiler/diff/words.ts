/** Parts of a journey as one would write them, for the two sides of a change. */
import type {
  Cap,
  EnterRule,
  ExitRule,
  Pace,
  ReenterRule,
  SendWindow,
  TimeOfDay,
  Weekday,
  WinnerRule,
} from "@journey/language";
import { describeNode } from "../diagram/describe-node.ts";
import { describeCondition, describeOperand } from "../filters/describe.ts";
import { type GraphNode, isActivity, type JourneyGraph, type Region, waysOf } from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";

export function timeOfDay({ hour, minute }: TimeOfDay): string {
  return `${hour}:${String(minute).padStart(2, "0")}`;
}

export function enterWords(enter: EnterRule): string {
  const where = enter.where ? ` where ${describeCondition(enter.where)}` : "";
  return `${entry(enter)}${where}`;
}

function entry(enter: EnterRule): string {
  switch (enter.kind) {
    case "matching":
      return "when matching";
    case "created":
      return "when created";
    case "webhook":
    case "demand":
      return `on ${enter.kind}`;
    case "updated": {
      const from = enter.from ? ` from ${describeOperand(enter.from)}` : "";
      const to = enter.to ? ` to ${describeOperand(enter.to)}` : "";
      return `when updated ${describeOperand(enter.field)}${from}${to}`;
    }
    case "event":
      return `on event ${enter.event}`;
    case "schedule":
      return `every ${enter.every}${enter.dayOfMonth === undefined ? "" : ` on ${enter.dayOfMonth}`} at ${timeOfDay(enter.at)}`;
    case "date": {
      const at = enter.at ? ` at ${timeOfDay(enter.at)}` : "";
      return `${describeDuration(enter.offset)} ${enter.direction} ${describeOperand(enter.field)}${at}`;
    }
    case "anniversary":
      return `on anniversary of ${describeOperand(enter.field)} at ${timeOfDay(enter.at)}`;
  }
}

export function reenterWords(reenter: ReenterRule): string {
  return reenter.kind === "after" ? `after ${describeDuration(reenter.duration)}` : reenter.kind;
}

export function exitWords(exit: ExitRule): string {
  switch (exit.kind) {
    case "when":
      return `when ${describeCondition(exit.condition)}`;
    case "trigger":
      return `on ${exit.trigger}`;
    case "event":
      return `on event ${exit.event}${exit.where ? ` where ${describeCondition(exit.where)}` : ""}`;
  }
}

export function sendWords(windows: readonly SendWindow[]): string {
  return windows.map(windowWords).join(", ");
}

function windowWords({ negated, from, to, days, exceptHolidays }: SendWindow): string {
  return [
    ...(negated ? ["not"] : []),
    ...(from && to ? [`between ${timeOfDay(from)} and ${timeOfDay(to)}`] : []),
    ...(days ? [`on ${daysWords(days)}`] : []),
    ...(exceptHolidays ? ["except holidays"] : []),
  ].join(" ");
}

function daysWords(days: readonly Weekday[]): string {
  const all = days.join(", ");
  if (all === "monday, tuesday, wednesday, thursday, friday") return "weekdays";
  return all === "saturday, sunday" ? "weekends" : all;
}

export function capWords({ count, channel, per, rest }: Cap): string {
  const what =
    channel === undefined ? "messages" : channel === "sms" ? "sms" : channel === "push" ? "pushes" : "emails";
  return `${count} ${what} per ${perWords(per)}${rest === "delay" ? " else delay" : ""}`;
}

export function paceWords({ count, per }: Pace): string {
  return `${count} per ${perWords(per)}`;
}

function perWords(per: Pace["per"]): string {
  return per.amount === 1 ? per.unit : describeDuration(per);
}

export function winnerWords(winner: WinnerRule): string {
  switch (winner.by) {
    case "manual":
      return "winner manual";
    case "conversion":
      return `winner by conversion of ${winner.goal} after ${describeDuration(winner.after)}`;
    case "sum":
      return `winner by ${describeOperand(winner.sum)} after ${describeDuration(winner.after)}`;
    default:
      return `winner by ${winner.by} after ${describeDuration(winner.after)}`;
  }
}

/** What a step is called in a change: its kind and name, or what it does. */
export function stepName(node: GraphNode): string {
  // In an action, the name stands behind the id of the `do`.
  if (node.named) return `${node.kind} ${node.id.slice(node.id.lastIndexOf(".") + 1)}`;
  switch (node.kind) {
    case "task":
      return `task "${node.title}"`;
    case "update":
      return `update { ${describeNode(node).detail} }`;
    case "if":
      return `if ${describeNode(node).detail}`;
    case "add to list":
    case "remove from list":
      return `${node.kind} "${node.list}"`;
    case "split":
      return `split ${node.id}`;
    case "parallel":
      return "parallel";
    case "exit":
      return "exit";
    default: {
      const label = isActivity(node) && node.kind === "create" ? `create ${node.model}` : node.label;
      return label.charAt(0).toLowerCase() + label.slice(1);
    }
  }
}

/** `clause hello: not opened after 3 days` */
export function clauseName({ clause, branch, id }: Region): string {
  if (clause) return `${clause.activity}: ${clauseWords(clause)}`;
  return branch ? `branch ${branch.label}` : id;
}

export function clauseWords(clause: NonNullable<Region["clause"]>): string {
  return [
    `on ${clause.negated ? "not " : ""}${clause.trigger}`,
    ...(clause.label === undefined ? [] : [`"${clause.label}"`]),
    ...(clause.within ? [`within ${describeDuration(clause.within)}`] : []),
    ...(clause.after && clause.after.amount > 0 ? [`after ${describeDuration(clause.after)}`] : []),
    ...(clause.machines ? ["including machines"] : []),
  ].join(" ");
}

/** Where in the journey a step stands, for those that are not told apart by what they do: `behind email hello`. */
export function whereabouts(node: GraphNode, graph: JourneyGraph): string {
  const before = graph.nodes.find((other) => "next" in other && other.next === node.id);
  if (before) return `behind ${stepName(before)}`;
  for (const other of graph.nodes) {
    const way =
      "next" in other ? undefined : waysOf(other).find(({ to, label }) => to === node.id && label !== undefined);
    if (way) return `in ${stepName(other)}: ${way.label}`;
  }
  const region = graph.regions.find(({ start }) => start === node.id);
  if (region?.clause) return `in ${clauseName(region)}`;
  return region?.id === "sequence" ? "at the beginning" : "";
}
