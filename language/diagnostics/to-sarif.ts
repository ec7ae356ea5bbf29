import { LineIndex, type Span } from "../syntax/span.ts";
import { catalogue } from "./catalogue.generated.ts";
import type { Diagnostic, Fix, Severity } from "./diagnostic.ts";
import { docsLink } from "./docs-link.ts";
import type { CatalogueEntry } from "./make-diagnostic.ts";

/** What programs that gather findings (GitHub code scanning, editors) read: SARIF 2.1.0, as far as it is used here. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly SarifRun[];
}

export interface SarifRun {
  readonly tool: { readonly driver: SarifDriver };
  readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
  readonly columnKind: "utf16CodeUnits";
  readonly newlineSequences: readonly string[];
  readonly results: readonly SarifResult[];
}

export interface SarifDriver {
  readonly name: string;
  readonly version?: string;
  readonly rules: readonly SarifRule[];
}

export interface SarifRule {
  readonly id: string;
  readonly shortDescription: SarifMessage;
  readonly fullDescription: SarifMessage;
  readonly help: SarifMessage;
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: SarifLevel };
}

export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: SarifLevel;
  readonly message: SarifMessage;
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly fixes?: readonly SarifFix[];
}

export type SarifLevel = "error" | "warning" | "note";

export interface SarifMessage {
  readonly text: string;
  readonly markdown?: string;
}

export interface SarifLocation {
  readonly id?: number;
  readonly physicalLocation: { readonly artifactLocation: SarifArtifactLocation; readonly region: SarifRegion };
  readonly message?: SarifMessage;
}

export interface SarifArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
}

export interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  /** Right after the last character. */
  readonly endColumn: number;
}

export interface SarifFix {
  readonly description: SarifMessage;
  readonly artifactChanges: readonly {
    readonly artifactLocation: SarifArtifactLocation;
    readonly replacements: readonly {
      readonly deletedRegion: SarifRegion;
      readonly insertedContent?: { readonly text: string };
    }[];
  }[];
}

export interface SarifOptions {
  /** The folder that paths are given from: absolute, with `/`. */
  readonly root: string;
  /** The version of the program that checked. */
  readonly version?: string;
  /** The address of the page that explains the codes; without it, the rules have no link. */
  readonly docs?: string;
}

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const baseId = "%SRCROOT%";
const codes = Object.keys(catalogue);

/**
 * Turns diagnostics into a SARIF 2.1.0 log with one run.
 *
 * @param textOf the text of a file that a diagnostic names; a file without one counts as empty
 */
export function diagnosticsToSarif(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
  options: SarifOptions,
): SarifLog {
  const root = options.root.endsWith("/") ? options.root : `${options.root}/`;
  const indexes = new Map<string, LineIndex>();
  const regionOf = (file: string, span: Span): SarifRegion => {
    const index = indexes.get(file) ?? new LineIndex(textOf(file) ?? "");
    indexes.set(file, index);
    const [start, end] = [index.position(span.start), index.position(span.end)];
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  };
  const physical = (file: string, span: Span): SarifLocation["physicalLocation"] => ({
    artifactLocation: artifactOf(file, root),
    region: regionOf(file, span),
  });
  const fixOf = (file: string, fix: Fix): SarifFix => ({
    description: messageOf(fix.title),
    artifactChanges: [
      {
        artifactLocation: artifactOf(file, root),
        replacements: fix.edits().map((edit) => ({
          deletedRegion: regionOf(file, edit),
          ...(edit.newText === "" ? {} : { insertedContent: { text: edit.newText } }),
        })),
      },
    ],
  });
  return {
    $schema: schema,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "journey",
            ...(options.version === undefined ? {} : { version: options.version }),
            rules: Object.entries(catalogue).map(([code, entry]) => ruleOf(code, entry, options.docs)),
          },
        },
        originalUriBaseIds: { [baseId]: { uri: fileUri(root) } },
        columnKind: "utf16CodeUnits",
        newlineSequences: ["\r\n", "\n", "\r"],
        results: diagnostics.map(({ code, severity, file, message, help, related, fixes, start, end }) => ({
          ruleId: code,
          ...(codes.includes(code) ? { ruleIndex: codes.indexOf(code) } : {}),
          level: levelOf(severity),
          message: messageOf(help === undefined ? message : `${message}\n${help}`),
          locations: [{ physicalLocation: physical(file, { start, end }) }],
          ...(related === undefined || related.length === 0
            ? {}
            : {
                relatedLocations: related.map((place, index) => ({
                  id: index + 1,
                  physicalLocation: physical(place.file, place),
                  message: messageOf(place.message),
                })),
              }),
          ...(fixes === undefined || fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(file, fix)) }),
        })),
      },
    ],
  };
}

function ruleOf(code: string, entry: CatalogueEntry, docs: string | undefined): SarifRule {
  // A text that is all detail says nothing by itself; the code does: "Syntax error".
  const isAllDetail = (text: string): boolean => /^%\w+%$/.test(text);
  const description = isAllDetail(entry.message) ? inWords(code) : shownDetails(entry.message);
  const help = entry.help.filter((text) => !isAllDetail(text)).map(shownDetails);
  return {
    id: code,
    shortDescription: descriptionOf(description),
    fullDescription: descriptionOf(description),
    help: descriptionOf(help.length > 0 ? help.join("\n") : description),
    ...(docs === undefined ? {} : { helpUri: docsLink(code, docs) }),
    defaultConfiguration: { level: levelOf(entry.severity) },
  };
}

function inWords(code: string): string {
  return `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll("-", " ")}.`;
}

/** `%name%` is for the program; people read ‹name›. */
function shownDetails(text: string): string {
  return text.replace(/%([a-zA-Z]\w*)%/g, "‹$1›");
}

function levelOf(severity: Severity): SarifLevel {
  switch (severity) {
    case "error":
    case "warning":
      return severity;
    case "info":
      return "note";
  }
}

/** Backquotes are Markdown; plain text has single quotes in their place. */
function descriptionOf(text: string): SarifMessage {
  const plain = text.replaceAll("`", "'");
  return plain === text ? { text } : { text: plain, markdown: text.replaceAll("\n", "\n\n") };
}

/** A message's own braces stand twice: single ones are SARIF's placeholders (3.11.5). */
function messageOf(text: string): SarifMessage {
  return descriptionOf(text.replace(/[{}]/g, "$&$&"));
}

/** From the root where the file is below it. */
function artifactOf(file: string, root: string): SarifArtifactLocation {
  return file.startsWith(root)
    ? { uri: encoded(file.slice(root.length)), uriBaseId: baseId }
    : { uri: file.startsWith("/") || /^[a-zA-Z]:\//.test(file) ? fileUri(file) : encoded(file) };
}

/** `/a/b` and `C:/a/b` as `file:` addresses. */
function fileUri(path: string): string {
  const drive = /^[a-zA-Z]:(?=\/)/.exec(path)?.[0];
  return drive === undefined ? `file://${encoded(path)}` : `file:///${drive}${encoded(path.slice(drive.length))}`;
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
