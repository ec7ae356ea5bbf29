/** Files that are checked again and again while somebody works on them. */
import { checkInSteps, checkOneWith, checkWith, type OpenFile, openWith } from "./check/check-file.ts";
import { CheckMemory } from "./check/check-memory.ts";
import { createModelReader, type ModelReader } from "./check/model-reader.ts";
import type { CheckedFile } from "./check/program.ts";
import type { Host } from "./host.ts";

export interface WorkspaceOptions {
  /** Reads a file's models; it must notice when a file has changed. Default: keeps readings by content, in memory. */
  readonly readModels?: ModelReader;
  /** Whoever changes a file says so with `touched`, so that a check need not look at all files. Default: it does. */
  readonly isTold?: boolean;
}

export interface Workspace {
  /** These files have changed on the host; without paths, any may have. */
  touched(paths?: readonly string[]): void;
  /**
   * Checks the files as the host has them now; the answer is that of `checkFiles`. What no change can have touched since
   * the last call is taken from there: such a file's `CheckedFile` is the same object.
   *
   * @param paths absolute, with `/`, as the host knows them
   * @throws Problem `no-such-file` when the host has one of them not
   */
  check(paths: readonly string[]): readonly CheckedFile[];
  /**
   * The same, a file at a time: each step is short, whoever asks for the next decides when, and what a check that is not
   * carried through has found is not lost.
   *
   * @param first what is looked at before all others; each is handed out as soon as its own mistakes are known
   */
  checkInSteps(
    paths: readonly string[],
    first?: readonly string[],
  ): Generator<CheckedFile | undefined, readonly CheckedFile[]>;
  /**
   * Checks one file as the host has it now, without what only all files together show. It knows the journeys of those files
   * that were opened before. Undefined: there is no such file.
   */
  checkOne(path: string): CheckedFile | undefined;
  /**
   * Reads the file as the host has it now, with those that it imports, and checks nothing: fast enough to ask while somebody
   * types. Of the journeys of other files only those are known that it imports. Undefined: there is no such file.
   */
  open(path: string): OpenedFile | undefined;
  /** A file as it was read last: its tree and its names. Also one that was only imported. */
  opened(path: string): OpenedFile | undefined;
}

/** A file's tree, and what its names stand for. */
export type OpenedFile = Pick<OpenFile, "parsed" | "scope">;

/** A workspace remembers what it found; it watches nothing, so call `check` after a change. */
export function createWorkspace(host: Host, options: WorkspaceOptions = {}): Workspace {
  const memory = new CheckMemory(host, options.readModels ?? createModelReader(), options.isTold);
  return {
    touched: (paths) => memory.touched(paths),
    check: (paths) => checkWith(memory, paths),
    checkInSteps: (paths, first) => checkInSteps(memory, paths, first),
    checkOne: (path) => checkOneWith(memory, path),
    open: (path) => openWith(memory, path),
    opened: (path) => memory.opened(path),
  };
}
