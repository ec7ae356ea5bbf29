/** What took long to work out, on disk, one file each: from one process to the next. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** How a value stands in a file. */
export interface FileFormat<Value> {
  /** Of the file's name, without a dot. */
  readonly extension: string;
  write(value: Value): string | Uint8Array;
  /** @returns undefined, or throws, where what stood in the file is not what others count on */
  read(content: Uint8Array): Value | undefined;
}

/** @param isValue whether what stood in a file is what others count on */
export function jsonFormat<Value>(isValue: (found: unknown) => found is Value): FileFormat<Value> {
  return {
    extension: "json",
    write: (value) => JSON.stringify(value),
    read(content) {
      const found: unknown = JSON.parse(new TextDecoder().decode(content));
      return isValue(found) ? found : undefined;
    },
  };
}

/** Where this user's caches are, for those that belong to no project. */
export function userCacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "journey");
}

/** A folder with values by key. What it can't read or write, it silently does without. */
export class FileCache<Value> {
  /**
   * @param folder absolute
   * @param kind what the files' names begin with
   * @param format how a value is written and read
   * @param most how many of this kind the folder keeps: the newest
   */
  constructor(
    readonly folder: string,
    readonly kind: string,
    readonly format: FileFormat<Value>,
    readonly most = 200,
  ) {}

  get(key: string): Value | undefined {
    try {
      return this.format.read(readFileSync(this.#path(key)));
    } catch {
      return undefined;
    }
  }

  set(key: string, value: Value): void {
    const unfinished = `${this.#path(key)}.${randomUUID()}`;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(unfinished, this.format.write(value));
      // Nobody ever sees half a file: the name appears when all of it is there.
      renameSync(unfinished, this.#path(key));
    } catch {
      remove(unfinished);
      return;
    }
    this.#prune();
  }

  delete(key: string): void {
    remove(this.#path(key));
  }

  #path(key: string): string {
    return join(this.folder, `${this.kind}-${key}.${this.format.extension}`);
  }

  /** Keeps the newest; those that a crash left unfinished grow old and go as well. */
  #prune(): void {
    try {
      const paths = readdirSync(this.folder)
        .filter((name) => name.startsWith(`${this.kind}-`))
        .map((name) => join(this.folder, name));
      if (paths.length <= this.most) return;
      const newestFirst = paths
        .flatMap((path) => {
          const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
          return changed === undefined ? [] : [{ path, changed }];
        })
        .sort((a, b) => b.changed - a.changed);
      for (const { path } of newestFirst.slice(this.most)) remove(path);
    } catch {
      // The next one to write tries again.
    }
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else was faster, or it never came to be.
  }
}
