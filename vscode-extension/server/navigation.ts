/** Where things are: definitions, references, symbols, paths. */
import {
  definition,
  documentLinks,
  documentSymbols,
  highlights,
  incoming,
  outgoing,
  type PathItem,
  pathItem,
  references,
  workspaceSymbols,
} from "@journey/language/services";
import { type CallHierarchyItem, DocumentHighlightKind, SymbolKind } from "vscode-languageserver";
import { type Session, toLocation } from "./session.ts";
import { toSymbol, toSymbolKind } from "./to-protocol.ts";

export function serveNavigation(session: Session): void {
  const { connection } = session;
  connection.onDefinition(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      definition(workspace, path, places.offset(position))?.places.map((place) => toLocation(session, place)),
    ),
  );
  connection.onReferences(({ textDocument, position, context }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      references(workspace, path, places.offset(position), { withDeclaration: context.includeDeclaration }).map(
        (place) => toLocation(session, place),
      ),
    ),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      highlights(workspace, path, places.offset(position)).map((each) => ({
        range: places.range(each),
        kind: each.isWrite ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const opened = workspace.opened(path);
      return opened && documentSymbols(opened.parsed).map((entry) => toSymbol(entry, places));
    }),
  );
  connection.onWorkspaceSymbol(({ query }) =>
    session.workspaces.flatMap((workspace) =>
      workspaceSymbols(workspace, query).map(({ name, kind, nameSpan, file, container }) => ({
        name,
        kind: toSymbolKind(kind),
        location: toLocation(session, { ...nameSpan, file }),
        ...(container === undefined ? {} : { containerName: container }),
      })),
    ),
  );
  connection.onDocumentLinks(({ textDocument }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      documentLinks(workspace, path).map((link) => ({ range: places.range(link), target: session.uriOf(link.file) })),
    ),
  );
  servePaths(session);
}

const pathKinds = { journey: SymbolKind.Class, action: SymbolKind.Function, step: SymbolKind.Event } as const;

function servePaths(session: Session): void {
  const { callHierarchy } = session.connection.languages;
  const toItem = (item: PathItem): CallHierarchyItem => {
    const places = session.placesOf(item.file);
    return {
      name: item.name,
      kind: pathKinds[item.kind],
      detail: item.detail,
      uri: session.uriOf(item.file),
      range: places.range(item.span),
      selectionRange: places.range(item.nameSpan),
    };
  };
  /** The item may come from before an edit: what stands there now is meant. */
  const ask = <Result>(item: CallHierarchyItem, about: (asked: PathItem, path: string) => Result): Result | null =>
    session.answer(item.uri, ({ workspace, path, places }) => {
      const now = pathItem(workspace, path, places.offset(item.selectionRange.start));
      return now && about(now, path);
    });
  callHierarchy.onPrepare(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const item = pathItem(workspace, path, places.offset(position));
      return item && [toItem(item)];
    }),
  );
  callHierarchy.onIncomingCalls(({ item }) =>
    ask(item, (now, path) =>
      incoming(session.workspaceOf(path), now).map((call) => ({
        from: toItem(call.item),
        fromRanges: call.at.map((span) => session.placesOf(call.item.file).range(span)),
      })),
    ),
  );
  callHierarchy.onOutgoingCalls(({ item }) =>
    ask(item, (now, path) =>
      outgoing(session.workspaceOf(path), now).map((call) => ({
        to: toItem(call.item),
        fromRanges: call.at.map((span) => session.placesOf(path).range(span)),
      })),
    ),
  );
}
