import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Name, RenamedFrom, Step } from "../syntax/ast.ts";
import { blocksOf } from "./activities.ts";
import { removal } from "./fixes.ts";
import type { FileScope } from "./scope.ts";

/** Whether each name in `renamed from` is free: it is no step's any more, and one step's only. */
export function checkRenamed(steps: readonly Step[], scope: FileScope): void {
  const names = new Map<string, Name>();
  const old: { readonly name: Name; readonly own: string; readonly all: RenamedFrom }[] = [];
  const visit = (step: Step): void => {
    const name = "name" in step ? step.name : undefined;
    if (name && !names.has(name.text)) names.set(name.text, name);
    const renamed = "renamed" in step ? step.renamed : undefined;
    if (name && renamed) for (const each of renamed.names) old.push({ name: each, own: name.text, all: renamed });
    for (const block of blocksOf(step)) block.steps.forEach(visit);
  };
  steps.forEach(visit);
  const claimed = new Map<string, Name>();
  for (const { name, own, all } of old) {
    const at = { file: scope.file, span: name, name: name.text, fixes: [withoutName(name, all, scope)] };
    const related = (place: Name, message: string) => [
      { file: scope.file, start: place.start, end: place.end, message },
    ];
    const holder = names.get(name.text);
    const earlier = claimed.get(name.text);
    if (holder) {
      const isOwn = name.text === own ? own : undefined;
      scope.report(
        diagnostics.oldNameInUse({ ...at, own: isOwn, related: related(holder, `The step \`${holder.text}\`.`) }),
      );
    } else if (earlier) {
      scope.report(diagnostics.oldNameTwice({ ...at, related: related(earlier, "Here for the first time.") }));
    } else claimed.set(name.text, name);
  }
}

function withoutName(name: Name, all: RenamedFrom, scope: FileScope) {
  const index = all.names.indexOf(name);
  const [before, after] = [all.names[index - 1], all.names[index + 1]];
  const isOnly = !before && !after;
  // With the blank before it.
  const start = isOnly ? all.start - 1 : (before?.end ?? name.start);
  const span = { start, end: before || !after ? name.end : after.start };
  const title = isOnly ? "Remove `renamed from`" : `Remove \`${name.text}\``;
  return removal(scope.text, span, title);
}

/**
 * What the step was called before, as ids: `hello`, and inside of an action with the id of the `do`.
 *
 * @param id the step's own
 */
export function oldIds(step: Step, id: string): { readonly renamedFrom?: readonly string[] } {
  if (!("renamed" in step) || !step.renamed || !step.name) return {};
  const scope = id.slice(0, id.length - step.name.text.length);
  return { renamedFrom: step.renamed.names.map(({ text }) => scope + text) };
}
