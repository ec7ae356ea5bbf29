/** The files of this machine. */
import { readdirSync, readFileSync } from "node:fs";
import { sep } from "node:path";
import { globSync } from "tinyglobby";
import type { ServerFiles } from "./files.ts";
import { headOf } from "./git-head.ts";

export const diskFiles: ServerFiles = {
  headOf,
  readFile(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  listFolder(path) {
    try {
      return readdirSync(path, { withFileTypes: true }).map((entry) =>
        entry.isDirectory() ? `${entry.name}/` : entry.name,
      );
    } catch {
      return [];
    }
  },
  find(folder, patterns) {
    return globSync([...patterns], { cwd: folder, absolute: true, ignore: ["**/node_modules/**"] })
      .map((path) => (sep === "/" ? path : path.replaceAll(sep, "/")))
      .sort();
  },
};
