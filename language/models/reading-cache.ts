/** Readings of model files on disk: a reading that is found there spares loading TypeScript. */
import { FileCache, jsonFormat } from "../file-cache.ts";
import type { ModelReading } from "./read-models.ts";

export function readingCache(folder: string): FileCache<ModelReading> {
  return new FileCache(folder, "models", jsonFormat(isReading));
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
