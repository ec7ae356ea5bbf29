/** Everything that can be done at a place. */
import type { Span } from "../../syntax/span.ts";
import type { EditedWorkspace } from "../edited-workspace.ts";
import type { CodeAction, CodeActionKind } from "./code-action.ts";
import { extractions } from "./extract.ts";
import { fixAll, quickFixes } from "./fixes.ts";
import { organizeImports } from "./organize-imports.ts";
import { type FormerName, rewrites } from "./rewrite.ts";

/**
 * @param only kinds that are wanted, or what they begin with (`refactor`, `source`); none: all
 * @param formerName what a step was called before it was renamed here
 */
export function codeActions(
  workspace: EditedWorkspace,
  path: string,
  range: Span,
  only: readonly string[] = [],
  formerName?: FormerName,
): readonly CodeAction[] {
  const wants = (kind: CodeActionKind): boolean =>
    only.length === 0 || only.some((each) => kind === each || kind.startsWith(`${each}.`));
  const isJourney = path.endsWith(".journey");
  return [
    ...(wants("quickfix") ? quickFixes(workspace, path, range) : []),
    ...(isJourney && wants("refactor.extract") ? extractions(workspace, path, range) : []),
    ...(isJourney && wants("refactor.rewrite") ? rewrites(workspace, path, range, formerName) : []),
    // Work for the whole file is offered when it is asked for, not at every move of the cursor.
    ...(only.length > 0 && wants("source.fixAll") ? fixAll(workspace, path) : []),
    ...(only.length > 0 && isJourney && wants("source.organizeImports") ? organizeImports(workspace, path) : []),
  ];
}
