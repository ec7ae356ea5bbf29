/** Everything with a name in all files, for jumping to it. */
import { documentSymbols, type OutlineEntry } from "./document-symbols.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";

export interface WorkspaceSymbol extends Pick<OutlineEntry, "name" | "kind" | "nameSpan"> {
  readonly file: string;
  /** What it stands in. */
  readonly container?: string;
}

const most = 500;

/** Those whose names hold the letters of the query in their order. */
export function workspaceSymbols(workspace: EditedWorkspace, query: string): readonly WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = [];
  const wanted = query.toLowerCase();
  const visit = (file: string, entries: readonly OutlineEntry[], container: string | undefined): void => {
    for (const { name, kind, nameSpan, children } of entries) {
      if (found.length >= most) return;
      const isNamed = kind !== "flow" && kind !== "clause";
      if (isNamed && holds(name.toLowerCase(), wanted)) {
        found.push({ name, kind, nameSpan, file, ...(container === undefined ? {} : { container }) });
      }
      visit(file, children, isNamed ? name : container);
    }
  };
  for (const path of workspace.paths) {
    const opened = workspace.opened(path);
    if (opened) visit(path, documentSymbols(opened.parsed), undefined);
  }
  return found;
}

function holds(name: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
