import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";

/** Half a second to load, and 75 MB: only when there is a model file that no cache knows. */
export function loadTsMorph(): typeof TsMorph {
  return createRequire(import.meta.url)("ts-morph") as typeof TsMorph;
}
