import { createHash } from "node:crypto";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import { type FileClosure, fileClosure } from "../models/file-closure.ts";
import { readerVersion, readFiles, readModels } from "../models/read-models.ts";
import { readingCache } from "../models/reading-cache.ts";
import type { ModelSchema } from "../models/schema.ts";

/** What a model file says: its models, those it imports included, and what is wrong with it. */
export interface ModelReading {
  readonly schema: ModelSchema;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the models of a TypeScript file; `path` is absolute, as the host knows it. */
export type ModelReader = (path: string, host: Host) => ModelReading;

export interface ModelReaderOptions {
  /** Absolute; keeps readings from one process to the next. Default: they are kept in memory only. */
  readonly folder?: string;
}

/** How many readings stay in memory: every state of a file that somebody types in is one. */
const remembered = 50;

/**
 * A reader that keeps what it has read by content: a changed file, or a changed file that it imports, is read anew, and
 * one that changed back is known again. Only a reading that is not known starts the TypeScript machinery, which costs
 * about half a second.
 */
export function createModelReader({ folder }: ModelReaderOptions = {}): ModelReader {
  const readings = new Map<string, ModelReading>();
  const cache = folder === undefined ? undefined : readingCache(folder);
  return (path, host) => {
    const closure = fileClosure(path, host);
    const key = keyOf(closure);
    let reading = readings.get(key) ?? cache?.get(key);
    if (!reading) {
      reading = readFiles(path, closure);
      cache?.set(key, reading);
    }
    // Moved to the end: the one that nobody asked for the longest is forgotten first.
    readings.delete(key);
    readings.set(key, reading);
    const [oldest] = readings.keys();
    if (readings.size > remembered && oldest !== undefined) readings.delete(oldest);
    return reading;
  };
}

/** The shape of the files that readings are kept in. */
const formatVersion = 1;

/** All that a reading depends on; a reading names the files' paths, so they count too. */
function keyOf({ files, missing }: FileClosure): string {
  return createHash("sha256")
    .update(JSON.stringify([formatVersion, readerVersion, [...files], missing]))
    .digest("hex");
}

/** A reader that reads each path once, for a single check: what changes meanwhile is not seen. */
export function readModelsOnce(): ModelReader {
  const readings = new Map<string, ModelReading>();
  return (path, host) => {
    const known = readings.get(path);
    if (known) return known;
    const reading = readModels(path, host);
    readings.set(path, reading);
    return reading;
  };
}
