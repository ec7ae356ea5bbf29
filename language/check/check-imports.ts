import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Host } from "../host.ts";
import type { EventSchema, Model } from "../models/schema.ts";
import type { Action, Audience, Import, Journey, Name, SourceFile, Template } from "../syntax/ast.ts";
import { removal, replacement, replacements } from "./fixes.ts";
import type { ModelReader, ModelReading } from "./model-reader.ts";
import { resolvePath, similarPath } from "./paths.ts";
import type { Declarations, Declared, FileScope, ImportedFunction } from "./scope.ts";

export type Imports = Pick<
  FileScope,
  "schema" | "imported" | "importable" | "unresolved" | "events" | "functions" | "declarations"
>;

interface ImportingFile {
  readonly file: string;
  readonly text: string;
  readonly host: Host;
  readonly readModels: ModelReader;
  /** What another `.journey` file declares; undefined: there is no such file, or it imports this one. */
  readonly readDeclarations: (path: string) => FileDeclarations | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** What a `.journey` file declares that others can import. */
export interface FileDeclarations {
  readonly declarations: Declarations;
  /** Something in it is wrong. */
  readonly isBroken: boolean;
}

/** Reads the models that a file imports, and reports imports that lead nowhere. */
export function checkImports(tree: SourceFile, scope: ImportingFile): Imports {
  const models: Record<string, Model> = {};
  const imported = new Map<string, string>();
  const importable = new Map<string, Import>();
  const unresolved = new Set<string>();
  const first = new Map<string, Name>();
  const events = new Map<string, EventSchema>();
  const functions = new Map<string, ImportedFunction>();
  const declarations = {
    audiences: new Map<string, Declared<Audience>>(),
    actions: new Map<string, Declared<Action>>(),
    templates: new Map<string, Declared<Template>>(),
    journeys: new Map<string, Declared<Journey>>(),
  };
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "import") continue;
    if (declaration.from?.value.endsWith(".journey")) {
      importDeclarations(declaration, scope, { first, imported, unresolved, declarations });
      continue;
    }
    const reading = readImport(declaration, scope);
    if (reading) Object.assign(models, reading.schema.models);
    for (const event of Object.values(reading?.schema.events ?? {})) events.set(event.name, event);
    const path = declaration.from ? resolvePath(scope.file, declaration.from.value) : "";
    const available = Object.keys(reading?.schema.models ?? {});
    for (const name of available) if (!importable.has(name)) importable.set(name, declaration);
    for (const event of Object.values(reading?.schema.events ?? {})) available.push(event.interfaceName);
    for (const found of Object.values(reading?.schema.functions ?? {})) {
      available.push(found.name);
      if (declaration.names.some((name) => name.text === found.name)) functions.set(found.name, { ...found, path });
    }
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
  return { schema: { models }, imported, importable, unresolved, events, functions, declarations };
}

interface Importing {
  readonly first: Map<string, Name>;
  readonly imported: Map<string, string>;
  readonly unresolved: Set<string>;
  readonly declarations: {
    readonly audiences: Map<string, Declared<Audience>>;
    readonly actions: Map<string, Declared<Action>>;
    readonly templates: Map<string, Declared<Template>>;
    readonly journeys: Map<string, Declared<Journey>>;
  };
}

/** `import { tag_hot } from "./shared.journey"`: audiences, actions, templates and journeys of another file. */
function importDeclarations(declaration: Import, scope: ImportingFile, into: Importing): void {
  const { from } = declaration;
  if (!from) return;
  const path = resolvePath(scope.file, from.value);
  const found = scope.readDeclarations(path);
  if (!found) {
    const suggestion = similarPath(scope.file, from.value, [".journey"], ["./", "../"], scope.host);
    scope.report(
      diagnostics.importNotFound({
        file: scope.file,
        span: { start: from.start, end: from.end },
        path: from.value,
        looked: path,
        suggestion,
        fixes: suggestion ? [replacement(from, JSON.stringify(suggestion))] : [],
      }),
    );
  }
  for (const name of declaration.names) {
    const earlier = into.first.get(name.text);
    if (earlier) {
      reportDuplicate(name, earlier, declaration, scope);
      continue;
    }
    into.first.set(name.text, name);
    let isThere = false;
    for (const kind of ["audiences", "actions", "templates", "journeys"] as const) {
      const declared = found?.declarations[kind].get(name.text);
      if (!declared) continue;
      isThere = true;
      (into.declarations[kind] as Map<string, unknown>).set(name.text, declared);
    }
    if (isThere) {
      into.imported.set(name.text, from.value);
      continue;
    }
    into.unresolved.add(name.text);
    if (!found || found.isBroken) continue;
    const names = Object.values(found.declarations).flatMap((each: ReadonlyMap<string, unknown>) => [...each.keys()]);
    const suggestion = suggest(name.text, names);
    scope.report(
      diagnostics.unknownImport({
        file: scope.file,
        span: name,
        path: from.value,
        name: name.text,
        suggestion,
        available: names.length > 0 ? quotedList(names) : undefined,
        fixes: replacements(name, suggestion),
      }),
    );
  }
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
