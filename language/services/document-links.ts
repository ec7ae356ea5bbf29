/** Paths in a file that lead to other files. */
import { resolvePath } from "../check/paths.ts";
import type { Span } from "../syntax/span.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { indexOf, insideQuotes } from "./file-index.ts";

export interface DocumentLink extends Span {
  /** The file that it leads to. */
  readonly file: string;
}

export function documentLinks(workspace: EditedWorkspace, path: string): readonly DocumentLink[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const imports = opened.parsed.tree.declarations.flatMap((each) =>
    each.kind === "import" && each.from
      ? [{ ...insideQuotes(each.from), file: resolvePath(path, each.from.value) }]
      : [],
  );
  const seen = new Set<number>();
  const bodies = indexOf(workspace, path).bodies.flatMap(({ literal, path: file }) => {
    // In several languages: to the first of them.
    if (seen.has(literal.start)) return [];
    seen.add(literal.start);
    return [{ ...insideQuotes(literal), file }];
  });
  return [...imports, ...bodies]
    .filter(({ file }) => workspace.host.readFile(file) !== undefined)
    .sort((a, b) => a.start - b.start);
}
