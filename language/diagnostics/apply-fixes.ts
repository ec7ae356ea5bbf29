import type { Diagnostic, Fix, TextEdit } from "./diagnostic.ts";
import { isSlip } from "./suggest.ts";

/** What came of mending files. */
export interface FixedFiles {
  /** The texts that are different now, by file. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many fixes were applied. */
  readonly applied: number;
  /** What is left, in the texts as they are now. */
  readonly diagnostics: readonly Diagnostic[];
}

const mostRounds = 10;

/**
 * Applies the fixes that need nobody to look at them, and those of what is found afterwards, until none is left.
 *
 * @param check what is wrong when these texts stand in place of the files'
 * @param textOf a file's own text; undefined: the file is to be left alone
 */
export function applyFixes(
  check: (texts: ReadonlyMap<string, string>) => readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): FixedFiles {
  const texts = new Map<string, string>();
  const current = (file: string): string | undefined => texts.get(file) ?? textOf(file);
  let diagnostics = check(texts);
  let applied = 0;
  for (let round = 0; round < mostRounds; round++) {
    const edits = new Map<string, TextEdit[]>();
    const before = applied;
    for (const diagnostic of diagnostics) {
      const text = current(diagnostic.file);
      const own = text === undefined ? undefined : preferredFix(diagnostic, text)?.edits();
      if (!own || text === undefined || !changes(text, own)) continue;
      const taken = edits.get(diagnostic.file) ?? [];
      if (own.some((edit) => taken.some((other) => areInTheWay(edit, other)))) continue;
      edits.set(diagnostic.file, [...taken, ...own]);
      applied++;
    }
    if (applied === before) break;
    for (const [file, taken] of edits) texts.set(file, edited(current(file) ?? "", taken));
    diagnostics = check(texts);
  }
  const changed = [...texts].filter(([file, text]) => text !== textOf(file));
  return { texts: new Map(changed), applied, diagnostics };
}

/** The one fix that may be applied without anybody looking. Undefined: there is none, or there are several. */
export function preferredFix(diagnostic: Diagnostic, text: string): Fix | undefined {
  const [fix, ...others] = (diagnostic.fixes ?? []).filter((each) => each.preferred !== false);
  if (!fix || others.length > 0) return undefined;
  return fix.edits().every((edit) => isSure(diagnostic.code, text.slice(edit.start, edit.end), edit.newText))
    ? fix
    : undefined;
}

/**
 * A did-you-mean is sure when it is about a word of the language that can only stand there. Names that somebody chose may
 * be alike and mean the opposite (`sms_opt_in`, `sms_opt_out`), and a word where a step begins may belong to the line
 * before (`and`, `9am`), so there it must be a mere slip.
 */
function isSure(code: string, written: string, meant: string): boolean {
  switch (code) {
    case "unknown-statement":
    case "unknown-field":
    case "unknown-model":
    case "unknown-import":
    case "unknown-link":
    case "unknown-timezone":
    case "import-not-found":
    case "body-not-found":
      return written === "" || isSlip(written, meant);
    case "unknown-unit":
      // Minutes or months?
      return written.toLowerCase() !== "m";
    default:
      return true;
  }
}

function changes(text: string, edits: readonly TextEdit[]): boolean {
  return edits.some((edit) => text.slice(edit.start, edit.end) !== edit.newText);
}

/** Two insertions at one place are in each other's way too: it isn't known which one comes first. */
function areInTheWay(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.newText + result.slice(edit.end), text);
}
