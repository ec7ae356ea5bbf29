/**
 * For tests: a project in memory whose texts hold marks. `┆` is the cursor; `⟦…⟧` are places that are expected. The marks
 * are taken out of the texts.
 */
import { createModelReader } from "../../check/model-reader.ts";
import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import { readSharedFiles } from "../../diagnostics/generate.mjs";
import type { Span } from "../../syntax/span.ts";
import { createEditedWorkspace, type EditedWorkspace } from "../edited-workspace.ts";

const folder = "/project/";
const shared: Readonly<Record<string, string>> = readSharedFiles();
const readModels = createModelReader();

export interface Marked {
  readonly workspace: EditedWorkspace;
  /** Where the cursor stands. */
  readonly path: string;
  readonly offset: number;
  /** The marked places, as `file:start-end`. */
  readonly places: readonly string[];
  readonly textOf: (path: string) => string;
}

/** A text that is no whole file stands in a journey of contacts. */
export function marked(text: string, files: Readonly<Record<string, string>> = {}): Marked {
  const isWhole =
    /^\s*(import|journey|audience|action|(email|sms|push) template|test|simulate|┆|\/\/)/.test(text) || text === "";
  const main = isWhole
    ? text
    : `import { Contact } from "./models.ts"\n\njourney example {\n  target Contact\n  ${text}\n}\n`;
  const withImport =
    !/^\s*(import|┆)/.test(main) && main !== "" && isWhole
      ? `import { Contact, Note, CartAbandoned } from "./models.ts"\n${main}`
      : main;
  const texts = new Map<string, string>();
  const places: string[] = [];
  let cursor: { readonly path: string; readonly offset: number } | undefined;
  for (const [name, source] of Object.entries({ ...shared, "main.journey": withImport, ...files })) {
    const path = folder + name;
    const { plain, spans, offset } = withoutMarks(source);
    texts.set(path, plain);
    for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) places.push(`${name}:${start}-${end}`);
    if (offset !== undefined) cursor = { path, offset };
  }
  const listFolder = (path: string): readonly string[] => {
    const inside = [...texts.keys()]
      .filter((each) => each.startsWith(`${path}/`))
      .map((each) => each.slice(path.length + 1));
    return [...new Set(inside.map((each) => (each.includes("/") ? `${each.split("/")[0]}/` : each)))];
  };
  const paths = [...texts.keys()].filter((path) => path.endsWith(".journey"));
  const workspace = createEditedWorkspace({ readFile: (path) => texts.get(path), listFolder }, paths, { readModels });
  return {
    workspace,
    path: cursor?.path ?? `${folder}main.journey`,
    offset: cursor?.offset ?? 0,
    places,
    textOf: (path) => texts.get(path) ?? "",
  };
}

function withoutMarks(text: string): { plain: string; spans: readonly Span[]; offset: number | undefined } {
  let plain = "";
  let offset: number | undefined;
  const open: number[] = [];
  const spans: Span[] = [];
  for (const character of text) {
    if (character === "┆") offset = plain.length;
    else if (character === "⟦") open.push(plain.length);
    else if (character === "⟧") spans.push({ start: open.pop() ?? 0, end: plain.length });
    else plain += character;
  }
  return { plain, spans, offset };
}

/** A place as the marks have it. */
export function shownPlace({ file, start, end }: Span & { readonly file: string }): string {
  return `${file.slice(folder.length)}:${start}-${end}`;
}

export function applied(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.newText + result.slice(edit.end), text);
}
