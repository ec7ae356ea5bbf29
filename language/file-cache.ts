/** What took long to work out, on disk, one JSON file each: from one process to the next. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How many of one kind a folder keeps. */
const kept = 200;

/** A folder with values by key. What it can't read or write, it silently does without. */
export class FileCache<Value> {
  /**
   * @param folder absolute
   * @param kind what the files' names begin with
   * @param isValue whether what stood in a file is what others count on
   */
  constructor(
    readonly folder: string,
    readonly kind: string,
    readonly isValue: (found: unknown) => found is Value,
  ) {}

  get(key: string): Value | undefined {
    try {
      const found: unknown = JSON.parse(readFileSync(this.#path(key), "utf8"));
      return this.isValue(found) ? found : undefined;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: Value): void {
    const unfinished = `${this.#path(key)}.${randomUUID()}`;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(unfinished, JSON.stringify(value));
      // Nobody ever sees half a file: the name appears when all of it is there.
      renameSync(unfinished, this.#path(key));
    } catch {
      remove(unfinished);
      return;
    }
    this.#prune();
  }

  #path(key: string): string {
    return join(this.folder, `${this.kind}-${key}.json`);
  }

  /** Keeps the newest; those that a crash left unfinished grow old and go as well. */
  #prune(): void {
    try {
      const paths = readdirSync(this.folder)
        .filter((name) => name.startsWith(`${this.kind}-`))
        .map((name) => join(this.folder, name));
      if (paths.length <= kept) return;
      const newestFirst = paths
        .flatMap((path) => {
          const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
          return changed === undefined ? [] : [{ path, changed }];
        })
        .sort((a, b) => b.changed - a.changed);
      for (const { path } of newestFirst.slice(kept)) remove(path);
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
