import type { Span } from "../syntax/span.ts";
import type { Diagnostic, Fix, RelatedPlace, Severity } from "./diagnostic.ts";
import { codesToLookAt } from "./fixes-to-look-at.ts";

/** Where a diagnostic points, and what goes with it; the rest is the catalogue's. */
export interface DiagnosticPlace {
  /** The file's path as the host names it. */
  readonly file: string;
  readonly span: Span;
  readonly related?: readonly RelatedPlace[] | undefined;
  readonly fixes?: readonly Fix[] | undefined;
}

/** A code as the catalogue describes it: texts with `%name%` where a detail goes. */
export interface CatalogueEntry {
  readonly severity: Severity;
  readonly message: string;
  /** The next step; of several, the first whose details are all known is taken. */
  readonly help: readonly string[];
}

export type DiagnosticDetails = Readonly<Record<string, string | number | undefined>>;

const placeholder = /%([a-zA-Z]\w*)%/g;

/** Makes a diagnostic out of its catalogue entry and the details of this case. */
export function makeDiagnostic(
  code: string,
  entry: CatalogueEntry,
  place: DiagnosticPlace,
  details: DiagnosticDetails,
): Diagnostic {
  const help = entry.help.find((text) => namesIn(text).every((name) => details[name] !== undefined));
  return {
    code,
    severity: entry.severity,
    file: place.file,
    start: place.span.start,
    end: place.span.end,
    message: fillIn(entry.message, details),
    ...(help === undefined ? {} : { help: fillIn(help, details) }),
    ...(place.related === undefined || place.related.length === 0 ? {} : { related: place.related }),
    ...(place.fixes === undefined || place.fixes.length === 0 ? {} : { fixes: fixesOf(code, place.fixes) }),
  };
}

function fixesOf(code: string, fixes: readonly Fix[]): readonly Fix[] {
  return codesToLookAt.has(code) ? fixes.map((fix) => ({ ...fix, preferred: false as const })) : fixes;
}

/** The catalogue's texts are few. */
const known = new Map<string, readonly string[]>();

function namesIn(text: string): readonly string[] {
  const names = known.get(text) ?? [...text.matchAll(placeholder)].map((match) => match[1] ?? "");
  known.set(text, names);
  return names;
}

function fillIn(text: string, details: DiagnosticDetails): string {
  if (!text.includes("%")) return text;
  return text.replace(placeholder, (_, name: string) => String(details[name] ?? ""));
}
