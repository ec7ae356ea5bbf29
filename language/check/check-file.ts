import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { applySuppressions } from "../diagnostics/suppressions.ts";
import type { Host } from "../host.ts";
import { Problem } from "../problem.ts";
import type { Name, SourceFile, UnknownStatement } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { checkImports, reportUnusedImports } from "./check-imports.ts";
import { checkJourney } from "./check-journey.ts";
import { replacements } from "./fixes.ts";
import { type ModelReader, readModelsOnce } from "./model-reader.ts";
import type { CheckedFile } from "./program.ts";
import type { FileScope } from "./scope.ts";

export interface CheckOptions {
  /** Reads a file's models; for callers that keep them between checks. Default: reads each file once per call. */
  readonly readModels?: ModelReader;
}

/**
 * Checks one `.journey` file: its syntax, names, types, times and texts, with the model and body files that it names.
 * Never throws for what is in a file.
 *
 * @param path absolute, with `/`, as the host knows it
 * @throws Problem `no-such-file` when the host has no such file
 */
export function checkFile(path: string, host: Host, options: CheckOptions = {}): CheckedFile {
  const [checked] = checkFiles([path], host, options);
  return checked ?? { file: path, journeys: [], diagnostics: [] };
}

/** Checks several files that belong together: models are read once, and journeys' names are unique among all of them. */
export function checkFiles(paths: readonly string[], host: Host, options: CheckOptions = {}): readonly CheckedFile[] {
  const readModels = options.readModels ?? readModelsOnce();
  const results = [...new Set(paths)].map((path) => checkOne(path, host, readModels));
  const taken = new Map<string, { readonly file: string; readonly name: Name }>();
  return results.map(({ checked, names }) => {
    const duplicates: Diagnostic[] = [];
    const refused = new Set<number>();
    for (const name of names) {
      const first = taken.get(name.text);
      if (!first) {
        taken.set(name.text, { file: checked.file, name });
        continue;
      }
      refused.add(name.start);
      duplicates.push(
        diagnostics.duplicateJourney({
          file: checked.file,
          span: name,
          name: name.text,
          related: [
            { file: first.file, start: first.name.start, end: first.name.end, message: `The first \`${name.text}\`.` },
          ],
        }),
      );
    }
    if (duplicates.length === 0) return checked;
    const isRefused = (journey: { readonly span: { start: number; end: number } }): boolean =>
      [...refused].some((start) => start >= journey.span.start && start < journey.span.end);
    return {
      ...checked,
      journeys: checked.journeys.filter((journey) => !isRefused(journey)),
      diagnostics: sorted([...checked.diagnostics, ...duplicates], checked.file),
    };
  });
}

function checkOne(
  path: string,
  host: Host,
  readModels: ModelReader,
): { readonly checked: CheckedFile; readonly names: readonly Name[] } {
  const text = host.readFile(path);
  if (text === undefined) {
    throw new Problem("no-such-file", `There is no file ${path}, or it can't be read.`, "Name a .journey file.");
  }
  const parsed = parse(text, path);
  const found: Diagnostic[] = [...parsed.diagnostics];
  const report = (diagnostic: Diagnostic): void => {
    found.push(diagnostic);
  };
  const imports = checkImports(parsed.tree, { file: path, text, host, readModels, report });
  const scope: FileScope = {
    file: path,
    text,
    host,
    ...imports,
    used: new Set(),
    syntaxErrors: parsed.diagnostics,
    report,
  };
  const journeys = parsed.tree.declarations.flatMap((declaration) => {
    if (declaration.kind === "unknown") reportUnknownDeclaration(declaration, scope);
    if (declaration.kind !== "journey") return [];
    const checked = checkJourney(declaration, scope);
    return checked ? [checked] : [];
  });
  // What a broken file would have used can't be known.
  if (!parsed.diagnostics.some(({ severity }) => severity === "error")) reportUnusedImports(parsed.tree, scope);
  return {
    checked: { file: path, journeys, diagnostics: sorted(applySuppressions(parsed, found), path) },
    names: journeyNames(parsed.tree),
  };
}

function journeyNames(tree: SourceFile): readonly Name[] {
  return tree.declarations.flatMap((declaration) =>
    declaration.kind === "journey" && declaration.name ? [declaration.name] : [],
  );
}

const declarationWords = ["import", "journey"];

function reportUnknownDeclaration({ word }: UnknownStatement, scope: FileScope): void {
  const suggestion = suggest(word.text, declarationWords);
  scope.report(
    diagnostics.unknownStatement({
      file: scope.file,
      span: word,
      word: word.text,
      suggestion,
      available: "`import` or `journey`",
      fixes: replacements(word, suggestion),
    }),
  );
}

/** By position, those in other files (models, bodies) after those in the journey's own. The same finding stands once. */
function sorted(found: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  const unique = new Map(
    found.map((each) => [`${each.file}\n${each.start}\n${each.end}\n${each.code}\n${each.message}`, each]),
  );
  return [...unique.values()].sort(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.start - b.start ||
      a.end - b.end,
  );
}
