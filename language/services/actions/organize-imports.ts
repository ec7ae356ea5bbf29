/** Imports in one order: by path, names by the alphabet, nothing unused, no path twice. */
import type { Import } from "../../syntax/ast.ts";
import type { EditedWorkspace } from "../edited-workspace.ts";
import { type CodeAction, inFile } from "./code-action.ts";

export function organizeImports(workspace: EditedWorkspace, path: string): readonly CodeAction[] {
  const parsed = workspace.opened(path)?.parsed;
  const imports = parsed?.tree.declarations.filter((each): each is Import => each.kind === "import") ?? [];
  const [first, last] = [imports[0], imports.at(-1)];
  if (!parsed || !first || !last) return [];
  const { text, comments, diagnostics } = parsed;
  const span = { start: first.start, end: last.end };
  // What stands between them, or is half-typed, would be lost.
  const isMixed = parsed.tree.declarations.some(
    (each) => each.kind !== "import" && each.start >= span.start && each.end <= span.end,
  );
  const hasMore = comments.some(({ start, end }) => start >= span.start && end <= span.end);
  const isBroken = diagnostics.some(({ start }) => start >= span.start && start <= span.end);
  if (isMixed || hasMore || isBroken || imports.some(({ from }) => !from)) return [];
  const unused = new Set(
    (workspace.checked(path)?.diagnostics ?? [])
      .filter(({ code, file }) => file === path && (code === "unused-import" || code === "duplicate-import"))
      .map(({ start }) => start),
  );
  const byPath = new Map<string, Set<string>>();
  for (const { names, from } of imports) {
    const own = byPath.get(from!.value) ?? new Set();
    for (const name of names) if (!unused.has(name.start)) own.add(name.text);
    byPath.set(from!.value, own);
  }
  const lines = [...byPath]
    .filter(([, names]) => names.size > 0)
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
    .map(([from, names]) => `import { ${[...names].sort().join(", ")} } from ${JSON.stringify(from)}`);
  const newText = lines.join("\n");
  if (newText === text.slice(span.start, span.end)) return [];
  return [
    { title: "Organise imports", kind: "source.organizeImports", edits: () => inFile(path, [{ ...span, newText }]) },
  ];
}

/** TypeScript first, as it is what the journeys are about. */
const rankOf = (path: string): number => (path.endsWith(".journey") ? 1 : 0);
