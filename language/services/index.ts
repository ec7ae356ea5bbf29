/** What an editor offers, as functions of (workspace, file, place); no protocol. */
export type { CodeAction, CodeActionKind } from "./actions/code-action.ts";
export { codeActions } from "./actions/code-actions.ts";
export { incoming, outgoing, type PathCall, type PathItem, pathItem } from "./call-hierarchy.ts";
export { type CodeLens, codeLenses } from "./code-lenses.ts";
export { completions } from "./completion/completion.ts";
export type { Completion, CompletionKind } from "./completion/item.ts";
export { type Definition, definition, type FilePlace } from "./definition.ts";
export { type DocumentLink, documentLinks } from "./document-links.ts";
export { documentSymbols, type OutlineEntry, type OutlineKind } from "./document-symbols.ts";
export {
  createEditedWorkspace,
  type EditedWorkspace,
  type EditedWorkspaceOptions,
  type EditorHost,
  ownFindings,
} from "./edited-workspace.ts";
export { type Fold, folds } from "./folding.ts";
export { formattingEdits, onTypeFormattingEdits, rangeFormattingEdits } from "./formatting.ts";
export { type Hover, hover } from "./hover.ts";
export { type InlayHint, inlayHints } from "./inlay-hints.ts";
export { linkedRanges } from "./linked-editing.ts";
export { type Highlight, highlights, references } from "./references.ts";
export { type KeepingEdit, prepareRename, type RenameQuestion, type Renaming, rename } from "./rename.ts";
export { selectionRanges } from "./selection-ranges.ts";
export {
  type SemanticToken,
  semanticTokenModifiers,
  semanticTokens,
  semanticTokenTypes,
} from "./semantic-tokens.ts";
export { type Signature, type SignatureHelp, signatureHelp } from "./signature-help.ts";
export { type WorkspaceSymbol, workspaceSymbols } from "./workspace-symbols.ts";
