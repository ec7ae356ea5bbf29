import type { Span } from "../../syntax/span.ts";

export type CompletionKind =
  | "keyword"
  | "snippet"
  | "field"
  | "relation"
  | "model"
  | "event"
  | "choice"
  | "activity"
  | "journey"
  | "audience"
  | "action"
  | "template"
  | "function"
  | "goal"
  | "file"
  | "folder"
  | "value"
  | "operator"
  | "unit"
  | "filter";

/** What may be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line: a type, what it stands for. */
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string;
  /** What it replaces. */
  readonly span: Span;
  readonly insert: string;
  /** `insert` holds places to fill in (`${1:name}`), as editors' snippets do. */
  readonly isSnippet: boolean;
  /** Smaller comes first. */
  readonly rank: number;
}

/** What is proposed, before it is known what it replaces. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string | undefined;
  readonly doc?: string | undefined;
  /** Default: the label. */
  readonly insert?: string | undefined;
  /** With places to fill in. */
  readonly snippet?: string | undefined;
  readonly rank?: number;
}

export function toCompletion(
  { label, kind, detail, doc, insert, snippet, rank = 50 }: Proposal,
  span: Span,
): Completion {
  const item = { label, kind, span, insert: snippet ?? insert ?? label, isSnippet: snippet !== undefined, rank };
  if (detail === undefined && doc === undefined) return item;
  return { ...item, ...(detail === undefined ? {} : { detail }), ...(doc === undefined ? {} : { doc }) };
}

/** Words of the language, with what they are for. */
export function words(list: readonly string[], docOf: (word: string) => string | undefined, rank = 20): Proposal[] {
  return list.map((label) => ({ label, kind: "keyword", doc: docOf(label.split(" ")[0] ?? label), rank }));
}
