/** What the services say, in the protocol's words. */
import { type Diagnostic, docsLink } from "@journey/language";
import type { Completion, CompletionKind, OutlineEntry, OutlineKind } from "@journey/language/services";
import {
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  InsertTextFormat,
  type Diagnostic as ProtocolDiagnostic,
  SymbolKind,
} from "vscode-languageserver";
import type { Places } from "./ranges.ts";
import { uriOf } from "./uris.ts";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** Shown faded rather than underlined. */
const unnecessary = new Set(["unused-import", "unused-declaration", "unreachable-step", "duplicate-import"]);

/** @param placesOf the positions in a file */
export function toDiagnostic(
  diagnostic: Diagnostic,
  placesOf: (path: string) => Places,
  docs: string | undefined,
): ProtocolDiagnostic {
  const { code, severity, message, help, related, file } = diagnostic;
  const href = docs === undefined ? undefined : docsLink(code, docs);
  return {
    range: placesOf(file).range(diagnostic),
    severity: severities[severity],
    code,
    ...(href !== undefined && URL.canParse(href) ? { codeDescription: { href } } : {}),
    source: "journey",
    message: help === undefined ? message : `${message}\n${help}`,
    ...(unnecessary.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related && related.length > 0
      ? {
          relatedInformation: related.map((place) => ({
            location: { uri: uriOf(place.file), range: placesOf(place.file).range(place) },
            message: place.message,
          })),
        }
      : {}),
  };
}

const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  journey: SymbolKind.Class,
  audience: SymbolKind.Interface,
  action: SymbolKind.Function,
  template: SymbolKind.Struct,
  test: SymbolKind.Method,
  simulation: SymbolKind.Method,
  activity: SymbolKind.Event,
  flow: SymbolKind.Namespace,
  clause: SymbolKind.Operator,
  goal: SymbolKind.Constant,
};

export function toSymbolKind(kind: OutlineKind): SymbolKind {
  return symbolKinds[kind];
}

export function toSymbol(entry: OutlineEntry, places: Places): DocumentSymbol {
  return {
    name: entry.name,
    ...(entry.detail === undefined ? {} : { detail: entry.detail }),
    kind: symbolKinds[entry.kind],
    range: places.range(entry.span),
    selectionRange: places.range(entry.nameSpan),
    children: entry.children.map((child) => toSymbol(child, places)),
  };
}

const completionKinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  field: CompletionItemKind.Field,
  relation: CompletionItemKind.Reference,
  model: CompletionItemKind.Interface,
  event: CompletionItemKind.Event,
  choice: CompletionItemKind.EnumMember,
  activity: CompletionItemKind.Method,
  journey: CompletionItemKind.Class,
  audience: CompletionItemKind.Class,
  action: CompletionItemKind.Function,
  template: CompletionItemKind.Struct,
  function: CompletionItemKind.Function,
  goal: CompletionItemKind.Constant,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  value: CompletionItemKind.Value,
  operator: CompletionItemKind.Operator,
  unit: CompletionItemKind.Unit,
  filter: CompletionItemKind.Function,
};

/** @param snippets the client can insert places to fill in */
export function toCompletionItem(item: Completion, places: Places, snippets: boolean): CompletionItem {
  const { label, kind, detail, doc, span, insert, isSnippet, rank } = item;
  return {
    label,
    kind: completionKinds[kind],
    ...(detail === undefined ? {} : { detail }),
    ...(doc === undefined ? {} : { documentation: { kind: "markdown", value: doc } }),
    sortText: String(rank).padStart(4, "0"),
    filterText: label,
    textEdit: { range: places.range(span), newText: isSnippet && !snippets ? plainSnippet(insert) : insert },
    ...(isSnippet && snippets ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
  };
}

/** `"${1:subject}"$0` → `"subject"` */
export function plainSnippet(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\{?\d+\}?/g, "")
    .replace(/\\([$}\\])/g, "$1");
}
