/** The files that somebody edits, as every service sees them: texts, trees, names and findings of one moment. */
import type { ModelReader } from "../check/model-reader.ts";
import type { CheckedFile } from "../check/program.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import { createWorkspace, type OpenedFile } from "../workspace.ts";

/** A host that also knows what lies in a folder: for the completion of paths. */
export interface EditorHost extends Host {
  /** Names of what lies in the folder, those of folders with a `/` at the end. Empty where there is no such folder. */
  listFolder(path: string): readonly string[];
}

export interface EditedWorkspace {
  readonly host: EditorHost;
  /** The project's `.journey` files, absolute, with `/`. */
  readonly paths: readonly string[];
  /** Something has changed: the next question is answered anew. */
  changed(paths?: readonly string[]): void;
  /** What the checker says of all files now. */
  check(): readonly CheckedFile[];
  /** All files have been checked since the last change. */
  readonly isChecked: boolean;
  /**
   * What is wrong in one file, without what only the whole project can tell: what somebody sees while a large project is
   * being read. For the start alone: what is known of other files is forgotten.
   */
  checkAlone(path: string): readonly Diagnostic[];
  /** The same, as if these texts stood in the place of the files'. */
  checkWith(texts: ReadonlyMap<string, string>): readonly CheckedFile[];
  checked(path: string): CheckedFile | undefined;
  /**
   * The tree and the names of a `.journey` file now, before it is checked: for what must be there while somebody types. Of
   * the other files' journeys it may know those alone that it imports.
   */
  read(path: string): OpenedFile | undefined;
  /** The tree and the names of a `.journey` file of the project, or of one that these import. */
  opened(path: string): OpenedFile | undefined;
}

export interface EditedWorkspaceOptions {
  readonly readModels?: ModelReader;
}

/** Found, or not found, because of files that nobody has looked at yet. */
const needsOthers: ReadonlySet<string> = new Set([
  ...["unknown-journey", "unused-declaration", "duplicate-journey", "endless-journeys", "across-journeys"],
]);

/** @param paths the project's `.journey` files; those that the host has not are passed over */
export function createEditedWorkspace(
  host: EditorHost,
  paths: readonly string[],
  options: EditedWorkspaceOptions = {},
): EditedWorkspace {
  let instead: ReadonlyMap<string, string> = new Map();
  const workspace = createWorkspace({ readFile: (path) => instead.get(path) ?? host.readFile(path) }, options);
  let present = paths;
  let current: ReadonlyMap<string, CheckedFile> | undefined;
  const check = (): ReadonlyMap<string, CheckedFile> => {
    if (current) return current;
    const there = present.filter((path) => host.readFile(path) !== undefined);
    current = new Map(workspace.check(there).map((file) => [file.file, file]));
    return current;
  };
  return {
    host,
    get paths() {
      return present;
    },
    changed(now) {
      if (now) present = now;
      current = undefined;
    },
    check: () => [...check().values()],
    get isChecked() {
      return current !== undefined;
    },
    checkAlone: (path) =>
      workspace
        .check([path])
        .flatMap(({ diagnostics }) => diagnostics)
        .filter(({ file, code }) => file === path && !needsOthers.has(code)),
    checkWith(texts) {
      instead = texts;
      current = undefined;
      try {
        return [...check().values()];
      } finally {
        instead = new Map();
        current = undefined;
      }
    },
    checked: (path) => check().get(path),
    read: (path) => (current ? workspace.opened(path) : workspace.open(path)),
    opened(path) {
      check();
      return workspace.opened(path);
    },
  };
}
