import { posix } from "node:path";
import type { Host } from "../host.ts";

/**
 * A TypeScript file and all that it imports by relative paths, by path, in the order found. Found without a compiler,
 * so that a cache can be asked before one is loaded: a specifier in a comment adds a file too many, which does no harm.
 */
export function fileClosure(path: string, host: Host): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const pending = [path];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (files.has(file)) continue;
    const text = host.readFile(file);
    if (text === undefined) continue;
    files.set(file, text);
    for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      const target = posix.join(posix.dirname(file), specifier);
      const candidates = [target, target.replace(/\.js$/, ".ts"), `${target}.ts`, `${target}/index.ts`];
      const found = candidates.find((candidate) => /\.ts$/.test(candidate) && host.readFile(candidate) !== undefined);
      if (found !== undefined) pending.push(found);
    }
  }
  return files;
}
