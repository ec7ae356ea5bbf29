/** What baselines are made from: the examples, and the small cases beside this file with the catalogue's shared files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckedFile, checkFile, checkFiles, type Host, readModelsOnce } from "@journey/language";
import { readSharedFiles } from "../../language/diagnostics/generate.mjs";

/** `…/test/baselines/` */
export const baselinesFolder = fileURLToPath(new URL("./", import.meta.url));
const examplesFolder = fileURLToPath(new URL("../../examples/", import.meta.url));
const casesFolder = join(baselinesFolder, "cases");

/** Where the texts lie as the checker sees them: the same on every machine. */
export const projectFolder = "/project/";

/** One text with what the checker makes of it. */
export interface Source {
  /** The folder of its outputs below `test/baselines/`, e.g. `cases/unknown-field`. */
  readonly folder: string;
  readonly text: string;
  readonly checked: CheckedFile;
  readonly readFile: (path: string) => string | undefined;
}

function hostOver(read: (name: string) => string | undefined): Host {
  const known = new Map<string, string | undefined>();
  return {
    readFile: (path) => {
      if (!path.startsWith(projectFolder)) return undefined;
      if (!known.has(path)) known.set(path, read(path.slice(projectFolder.length))?.replaceAll("\r\n", "\n"));
      return known.get(path);
    },
  };
}

const readIn = (folder: string, name: string): string | undefined => {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
};

/** The examples are checked together, as they run together. */
export function exampleSources(): readonly Source[] {
  const names = readdirSync(examplesFolder)
    .filter((name) => name.endsWith(".journey"))
    .sort();
  const host = hostOver((name) => readIn(examplesFolder, name));
  const checked = checkFiles(
    names.map((name) => projectFolder + name),
    host,
  );
  return checked.map((file) => ({
    folder: `examples/${file.file.slice(projectFolder.length, -".journey".length)}`,
    text: host.readFile(file.file) ?? "",
    checked: file,
    readFile: (path) => host.readFile(path),
  }));
}

/** Each case on its own: `cases/NAME/main.journey`, with the files that lie beside it and the catalogue's. */
export function caseSources(): readonly Source[] {
  const shared: Readonly<Record<string, string>> = readSharedFiles();
  const readSharedModels = readModelsOnce();
  return caseNames().map((name) => {
    const folder = join(casesFolder, name);
    const host = hostOver((file) => readIn(folder, file) ?? shared[file]);
    const path = `${projectFolder}main.journey`;
    const ownTypes = readdirSync(folder).some((file) => file.endsWith(".ts") && !file.endsWith(".machine.ts"));
    const checked = checkFile(path, host, ownTypes ? {} : { readModels: readSharedModels });
    return {
      folder: `cases/${name}`,
      text: host.readFile(path) ?? "",
      checked,
      readFile: (file: string) => host.readFile(file),
    };
  });
}

function caseNames(): readonly string[] {
  return readdirSync(casesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(casesFolder, entry.name, "main.journey")))
    .map((entry) => entry.name)
    .sort();
}
