/** Calls the project's own TypeScript functions for `run` steps. */
import { Problem } from "@journey/language";
import { createJiti } from "jiti";

export type FunctionRunner = (file: string, name: string, values: readonly unknown[]) => Promise<unknown>;

/**
 * @param fresh reads the files anew at each call: while they are being written
 * @returns calls a function that a TypeScript file exports, and waits for it; throws what it throws
 */
export function createFunctionRunner({ fresh = false }: { readonly fresh?: boolean } = {}): FunctionRunner {
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: !fresh });
  return async (file, name, values) => {
    const exported = await jiti.import<Record<string, unknown>>(file);
    const found = exported[name];
    if (typeof found !== "function") {
      throw new Problem(
        "no-function",
        `${file} exports no function ${name}.`,
        "Export it, or deploy the journey again.",
      );
    }
    return found(...values);
  };
}
