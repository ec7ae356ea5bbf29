/** Between offsets and the protocol's positions. */
import { LineIndex, type Span, type TextEdit } from "@journey/language";
import type { Position, TextEdit as ProtocolEdit, Range } from "vscode-languageserver";

/** Positions in one text. */
export class Places {
  readonly #lines: LineIndex;

  constructor(readonly text: string) {
    this.#lines = new LineIndex(text);
  }

  position(offset: number): Position {
    const { line, column } = this.#lines.position(offset);
    return { line: line - 1, character: column - 1 };
  }

  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  /** A position behind the end of its line is that end. */
  offset({ line, character }: Position): number {
    if (line >= this.#lines.lineCount) return this.text.length;
    const start = this.#lines.lineStart(line + 1);
    const next = line + 1 < this.#lines.lineCount ? this.#lines.lineStart(line + 2) : this.text.length + 1;
    return Math.min(start + character, Math.max(start, next - 1), this.text.length);
  }

  span({ start, end }: Range): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }

  edit(edit: TextEdit): ProtocolEdit {
    return { range: this.range(edit), newText: edit.newText };
  }
}
