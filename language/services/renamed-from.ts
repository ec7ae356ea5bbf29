/** `renamed from`, when a step gets another name: whoever is at it stays at it, and what happened to it stays its history. */
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Node } from "../syntax/ast.ts";
import type { OpenedFile } from "../workspace.ts";
import { isStep, nodesAt } from "./surroundings.ts";

const nameable = ["message", "update", "create", "task", "webhook", "split", "ab test"] as const;

export type NameableStep = Extract<Node, { kind: (typeof nameable)[number] }>;

export function canHaveName(node: Node): node is NameableStep {
  return nameable.some((kind) => kind === node.kind);
}

/** The step whose own name begins there. */
export function stepNamedAt(opened: OpenedFile, start: number): NameableStep | undefined {
  const step = nodesAt(opened, start)
    .map(({ node }) => node)
    .findLast(isStep);
  return step && canHaveName(step) && step.name?.start === start ? step : undefined;
}

export interface HeadEdits {
  /** The name that the step gets is no former one of its any more. */
  readonly forget?: TextEdit;
  /** The name that it had is one. */
  readonly remember?: TextEdit;
}

/** What another name changes in `renamed from`. The two edits may touch, and don't overlap. */
export function headEdits(step: NameableStep, old: string, name: string, text: string): HeadEdits {
  const { renamed } = step;
  const [last, ...others] = renamed?.names ?? [];
  const returns = renamed?.names.some((each) => each.text === name) ?? false;
  const forget = returns ? { forget: withoutName(step, name, text) } : {};
  if (!step.name || renamed?.names.some((each) => each.text === old)) return forget;
  const isEmpty = !last || (returns && others.length === 0);
  const title = "title" in step ? step.title : undefined;
  const end = renamed?.end ?? title?.end ?? step.name.end;
  const [at, newText] = !isEmpty
    ? [last.start, `${old}, `]
    : renamed && !last
      ? [end, ` ${old}`]
      : [end, ` renamed from ${old}`];
  return { ...forget, remember: { start: at, end: at, newText } };
}

function withoutName({ renamed }: NameableStep, name: string, text: string): TextEdit {
  const names = renamed?.names ?? [];
  const index = names.findIndex((each) => each.text === name);
  const [own, before, after] = [names[index]!, names[index - 1], names[index + 1]];
  if (after) return { start: own.start, end: after.start, newText: "" };
  if (before) return { start: before.end, end: own.end, newText: "" };
  let start = renamed!.start;
  while (/\s/.test(text[start - 1] ?? "")) start--;
  return { start, end: renamed!.end, newText: "" };
}
