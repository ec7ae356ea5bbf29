/** Where what stands at a place is declared. */
import { resolvePath } from "../check/paths.ts";
import type { Span } from "../syntax/span.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { bodyPaths, indexOf, occurrenceAt } from "./file-index.ts";
import { nodesAt } from "./surroundings.ts";
import type { NamedThing } from "./symbols.ts";

export interface FilePlace extends Span {
  readonly file: string;
}

export interface Definition {
  /** What was asked about. */
  readonly span: Span;
  readonly places: readonly FilePlace[];
}

export function definition(workspace: EditedWorkspace, path: string, offset: number): Definition | undefined {
  const file = fileAt(workspace, path, offset);
  if (file) return file;
  const occurrence = occurrenceAt(workspace, path, offset);
  if (!occurrence) return undefined;
  const places = placesOf(workspace, occurrence.thing);
  return places.length > 0 ? { span: { start: occurrence.start, end: occurrence.end }, places } : undefined;
}

/** Its declaration; of something that any file may name, the one place in the project that declares it. */
export function placesOf(workspace: EditedWorkspace, thing: NamedThing): readonly FilePlace[] {
  if (thing.place) return [thing.place];
  return workspace.paths.flatMap((path) =>
    indexOf(workspace, path)
      .occurrences.filter((each) => each.thing.key === thing.key && each.role === "declaration")
      .map(({ start, end }) => ({ file: path, start, end })),
  );
}

/** A path in quotes leads to the beginning of its file. */
function fileAt(workspace: EditedWorkspace, path: string, offset: number): Definition | undefined {
  const opened = workspace.opened(path);
  if (!opened) return undefined;
  const nodes = nodesAt(opened, offset);
  const literal = nodes.at(-1)?.node;
  const parent = nodes.at(-2)?.node;
  if (literal?.kind !== "string") return undefined;
  const isPath = parent?.kind === "import" || (parent?.kind === "text setting" && parent.setting === "body");
  if (!isPath) return undefined;
  const written = literal.value.trim();
  const paths = parent.kind === "import" ? [resolvePath(path, written)] : bodyPaths(written, opened.scope);
  const places = paths
    .filter((each) => workspace.host.readFile(each) !== undefined)
    .map((file) => ({ file, start: 0, end: 0 }));
  return places.length > 0 ? { span: { start: literal.start, end: literal.end }, places } : undefined;
}
