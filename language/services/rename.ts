/** Another name for something, in all files. */
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Span } from "../syntax/span.ts";
import { tokenTable } from "../syntax/tokens.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { occurrenceAt, occurrencesOf } from "./file-index.ts";
import { headEdits, stepNamedAt } from "./renamed-from.ts";
import type { NamedThing } from "./symbols.ts";

export type RenameQuestion =
  | { readonly isPossible: true; readonly span: Span; readonly name: string }
  | { readonly isPossible: false; readonly reason: string };

export type Renaming =
  | {
      readonly isPossible: true;
      readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
      /** Of a step: what else must be written so that whoever is at it stays at it. Nobody may be: then it isn't needed. */
      readonly keeping?: KeepingEdit;
    }
  | { readonly isPossible: false; readonly reason: string };

export interface KeepingEdit {
  readonly file: string;
  readonly edit: TextEdit;
  /** The step's names until now, and from now on. */
  readonly old: string;
  readonly name: string;
}

/** Whether what stands at the place can be given another name. Undefined: nothing with a name stands there. */
export function prepareRename(workspace: EditedWorkspace, path: string, offset: number): RenameQuestion | undefined {
  const occurrence = occurrenceAt(workspace, path, offset);
  if (!occurrence) return undefined;
  const reason = refusal(occurrence.thing);
  if (reason !== undefined) return { isPossible: false, reason };
  const { start, end, thing } = occurrence;
  return { isPossible: true, span: { start, end }, name: thing.name };
}

/** The edits that give it the name, by file. */
export function rename(workspace: EditedWorkspace, path: string, offset: number, name: string): Renaming | undefined {
  const question = prepareRename(workspace, path, offset);
  if (!question?.isPossible) return question;
  const thing = occurrenceAt(workspace, path, offset)!.thing;
  const wrong = wrongName(workspace, thing, name);
  if (wrong !== undefined) return { isPossible: false, reason: wrong };
  const edits = new Map<string, readonly TextEdit[]>(
    [...occurrencesOf(workspace, thing)].map(
      ([file, found]) => [file, found.map(({ start, end }) => ({ start, end, newText: name }))] as const,
    ),
  );
  const opened = thing.place && workspace.opened(thing.place.file);
  const step = opened && thing.place && stepNamedAt(opened, thing.place.start);
  if (!opened || !step || name === thing.name) return { isPossible: true, edits };
  const { file, text } = opened.parsed;
  const { forget, remember } = headEdits(step, thing.name, name, text);
  if (forget) edits.set(file, inOrder([...(edits.get(file) ?? []), forget]));
  const keeping = remember && { file, edit: remember, old: thing.name, name };
  return { isPossible: true, edits, ...(keeping ? { keeping } : {}) };
}

/** The renaming, and what keeps people at the step. */
export function renamingWithKeeping({
  edits,
  keeping,
}: Extract<Renaming, { isPossible: true }>): ReadonlyMap<string, readonly TextEdit[]> {
  if (!keeping) return edits;
  return new Map([...edits, [keeping.file, inOrder([...(edits.get(keeping.file) ?? []), keeping.edit])]]);
}

const inOrder = (edits: readonly TextEdit[]): readonly TextEdit[] =>
  edits.toSorted((a, b) => a.start - b.start || a.end - b.end);

function refusal({ kind, name }: NamedThing): string | undefined {
  switch (kind) {
    case "field":
    case "payload field":
      return `\`${name}\` is a field of a model: columns, actions and other services go by its name. Rename it in its TypeScript file and in the database.`;
    case "model":
    case "event":
      return `\`${name}\` is declared in TypeScript, where other code uses it too. Rename it there.`;
    case "function":
      return `\`${name}\` is a TypeScript function. Rename it in its file.`;
    case "list":
      return `The list "${name}" has its members in the database; another name is another list.`;
    default:
      return undefined;
  }
}

const reserved = new Set(tokenTable.filter(({ kind }) => kind === "reserved keyword").map(({ pattern }) => pattern));

function wrongName(workspace: EditedWorkspace, thing: NamedThing, name: string): string | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    return `\`${name}\` is no name: write letters, digits and \`_\`, and no digit first.`;
  }
  if (reserved.has(name)) return `\`${name}\` is a word of the language that can't be a name.`;
  if (name === thing.name) return undefined;
  const other = { ...thing, key: thing.key.slice(0, thing.key.length - thing.name.length) + name };
  const taken = [...occurrencesOf(workspace, other).values()].flat().some(({ role }) => role === "declaration");
  const article = /^[aeiou]/.test(thing.kind) ? "an" : "a";
  return taken ? `There is ${article} ${thing.kind} \`${name}\` already.` : undefined;
}
