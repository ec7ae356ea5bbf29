/** What may be written at a place. */
import { declarationWords } from "../syntax/body-kinds.ts";
import type { Span } from "../syntax/span.ts";
import { tokenTable } from "../syntax/tokens.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";

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

export function completions(workspace: EditedWorkspace, path: string, offset: number): readonly Completion[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const { text } = opened.parsed;
  const word = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, offset))?.[0] ?? "";
  const span = { start: offset - word.length, end: offset };
  const docs = new Map(tokenTable.map((entry) => [entry.pattern, entry.doc]));
  return declarationWords.map((each) => ({
    label: each,
    kind: "keyword",
    doc: docs.get(each.split(" ")[0] ?? each) ?? "",
    span,
    insert: `${each} `,
    isSnippet: false,
    rank: 0,
  }));
}
