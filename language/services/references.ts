/** Every place that names what stands at a place. */

import type { Span } from "../syntax/span.ts";
import type { FilePlace } from "./definition.ts";
import { placesOf } from "./definition.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { occurrenceAt, occurrencesOf } from "./file-index.ts";

export function references(
  workspace: EditedWorkspace,
  path: string,
  offset: number,
  options: { readonly withDeclaration: boolean },
): readonly FilePlace[] {
  const occurrence = occurrenceAt(workspace, path, offset);
  if (!occurrence) return [];
  const { thing } = occurrence;
  const uses = [...occurrencesOf(workspace, thing)].flatMap(([file, found]) =>
    found.filter(({ role }) => role !== "declaration").map(({ start, end }) => ({ file, start, end })),
  );
  return options.withDeclaration ? [...placesOf(workspace, thing), ...uses] : uses;
}

export interface Highlight extends Span {
  readonly isWrite: boolean;
}

/** The same, in one file. */
export function highlights(workspace: EditedWorkspace, path: string, offset: number): readonly Highlight[] {
  const occurrence = occurrenceAt(workspace, path, offset);
  if (!occurrence) return [];
  return (occurrencesOf(workspace, occurrence.thing).get(path) ?? []).map(({ start, end, role }) => ({
    start,
    end,
    isWrite: role === "declaration" || role === "write",
  }));
}
