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

const quoted = /"(?:[^"\\\n\r]|\\[^\n\r])*(?:"|\\?$)?/my;
const block = /"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""/y;

/** Both, and all in between, side by side and without gaps. At least one. Called for every file at every keystroke in it. */
export function segmentsOf(text: string): readonly Span[] {
  const starts = [0];
  /** The first line that begins behind all words so far: comments from there on belong to what follows them. */
  let fresh: number | undefined = 0;
  let word = 0;
  let wordEnd = 0;
  let last = isHeadAt(text, 0) ? kindAt(text, 0) : "";
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) {
      at++;
      fresh ??= at;
      // `start` on one line, `journey welcome` on the next.
      if (!isHeadAt(text, at) || isWord(text, word, wordEnd, "start") || isWord(text, word, wordEnd, "stop")) continue;
      const kind = kindAt(text, at);
      if (kind !== last || fresh - (starts.at(-1) ?? 0) >= smallest) starts.push(fresh);
      last = kind;
    } else if (isSpace(code)) {
      at++;
    } else if (code === slash && text.charCodeAt(at + 1) === slash) {
      at = lineEnd(text, at);
    } else if (code === slash && text.charCodeAt(at + 1) === star) {
      const comment = commentAt(text, at);
      at = comment ? at + comment[0].length : nextLineFeed(text, at);
    } else {
      fresh = undefined;
      word = at;
      wordEnd = at + 1;
      if (code === quote) at = textEnd(text, at);
      else if (isForeignQuote(code)) at += foreignStringAt(text, at)?.[0].length ?? 1;
      else if (code === slash) at++;
      else {
        while (wordEnd < text.length && isInWord(text.charCodeAt(wordEnd))) wordEnd++;
        at = wordEnd;
      }
    }
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

const lineFeed = 10;
const quote = 34;
const slash = 47;
const star = 42;

/** As `\s` has it. */
function isSpace(code: number): boolean {
  if (code === 32 || (code >= 9 && code <= 13)) return true;
  return code >= 160 && /\s/.test(String.fromCharCode(code));
}

/** Single quotes, and those that word processors make. */
function isForeignQuote(code: number): boolean {
  if (code === 39) return true;
  return code >= 0xab && (code === 0xab || code === 0x2018 || code === 0x2019 || (code >= 0x201c && code <= 0x201e));
}

function isInWord(code: number): boolean {
  return code !== quote && code !== slash && !isSpace(code) && !isForeignQuote(code);
}

function isWord(text: string, start: number, end: number, word: string): boolean {
  return end - start === word.length && text.startsWith(word, start);
}

/** What declarations begin with. */
const firstLetters: ReadonlySet<number> = new Set([..."jiaespt"].map((letter) => letter.charCodeAt(0)));

function isHeadAt(text: string, at: number): boolean {
  if (!firstLetters.has(text.charCodeAt(at))) return false;
  head.lastIndex = at;
  return head.test(text);
}

/** What is imported and declared for others stays apart from what is written with it. */
function kindAt(text: string, at: number): string {
  return /^(?:email|sms|push)/.test(text.slice(at, at + 5)) ? "template" : text.slice(at, at + 3);
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charCodeAt(end) !== lineFeed && text.charCodeAt(end) !== 13) end++;
  return end;
}

function nextLineFeed(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function textEnd(text: string, at: number): number {
  if (text.startsWith('"""', at)) return blockEnd(text, at);
  return at + (strayQuoteAt(text, at)?.[0].length ?? lengthOf(quoted, text, at));
}

function blockEnd(text: string, at: number): number {
  const open = unterminatedBlockStringAt(text, at);
  return at + (open ? open[0].length : lengthOf(block, text, at));
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return Math.max(1, pattern.exec(text)?.[0].length ?? 1);
}
