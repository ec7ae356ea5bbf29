/** What a selection grows to: the word, the text, the condition, the step, its block, the journey. */
import type { Span } from "../syntax/span.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { insideQuotes } from "./file-index.ts";
import { nodesAt } from "./surroundings.ts";

/** Innermost first; each holds the one before it. */
export function selectionRanges(workspace: EditedWorkspace, path: string, offset: number): readonly Span[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const { text } = opened.parsed;
  const spans: Span[] = [];
  const add = ({ start, end }: Span): void => {
    const last = spans.at(-1);
    const isLarger = !last || (start <= last.start && end >= last.end && end - start > last.end - last.start);
    if (isLarger && start <= offset && offset <= end) spans.push({ start, end });
  };
  let start = offset;
  let end = offset;
  while (start > 0 && /[\p{L}\p{N}_]/u.test(text[start - 1] ?? "")) start--;
  while (end < text.length && /[\p{L}\p{N}_]/u.test(text[end] ?? "")) end++;
  if (end > start) add({ start, end });
  for (const { node } of nodesAt(opened, offset).toReversed()) {
    if (node.kind === "string") add(insideQuotes(node));
    add(node);
  }
  return spans;
}
