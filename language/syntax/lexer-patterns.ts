/** Tokens that one regular expression can't describe: mostly what is left open while somebody types. */

const matcher =
  (pattern: RegExp) =>
  (text: string, offset: number): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };

/** A match over a stretch of the text, in the shape that the lexer expects. */
function matchOf(text: string, start: number, end: number): RegExpExecArray {
  const match = [text.slice(start, end)] as unknown as RegExpExecArray;
  match.index = start;
  match.input = text;
  return match;
}

export const commentAt = matcher(/\/\*[\s\S]*?\*\//y);

/** Ends with its line, so that what follows stays readable while somebody types the comment. */
export const unterminatedCommentAt = matcher(/\/\*[^\n\r]*/y);

/** Text in the quotes that word processors make, or in single ones. */
export const foreignStringAt = matcher(
  /[\u201C-\u201E\u00AB][^"\u201C-\u201E\u00BB\n\r]*[\u201C-\u201E\u00BB"]|['\u2018\u2019][^'\u2018\u2019"\n\r{}]*['\u2018\u2019]/y,
);

const quotedElse = matcher(/"(?=(?:[ \t]*\})?[ \t]*else\b([^\n\r]*)\{[ \t]*(?:[\n\r]|$))/y);

/** One `"` in front of `else`, or of the `}` before it. No text begins like that and goes on with texts of its own and a `{`. */
export function strayQuoteAt(text: string, offset: number): RegExpExecArray | null {
  const match = quotedElse(text, offset);
  if (!match) return null;
  const lineStart = text.lastIndexOf("\n", offset) + 1;
  const isFirst = /^[\s}]*$/.test(text.slice(lineStart, offset));
  const quotesBehind = (match[1] ?? "").split('"').length - 1;
  return isFirst && quotesBehind % 2 === 0 ? match : null;
}

const openString = matcher(/"(?:[^"\\\n\r]|\\[^\n\r])*\\?/y);

/** `"Hello {`: the brace at the line's end is not the text's, it opens a block; and a lone `}` closes one. */
const braceAtEnd = /[ \t]*(?<![{}%])[{}][ \t]*$/;
/** Unless Liquid is being typed. */
const openLiquid = /\{[{%][^}]*\}?[ \t]*$/;

export function unterminatedStringAt(text: string, offset: number): RegExpExecArray | null {
  const match = openString(text, offset);
  if (!match) return null;
  const [line] = match;
  const kept = openLiquid.test(line) ? line : line.replace(braceAtEnd, "");
  return matchOf(text, offset, offset + kept.trimEnd().length);
}

const closedBlock = matcher(/"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""/y);
/** The beginning of another block string: what seemed to close one opens the next. */
const nextOpener = /^([ \t]*)(?:body|text|subject|preheader)[ \t]+"""[ \t]*$/;

/**
 * A `"""` that is never closed, or only by what looks like the next one's beginning. It ends before the first line that is
 * not indented deeper than the line it began on: that is most likely the next statement.
 */
export function unterminatedBlockStringAt(text: string, offset: number): RegExpExecArray | null {
  if (!text.startsWith('"""', offset)) return null;
  const closed = closedBlock(text, offset);
  // First: looking for the line's start would take long in a long line full of texts.
  if (closed && !closed[0].includes("\n")) return null;
  const lineStart = text.lastIndexOf("\n", offset) + 1;
  const indent = indentOf(text.slice(lineStart, offset));
  if (closed) {
    const closeLine = text.lastIndexOf("\n", offset + closed[0].length - 1) + 1;
    const rest = text.indexOf("\n", closeLine);
    const opener = nextOpener.exec(text.slice(closeLine, rest === -1 ? text.length : rest).replace(/\r$/, ""));
    if (!opener || indentOf(opener[1] ?? "") > indent) return null;
  }
  let end = text.indexOf("\n", offset);
  while (end !== -1) {
    const next = text.indexOf("\n", end + 1);
    const line = text.slice(end + 1, next === -1 ? text.length : next);
    if (line.trim() !== "" && indentOf(line) <= indent) break;
    end = next;
  }
  const stop = end === -1 ? text.length : end;
  return matchOf(text, offset, offset + text.slice(offset, stop).trimEnd().length);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Anything; the lexer tries it last. A run of the same kind is one token. */
export const unexpectedAt = matcher(/[^\s\p{L}\p{N}_"{}()[\]=!<>+\-*/,.]+|[\s\S]/uy);

/** One character of each bucket that the lexer sorts by: all of ASCII, and every block of 256 above. */
export const unexpectedStarts: readonly string[] = [
  ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 255 }, (_, block) => String.fromCharCode((block + 1) * 256)),
  // Its buckets are of 255, in truth: the last one holds this character alone.
  "\uffff",
];
