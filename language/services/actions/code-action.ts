import type { TextEdit } from "../../diagnostics/diagnostic.ts";

export type CodeActionKind =
  | "quickfix"
  | "refactor.extract"
  | "refactor.rewrite"
  | "source.fixAll"
  | "source.organizeImports";

/** A change that is offered at a place. */
export interface CodeAction {
  readonly title: string;
  readonly kind: CodeActionKind;
  /** By file. */
  readonly edits: () => ReadonlyMap<string, readonly TextEdit[]>;
  /** Of a quick fix: the code of what it mends, and where that is. */
  readonly mends?: { readonly code: string; readonly start: number; readonly end: number };
  /** It may be applied without anybody looking. */
  readonly isPreferred?: true;
}

export const inFile = (file: string, edits: readonly TextEdit[]): ReadonlyMap<string, readonly TextEdit[]> =>
  new Map([[file, edits]]);

/** A name that nothing in the text has: `audience_1`. */
export function freeName(stem: string, text: string): string {
  const isTaken = (name: string): boolean =>
    new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, "u").test(text);
  const base = stem.replace(/_\d+$/, "");
  if (base === stem && !isTaken(stem)) return stem;
  for (let number = 1; ; number++) if (!isTaken(`${base}_${number}`)) return `${base}_${number}`;
}

/** The white space that the offset's line begins with. */
export function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))?.[0] ?? "";
}
