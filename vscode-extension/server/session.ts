/** What the parts of the server share: the connection, and the files as the client has them. */
import type { ModelReader, Span, TextEdit } from "@journey/language";
import type { EditedWorkspace } from "@journey/language/services";
import type {
  AnnotatedTextEdit,
  Connection,
  Location,
  TextEdit as ProtocolEdit,
  TextDocumentEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { Commit } from "./files.ts";
import type { Places } from "./ranges.ts";

/** What a request works on. */
export interface Asked {
  readonly path: string;
  readonly workspace: EditedWorkspace;
  readonly places: Places;
}

/** What the client can do. */
export interface ClientAbilities {
  /** Inserts places to fill in. */
  readonly snippets: boolean;
  /** Asks for the edits of a code action when it is chosen. */
  readonly lazyActions: boolean;
  /** Understands ranges in folds, rather than lines alone. */
  readonly foldingCharacters: boolean;
  /** Shows which part of a change is for somebody to decide. */
  readonly annotatedChanges: boolean;
}

export interface Session {
  readonly connection: Connection;
  readonly client: ClientAbilities;
  /** The answer of a service about a file; null where there is nothing to say. */
  answer<Result>(uri: string, ask: (asked: Asked) => Result | undefined): Result | null;
  /** All projects with something open, or in the editor's folders. */
  readonly workspaces: readonly EditedWorkspace[];
  workspaceOf(path: string): EditedWorkspace;
  /** The file as the last commit has it; undefined where that can't be known. */
  headOf(path: string): Commit | undefined;
  /** Reads the models of the file's project. */
  modelReaderOf(path: string): ModelReader;
  uriOf(path: string): string;
  /** The version of a file that is open; of others null. */
  versionOf(path: string): number | null;
  placesOf(path: string): Places;
}

export function toLocation(session: Session, { file, ...span }: Span & { readonly file: string }): Location {
  return { uri: session.uriOf(file), range: session.placesOf(file).range(span) };
}

/** A part of a change that is made only if somebody wants it. */
export interface OptionalEdit {
  readonly file: string;
  readonly edit: TextEdit;
  readonly label: string;
  readonly description: string;
}

/** The change, and a part of it that waits for somebody's word. For clients with {@link ClientAbilities.annotatedChanges}. */
export function toAnnotatedEdit(
  session: Session,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  { file: at, edit: optional, label, description }: OptionalEdit,
): WorkspaceEdit {
  const documentChanges = [...edits].map(([file, own]): TextDocumentEdit => {
    const places = session.placesOf(file);
    const all: (ProtocolEdit | AnnotatedTextEdit)[] = own.map((edit) => places.edit(edit));
    if (file === at) all.push({ ...places.edit(optional), annotationId: "optional" });
    return { textDocument: { uri: session.uriOf(file), version: session.versionOf(file) }, edits: all };
  });
  return { documentChanges, changeAnnotations: { optional: { label, description, needsConfirmation: true } } };
}

export function toWorkspaceEdit(session: Session, edits: ReadonlyMap<string, readonly TextEdit[]>): WorkspaceEdit {
  const changes = [...edits].map(([file, own]) => {
    const places = session.placesOf(file);
    return [session.uriOf(file), own.map((edit) => places.edit(edit))] as const;
  });
  return { changes: Object.fromEntries(changes) };
}
