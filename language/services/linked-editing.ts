/** Names that change together while one of them is typed: those that only this file can use. */
import type { Span } from "../syntax/span.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { occurrenceAt, occurrencesOf } from "./file-index.ts";
import type { SymbolKind } from "./symbols.ts";

const local: ReadonlySet<SymbolKind> = new Set(["activity", "split", "goal", "variant", "share", "branch", "link"]);

/** Empty where only one place, or another file, names it. */
export function linkedRanges(workspace: EditedWorkspace, path: string, offset: number): readonly Span[] {
  const occurrence = occurrenceAt(workspace, path, offset);
  if (!occurrence || !local.has(occurrence.thing.kind)) return [];
  const all = occurrencesOf(workspace, occurrence.thing);
  const own = all.get(path) ?? [];
  return all.size === 1 && own.length > 1 ? own.map(({ start, end }) => ({ start, end })) : [];
}
