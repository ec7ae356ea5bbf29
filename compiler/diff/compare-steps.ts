/** Steps and reactions: which came, which went, which say something else. */
import { type CalendarDuration, type Condition, smsParts } from "@journey/language";
import { describeAssignment, describeCondition, describeOperand } from "../filters/describe.ts";
import {
  type AbTestNode,
  type GraphNode,
  isActivity,
  isMessage,
  type JourneyGraph,
  type MessageNode,
  type NodeId,
  waysOf,
} from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";
import type { Comparison, Found } from "./collect.ts";
import { compareTexts } from "./compare-texts.ts";
import { compareConditions, inNewNames, isShorter } from "./compare-values.ts";
import { isFirstTurn } from "./match-journeys.ts";
import type { RuleCode } from "./rules.ts";
import { functionFile, isSame } from "./same.ts";
import { survivor } from "./survivor.ts";
import { paceWords, stepName, whereabouts, winnerWords } from "./words.ts";

export function compareSteps(comparison: Comparison): void {
  const { before, after, matching } = comparison;
  const newOf = new Map(after.nodes.map((node) => [node.id, node]));
  const oldOf = new Map([...matching.nodes].map(([old, now]) => [now, before.nodes.find(({ id }) => id === old)]));
  for (const node of after.nodes.filter(isFirstTurn)) {
    const old = oldOf.get(node.id);
    if (old) compareStep(comparison, old, node);
    else if (!isPause(node)) addedStep(comparison, node);
  }
  for (const node of before.nodes.filter(isFirstTurn)) {
    if (!newOf.has(matching.nodes.get(node.id) ?? "") && !isPause(node)) removedStep(comparison, node);
  }
  compareWays(comparison);
}

/** The wait between two turns of a repetition goes with the repetition. */
function isPause({ id }: GraphNode): boolean {
  return id.endsWith(".pause");
}

function addedStep(comparison: Comparison, node: GraphNode): void {
  const found: Found = {
    subject: stepName(node),
    after: whereabouts(node, comparison.after),
    source: node.source,
    newId: node.id,
  };
  if (isMessage(node)) comparison.add("message-added", found);
  else if (node.kind === "webhook" || node.kind === "run") comparison.add("outside-added", found);
  else if (isWaitingPlace(node)) comparison.add("wait-added", found);
  else if (node.kind === "exit") {
    comparison.add("step-added", { ...found, class: "dangerous", consequence: "who comes here leaves the journey" });
  } else comparison.add("step-added", found);
}

function removedStep(comparison: Comparison, node: GraphNode): void {
  const { before } = comparison;
  const found: Found = {
    subject: stepName(node),
    before: whereabouts(node, before),
    source: node.source,
    oldId: node.id,
  };
  const place = `${before.name}.${node.id}`;
  const help = `say in the plan where they go: \`--move ${place}=${comparison.nextOf(node.id) ?? "STEP"}\`, \`--exit ${place}\` or \`--stay ${place}\``;
  const heldBack = isMessage(node) && !node.isInternal && (before.send.length > 0 || before.caps.length > 0);
  if (isWaitingPlace(node)) comparison.add("waiting-place-removed", { ...found, help });
  else if (heldBack) {
    comparison.add("waiting-place-removed", {
      ...found,
      help,
      consequence: "people whose message is held back here have no next step",
    });
  } else if (isMessage(node)) comparison.add("message-removed", found);
  else if (node.kind === "exit") {
    comparison.add("step-removed", { ...found, consequence: "who would have left here goes on" });
  } else if (waysOf(node).length > 1) {
    comparison.add("step-removed", { ...found, consequence: "people no longer go different ways here" });
  } else comparison.add("step-removed", found);
}

/** People stand here for a while. */
export function isWaitingPlace({ kind }: GraphNode): boolean {
  return kind === "wait" || kind === "wait until" || kind === "wait for" || kind === "ab test" || kind === "parallel";
}

function compareStep(comparison: Comparison, old: GraphNode, node: GraphNode): void {
  const ids = { oldId: old.id, newId: node.id };
  const found = { subject: stepName(node), source: node.source, ...ids };
  if (old.named && node.named && old.id !== node.id) {
    comparison.add("step-renamed", {
      ...found,
      before: old.id,
      after: node.id,
      ...(comparison.matching.guessed.has(old.id)
        ? {
            consequence: "recognised by its likeness: what happened to it so far counts for the new name",
            help: `if it is another step, say so: \`--renamed ${comparison.before.name}.${old.id}=\``,
          }
        : {}),
    });
  }
  if (old.kind !== node.kind) {
    comparison.add("step-kind-changed", { ...found, before: old.kind, after: node.kind });
    return;
  }
  if (isActivity(old) && isActivity(node)) compareActivity(comparison, old, node, found);
  else compareFlow(comparison, old, node, found);
}

type Base = Pick<Found, "subject" | "source" | "oldId" | "newId">;

function compareActivity(
  comparison: Comparison,
  old: GraphNode & { readonly ownFilter?: Condition },
  node: GraphNode & { readonly ownFilter?: Condition },
  found: Base,
): void {
  if (!isActivity(old) || !isActivity(node)) return;
  const changed = (code: RuleCode, what: string, before: string | undefined, after: string | undefined) => {
    if (before !== after) comparison.add(code, { ...found, subject: `${found.subject}, ${what}`, before, after });
  };
  if (!comparison.isSame(old.ownFilter, node.ownFilter)) {
    const change = compareConditions(
      inNewNames(old.ownFilter, comparison.matching.nodes),
      node.ownFilter,
      comparison.after.schema,
    );
    const consequence = {
      narrower: "fewer people get it, and what hangs on it",
      wider: "more people get it, and what hangs on it",
      other: "others get it than before, and what hangs on it",
    }[change];
    comparison.add("step-filter-changed", {
      ...found,
      subject: `${found.subject}, filter`,
      before: old.ownFilter && describeCondition(old.ownFilter),
      after: node.ownFilter && describeCondition(node.ownFilter),
      consequence,
    });
  }
  const expiry = ({ expire }: typeof old) => expire && `after ${describeDuration(expire.after)}`;
  changed("expire-changed", "expire", expiry(old), expiry(node));
  if ("pace" in old || "pace" in node) {
    const pace = (each: GraphNode) => ("pace" in each && each.pace ? paceWords(each.pace) : undefined);
    changed("pace-changed", "pace", pace(old), pace(node));
  }
  if (isMessage(old) && isMessage(node)) compareMessage(comparison, old, node, found);
  else compareOther(comparison, old, node, found);
}

function compareMessage(comparison: Comparison, old: MessageNode, node: MessageNode, found: Base): void {
  const changed = (code: RuleCode, what: string, before: string | undefined, after: string | undefined) => {
    if (before !== after) comparison.add(code, { ...found, subject: `${found.subject}, ${what}`, before, after });
  };
  changed("recipient-changed", "to", describeOperand(old.to), describeOperand(node.to));
  // Where the journey's own has changed, that says it.
  if (comparison.before.purpose !== old.purpose || comparison.after.purpose !== node.purpose) {
    changed(old.purpose === "marketing" ? "guard-dropped" : "purpose-changed", "purpose", old.purpose, node.purpose);
  }
  changed("sender-changed", "from", old.template.from, node.template.from);
  changed("sender-changed", "reply to", old.template.replyTo, node.template.replyTo);
  compareTexts(comparison, old, node, found);
  if (old.kind === "sms") {
    const [few, many] = [smsParts(old.template.text).parts, smsParts(node.template.text).parts];
    if (many > few) {
      changed("text-dearer", "parts", String(few), String(many));
    }
  }
}

function compareOther(comparison: Comparison, old: GraphNode, node: GraphNode, found: Base): void {
  const changed = (code: RuleCode, what: string, before: string | undefined, after: string | undefined) => {
    if (before !== after)
      comparison.add(code, { ...found, subject: `${found.subject}${what && `, ${what}`}`, before, after });
  };
  switch (node.kind) {
    case "update":
    case "create": {
      if (old.kind !== node.kind) return;
      if (old.kind === "create" && node.kind === "create") changed("write-changed", "model", old.model, node.model);
      const words = (each: typeof node) => each.assignments.map(describeAssignment).join(", ");
      changed("write-changed", "", words(old), words(node));
      return;
    }
    case "task": {
      if (old.kind !== node.kind) return;
      changed("task-changed", "title", `"${old.title}"`, `"${node.title}"`);
      changed(
        "task-changed",
        "for",
        old.assignee && describeOperand(old.assignee),
        node.assignee && describeOperand(node.assignee),
      );
      changed("task-changed", "due", old.due && describeDuration(old.due), node.due && describeDuration(node.due));
      return;
    }
    case "add to list":
    case "remove from list":
      if (old.kind === node.kind) changed("write-changed", "", `"${old.list}"`, `"${node.list}"`);
      return;
    case "suppress":
      if (old.kind === node.kind) changed("write-changed", "", describeOperand(old.field), describeOperand(node.field));
      return;
    case "follow":
    case "unfollow":
      if (old.kind === node.kind) changed("write-changed", "", describeOperand(old.by), describeOperand(node.by));
      return;
    case "webhook": {
      if (old.kind !== node.kind) return;
      const address = ({ method, url }: typeof node) => `${method} ${url}`;
      changed("call-changed", "address", address(old), address(node));
      const headers = ({ headers: list }: typeof node) => list.map(({ name, value }) => `${name}: ${value}`).join(", ");
      changed("call-changed", "headers", headers(old), headers(node));
      const json = ({ json: list }: typeof node) =>
        list.map(({ name, value }) => describeAssignment({ field: name, operator: "set", value })).join(", ");
      changed("call-changed", "json", json(old), json(node));
      return;
    }
    case "run": {
      if (old.kind !== node.kind) return;
      const call = (each: typeof node) =>
        `${each.function}(${each.arguments.map((value) => describeAssignment({ field: "", operator: "set", value }).slice(3)).join(", ")})`;
      changed("call-changed", "", call(old), call(node));
      changed("call-changed", "file", functionFile(old), functionFile(node));
      return;
    }
    case "start journey":
    case "stop journey":
      if (old.kind === node.kind) changed("call-changed", "", old.journey, node.journey);
  }
}

function compareFlow(comparison: Comparison, old: GraphNode, node: GraphNode, found: Base): void {
  const { matching, after } = comparison;
  const condition = (
    code: RuleCode,
    was: Condition | undefined,
    is: Condition | undefined,
    subject = found.subject,
  ) => {
    if (comparison.isSame(was, is)) return;
    comparison.add(code, {
      ...found,
      subject,
      before: was && describeCondition(was),
      after: is && describeCondition(is),
    });
  };
  switch (node.kind) {
    case "wait":
      if (old.kind === "wait") duration(comparison, found, old.duration, node.duration);
      return;
    case "wait until":
      if (old.kind === "wait until" && !isSame(old.until, node.until)) {
        const words = (each: GraphNode) => each.label.replace(/^Wait until /, "");
        comparison.add("wait-changed", {
          ...found,
          subject: "wait until",
          before: words(old),
          after: words(node),
          consequence: "re-dates running timers: those who wait here go on at the new moment",
        });
      }
      return;
    case "wait for": {
      if (old.kind !== "wait for") return;
      const what = (each: typeof node) =>
        each.for.kind === "condition"
          ? describeCondition(each.for.condition)
          : `event ${each.for.event}${each.for.where ? ` where ${describeCondition(each.for.where)}` : ""}`;
      if (!comparison.isSame(old.for, node.for)) {
        comparison.add("wait-changed", { ...found, subject: "wait for", before: what(old), after: what(node) });
      }
      duration(comparison, { ...found, subject: `${found.subject.split(", up to ")[0]}, up to` }, old.upTo, node.upTo);
      return;
    }
    case "if": {
      if (old.kind !== "if") return;
      const turns = (graph: JourneyGraph, id: NodeId) =>
        graph.nodes.filter((each) => each.of === id && each.kind === "if").length + 1;
      const [few, many] = [turns(comparison.before, old.id), turns(after, node.id)];
      if (few !== many) {
        comparison.add(many > few ? "repeat-changed" : "repeat-shortened", {
          ...found,
          subject: "repeat",
          before: `up to ${few} times`,
          after: `up to ${many} times`,
        });
      }
      if (comparison.isSame(old.condition, node.condition)) return;
      const change = compareConditions(inNewNames(old.condition, matching.nodes), node.condition, after.schema);
      const consequence = {
        narrower: "fewer people go the way of yes",
        wider: "more people go the way of yes",
        other: undefined,
      }[change];
      comparison.add("branch-changed", {
        ...found,
        subject: "if",
        before: describeCondition(old.condition),
        after: describeCondition(node.condition),
        consequence,
      });
      return;
    }
    case "match": {
      if (old.kind !== "match") return;
      const cases = (each: typeof node) =>
        `${describeOperand(each.field)} { ${[...each.cases.map(({ label }) => label), "else"].join(" | ")} }`;
      const [was, is] = [cases(old), cases(node)];
      if (was !== is) comparison.add("branch-changed", { ...found, subject: "match", before: was, after: is });
      return;
    }
    case "split": {
      if (old.kind !== "split") return;
      const shares = (each: typeof node) => each.shares.map(({ label }) => label).join(", ");
      if (shares(old) !== shares(node)) {
        comparison.add("split-changed", { ...found, subject: "split", before: shares(old), after: shares(node) });
      }
      return;
    }
    case "ab test":
      if (old.kind === "ab test") compareTests(comparison, old, node, found);
      return;
    case "parallel":
      if (old.kind === "parallel" && old.regions.length !== node.regions.length) {
        condition("branch-changed", undefined, undefined);
        comparison.add("branch-changed", {
          ...found,
          before: `${old.regions.length} branches`,
          after: `${node.regions.length} branches`,
        });
      }
  }
}

function duration(comparison: Comparison, found: Base, was: CalendarDuration, is: CalendarDuration): void {
  if (isSame(was, is)) return;
  const code = isShorter(is, was) ? "wait-shortened" : "wait-lengthened";
  const subject =
    found.subject.startsWith("wait ") && !found.subject.includes(",")
      ? `wait ${whereabouts(comparison.after.nodes.find(({ id }) => id === found.newId)!, comparison.after)}`.trim()
      : found.subject;
  comparison.add(code, { ...found, subject, before: describeDuration(was), after: describeDuration(is) });
}

function compareTests(comparison: Comparison, old: AbTestNode, node: AbTestNode, found: Base): void {
  const rules = ({ share, holdback, winner }: AbTestNode) => [
    `on ${share}%`,
    holdback > 0 ? `holdback ${holdback}%` : "no holdback",
    winnerWords(winner),
  ];
  const [was, is] = [rules(old), rules(node)];
  // Only what is another one.
  const differing = (those: readonly string[]) => those.filter((_, index) => was[index] !== is[index]).join(", ");
  if (!isSame(was, is)) comparison.add("test-changed", { ...found, before: differing(was), after: differing(is) });
  const names = (each: AbTestNode) => each.variants.map(({ name }) => name);
  for (const name of names(node).filter((each) => !names(old).includes(each))) {
    comparison.add("variant-added", { ...found, subject: `${found.subject}, variant ${name}`, after: name });
  }
  for (const name of names(old).filter((each) => !names(node).includes(each))) {
    comparison.add("variant-removed", {
      ...found,
      subject: `${found.subject}, variant ${name}`,
      before: name,
      source: old.source,
    });
  }
}

/**
 * Steps that are on both sides, and followed by others: of what comes next, steps that are on one side only are passed
 * over, for those are changes of their own.
 */
function compareWays(comparison: Comparison): void {
  const { before, after, matching } = comparison;
  const oldIds = new Map([...matching.nodes].map(([old, now]) => [now, old]));
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Map(after.nodes.map((node) => [node.id, node]));
  const name = (id: NodeId | undefined) => (id === undefined ? "the end" : stepName(now.get(id) ?? old.get(id)!));
  const compare = (
    subject: string,
    source: Found["source"],
    was: NodeId | undefined,
    is: NodeId | undefined,
    ids: Pick<Found, "oldId" | "newId">,
  ) => {
    const from = survivor(was, old, (id) => matching.nodes.has(id));
    const to = survivor(is, now, (id) => oldIds.has(id));
    if (from === "unclear" || to === "unclear") return;
    const expected = from === undefined ? undefined : matching.nodes.get(from);
    if (expected === to) return;
    comparison.add("way-changed", { subject, before: name(expected), after: name(to), source, ...ids });
  };
  for (const node of after.nodes.filter(isFirstTurn)) {
    const counterpart = old.get(oldIds.get(node.id) ?? "");
    if (!counterpart || counterpart.kind !== node.kind) continue;
    const ways = waysOf(counterpart);
    for (const [index, { label, to }] of waysOf(node).entries()) {
      // A test's ways are its variants.
      const way =
        node.kind === "match" || node.kind === "split" || node.kind === "ab test"
          ? ways.find((each) => each.label === label)
          : ways[index];
      if (!way) continue;
      const subject = `${stepName(node)}${label === undefined ? "" : `, ${label}`}, then`;
      compare(subject, node.source, way.to, to, { oldId: counterpart.id, newId: node.id });
    }
  }
  const starts = compareStarts(comparison);
  for (const { was, is, subject, source } of starts) compare(subject, source, was, is, {});
}

function compareStarts({ before, after, matching }: Comparison) {
  const regionOf = new Map(
    [...matching.regions].map(([old, now]) => [now, before.regions.find(({ id }) => id === old)]),
  );
  return after.regions.filter(isFirstTurn).flatMap((region) => {
    const was = regionOf.get(region.id);
    return was
      ? [{ was: was.start, is: region.start, subject: `${region.id}, begins with`, source: region.source }]
      : [];
  });
}
