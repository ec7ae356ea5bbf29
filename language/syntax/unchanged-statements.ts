/**
 * The statements of a journey that a change in it has left as they were. Reading a journey takes as long as it is; while somebody
 * types, all but one of its statements say what they said before.
 *
 * What a statement says depends on its own words, and on a few of those around it. So the statements that are passed over
 * stand on lines of their own, have no mistakes, have their braces where the indentation says so (then it doesn't matter
 * whether the reading trusts braces or indentation), and are not the nearest ones to the change: those are read again, and
 * if they aren't what they were, all is read.
 */
import type { IToken } from "chevrotain";
import type { Declaration, Journey, JourneySetting, Step } from "./ast.ts";
import { offsetOf } from "./cst.ts";
import { moved } from "./moved.ts";
import type { Segment } from "./parse.ts";
import type { Span } from "./span.ts";

type Statement = JourneySetting | Step;

export interface UnchangedStatements {
  /** Those that still have to be read. */
  readonly tokens: readonly IToken[];
  /** What was read, with what was passed over in its place. Undefined: something has come out differently. */
  joined(read: readonly Declaration[]): readonly Declaration[] | undefined;
}

/** Statements of so many words on each side of a change are read with it: more than the grammar ever looks ahead. */
const guardWords = 8;
/** For fewer than this it isn't worth it. */
const fewest = 4;

/**
 * @param before the part of the file as it was read
 * @param span where it stands now
 * @param tokens its words now
 */
export function unchangedStatements(
  before: Segment,
  span: Span,
  text: string,
  tokens: readonly IToken[],
): UnchangedStatements | undefined {
  const [journey, ...others] = before.declarations;
  if (journey?.kind !== "journey" || others.length > 0 || !journey.name) return undefined;
  const all = [...journey.settings, ...journey.steps].sort(inOrder);
  const [first] = all;
  if (!first) return undefined;
  const { prefix, suffix } = commonEnds(before.content.text, text.slice(span.start, span.end));
  const samePart = before.start + prefix;
  // What the journey is called, and that it is one.
  if (first.start >= samePart) return undefined;
  const isClean = (each: Statement): boolean => isWhole(each, before);
  const sameAgain = before.end - suffix;
  // What is wrong right beside the change may be mended by it.
  const inFront = all.slice(0, 1 + all.findLastIndex((each) => lineEnd(before, each.end) < samePart && isClean(each)));
  const behind = all.findIndex((each) => lineStart(before, each.start) > sameAgain && isClean(each));
  // Where the journey begins and ends, the first and the last one say where a brace is missing.
  const guardsInFront = guardsOf(inFront.toReversed(), before);
  const front = inFront.slice(1, Math.max(1, inFront.length - guardsInFront));
  const dirty = front.findIndex((each) => !isClean(each));
  const leading = dirty === -1 ? front : front.slice(0, dirty);
  const guardsBehind = behind === -1 ? 0 : guardsOf(all.slice(behind), before);
  const back = behind === -1 ? [] : all.slice(behind + guardsBehind, -1);
  const trailing = back.slice(back.findLastIndex((each) => !isClean(each)) + 1);
  if (leading.length + trailing.length < fewest) return undefined;
  const movedFront = span.start - before.start;
  const movedBack = span.end - before.end;
  const passed = [...shifted(leading, movedFront), ...shifted(trailing, movedBack)];
  const left = tokensOutside(tokens, passed, leading.length);
  if (!left) return undefined;
  const last = all.at(-1);
  const guarding = [
    ...(leading.length > 0
      ? shifted([first, ...all.slice(1 + leading.length, 1 + leading.length + guardsInFront)], movedFront)
      : []),
    ...(trailing.length > 0 && last
      ? shifted([...all.slice(0, -1 - trailing.length).slice(-guardsBehind), last], movedBack)
      : []),
  ];
  return {
    tokens: left,
    joined(read) {
      const [now, ...more] = read;
      if (now?.kind !== "journey" || more.length > 0) return undefined;
      const around = new Set([...now.settings, ...now.steps].map(({ kind, start, end }) => `${kind} ${start} ${end}`));
      if (!guarding.every(({ kind, start, end }) => around.has(`${kind} ${start} ${end}`))) return undefined;
      return [withStatements(now, journey, leading, trailing, movedFront, movedBack)];
    },
  };
}

/** How many of them it takes, the nearest first. */
function guardsOf(statements: readonly Statement[], { content, start: base }: Segment): number {
  let words = 0;
  for (const [index, { start, end }] of statements.entries()) {
    const text = content.text.slice(start - base, end - base);
    words += text
      .replace(/"[^"]*"/g, "")
      .trim()
      .split(/\s+/).length;
    if (words >= guardWords) return index + 1;
  }
  return statements.length;
}

interface Place extends Span {
  readonly kind: string;
}

function shifted(statements: readonly Statement[], by: number): readonly Place[] {
  return statements.map(({ kind, start, end }) => ({ kind, start: start + by, end: end + by }));
}

function withStatements(
  now: Journey,
  before: Journey,
  leading: readonly Statement[],
  trailing: readonly Statement[],
  movedFront: number,
  movedBack: number,
): Journey {
  const settings = new Set<Statement>(before.settings);
  const move = <Kind extends Statement>(statements: readonly Kind[], by: number): readonly Kind[] =>
    by === 0 ? statements : moved(statements, (offset) => offset + by);
  const settingsOf = (statements: readonly Statement[]) =>
    statements.filter((each): each is JourneySetting => settings.has(each));
  const stepsOf = (statements: readonly Statement[]) => statements.filter((each): each is Step => !settings.has(each));
  const joined = <Kind extends Statement>(
    read: readonly Kind[],
    pick: (all: readonly Statement[]) => readonly Kind[],
  ) => [...move(pick(leading), movedFront), ...read, ...move(pick(trailing), movedBack)].sort(inOrder);
  return { ...now, settings: joined(now.settings, settingsOf), steps: joined(now.steps, stepsOf) };
}

const inOrder = (a: Span, b: Span): number => a.start - b.start;

/** How many characters both have in common at their beginnings and, behind those, at their ends. */
function commonEnds(a: string, b: string): { readonly prefix: number; readonly suffix: number } {
  const most = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (suffix < most - prefix && a.charCodeAt(a.length - 1 - suffix) === b.charCodeAt(b.length - 1 - suffix))
    suffix++;
  return { prefix, suffix };
}

/** Nothing was said about any of its lines. */
function isWhole(statement: Statement, part: Segment): boolean {
  if (statement.kind === "unknown") return false;
  const [from, to] = [lineStart(part, statement.start), lineEnd(part, statement.end)];
  return part.diagnostics.every(({ start, end }) => end < from || start > to);
}

function lineStart({ content, start: base }: Segment, offset: number): number {
  return content.text.lastIndexOf("\n", offset - base - 1) + 1 + base;
}

function lineEnd({ content, start: base, end }: Segment, offset: number): number {
  const found = content.text.indexOf("\n", offset - base);
  return found === -1 ? end : base + found;
}

/**
 * The tokens without those of the statements. Undefined: one of these doesn't stand on lines of its own, or its indentation
 * says something else than its braces, or there is something between two of them.
 *
 * @param behindChange the first of the statements that stand behind the change
 */
function tokensOutside(
  tokens: readonly IToken[],
  statements: readonly Place[],
  behindChange: number,
): readonly IToken[] | undefined {
  const left: IToken[] = [];
  let at = 0;
  let next = 0;
  for (const [index, { start, end }] of statements.entries()) {
    const isBetween = index > 0 && index !== behindChange;
    if (isBetween && offsetOf(tokens[next]!) !== start) return undefined;
    while (next < tokens.length && offsetOf(tokens[next]!) < start) left.push(tokens[next++]!);
    at = next;
    while (next < tokens.length && offsetOf(tokens[next]!) < end) next++;
    const isAlone = at < next && offsetOf(tokens[at]!) === start && isFirstOnLine(tokens, at);
    if (!isAlone || (next < tokens.length && !isFirstOnLine(tokens, next)) || !isWellIndented(tokens, at, next)) {
      return undefined;
    }
  }
  return [...left, ...tokens.slice(next)];
}

function isFirstOnLine(tokens: readonly IToken[], index: number): boolean {
  return tokens[index - 1]?.endLine !== tokens[index]?.startLine;
}

/** What a line may begin with that goes on with the statement before it. */
const goesOn = new Set(["And", "Or", "Not", "LParen", "RParen", "Identifier", "QuotedText", "BlockString"]);

/** Blocks end where both their braces and their indentation say so. */
function isWellIndented(tokens: readonly IToken[], from: number, to: number): boolean {
  interface Block {
    /** Of the line with its `{`. */
    readonly outer: number;
    readonly line: number | undefined;
    /** It goes on on that line: there it has to end. */
    readonly isInline: boolean;
    /** Of its own lines. */
    inner: number | undefined;
  }
  const start = tokens[from]!;
  const blocks: Block[] = [{ outer: 0, line: undefined, isInline: false, inner: start.startColumn }];
  let indent = start.startColumn ?? 1;
  for (let index = from; index < to; index++) {
    const token = tokens[index]!;
    const block = blocks.at(-1);
    if (!block) return false;
    const isFirst = isFirstOnLine(tokens, index);
    const closes = token.image === "}";
    if (isFirst) {
      const column = token.startColumn ?? 1;
      if (block.isInline) return false;
      if (closes) {
        if (column !== block.outer) return false;
      } else {
        block.inner ??= column;
        if (column <= block.outer || column < block.inner) return false;
        if (column > block.inner && !goesOn.has(token.tokenType.name)) return false;
      }
      indent = column;
    }
    if (token.image === "{") {
      const next = tokens[index + 1];
      const isInline = next !== undefined && next.startLine === token.endLine;
      // Whose braces are these?
      if (!isInline && block.inner !== undefined && indent > block.inner) return false;
      blocks.push({ outer: indent, line: token.startLine, isInline, inner: undefined });
    } else if (closes) {
      if (block.isInline ? block.line !== token.startLine : !isFirst) return false;
      blocks.pop();
    }
  }
  return blocks.length === 1;
}
