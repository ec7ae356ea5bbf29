/** Readings of model files on disk, one JSON file each: a reading that is found there spares loading TypeScript. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelReading } from "./read-models.ts";

/** How many readings a folder keeps. */
const kept = 200;

/** A folder with readings by key. What it can't read or write, it silently does without. */
export class ReadingCache {
  constructor(readonly folder: string) {}

  get(key: string): ModelReading | undefined {
    try {
      const reading: unknown = JSON.parse(readFileSync(this.#path(key), "utf8"));
      return isReading(reading) ? reading : undefined;
    } catch {
      return undefined;
    }
  }

  set(key: string, reading: ModelReading): void {
    const unfinished = `${this.#path(key)}.${randomUUID()}`;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(unfinished, JSON.stringify(reading));
      // Nobody ever sees half a file: the name appears when all of it is there.
      renameSync(unfinished, this.#path(key));
    } catch {
      remove(unfinished);
      return;
    }
    this.#prune();
  }

  #path(key: string): string {
    return join(this.folder, `models-${key}.json`);
  }

  /** Keeps the newest; those that a crash left unfinished grow old and go as well. */
  #prune(): void {
    try {
      const paths = readdirSync(this.folder)
        .filter((name) => name.startsWith("models-"))
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

/** Whether what stood in a file is a reading, as far as others would stumble over it. */
function isReading(value: unknown): value is ModelReading {
  if (typeof value !== "object" || value === null) return false;
  const { schema, diagnostics } = value as Partial<Record<keyof ModelReading, unknown>>;
  return (
    Array.isArray(diagnostics) &&
    typeof schema === "object" &&
    schema !== null &&
    ["models", "events", "functions"].every((part) => isObject((schema as Record<string, unknown>)[part]))
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
