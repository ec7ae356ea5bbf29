import { readFileSync } from "node:fs";

/** The package's version, from its package.json (beside the sources, or above `dist`). */
export const version: string =
  ["../package.json", "./package.json"].reduce<string | undefined>((found, path) => {
    if (found) return found;
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version?: string }).version;
    } catch {
      return undefined;
    }
  }, undefined) ?? "0.0.0";
