import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import { readModels } from "../models/read-models.ts";
import type { ModelSchema } from "../models/schema.ts";

/** What a model file says: its models, those it imports included, and what is wrong with it. */
export interface ModelReading {
  readonly schema: ModelSchema;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the models of a TypeScript file; `path` is absolute, as the host knows it. */
export type ModelReader = (path: string, host: Host) => ModelReading;

/** A reader that reads each file once: starting the TypeScript machinery costs about half a second. */
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
