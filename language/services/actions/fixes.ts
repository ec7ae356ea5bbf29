/** The catalogue's fixes: one by one, and all that need nobody to look at them. */
import { applyFixes, preferredFix } from "../../diagnostics/apply-fixes.ts";
import type { Span } from "../../syntax/span.ts";
import type { EditedWorkspace } from "../edited-workspace.ts";
import { lineEdits } from "../formatting.ts";
import { type CodeAction, inFile } from "./code-action.ts";

/** What mends the findings that touch the range. */
export function quickFixes(workspace: EditedWorkspace, path: string, range: Span): readonly CodeAction[] {
  const text = workspace.host.readFile(path) ?? "";
  const found = workspace.findingsIn(path);
  return found
    .filter(({ start, end }) => start <= range.end && range.start <= end)
    .flatMap((diagnostic) => {
      const preferred = preferredFix(diagnostic, text);
      return (diagnostic.fixes ?? []).map(
        (fix): CodeAction => ({
          title: fix.title,
          kind: "quickfix",
          edits: () => inFile(path, fix.edits()),
          mends: { code: diagnostic.code, start: diagnostic.start, end: diagnostic.end },
          ...(fix === preferred ? { isPreferred: true } : {}),
        }),
      );
    });
}

/** What `check --fix` would do to this file. */
export function fixAll(workspace: EditedWorkspace, path: string): readonly CodeAction[] {
  const text = workspace.host.readFile(path);
  const found = workspace.findingsIn(path);
  if (text === undefined || !found.some((each) => preferredFix(each, text))) return [];
  return [
    {
      title: "Apply all sure fixes",
      kind: "source.fixAll",
      edits: () => {
        const { texts } = applyFixes(
          (changed) => workspace.checkWith(changed).flatMap(({ diagnostics }) => diagnostics),
          (file) => (file === path ? text : undefined),
        );
        return inFile(path, lineEdits(text, texts.get(path) ?? text));
      },
    },
  ];
}
