/** Gathers what the parser has to say about one file: at most one thing a line, for one slip rarely comes alone. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { LineIndex, Span } from "./span.ts";

export class SyntaxDiagnostics {
  readonly #file: string;
  readonly #lines: LineIndex;
  readonly #found: Diagnostic[] = [];
  readonly #faultyLines = new Set<number>();

  constructor(file: string, lines: LineIndex) {
    this.#file = file;
    this.#lines = lines;
  }

  /** In the order of the text. */
  get all(): readonly Diagnostic[] {
    const sorted = [...this.#found].sort((a, b) => a.start - b.start || a.end - b.end);
    const lines = new Set<number>();
    return sorted.filter((diagnostic) => {
      const { line } = this.#lines.position(diagnostic.start);
      if (lines.has(line)) return false;
      lines.add(line);
      return true;
    });
  }

  /** Everything found, also what `all` leaves out. */
  get everything(): readonly Diagnostic[] {
    return this.#found;
  }

  /** Something was reported on the line of this offset. */
  isFaulty(offset: number): boolean {
    return this.#faultyLines.has(this.#lines.position(offset).line);
  }

  syntaxError(span: Span, problem: string, next?: string, fixes?: readonly Fix[]): void {
    this.#add(diagnostics.syntaxError({ ...this.#at(span), problem, next, fixes }));
  }

  missingBrace(span: Span, problem: string, next: string, fixes?: readonly Fix[]): void {
    this.#add(diagnostics.missingBrace({ ...this.#at(span), problem, next, fixes }));
  }

  strayBrace(span: Span): void {
    this.#add(diagnostics.strayBrace({ ...this.#at(span), fixes: [replace(span, "", "Remove the `}`")] }));
  }

  unterminatedString(span: Span, quote: string): void {
    const end = { start: span.end, end: span.end };
    const fixes = quote === '"' ? [replace(end, '"', 'Add the closing `"`')] : undefined;
    this.#add(diagnostics.unterminatedString({ ...this.#at(span), quote: `\`${quote}\``, fixes }));
  }

  wrongQuotes(span: Span, suggestion: string): void {
    const fixes = [replace(span, suggestion, "Use straight double quotes")];
    this.#add(diagnostics.wrongQuotes({ ...this.#at(span), suggestion, fixes }));
  }

  unterminatedComment(span: Span): void {
    this.#add(diagnostics.unterminatedComment(this.#at(span)));
  }

  unexpectedCharacter(span: Span, character: string, next: string): void {
    const fixes = [replace(span, "", `Remove \`${character}\``)];
    this.#add(diagnostics.unexpectedCharacter({ ...this.#at(span), character, next, fixes }));
  }

  /** `meant` is the one word that takes its place, `suggestion` how the whole is written: `reply`, `reply to`. */
  unknownStatement(span: Span, word: string, suggestion?: string, meant?: string, available?: string): void {
    const fixes = meant === undefined ? undefined : [replace(span, meant, `Change to \`${meant}\``)];
    this.#add(diagnostics.unknownStatement({ ...this.#at(span), word, suggestion, available, fixes }));
  }

  duplicateSetting(span: Span, setting: string, how?: string): void {
    this.#add(diagnostics.duplicateSetting({ ...this.#at(span), setting, how }));
  }

  #at(span: Span): { readonly file: string; readonly span: Span } {
    return { file: this.#file, span: { start: span.start, end: span.end } };
  }

  #add(diagnostic: Diagnostic): void {
    this.#found.push(diagnostic);
    this.#faultyLines.add(this.#lines.position(diagnostic.start).line);
  }
}

export function replace(span: Span, newText: string, title: string): Fix {
  return { title, edits: () => [{ start: span.start, end: span.end, newText }] };
}
