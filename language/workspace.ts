/** Files that are checked again and again while somebody works on them. */
import { checkWith, type OpenFile, openWith } from "./check/check-file.ts";
import { CheckMemory } from "./check/check-memory.ts";
import { createModelReader, type ModelReader } from "./check/model-reader.ts";
import type { CheckedFile } from "./check/program.ts";
import type { Host } from "./host.ts";

export interface WorkspaceOptions {
  /** Reads a file's models; it must notice when a file has changed. Default: keeps readings by content, in memory. */
  readonly readModels?: ModelReader;
}

export interface Workspace {
  /**
   * Checks the files as the host has them now; the answer is that of `checkFiles`. What no change can have touched since
   * the last call is taken from there: such a file's `CheckedFile` is the same object.
   *
   * @param paths absolute, with `/`, as the host knows them
   * @throws Problem `no-such-file` when the host has one of them not
   */
  check(paths: readonly string[]): readonly CheckedFile[];
  /**
   * Reads the file as the host has it now, with those that it imports, and checks nothing: fast enough to ask while somebody
   * types. Of the journeys of other files only those are known that it imports. Undefined: there is no such file.
   */
  open(path: string): OpenedFile | undefined;
  /** A file as the last check saw it: its tree and its names. Also one that was only imported. */
  opened(path: string): OpenedFile | undefined;
}

/** A file's tree, and what its names stand for. */
export type OpenedFile = Pick<OpenFile, "parsed" | "scope">;

/** A workspace remembers what it found; it watches nothing, so call `check` after a change. */
export function createWorkspace(host: Host, options: WorkspaceOptions = {}): Workspace {
  const memory = new CheckMemory(host, options.readModels ?? createModelReader());
  return {
    check: (paths) => checkWith(memory, paths),
    open: (path) => openWith(memory, path),
    opened: (path) => memory.opened(path),
  };
}
