/** A half-open range of UTF-16 code units in one source text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place as people and editors count it; both numbers start at 1, columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Converts offsets into lines and columns; built once per text. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10) this.#starts.push(i + 1);
      // A lone carriage return ends a line too; `\r\n` ends one line, at its `\n`.
      else if (code === 13 && text.charCodeAt(i + 1) !== 10) this.#starts.push(i + 1);
    }
  }

  /** The 1-based position of an offset; offsets outside the text are clamped into it. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - this.#starts[low]! + 1 };
  }

  /** The offset at which a 1-based line starts; lines outside the text are clamped into it. */
  lineStart(line: number): number {
    return this.#starts[Math.max(1, Math.min(line, this.#starts.length)) - 1]!;
  }

  get lineCount(): number {
    return this.#starts.length;
  }
}
