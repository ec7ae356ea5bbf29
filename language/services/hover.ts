/** What there is to know of what stands at a place. */
import { tokenize } from "../syntax/lexer.ts";
import type { Span } from "../syntax/span.ts";
import { tokenTable } from "../syntax/tokens.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export function hover(workspace: EditedWorkspace, path: string, offset: number): Hover | undefined {
  const text = workspace.opened(path)?.parsed.text;
  if (text === undefined) return undefined;
  const token = tokenize(text).tokens.find(
    (each) => each.startOffset <= offset && offset <= each.startOffset + each.image.length,
  );
  const entry = token && tokenTable.find((each) => each.pattern === token.image && each.kind.endsWith("keyword"));
  if (!token || !entry) return undefined;
  const span = { start: token.startOffset, end: token.startOffset + token.image.length };
  return { span, markdown: `\`${token.image}\`: ${entry.doc}` };
}
