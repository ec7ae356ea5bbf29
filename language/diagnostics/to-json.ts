import { LineIndex, type Position, type Span } from "../syntax/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";

/** A diagnostic for other programs: plain data, lines and columns from 1, columns in UTF-16 code units. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly file: string;
  readonly range: JsonRange;
  readonly message: string;
  readonly help?: string;
  readonly related?: readonly JsonRelatedPlace[];
}

export interface JsonRange {
  readonly start: Position;
  /** Right after the last character. */
  readonly end: Position;
}

export interface JsonRelatedPlace {
  readonly file: string;
  readonly range: JsonRange;
  readonly message: string;
}

/**
 * Turns diagnostics into plain data.
 *
 * @param textOf the text of a file that a diagnostic names; a file without one counts as empty
 * @param shownPath how a file's path is given
 */
export function diagnosticsToJson(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
  shownPath: (file: string) => string = (file) => file,
): readonly JsonDiagnostic[] {
  const indexes = new Map<string, LineIndex>();
  const rangeOf = (file: string, span: Span): JsonRange => {
    const index = indexes.get(file) ?? new LineIndex(textOf(file) ?? "");
    indexes.set(file, index);
    return { start: index.position(span.start), end: index.position(span.end) };
  };
  return diagnostics.map(({ code, severity, file, message, help, related, start, end }) => ({
    code,
    severity,
    file: shownPath(file),
    range: rangeOf(file, { start, end }),
    message,
    ...(help === undefined ? {} : { help }),
    ...(related === undefined || related.length === 0
      ? {}
      : {
          related: related.map((place) => ({
            file: shownPath(place.file),
            range: rangeOf(place.file, place),
            message: place.message,
          })),
        }),
  }));
}
