/** Formatting as edits that touch only the lines that differ, so that cursors and folds stay where they are. */
import { diffArrays } from "diff";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { format } from "../syntax/print.ts";
import type { Span } from "../syntax/span.ts";

/** The edits that bring the text into its one layout. */
export function formattingEdits(text: string): readonly TextEdit[] {
  return lineEdits(text, format(text).text);
}

/** Of the formatter's edits those that touch the lines of a range. */
export function rangeFormattingEdits(text: string, range: Span): readonly TextEdit[] {
  const start = text.lastIndexOf("\n", range.start - 1) + 1;
  const lineEnd = text.indexOf("\n", Math.max(range.start, range.end - 1));
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  return formattingEdits(text).filter((edit) => edit.start >= start && edit.end <= end);
}

/** After `}` or a new line: the layout of the line that was just finished. */
export function onTypeFormattingEdits(text: string, offset: number, typed: string): readonly TextEdit[] {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  if (typed !== "\n") return rangeFormattingEdits(text, { start: lineStart, end: offset });
  // The line above; the new one has nothing on it yet, and its indent is the editor's.
  const above = text.lastIndexOf("\n", lineStart - 2) + 1;
  return formattingEdits(text).filter((edit) => edit.start >= above && edit.end <= lineStart - 1);
}

/** What turns the one text into the other, line by line; lines that differ in their spaces alone are matched. */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const edits: TextEdit[] = [];
  const [oldLines, newLines] = [linesOf(before), linesOf(after)];
  let [offset, oldAt, newAt] = [0, 0, 0];
  let open: { start: number; end: number; newText: string } | undefined;
  const close = (): void => {
    if (open) edits.push(narrowed(open, before));
    open = undefined;
  };
  for (const { added, removed, count } of diffArrays(oldLines, newLines, { comparator: isAlike })) {
    if (added || removed) {
      open ??= { start: offset, end: offset, newText: "" };
      for (let index = 0; index < count; index++) {
        if (added) open.newText += newLines[newAt++];
        else offset += oldLines[oldAt++]!.length;
      }
      open.end = offset;
      continue;
    }
    close();
    for (let index = 0; index < count; index++) {
      const [oldLine, newLine] = [oldLines[oldAt++]!, newLines[newAt++]!];
      const span = { start: offset, end: offset + oldLine.length };
      if (oldLine !== newLine) edits.push(narrowed({ ...span, newText: newLine }, before));
      offset = span.end;
    }
  }
  close();
  return edits;
}

/** Empty lines are all the same and say nothing of where a line went. */
const isAlike = (a: string, b: string): boolean => {
  const words = a.replace(/\s+/g, "");
  return a === b || (words !== "" && words === b.replace(/\s+/g, ""));
};

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** Without what the old and the new text begin and end with alike. */
function narrowed({ start, end, newText }: TextEdit, text: string): TextEdit {
  const old = text.slice(start, end);
  const most = Math.min(old.length, newText.length);
  let before = 0;
  while (before < most && old[before] === newText[before]) before++;
  let after = 0;
  while (after < most - before && old.at(-1 - after) === newText.at(-1 - after)) after++;
  return { start: start + before, end: end - after, newText: newText.slice(before, newText.length - after) };
}
