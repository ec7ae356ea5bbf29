import type { StringLiteral } from "./ast.ts";

type Pair = readonly [number, number];

const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", t: "\t" };

/** Collects a text piece by piece, with the place in the source that each piece came from. */
class TextBuilder {
  value = "";
  readonly map: [number, number][] = [];

  /** `source[start, end)`, its escapes resolved. Unknown escapes stay as they are. */
  add(source: string, start: number, end: number): void {
    this.#step(start);
    const piece = source.slice(start, end);
    let from = 0;
    let next = 0;
    for (let at = piece.indexOf("\\"); at !== -1; at = piece.indexOf("\\", next)) {
      next = at + 1;
      const escaped = escapes[piece[next] ?? ""];
      if (escaped === undefined) continue;
      this.value += piece.slice(from, at);
      this.#step(start + at);
      this.value += escaped;
      next = at + 2;
      from = next;
      this.#step(start + from);
    }
    this.value += piece.slice(from);
  }

  /** A line break, always as `\n`. */
  addLineBreak(at: number): void {
    this.#step(at);
    this.value += "\n";
  }

  #step(sourceOffset: number): void {
    const last = this.map.at(-1);
    if (!last) this.map.push([0, sourceOffset]);
    else if (last[0] === this.value.length) last[1] = sourceOffset;
    else if (sourceOffset - last[1] !== this.value.length - last[0]) this.map.push([this.value.length, sourceOffset]);
  }

  finish(fallback: number): readonly Pair[] {
    return this.map.length === 0 ? [[0, fallback]] : this.map;
  }
}

/** The literal that stands at `start` as `image`. */
export function stringLiteral(image: string, start: number): StringLiteral {
  const end = start + image.length;
  if (image.startsWith('"""')) return blockString(image, start);
  const isForeign = !image.startsWith('"');
  const unterminated = !isForeign && !/^"(?:[^"\\\n\r]|\\[^\n\r])*"$/.test(image);
  const text = new TextBuilder();
  // Offsets within the image become offsets of the source when the map is made.
  text.add(image, 1, unterminated ? image.length : image.length - 1);
  return {
    kind: "string",
    start,
    end,
    value: text.value,
    block: false,
    unterminated,
    map: shifted(text.finish(1), start),
  };
}

function blockString(image: string, start: number): StringLiteral {
  const unterminated = !/^"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""$/.test(image);
  const text = new TextBuilder();
  for (const [index, line] of blockLines(image, unterminated).entries()) {
    if (index > 0) text.addLineBreak(line.lineStart - 1);
    text.add(image, line.start, line.end);
  }
  const end = start + image.length;
  return {
    kind: "string",
    start,
    end,
    value: text.value,
    block: true,
    unterminated,
    map: shifted(text.finish(3), start),
  };
}

interface BlockLine {
  /** Offsets into the image; the indent and the line break are left out. */
  readonly start: number;
  readonly end: number;
  /** Where the line begins, indent included. */
  readonly lineStart: number;
}

/**
 * The lines of a block string's text: what stands beside the quotes counts only if it is more than spaces, the indent that
 * all other lines share is dropped, and lines of spaces are empty.
 */
export function blockLines(image: string, unterminated: boolean): readonly BlockLine[] {
  const contentEnd = unterminated ? image.length : image.length - 3;
  const lines: { start: number; end: number; lineStart: number }[] = [];
  for (let lineStart = 3; lineStart <= contentEnd; ) {
    const feed = image.indexOf("\n", lineStart);
    const next = feed === -1 || feed >= contentEnd ? contentEnd : feed;
    const end = next > lineStart && image[next - 1] === "\r" && next < contentEnd ? next - 1 : next;
    lines.push({ start: lineStart, end, lineStart });
    lineStart = next + 1;
  }
  const isBlank = (line: { start: number; end: number }): boolean => image.slice(line.start, line.end).trim() === "";
  const indentOf = (line: { start: number; end: number }): string => {
    const text = image.slice(line.start, line.end);
    return text.slice(0, text.length - text.trimStart().length);
  };
  let common: string | undefined;
  for (const line of lines.slice(1)) {
    if (!isBlank(line)) common = common === undefined ? indentOf(line) : sharedStart(common, indentOf(line));
  }
  for (const [index, line] of lines.entries()) {
    if (isBlank(line)) line.start = line.end;
    else line.start += index === 0 ? indentOf(line).length : (common ?? "").length;
  }
  if (lines.length > 1 && lines.at(-1) && isBlank(lines.at(-1) ?? { start: 0, end: 0 })) lines.pop();
  if (lines.length > 0 && lines[0] && isBlank(lines[0])) lines.shift();
  return lines;
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

const shifted = (map: readonly Pair[], by: number): readonly Pair[] =>
  map.map(([value, source]) => [value, source + by]);
