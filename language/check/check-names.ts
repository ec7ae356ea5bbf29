import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Name } from "../syntax/ast.ts";
import { replacement } from "./fixes.ts";
import type { FileScope, JourneyScope } from "./scope.ts";
import { isDerivedName } from "./step-id.ts";

/** Checks the name of an activity, and keeps it. Returns whether it is fine. */
export function checkActivityName(name: Name, scope: JourneyScope): boolean {
  const first = scope.names.get(name.text);
  if (first) {
    scope.report(
      diagnostics.duplicateName({
        file: scope.file,
        span: name,
        name: name.text,
        related: [{ file: scope.file, start: first.start, end: first.end, message: `The first \`${name.text}\`.` }],
      }),
    );
    return false;
  }
  scope.names.set(name.text, name);
  if (isDerivedName(name.text)) {
    scope.report(diagnostics.reservedName({ file: scope.file, span: name, name: name.text }));
    return false;
  }
  checkNameStyle(name, scope);
  return true;
}

/** Names are snake_case; another style works, so it is only a warning. */
export function checkNameStyle(name: Name, scope: FileScope): void {
  const suggestion = snakeCase(name.text);
  if (suggestion === name.text || suggestion === "") return;
  scope.report(
    diagnostics.nameStyle({ file: scope.file, span: name, suggestion, fixes: [replacement(name, suggestion)] }),
  );
}

function snakeCase(text: string): string {
  return text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .replace(/[-\s]+/g, "_")
    .toLowerCase();
}
