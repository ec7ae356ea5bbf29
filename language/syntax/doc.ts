/**
 * A small document algebra after Wadler's "A prettier printer": pieces of text with places where a line may break. A group is
 * laid out on one line where it fits, else all its own breaks become line breaks.
 */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly type: "indent"; readonly content: Doc }
  | { readonly type: "group"; readonly content: Doc; readonly breaks: boolean }
  /** A line break; on one line: `flat`. A hard one has no flat form. */
  | { readonly type: "line"; readonly flat: string | undefined; readonly blankBefore: boolean }
  /** Several lines that stay as they are, wherever they stand. */
  | { readonly type: "verbatim"; readonly lines: readonly string[] }
  /** Goes to the end of the line, whatever else comes. */
  | { readonly type: "suffix"; readonly text: string };

export const line: Doc = { type: "line", flat: " ", blankBefore: false };
export const softLine: Doc = { type: "line", flat: "", blankBefore: false };
export const hardLine: Doc = { type: "line", flat: undefined, blankBefore: false };
export const blankLine: Doc = { type: "line", flat: undefined, blankBefore: true };

export const indent = (content: Doc): Doc => ({ type: "indent", content });
export const suffix = (text: string): Doc => ({ type: "suffix", text });

/** `text` may have line breaks: what follows the first keeps its own indent. */
export function verbatim(text: string): Doc {
  return text.includes("\n") ? { type: "verbatim", lines: text.split("\n") } : text;
}

export const group = (content: Doc): Doc => ({ type: "group", content, breaks: mustBreak(content) });

export function join(separator: Doc, parts: readonly Doc[]): Doc {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}

/** It has something that can't stand on one line. */
export function mustBreak(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(mustBreak);
  switch (doc.type) {
    case "indent":
      return mustBreak(doc.content);
    case "group":
      return doc.breaks;
    case "line":
      return doc.flat === undefined;
    case "verbatim":
      return true;
    case "suffix":
      return false;
  }
}

/** The columns it takes on one line; infinite where it can't. */
export function flatWidth(doc: Doc): number {
  if (typeof doc === "string") return doc.length;
  if (isList(doc)) return doc.reduce((sum: number, part) => sum + flatWidth(part), 0);
  switch (doc.type) {
    case "indent":
    case "group":
      return flatWidth(doc.content);
    case "line":
      return doc.flat === undefined ? Number.POSITIVE_INFINITY : doc.flat.length;
    case "verbatim":
      return Number.POSITIVE_INFINITY;
    // It may stand beyond the last column.
    case "suffix":
      return 0;
  }
}

/** Something in it waits for the end of the line. */
export function hasSuffix(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(hasSuffix);
  if (doc.type === "suffix") return true;
  return (doc.type === "indent" || doc.type === "group") && hasSuffix(doc.content);
}

const isList = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

const indentWidth = 2;

/** Lays the document out in lines of at most `width` columns where that is possible; no line ends in spaces of ours. */
export function render(doc: Doc, width: number): string {
  let done = "";
  let current = "";
  let column = 0;
  let depthOfLine = 0;
  let suffixes: string[] = [];
  const endLine = (depth: number): void => {
    let isOpen = true;
    for (const text of suffixes) {
      // Nothing follows a `//` on its line: further comments get lines of their own.
      const start = `\n${" ".repeat(Math.max(depth, depthOfLine) * indentWidth)}`;
      current += isOpen ? text : start + starsAligned(text.trimStart()).join(start);
      isOpen = text.endsWith("*/");
    }
    suffixes = [];
    // An indent that nothing followed is no content.
    done += /^ *$/.test(current) ? "" : current;
  };
  const newLine = (depth: number, blankBefore: boolean): void => {
    endLine(depth);
    done += blankBefore ? "\n\n" : "\n";
    current = " ".repeat(depth * indentWidth);
    column = current.length;
    depthOfLine = depth;
  };
  const put = (part: Doc, depth: number, flat: boolean): void => {
    if (typeof part === "string") {
      current += part;
      column += part.length;
    } else if (isList(part)) {
      for (const each of part) put(each, depth, flat);
    } else {
      switch (part.type) {
        case "indent":
          put(part.content, depth + 1, flat);
          break;
        case "group":
          put(part.content, depth, !part.breaks && column + flatWidth(part.content) <= width);
          break;
        case "line":
          if (flat && part.flat !== undefined) put(part.flat, depth, true);
          else newLine(depth, part.blankBefore);
          break;
        case "verbatim":
          current += part.lines.join("\n");
          column = part.lines.at(-1)?.length ?? 0;
          break;
        case "suffix":
          suffixes.push(part.text);
          break;
      }
    }
  };
  put(doc, 0, false);
  endLine(0);
  return done;
}

/** The lines of a comment; those that begin with a star are lined up below the first one's. */
export function starsAligned(comment: string): readonly string[] {
  const [first = "", ...rest] = comment.split("\n");
  return rest.every((each) => each.trimStart().startsWith("*"))
    ? [first, ...rest.map((each) => ` ${each.trim()}`)]
    : [comment];
}
