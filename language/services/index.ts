/** What an editor offers, as functions of (workspace, file, place); no protocol. */
export { type Completion, type CompletionKind, completions } from "./completion.ts";
export { documentSymbols, type OutlineEntry, type OutlineKind } from "./document-symbols.ts";
export {
  createEditedWorkspace,
  type EditedWorkspace,
  type EditedWorkspaceOptions,
  type EditorHost,
} from "./edited-workspace.ts";
export { formattingEdits, onTypeFormattingEdits, rangeFormattingEdits } from "./formatting.ts";
export { type Hover, hover } from "./hover.ts";
