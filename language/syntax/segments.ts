/**
 * Where a file can be read in parts: in front of declarations that begin a line. The grammar ends whatever is open there, so
 * what one part says does not depend on the others, and after a change only the parts that changed are read again.
 *
 * The places follow from the text alone, never from what it was before.
 */
import { commentAt, foreignStringAt, strayQuoteAt, unterminatedBlockStringAt } from "./lexer-patterns.ts";
import type { Span } from "./span.ts";

/** Small declarations are read together: each part costs something by itself. Characters. */
const smallest = 400;

const name = "[\\p{L}_][\\p{L}\\p{N}_]*";
const title = '(?:[ \\t]*"(?:[^"\\\\\\n\\r]|\\\\[^\\n\\r])*")?';
/** What begins a declaration, as the parser's `declarationAhead` has it, on one line. */
const head = new RegExp(
  [
    `journey[ \\t]*(?:[ \\t]${name}|"|\\{)`,
    "import[ \\t]*\\{",
    `audience[ \\t]+${name}${title}[ \\t]+of\\b`,
    `action[ \\t]+${name}${title}[ \\t]+for\\b`,
    `(?:email|sms|push)[ \\t]+template[ \\t]+${name}${title}[ \\t]+for\\b`,
    'test[ \\t]*"(?:[^"\\\\\\n\\r]|\\\\[^\\n\\r])*"[ \\t]*for\\b',
    `simulate[ \\t]+${name}[ \\t]*\\{`,
  ].join("|"),
  "uy",
);

/** Line ends, texts and comments, for in the last two nothing begins; and what stands between. */
const piece =
  /\n|\/\/[^\n\r]*|\/\*|"""|["'\u2018\u2019\u201C-\u201E\u00AB]|[^\s"'/\u2018\u2019\u201C-\u201E\u00AB]+|\//g;
const quoted = /"(?:[^"\\\n\r]|\\[^\n\r])*(?:"|\\?$)?/my;
const block = /"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""/y;

/** Both, and all in between, side by side and without gaps. At least one. */
export function segmentsOf(text: string): readonly Span[] {
  const starts = [0];
  /** The first line that begins behind all words so far: comments from there on belong to what follows them. */
  let fresh: number | undefined = 0;
  let word = "";
  head.lastIndex = 0;
  let last = head.test(text) ? kindAt(text, 0) : "";
  piece.lastIndex = 0;
  for (let match = piece.exec(text); match; match = piece.exec(text)) {
    const [found] = match;
    const at = match.index;
    if (found === "\n") {
      fresh ??= at + 1;
      head.lastIndex = at + 1;
      // `start` on one line, `journey welcome` on the next.
      if (!head.test(text) || word === "start" || word === "stop") continue;
      const kind = kindAt(text, at + 1);
      if (kind !== last || fresh - (starts.at(-1) ?? 0) >= smallest) starts.push(fresh);
      last = kind;
      continue;
    }
    if (found.startsWith("//")) continue;
    if (found === "/*") {
      const comment = commentAt(text, at);
      if (comment) piece.lastIndex = at + comment[0].length;
      else skipLine(text, at);
      continue;
    }
    fresh = undefined;
    word = found;
    if (found === '"""') piece.lastIndex = blockEnd(text, at);
    else if (found === '"') piece.lastIndex = at + (strayQuoteAt(text, at)?.[0].length ?? lengthOf(quoted, text, at));
    else if (/^["'\u2018\u2019\u201C-\u201E\u00AB]/.test(found)) {
      piece.lastIndex = at + (foreignStringAt(text, at)?.[0].length ?? 1);
    }
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** What is imported and declared for others stays apart from what is written with it. */
function kindAt(text: string, at: number): string {
  return /^(?:email|sms|push)/.test(text.slice(at, at + 5)) ? "template" : text.slice(at, at + 3);
}

function skipLine(text: string, at: number): void {
  const end = text.indexOf("\n", at);
  piece.lastIndex = end === -1 ? text.length : end;
}

function blockEnd(text: string, at: number): number {
  const open = unterminatedBlockStringAt(text, at);
  return at + (open ? open[0].length : lengthOf(block, text, at));
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return Math.max(1, pattern.exec(text)?.[0].length ?? 1);
}
