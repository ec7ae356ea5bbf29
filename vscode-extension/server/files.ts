/** A version of the files. */
export interface Commit {
  readonly id: string;
  /** Undefined: it has no such file. */
  readFile(path: string): string | undefined;
}

/** How the server sees files: paths are absolute, with `/`. */
export interface ServerFiles {
  /** Undefined: there is no such file, or it is no text. */
  readFile(path: string): string | undefined;
  /** Names, those of folders with a `/` at the end. */
  listFolder(path: string): readonly string[];
  /** The paths below the folder that fit one of the patterns; nothing from `node_modules`. */
  find(folder: string, patterns: readonly string[]): readonly string[];
  /** The last commit of the repository that the folder is in. Undefined: there is none, or no way to ask. */
  headOf?(folder: string): Commit | undefined;
  /** Where what was read of a project's models is kept from one start to the next. Undefined: it isn't. */
  cacheFolder?(folder: string): string | undefined;
}
