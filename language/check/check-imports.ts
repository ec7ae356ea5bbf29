import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Host } from "../host.ts";
import type { Model } from "../models/schema.ts";
import type { Import, Name, SourceFile } from "../syntax/ast.ts";
import { removal, replacement, replacements } from "./fixes.ts";
import type { ModelReader, ModelReading } from "./model-reader.ts";
import { resolvePath, similarPath } from "./paths.ts";
import type { FileScope } from "./scope.ts";

export type Imports = Pick<FileScope, "schema" | "imported" | "importable" | "unresolved">;

interface ImportingFile {
  readonly file: string;
  readonly text: string;
  readonly host: Host;
  readonly readModels: ModelReader;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Reads the models that a file imports, and reports imports that lead nowhere. */
export function checkImports(tree: SourceFile, scope: ImportingFile): Imports {
  const models: Record<string, Model> = {};
  const imported = new Map<string, string>();
  const importable = new Map<string, Import>();
  const unresolved = new Set<string>();
  const first = new Map<string, Name>();
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "import") continue;
    const reading = readImport(declaration, scope);
    if (reading) Object.assign(models, reading.schema.models);
    const available = Object.keys(reading?.schema.models ?? {});
    for (const name of available) if (!importable.has(name)) importable.set(name, declaration);
    for (const name of declaration.names) {
      const earlier = first.get(name.text);
      if (earlier) {
        reportDuplicate(name, earlier, declaration, scope);
        continue;
      }
      first.set(name.text, name);
      if (reading && declaration.from && available.includes(name.text)) {
        imported.set(name.text, declaration.from.value);
        continue;
      }
      unresolved.add(name.text);
      // A file that has mistakes of its own may well have the model that couldn't be read.
      const isBroken = reading?.diagnostics.some((diagnostic) => diagnostic.severity === "error") === true;
      if (!reading || !declaration.from || isBroken) continue;
      const suggestion = suggest(name.text, available);
      scope.report(
        diagnostics.unknownImport({
          file: scope.file,
          span: name,
          path: declaration.from.value,
          name: name.text,
          suggestion,
          available: available.length > 0 ? quotedList(available) : undefined,
          fixes: replacements(name, suggestion),
        }),
      );
    }
  }
  return { schema: { models }, imported, importable, unresolved };
}

function readImport({ from }: Import, scope: ImportingFile): ModelReading | undefined {
  if (!from) return undefined;
  const at = { file: scope.file, span: { start: from.start, end: from.end } };
  if (!/\.[cm]?ts$/.test(from.value)) {
    scope.report(diagnostics.importNotModels({ ...at, path: from.value }));
    return undefined;
  }
  const looked = resolvePath(scope.file, from.value);
  if (scope.host.readFile(looked) === undefined) {
    const suggestion = similarPath(scope.file, from.value, [".ts"], ["./", "../", "./models/"], scope.host);
    scope.report(
      diagnostics.importNotFound({
        ...at,
        path: from.value,
        looked,
        suggestion,
        fixes: suggestion ? [replacement(from, JSON.stringify(suggestion))] : [],
      }),
    );
    return undefined;
  }
  const reading = scope.readModels(looked, scope.host);
  for (const diagnostic of reading.diagnostics) scope.report(diagnostic);
  return reading;
}

function reportDuplicate(name: Name, earlier: Name, declaration: Import, scope: ImportingFile): void {
  const place = { file: scope.file, start: earlier.start, end: earlier.end };
  scope.report(
    diagnostics.duplicateImport({
      file: scope.file,
      span: name,
      name: name.text,
      related: [{ ...place, message: "It is imported here first." }],
      fixes: [removeName(name, declaration, scope.text)],
    }),
  );
}

/** Warns of imported names that nothing in the file uses. */
export function reportUnusedImports(tree: SourceFile, scope: FileScope): void {
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "import") continue;
    for (const name of declaration.names) {
      if (!scope.imported.has(name.text) || scope.used.has(name.text)) continue;
      scope.report(
        diagnostics.unusedImport({
          file: scope.file,
          span: name,
          name: name.text,
          fixes: [removeName(name, declaration, scope.text)],
        }),
      );
    }
  }
}

/** Takes a name out of the braces, with its comma; the last one takes the whole import with it. */
function removeName(name: Name, declaration: Import, text: string) {
  const title = `Remove \`${name.text}\` from the import`;
  if (declaration.names.length <= 1) return removal(text, declaration, title);
  const index = declaration.names.indexOf(name);
  const next = declaration.names[index + 1];
  const previous = declaration.names[index - 1];
  const span = next ? { start: name.start, end: next.start } : { start: previous?.end ?? name.start, end: name.end };
  return replacement(span, "", title);
}
