/** What is shown beside and over the text: hover, colours, hints, lenses, folds, selections. */
import {
  codeLenses,
  folds,
  hover,
  inlayHints,
  type SemanticToken,
  selectionRanges,
  semanticTokenModifiers,
  semanticTokens,
  semanticTokenTypes,
} from "@journey/language/services";
import {
  FoldingRangeKind,
  InlayHintKind,
  type SelectionRange,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
} from "vscode-languageserver";
import type { Places } from "./ranges.ts";
import type { Session } from "./session.ts";

export const tokensLegend: SemanticTokensLegend = {
  tokenTypes: [...semanticTokenTypes],
  tokenModifiers: [...semanticTokenModifiers],
};

export function serveDisplay(session: Session): void {
  const { connection } = session;
  connection.onHover(({ textDocument, position }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const found = hover(workspace, path, places.offset(position));
      return (
        found && { contents: { kind: "markdown" as const, value: found.markdown }, range: places.range(found.span) }
      );
    }),
  );
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      inlayHints(workspace, path, places.span(range)).map(({ offset, label, tooltip, kind }) => ({
        position: places.position(offset),
        label,
        tooltip,
        paddingLeft: true,
        ...(kind === "share" ? {} : { kind: InlayHintKind.Parameter }),
      })),
    ),
  );
  connection.onCodeLens(({ textDocument }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      codeLenses(workspace, path).map(({ span, title, command, about }) => ({
        range: places.range(span),
        command: { title, command: lensCommands[command], arguments: [textDocument.uri, about] },
      })),
    ),
  );
  connection.onFoldingRanges(({ textDocument }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const opened = workspace.opened(path);
      return (
        opened &&
        folds(opened.parsed).map(({ start, end, kind }) => {
          const range = places.range({ start, end });
          const closing = kind === "block" && !session.client.foldingCharacters ? 1 : 0;
          return {
            startLine: range.start.line,
            // The line with the brace stays to be seen.
            endLine: Math.max(range.start.line, range.end.line - closing),
            ...(kind === "comment" ? { kind: FoldingRangeKind.Comment } : {}),
            ...(kind === "imports" ? { kind: FoldingRangeKind.Imports } : {}),
          };
        })
      );
    }),
  );
  connection.onSelectionRanges(({ textDocument, positions }) =>
    session.answer(textDocument.uri, ({ workspace, path, places }) =>
      positions.map((position): SelectionRange => {
        const spans = selectionRanges(workspace, path, places.offset(position));
        const outermost = spans
          .toReversed()
          .reduce<SelectionRange | undefined>(
            (parent, span) => ({ range: places.range(span), ...(parent ? { parent } : {}) }),
            undefined,
          );
        return outermost ?? { range: { start: position, end: position } };
      }),
    ),
  );
  serveTokens(session);
}

/** The client carries them out; a client that has none of these commands shows the title alone. */
export const lensCommands = {
  "run test": "journey.runTest",
  "run tests": "journey.runTests",
  simulate: "journey.simulate",
  "show diagram": "journey.showDiagram",
} as const;

function serveTokens(session: Session): void {
  const { semanticTokens: requests } = session.connection.languages;
  /** The last answer for each file: what a delta is counted from. */
  const builders = new Map<string, SemanticTokensBuilder>();
  const builderOf = (uri: string): SemanticTokensBuilder => {
    const builder = builders.get(uri) ?? new SemanticTokensBuilder();
    builders.set(uri, builder);
    return builder;
  };
  const nothing = { data: [] };
  requests.on(
    ({ textDocument }) =>
      session.answer(textDocument.uri, ({ workspace, path, places }) => {
        const builder = builderOf(textDocument.uri);
        // A builder keeps the answer before it under an id.
        builder.previousResult("");
        push(builder, semanticTokens(workspace, path), places);
        return builder.build();
      }) ?? nothing,
  );
  requests.onDelta(
    ({ textDocument, previousResultId }) =>
      session.answer(textDocument.uri, ({ workspace, path, places }) => {
        const builder = builderOf(textDocument.uri);
        builder.previousResult(previousResultId);
        push(builder, semanticTokens(workspace, path), places);
        return builder.buildEdits();
      }) ?? nothing,
  );
  requests.onRange(
    ({ textDocument, range }) =>
      session.answer(textDocument.uri, ({ workspace, path, places }) => {
        const builder = new SemanticTokensBuilder();
        push(builder, semanticTokens(workspace, path, places.span(range)), places);
        return builder.build();
      }) ?? nothing,
  );
}

const typeNumbers = new Map(semanticTokenTypes.map((type, index) => [type, index]));
const modifierBits = new Map(semanticTokenModifiers.map((modifier, index) => [modifier, 1 << index]));

function push(builder: SemanticTokensBuilder, tokens: readonly SemanticToken[], places: Places): void {
  for (const { start, end, type, modifiers } of tokens) {
    const { line, character } = places.position(start);
    const bits = modifiers.reduce((sum, modifier) => sum | (modifierBits.get(modifier) ?? 0), 0);
    builder.push(line, character, end - start, typeNumbers.get(type) ?? 0, bits);
  }
}
