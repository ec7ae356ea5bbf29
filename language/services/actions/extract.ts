/** A condition, steps or texts under a name of their own, for reuse. */
import type { Block, Expression, Journey, MessageStep, Node, Step } from "../../syntax/ast.ts";
import type { Span } from "../../syntax/span.ts";
import type { OpenedFile } from "../../workspace.ts";
import type { EditedWorkspace } from "../edited-workspace.ts";
import { indexOf } from "../file-index.ts";
import { childrenOf, isStep, nodesAt } from "../surroundings.ts";
import { type CodeAction, freeName, indentAt, inFile } from "./code-action.ts";

export function extractions(workspace: EditedWorkspace, path: string, range: Span): readonly CodeAction[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const nodes = nodesAt(opened, range.start).map(({ node }) => node);
  const declaration = nodes[1];
  const { target } = nodesAt(opened, range.start).at(-1)?.around ?? {};
  if (!declaration || !target || declaration.kind === "test" || declaration.kind === "simulate") return [];
  const place = { opened, path, declaration, model: target.name, range, nodes };
  return [...audience(place), ...action(place, workspace), ...template(place)];
}

interface Place {
  readonly opened: OpenedFile;
  readonly path: string;
  readonly declaration: Node;
  readonly model: string;
  readonly range: Span;
  readonly nodes: readonly Node[];
}

/** A new declaration right before the one around, its documentation included. */
function declared({ opened, declaration }: Place, lines: string) {
  const { comments, text } = opened.parsed;
  let at = declaration.start;
  for (const { start, end } of comments.toReversed()) {
    if (end <= at && text.slice(end, at).trim() === "" && !text.slice(end, at).includes("\n\n")) at = start;
  }
  return { start: at, end: at, newText: `${lines}\n\n` };
}

const conditionOwners: ReadonlySet<string> = new Set([
  "filter",
  "if",
  "exit when",
  "goal",
  "enter",
  "wait for",
  "repeat",
]);

function audience(place: Place): readonly CodeAction[] {
  const { nodes, opened, path, model } = place;
  const at = nodes.findLastIndex(({ kind }) => conditionOwners.has(kind));
  const owner = nodes[at];
  const condition = nodes[at + 1] as Expression | undefined;
  if (!owner || !condition || !isCondition(owner, condition) || !isAboutRecordAlone(condition)) return [];
  const { text } = opened.parsed;
  const words = text.slice(condition.start, condition.end);
  if (condition.kind === "field" || (condition.kind === "logical" && condition.block)) return [];
  return [
    {
      title: "Extract an audience",
      kind: "refactor.extract",
      edits: () => {
        const name = freeName("audience_1", text);
        const flat = words.replace(/\n[ \t]+/g, "\n  ");
        return inFile(path, [
          declared(place, `audience ${name} of ${model} where ${flat}`),
          { start: condition.start, end: condition.end, newText: name },
        ]);
      },
    },
  ];
}

function isCondition(owner: Node, condition: Node): boolean {
  return (
    ("condition" in owner && owner.condition === condition) ||
    ("where" in owner && owner.where === condition) ||
    ("until" in owner && owner.until === condition)
  );
}

/** What happened in the journey, and what an event brought, no audience knows. */
function isAboutRecordAlone(node: Node): boolean {
  if (node.kind === "engagement" || (node.kind === "moment" && node.moment === "entered")) return false;
  if (node.kind === "field" && (node.path[0]?.text === "entry" || node.path[0]?.text === "event")) return false;
  return childrenOf(node).every(isAboutRecordAlone);
}

function action(place: Place, workspace: EditedWorkspace): readonly CodeAction[] {
  const { opened, path, model, range, nodes, declaration } = place;
  const steps = selectedSteps(nodes, range, declaration);
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last || range.end <= range.start || declaration.kind === "action") return [];
  const span = { start: first.start, end: last.end };
  // What names these steps from outside would no longer find them.
  const inside = (each: Span): boolean => each.start >= span.start && each.end <= span.end;
  const { occurrences } = indexOf(workspace, path);
  const own = new Set(
    occurrences.filter((each) => each.role === "declaration" && inside(each)).map(({ thing }) => thing.key),
  );
  if (occurrences.some((each) => own.has(each.thing.key) && !inside(each))) return [];
  if (steps.some(holdsExit)) return [];
  const { text } = opened.parsed;
  return [
    {
      title: "Extract an action",
      kind: "refactor.extract",
      edits: () => {
        const name = freeName("action_1", text);
        const indent = indentAt(text, span.start);
        const body = text.slice(span.start, span.end).replaceAll(`\n${indent}`, "\n  ");
        return inFile(path, [
          declared(place, `action ${name} for ${model} {\n  ${body}\n}`),
          { ...span, newText: `do ${name}` },
        ]);
      },
    },
  ];
}

/** The steps of one block that the selection touches. */
function selectedSteps(nodes: readonly Node[], range: Span, declaration: Node): readonly Step[] {
  const holder = nodes.findLast(
    (node): node is Block | Journey =>
      (node.kind === "block" || node.kind === "journey") && node.start <= range.start && range.end <= node.end,
  );
  const steps = (holder ?? (declaration.kind === "journey" ? declaration : undefined))?.steps ?? [];
  const touched = steps.filter(({ start, end }) => start < range.end && range.start < end);
  return touched.every(isStep) ? touched : [];
}

/** An `exit` in an action would be one more way out that its name doesn't tell of. */
function holdsExit(node: Node): boolean {
  return node.kind === "exit" || childrenOf(node).some(holdsExit);
}

function template(place: Place): readonly CodeAction[] {
  const { nodes, opened, path, model } = place;
  const message = nodes.findLast((node): node is MessageStep => node.kind === "message");
  const isOnHead = message && place.range.start <= (message.name ?? message.keyword).end;
  const texts = message?.settings.filter(({ kind }) => kind === "text setting" || kind === "link setting") ?? [];
  const [first] = texts;
  if (!message || !isOnHead || !first || message.settings.some(({ kind }) => kind === "template setting")) return [];
  const { text } = opened.parsed;
  return [
    {
      title: "Extract a template",
      kind: "refactor.extract",
      edits: () => {
        const name = freeName(message.name ? `${message.name.text}_template` : "template_1", text);
        const indent = indentAt(text, first.start);
        const lines = texts.map(({ start, end }) => `  ${text.slice(start, end).replaceAll(`\n${indent}`, "\n  ")}`);
        const removed = texts.slice(1).map(({ start, end }) => {
          const line = text.lastIndexOf("\n", start - 1);
          const isAlone = line >= 0 && text.slice(line, start).trim() === "";
          return { start: isAlone ? line : start, end, newText: "" };
        });
        return inFile(path, [
          declared(place, `${message.channel} template ${name} for ${model} {\n${lines.join("\n")}\n}`),
          { start: first.start, end: first.end, newText: `template ${name}` },
          ...removed,
        ]);
      },
    },
  ];
}
