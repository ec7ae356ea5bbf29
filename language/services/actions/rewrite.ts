/** The same said in another way: a reaction's delay as a step, a name for a step without one, and another name for one with people at it. */
import type { Clause, Node } from "../../syntax/ast.ts";
import type { Span } from "../../syntax/span.ts";
import type { OpenedFile } from "../../workspace.ts";
import type { EditedWorkspace } from "../edited-workspace.ts";
import { rename, renamingWithKeeping } from "../rename.ts";
import { canHaveName, headEdits, type NameableStep } from "../renamed-from.ts";
import { isStep, nodesAt } from "../surroundings.ts";
import { type CodeAction, freeName, indentAt, inFile } from "./code-action.ts";

/** What a step was called before it was renamed while the files were edited. Undefined: it wasn't. */
export type FormerName = (path: string, name: string) => string | undefined;

export function rewrites(
  workspace: EditedWorkspace,
  path: string,
  range: Span,
  formerName: FormerName = () => undefined,
): readonly CodeAction[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const nodes = nodesAt(opened, range.start).map(({ node }) => node);
  return [
    ...delays(nodes, range, opened),
    ...name(nodes, range, opened),
    ...keepAfterRename(nodes, range, opened, formerName),
    ...renameAndKeep(nodes, range, opened, workspace),
  ];
}

/**
 * `on clicked after 2 days { … }` and `on clicked { wait 2 days … }`. Only of what happens: a `not` clause needs its time.
 */
function delays(nodes: readonly Node[], range: Span, { parsed }: OpenedFile): readonly CodeAction[] {
  const { text, file } = parsed;
  const clause = nodes.findLast((node): node is Clause => node.kind === "clause");
  const block = clause?.block;
  if (!clause || !block || clause.negated || range.start > block.start) return [];
  const [first] = block.steps;
  // A step's own expiry counts from the reaction's event: behind a wait it would count from the wait's end.
  if (first && "expire" in first && first.expire) return [];
  if (clause.after) {
    const { after } = clause;
    const keyword = text.lastIndexOf("after", after.start);
    const words = text.slice(after.start, after.end);
    const indent = `${indentAt(text, clause.start)}  `;
    return [
      {
        title: `Wait ${words} in the sequence`,
        kind: "refactor.rewrite",
        edits: () =>
          inFile(file, [
            { start: keyword, end: skipSpace(text, after.end), newText: "" },
            {
              start: block.start + 1,
              end: block.start + 1,
              newText: `\n${indent}wait ${words}${first ? separator(text, block.start + 1, indent) : "\n"}`,
            },
          ]),
      },
    ];
  }
  const [wait, second] = block.steps;
  if (wait?.kind !== "wait" || !wait.duration || !second) return [];
  if ("expire" in second && second.expire) return [];
  const words = text.slice(wait.duration.start, wait.duration.end);
  return [
    {
      title: `React after ${words}`,
      kind: "refactor.rewrite",
      edits: () =>
        inFile(file, [
          { start: block.start, end: block.start, newText: `after ${words} ` },
          { start: wait.start, end: second.start, newText: "" },
        ]),
    },
  ];
}

/** A block on one line is opened up. */
function separator(text: string, at: number, indent: string): string {
  return /^[ \t]*\r?\n/.test(text.slice(at)) ? "" : `\n${indent}`;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (text[end] === " " || text[end] === "\t") end++;
  return end;
}

/** Plans for running journeys go by names: a step without one is found again by its place alone. */
function name(nodes: readonly Node[], range: Span, { parsed }: OpenedFile): readonly CodeAction[] {
  const step = nodes.findLast(isStep);
  if (!step || !("name" in { name: undefined, ...step }) || !canHaveName(step) || step.name) return [];
  if (range.start > step.keyword.end + 1) return [];
  const { text, file } = parsed;
  // `ab test`, `create Model`: the name comes behind both words.
  const after = step.kind === "create" ? (step.model?.end ?? step.keyword.end) : step.keyword.end;
  return [
    {
      title: "Give this step a name",
      kind: "refactor.rewrite",
      edits: () => inFile(file, [{ start: after, end: after, newText: ` ${freeName(stemOf(step), text)}` }]),
    },
  ];
}

/**
 * The step gets another name, whoever is at it stays at it: the old name stands behind `renamed from`. The new name is a first
 * one; renaming it again leaves the old one as it is.
 */
function renameAndKeep(
  nodes: readonly Node[],
  range: Span,
  { parsed }: OpenedFile,
  workspace: EditedWorkspace,
): readonly CodeAction[] {
  const step = nodes.findLast(isStep);
  if (!step || !canHaveName(step) || !step.name || range.start < step.start || range.start > step.name.end) return [];
  const { name: own } = step;
  const newName = freeName(own.text, parsed.text);
  return [
    {
      title: `Rename, and keep people under way: \`renamed from ${own.text}\``,
      kind: "refactor.rewrite",
      edits: () => {
        const renaming = rename(workspace, parsed.file, own.start, newName);
        return renaming?.isPossible ? renamingWithKeeping(renaming) : new Map();
      },
    },
  ];
}

/** A step that has just been renamed without `renamed from`: whoever is at it can still be kept there. */
function keepAfterRename(
  nodes: readonly Node[],
  range: Span,
  { parsed }: OpenedFile,
  formerName: FormerName,
): readonly CodeAction[] {
  const step = nodes.findLast(isStep);
  if (!step || !canHaveName(step) || !step.name || range.start < step.start || range.start > step.name.end) return [];
  const old = formerName(parsed.file, step.name.text);
  const edit = old === undefined ? undefined : headEdits(step, old, step.name.text, parsed.text).remember;
  if (!edit) return [];
  return [
    {
      title: `Keep people under way at this step: \`renamed from ${old}\``,
      kind: "refactor.rewrite",
      edits: () => inFile(parsed.file, [edit]),
    },
  ];
}

/** A name from what the step does. */
function stemOf(step: NameableStep): string {
  switch (step.kind) {
    case "update":
      return `set_${step.assignments[0]?.field?.text ?? "field"}`;
    case "create":
      return `new_${(step.model?.text ?? "record").replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase()}`;
    case "task":
      return (
        (step.title?.value ?? "task")
          .replace(/\{\{.*?\}\}|\{%.*?%\}/g, "")
          .toLowerCase()
          .match(/\p{L}[\p{L}\p{N}]*/gu)
          ?.slice(0, 3)
          .join("_") ?? "task"
      );
    case "message":
      return step.channel === "email" ? "mail_1" : `${step.channel}_message`;
    case "webhook":
      return "call";
    case "split":
      return "ways";
    case "ab test":
      return "tested";
  }
}
