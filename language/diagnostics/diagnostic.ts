import type { Span } from "../syntax/span.ts";

export type Severity = "error" | "warning" | "info";

/** One replacement in one file's text. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** A change that mends what a diagnostic complains of; edits are computed only when asked for. */
export interface Fix {
  /** In the imperative, e.g. "Change to `country`". */
  readonly title: string;
  readonly edits: () => readonly TextEdit[];
  /** It could change who gets what, or lose something: somebody has to look. Absent: it may be applied unseen. */
  readonly preferred?: false;
}

export interface RelatedPlace extends Span {
  readonly file: string;
  readonly message: string;
}

/** Something the author should know, at a place, with a stable code. Errors are values: nothing here is thrown. */
export interface Diagnostic extends Span {
  /** Stable, kebab-case, e.g. `unknown-field`; has a page in the catalogue. */
  readonly code: string;
  readonly severity: Severity;
  /** The file's path as the host names it. */
  readonly file: string;
  /** One sentence: what is wrong, in the author's words. */
  readonly message: string;
  /** The next step: what to do about it. */
  readonly help?: string;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}
