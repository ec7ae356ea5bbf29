import { posix } from "node:path";
import { similarPath } from "../check/paths.ts";
import type { Host } from "../host.ts";

/** A relative import that leads nowhere. */
export interface MissingFile {
  /** The file that imports it. */
  readonly file: string;
  readonly specifier: string;
  /** A specifier that leads to a file which may have been meant. */
  readonly suggestion?: string;
}

export interface FileClosure {
  /** The texts by path, the file itself first. */
  readonly files: ReadonlyMap<string, string>;
  readonly missing: readonly MissingFile[];
}

/**
 * A TypeScript file and all that it imports by relative paths. Found without a compiler, so that a cache can be asked
 * before one is loaded: a specifier in a comment adds a file too many, or a missing one, which does no harm.
 */
export function fileClosure(path: string, host: Host): FileClosure {
  const files = new Map<string, string>();
  const missing: MissingFile[] = [];
  const pending = [path];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (files.has(file)) continue;
    const text = host.readFile(file);
    if (text === undefined) continue;
    files.set(file, text);
    for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g)) {
      const target = posix.join(posix.dirname(file), specifier);
      const found = typeScriptFiles(target).find((candidate) => host.readFile(candidate) !== undefined);
      if (found !== undefined) pending.push(found);
      else if (!otherFiles(target).some((candidate) => host.readFile(candidate) !== undefined)) {
        const suggestion = similarPath(file, specifier, [".ts"], ["./", "../", "./models/"], host);
        missing.push({ file, specifier, ...(suggestion ? { suggestion } : {}) });
      }
    }
  }
  return { files, missing };
}

/** Where TypeScript looks for what an import names, in its order. */
function typeScriptFiles(target: string): readonly string[] {
  if (/\.[cm]?ts$/.test(target)) return [target];
  const source = target.replace(/\.([cm]?)js$/, ".$1ts");
  const declaration = target.replace(/\.([cm]?)js$/, ".d.$1ts");
  return [...(source === target ? [] : [source, declaration]), `${target}.ts`, `${target}.d.ts`, `${target}/index.ts`];
}

/** What runs, and has no types that could be read. */
function otherFiles(target: string): readonly string[] {
  return [
    target.replace(/\?.*$/, ""),
    `${target}.js`,
    `${target}.tsx`,
    `${target.replace(/\.js$/, "")}.tsx`,
    `${target}/index.js`,
  ];
}
