import type { Comment } from "./comments.ts";
import type { ParsedFile } from "./parse.ts";

/**
 * The line that a comment speaks for, counted from 1: its own or, if it stands alone, the next one with more than comments.
 *
 * @returns a function, for the comments of one file share the work
 */
export function spokenLines(parsed: Pick<ParsedFile, "text" | "comments" | "lines">): (comment: Comment) => number {
  let code: readonly string[] | undefined;
  return (comment) => {
    code ??= codeLines(parsed);
    const isEmpty = (line: number): boolean => code?.[line - 1]?.trim() === "";
    let line = parsed.lines.position(comment.start).line;
    while (isEmpty(line)) line++;
    return line;
  };
}

/** The lines' texts without comments. */
function codeLines({ text, comments, lines }: Pick<ParsedFile, "text" | "comments" | "lines">): readonly string[] {
  let bare = "";
  let at = 0;
  for (const { start, end } of comments) {
    bare += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, " ");
    at = end;
  }
  bare += text.slice(at);
  return Array.from({ length: lines.lineCount }, (_, index) => {
    const end = index + 1 < lines.lineCount ? lines.lineStart(index + 2) : bare.length;
    return bare.slice(lines.lineStart(index + 1), end);
  });
}
