import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import {
  createModelReader,
  type Host,
  keepMjmlIn,
  type ModelReader,
  Problem,
  userCacheFolder,
} from "@journey/language";
import { globSync } from "tinyglobby";
import { type Config, configFileName, readConfig } from "./config.ts";

/** A folder with journeys: what every command works on. */
export interface Project {
  /** Absolute, with `/`. */
  readonly folder: string;
  readonly config: Config;
  /** The `.journey` files, absolute, sorted. */
  readonly files: readonly string[];
}

/**
 * Finds the journeys that a command is about.
 *
 * @param paths files or folders as given on the command line; none: the current folder
 * @throws Problem `no-such-path`, `no-journeys`, `config-unreadable`
 */
export function openProject(paths: readonly string[]): Project {
  const given = paths.length === 0 ? ["."] : paths;
  const files = new Set<string>();
  let folder: string | undefined;
  let config: Config | undefined;
  for (const path of given) {
    const absolute = resolve(path);
    if (!existsSync(absolute)) {
      throw new Problem("no-such-path", `There is no ${path} here.`, "Name a folder with journeys, or .journey files.");
    }
    if (statSync(absolute).isDirectory()) {
      const folderConfig = readConfig(absolute);
      folder ??= absolute;
      config ??= folderConfig;
      for (const file of globSync(folderConfig.journeys, {
        cwd: absolute,
        absolute: true,
        ignore: ["**/node_modules/**"],
      })) {
        files.add(slashed(file));
      }
    } else {
      const root = projectFolderOf(absolute);
      folder ??= root;
      config ??= readConfig(root);
      files.add(slashed(absolute));
    }
  }
  if (files.size === 0) {
    throw new Problem(
      "no-journeys",
      `No .journey files in ${given.join(", ")}.`,
      "Name another folder, or make a first journey with `journey init`.",
    );
  }
  return { folder: slashed(folder!), config: config!, files: [...files].sort() };
}

/** The nearest folder above a file that holds the settings, else the file's own. */
function projectFolderOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(resolve(folder, configFileName))) return folder;
    if (dirname(folder) === folder) return dirname(file);
  }
}

/** The host that reads from this machine's disk. */
export const diskHost: Host = {
  readFile(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
};

/** Reads a project's models, and keeps what it has read, and its compiled bodies, where the next command finds them. */
export function modelReaderOf(project: Pick<Project, "folder">): ModelReader {
  const folder = cacheFolderOf(project.folder);
  keepMjmlIn(folder);
  return createModelReader({ folder });
}

/** Beside the packages that the project uses, as other tools do; without any, where the user's caches are. */
export function cacheFolderOf(folder: string): string {
  for (let above = folder; ; above = dirname(above)) {
    const modules = join(above, "node_modules");
    if (existsSync(modules)) return join(modules, ".cache", "journey");
    if (dirname(above) === above) break;
  }
  return userCacheFolder();
}

/** A path as people want to read it: relative to where they stand, unless that is longer. */
export function shownPath(path: string): string {
  const shown = slashed(relative(process.cwd(), path));
  return shown === "" || shown.startsWith("../../../") ? path : shown;
}

function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
