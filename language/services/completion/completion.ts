/** What may be written at a place. */
import type { EditedWorkspace } from "../edited-workspace.ts";
import { isBody, usesOfBody } from "../file-index.ts";
import { type Completion, toCompletion } from "./item.ts";
import { placeAt } from "./place.ts";
import { beginnings, continuations } from "./statements.ts";
import { liquidCompletions, textCompletions } from "./texts.ts";

/** In a message's body file: the Liquid there, for whom the first message that uses it is written. */
export function completions(workspace: EditedWorkspace, path: string, offset: number): readonly Completion[] {
  if (isBody(path)) return inBody(workspace, path, offset);
  const opened = workspace.read(path);
  const place = opened && placeAt(opened, offset, () => [...(workspace.opened(path)?.scope.journeyNames ?? [])]);
  if (!place) return [];
  if (place.text) return textCompletions(workspace, place, place.text);
  const { before, mayBeginAnew, word } = place;
  const begun = before.length === 0 ? [] : continuations(place);
  const anew = before.length === 0 || (mayBeginAnew && begun.length === 0) ? beginnings(place) : [];
  return [...begun, ...anew].map((each) => toCompletion(each, word));
}

function inBody(workspace: EditedWorkspace, path: string, offset: number): readonly Completion[] {
  const text = workspace.host.readFile(path);
  const [use] = usesOfBody(workspace, path);
  if (text === undefined || !use) return [];
  const links = use.links.map((name) => name.text);
  return liquidCompletions(text, offset, 0, use.around, links) ?? [];
}
