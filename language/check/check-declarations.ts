/** Names of declarations: each once in a file, and none for nothing. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Name, SourceFile } from "../syntax/ast.ts";
import { removal } from "./fixes.ts";
import type { FileScope } from "./scope.ts";

export function checkDuplicateDeclarations(tree: SourceFile, scope: FileScope): void {
  const first = new Map<string, Name>();
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "audience" && declaration.kind !== "action" && declaration.kind !== "template") continue;
    const { name, kind } = declaration;
    if (!name) continue;
    const earlier = first.get(`${kind} ${name.text}`);
    if (!earlier) {
      first.set(`${kind} ${name.text}`, name);
      continue;
    }
    const related = [
      { file: scope.file, start: earlier.start, end: earlier.end, message: `The first \`${name.text}\`.` },
    ];
    scope.report(diagnostics.duplicateName({ file: scope.file, span: name, name: name.text, related }));
  }
}

/** A file without journeys is there to be imported: what it declares may be used anywhere. */
export function reportUnusedDeclarations(
  tree: SourceFile,
  scope: FileScope,
  isImported: (name: string) => boolean,
): void {
  if (!tree.declarations.some((declaration) => declaration.kind === "journey")) return;
  for (const declaration of tree.declarations) {
    if (declaration.kind !== "audience" && declaration.kind !== "action" && declaration.kind !== "template") continue;
    const { name, kind } = declaration;
    if (!name || scope.used.has(name.text) || isImported(name.text)) continue;
    scope.report(
      diagnostics.unusedDeclaration({
        file: scope.file,
        span: name,
        name: name.text,
        what: kind,
        fixes: [removal(scope.text, declaration, `Remove the ${kind} \`${name.text}\``)],
      }),
    );
  }
}
