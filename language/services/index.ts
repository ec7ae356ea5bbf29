/** What an editor offers, as functions of (workspace, file, place); no protocol. */
export { completions } from "./completion/completion.ts";
export type { Completion, CompletionKind } from "./completion/item.ts";
export { type Definition, definition, type FilePlace } from "./definition.ts";
export { documentSymbols, type OutlineEntry, type OutlineKind } from "./document-symbols.ts";
export {
  createEditedWorkspace,
  type EditedWorkspace,
  type EditedWorkspaceOptions,
  type EditorHost,
} from "./edited-workspace.ts";
export { formattingEdits, onTypeFormattingEdits, rangeFormattingEdits } from "./formatting.ts";
export { type Hover, hover } from "./hover.ts";
export { type Highlight, highlights, references } from "./references.ts";
export { prepareRename, type RenameQuestion, type Renaming, rename } from "./rename.ts";
