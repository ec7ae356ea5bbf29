/** What changes texts: completion, rename, code actions, formatting. */
import {
  type CodeAction,
  type Completion,
  codeActions,
  completions,
  formattingEdits,
  type KeepingEdit,
  linkedRanges,
  onTypeFormattingEdits,
  prepareRename,
  rangeFormattingEdits,
  rename,
  signatureHelp,
} from "@journey/language/services";
import { LSPErrorCodes, type CodeAction as ProtocolAction, ResponseError } from "vscode-languageserver";
import { type Asked, type Session, toAnnotatedEdit, toWorkspaceEdit } from "./session.ts";
import { toCompletionItem } from "./to-protocol.ts";

export function serveEditing(session: Session): void {
  const { connection } = session;
  const formerNames = new FormerNames();
  connection.onCompletion(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const offset = places.offset(position);
      const all = completions(workspace, path, offset);
      const told = (items: readonly Completion[]) =>
        items.map((item) => toCompletionItem(item, places, session.client.snippets));
      if (all.length <= mostCompletions) return told(all);
      const fitting = all.filter(({ label, span }) => fits(label, places.text.slice(span.start, offset)));
      return { isIncomplete: true, items: told(fitting.slice(0, mostCompletions)) };
    }),
  );
  connection.onSignatureHelp(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const help = signatureHelp(workspace, path, places.offset(position));
      if (!help) return undefined;
      return {
        signatures: help.signatures.map(({ label, doc, parameters }) => ({
          label,
          ...(doc === undefined ? {} : { documentation: { kind: "markdown" as const, value: doc } }),
          parameters: parameters.map((parameter) => ({ label: parameter.label })),
        })),
        activeSignature: help.active,
        activeParameter: help.activeParameter,
      };
    }),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const question = prepareRename(workspace, path, places.offset(position));
      if (!question) return undefined;
      if (!question.isPossible) throw refused(question.reason);
      return { range: places.range(question.span), placeholder: question.name };
    }),
  );
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const renaming = rename(workspace, path, places.offset(position), newName);
      if (renaming && !renaming.isPossible) throw refused(renaming.reason);
      if (!renaming) return undefined;
      const { edits } = renaming;
      const keeping = formerNames.note(renaming.keeping);
      if (!keeping || !session.client.annotatedChanges) return toWorkspaceEdit(session, edits);
      const label = `Keep people under way: renamed from ${keeping.old}`;
      const description = "Needed if the journey runs with the old name: whoever is at the step stays at it.";
      return toAnnotatedEdit(session, edits, { ...keeping, label, description });
    }),
  );
  connection.languages.onLinkedEditingRange(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const ranges = linkedRanges(workspace, path, places.offset(position)).map((span) => places.range(span));
      return ranges.length > 0 ? { ranges } : undefined;
    }),
  );
  connection.onDocumentFormatting(({ textDocument }) =>
    formatted(textDocument.uri, ({ text }) => formattingEdits(text)),
  );
  connection.onDocumentRangeFormatting(({ textDocument, range }) =>
    formatted(textDocument.uri, (places) => rangeFormattingEdits(places.text, places.span(range))),
  );
  connection.onDocumentOnTypeFormatting(({ textDocument, position, ch }) =>
    formatted(textDocument.uri, (places) => onTypeFormattingEdits(places.text, places.offset(position), ch)),
  );
  serveActions(session, formerNames);

  function formatted(uri: string, edits: (places: Asked["places"]) => ReturnType<typeof formattingEdits>) {
    return session.answer(uri, ({ path, places }) =>
      path.endsWith(".journey") ? edits(places).map((edit) => places.edit(edit)) : [],
    );
  }
}

/** Nobody reads more: the client asks again when more has been typed. */
const mostCompletions = 200;

/** Whether what was typed has its letters in the label, in that order. */
function fits(label: string, typed: string): boolean {
  const [name, letters] = [label.toLowerCase(), typed.toLowerCase()];
  let at = -1;
  for (const letter of letters) {
    at = name.indexOf(letter, at + 1);
    if (at === -1) return false;
  }
  return true;
}

/** Which steps were renamed since the start, and what they were called at first. */
class FormerNames {
  readonly #names = new Map<string, string>();

  /** What is to be offered with the renaming: nothing where the step gets its first name back. */
  note(keeping: KeepingEdit | undefined): KeepingEdit | undefined {
    if (!keeping) return undefined;
    const { file, old, name } = keeping;
    const first = this.of(file, old) ?? old;
    this.#names.delete(`${file} ${old}`);
    if (first === name) return undefined;
    this.#names.set(`${file} ${name}`, first);
    return keeping;
  }

  of(file: string, name: string): string | undefined {
    return this.#names.get(`${file} ${name}`);
  }
}

function serveActions(session: Session, formerNames: FormerNames): void {
  const { connection } = session;
  const asked = (uri: string, { start, end }: Remembered, only: readonly string[]): readonly CodeAction[] =>
    session.answer(uri, ({ workspace, path }) =>
      codeActions(workspace, path, { start, end }, only, (file, name) => formerNames.of(file, name)),
    ) ?? [];
  connection.onCodeAction(({ textDocument, range, context }) =>
    session.answer(textDocument.uri, ({ places }) => {
      const span = places.span(range);
      const only = context.only ?? [];
      return asked(textDocument.uri, span, only).map((action): ProtocolAction => {
        const { title, kind, mends, isPreferred } = action;
        const diagnostics = context.diagnostics.filter(
          (each) => mends && each.code === mends.code && places.offset(each.range.start) === mends.start,
        );
        return {
          title,
          kind,
          ...(diagnostics.length > 0 ? { diagnostics } : {}),
          ...(isPreferred ? { isPreferred } : {}),
          ...(session.client.lazyActions
            ? { data: { uri: textDocument.uri, ...span, only } }
            : { edit: toWorkspaceEdit(session, action.edits()) }),
        };
      });
    }),
  );
  connection.onCodeActionResolve((action) => {
    const { data } = action;
    if (!isRemembered(data)) return action;
    const found = asked(data.uri, data, data.only).find(
      ({ title, kind }) => title === action.title && kind === action.kind,
    );
    return found ? { ...action, edit: toWorkspaceEdit(session, found.edits()) } : action;
  });
}

interface Remembered {
  readonly start: number;
  readonly end: number;
}

function isRemembered(data: unknown): data is Remembered & { readonly uri: string; readonly only: readonly string[] } {
  return (
    typeof data === "object" && data !== null && "uri" in data && "start" in data && "end" in data && "only" in data
  );
}

const refused = (reason: string): ResponseError => new ResponseError(LSPErrorCodes.RequestFailed, reason);
