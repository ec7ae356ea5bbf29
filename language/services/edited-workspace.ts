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
  changed(change?: WorkspaceChange): void;
  /** What the checker says of all files now. */
  check(): readonly CheckedFile[];
  /** All files have been checked since the last change. */
  readonly isChecked: boolean;
  /**
   * Checks all files a step at a time, so that other work comes in between: in a large project the first check takes seconds.
   * A change ends it; what it has found until then the next one knows.
   *
   * @param first what is looked at before all others; each is handed out as soon as its own mistakes are known
   */
  checkInSteps(first: readonly string[]): Generator<CheckedFile | undefined, void>;
  /** The same, as if these texts stood in the place of the files'. */
  checkWith(texts: ReadonlyMap<string, string>): readonly CheckedFile[];
  /** One `.journey` file. While not all of them have been checked, without what only all together show. */
  checked(path: string): CheckedFile | undefined;
  /** What is wrong in a file, whichever file's check found it; as long as a large project is being read, what is known already. */
  findingsIn(path: string): readonly Diagnostic[];
  /**
   * The tree and the names of a `.journey` file now, before it is checked: for what must be there while somebody types. Of
   * the other files' journeys it may know those alone that it imports.
   */
  read(path: string): OpenedFile | undefined;
  /** The same as it was read last, perhaps before the last change: for what may be a moment old. Undefined: not read yet. */
  known(path: string): OpenedFile | undefined;
  /** The tree and the names of a `.journey` file of the project, or of one that these import. */
  opened(path: string): OpenedFile | undefined;
}

export interface WorkspaceChange {
  /** The project's files from now on. Default: those that it has. */
  readonly paths?: readonly string[];
  /** The files whose texts have changed, none else has. Default: any may have. */
  readonly touched?: readonly string[];
}

export interface EditedWorkspaceOptions {
  readonly readModels?: ModelReader;
}

/** Found, or not found, because of files that nobody may have looked at yet. */
const needsOthers: ReadonlySet<string> = new Set([
  ...["unknown-journey", "unused-declaration", "duplicate-journey", "endless-journeys", "across-journeys"],
]);

/** So many are checked at once, also for the first time. */
const fewFiles = 20;

/** What is wrong in the file itself, as far as it can be told before all others are known. */
export function ownFindings({ file, diagnostics }: CheckedFile): readonly Diagnostic[] {
  return diagnostics.filter((each) => each.file === file && !needsOthers.has(each.code));
}

/** @param paths the project's `.journey` files; those that the host has not are passed over */
export function createEditedWorkspace(
  host: EditorHost,
  paths: readonly string[],
  options: EditedWorkspaceOptions = {},
): EditedWorkspace {
  let instead: ReadonlyMap<string, string> = new Map();
  const workspace = createWorkspace(
    { readFile: (path) => instead.get(path) ?? host.readFile(path) },
    { ...options, isTold: true },
  );
  let present = paths;
  /** One for each state of the files. */
  let state = {};
  let current: ReadonlyMap<string, CheckedFile> | undefined;
  let hasBeenChecked = false;
  let byFile: ReadonlyMap<string, readonly Diagnostic[]> | undefined;
  const opened = new Map<string, OpenedFile | undefined>();
  const checkedAlone = new Map<string, CheckedFile | undefined>();
  const forget = (touched?: readonly string[]): void => {
    workspace.touched(touched);
    state = {};
    current = undefined;
    byFile = undefined;
    opened.clear();
    checkedAlone.clear();
  };
  const there = (): readonly string[] => present.filter((path) => host.readFile(path) !== undefined);
  const settle = (files: readonly CheckedFile[]): ReadonlyMap<string, CheckedFile> => {
    hasBeenChecked = true;
    current = new Map(files.map((file) => [file.file, file]));
    return current;
  };
  /** Not even what there is has been looked at. */
  const isUnknown = (): boolean => !current && !hasBeenChecked;
  const check = (): ReadonlyMap<string, CheckedFile> => current ?? settle(workspace.check(there()));
  const read = (path: string): OpenedFile | undefined => {
    if (current) return workspace.opened(path);
    if (!path.endsWith(".journey") && !present.includes(path)) return undefined;
    if (!opened.has(path)) opened.set(path, workspace.open(path));
    return opened.get(path);
  };
  const checked = (path: string): CheckedFile | undefined => {
    if (current) return current.get(path);
    if (!present.includes(path)) return check().get(path);
    if (!checkedAlone.has(path)) checkedAlone.set(path, workspace.checkOne(path));
    return checkedAlone.get(path);
  };
  return {
    host,
    get paths() {
      return present;
    },
    changed({ paths, touched } = {}) {
      if (paths) present = paths;
      forget(touched);
    },
    check: () => [...check().values()],
    get isChecked() {
      return current !== undefined;
    },
    *checkInSteps(first) {
      if (current) return;
      const begun = state;
      const steps = workspace.checkInSteps(there(), first);
      while (state === begun && !current) {
        const { done, value } = steps.next();
        if (done) settle(value);
        else yield value;
      }
    },
    checkWith(texts) {
      instead = texts;
      forget([...texts.keys()]);
      try {
        return [...check().values()];
      } finally {
        instead = new Map();
        forget([...texts.keys()]);
      }
    },
    checked,
    findingsIn(path) {
      if (isUnknown() && present.length > fewFiles && path.endsWith(".journey")) {
        const own = checked(path);
        return own ? ownFindings(own) : [];
      }
      byFile ??= groupedByFile([...check().values()]);
      return byFile.get(path) ?? [];
    },
    read,
    known(path) {
      if (isUnknown() && present.length <= fewFiles) check();
      return workspace.opened(path);
    },
    opened(path) {
      if (isUnknown() && present.length <= fewFiles) check();
      return read(path);
    },
  };
}

function groupedByFile(files: readonly CheckedFile[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  for (const { diagnostics } of files) {
    for (const each of diagnostics) {
      const own = found.get(each.file);
      if (own) own.push(each);
      else found.set(each.file, [each]);
    }
  }
  return found;
}
