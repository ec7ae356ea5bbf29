import type { Fix, TextEdit } from "../diagnostics/diagnostic.ts";
import type { Span } from "../syntax/span.ts";

/** Replaces what stands at `span`. */
export function replacement(span: Span, newText: string, title = `Change to \`${newText}\``): Fix {
  return { title, edits: () => [edit(span, newText)] };
}

/** A did-you-mean as a list of fixes: empty when there is no suggestion. */
export function replacements(span: Span, suggestion: string | undefined): readonly Fix[] {
  return suggestion === undefined ? [] : [replacement(span, suggestion)];
}

export function insertion(offset: number, text: string, title: string): Fix {
  return replacement({ start: offset, end: offset }, text, title);
}

/** Removes what stands at `span`, and its whole line if nothing else is on it. */
export function removal(text: string, span: Span, title: string): Fix {
  return { title, edits: () => [edit(wholeLine(text, span), "")] };
}

function edit(span: Span, newText: string): TextEdit {
  return { start: span.start, end: span.end, newText };
}

function wholeLine(text: string, span: Span): Span {
  let start = span.start;
  let end = span.end;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
  while (end < text.length && (text[end] === " " || text[end] === "\t" || text[end] === "\r")) end++;
  const isWholeLine = (start === 0 || text[start - 1] === "\n") && (end === text.length || text[end] === "\n");
  return isWholeLine ? { start, end: Math.min(end + 1, text.length) } : span;
}
