/** Which files belong together: those that the command line checks together. */
import { createModelReader, keepMjmlIn, type ModelReader } from "@journey/language";
import { createEditedWorkspace, type EditedWorkspace } from "@journey/language/services";
import { type ParseError, parse } from "jsonc-parser";
import type { Texts } from "./texts.ts";

export const configName = "journey.config.json";

export interface Project {
  /** Absolute, with `/`, without one at the end. */
  readonly folder: string;
  readonly workspace: EditedWorkspace;
  readonly readModels: ModelReader;
}

/**
 * Projects by folder: the nearest above a file that holds `journey.config.json`, else the editor's own folder, else the
 * one that the file lies in.
 */
export class Projects {
  readonly #projects = new Map<string, Project>();
  /** By the folder that they keep what they have read in: projects often share their models. */
  readonly #readers = new Map<string | undefined, ModelReader>();
  #roots: readonly string[] = [];

  constructor(readonly texts: Texts) {}

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
    this.#projects.clear();
  }

  /** The projects that there is something of so far. */
  get all(): readonly Project[] {
    return [...this.#projects.values()];
  }

  /** Opens the projects that lie in the editor's folders. */
  openAll(): void {
    for (const root of this.#roots) {
      for (const path of this.texts.files.find(root, ["**/*.journey"])) this.of(path);
    }
  }

  of(path: string): Project {
    const folder = this.#folderOf(path);
    const known = this.#projects.get(folder);
    if (known) {
      if (path.endsWith(".journey") && !known.workspace.paths.includes(path)) this.#refresh(known, path);
      return known;
    }
    const host = {
      readFile: (each: string) => this.texts.readFile(each),
      listFolder: (each: string) => this.texts.files.listFolder(each),
    };
    const readModels = this.#readerFor(folder);
    const workspace = createEditedWorkspace(host, this.#pathsIn(folder, path), { readModels });
    const project = { folder, workspace, readModels };
    this.#projects.set(folder, project);
    return project;
  }

  /** Files have come or gone, or the settings say others. */
  refresh(): void {
    for (const project of this.#projects.values()) this.#refresh(project, undefined);
  }

  /** @param touched the files whose texts have changed; without it any may have */
  changed(touched?: readonly string[]): void {
    for (const { workspace } of this.#projects.values()) workspace.changed(touched ? { touched } : {});
  }

  #readerFor(project: string): ModelReader {
    const folder = this.texts.files.cacheFolder?.(project);
    if (folder !== undefined) keepMjmlIn(folder);
    const reader = this.#readers.get(folder) ?? createModelReader(folder === undefined ? {} : { folder });
    this.#readers.set(folder, reader);
    return reader;
  }

  #refresh(project: Project, path: string | undefined): void {
    const kept = project.workspace.paths.filter((each) => this.texts.opened(each));
    const paths = new Set([...this.#pathsIn(project.folder, path), ...kept]);
    project.workspace.changed({ paths: [...paths].sort() });
  }

  #pathsIn(folder: string, path: string | undefined): readonly string[] {
    const isProject = this.#roots.includes(folder) || this.texts.readFile(`${folder}/${configName}`) !== undefined;
    const found = this.texts.files.find(folder, isProject ? this.#patternsOf(folder) : ["*.journey"]);
    const own = isProject ? found.filter((each) => this.#folderOf(each) === folder) : found;
    // A new file that isn't saved yet.
    return path?.endsWith(".journey") && !own.includes(path) ? [...own, path].sort() : own;
  }

  #patternsOf(folder: string): readonly string[] {
    const errors: ParseError[] = [];
    const text = this.texts.readFile(`${folder}/${configName}`) ?? "";
    const config: unknown = parse(text, errors, { allowTrailingComma: true });
    const patterns = typeof config === "object" && config && "journeys" in config ? config.journeys : undefined;
    const isList = Array.isArray(patterns) && patterns.every((each) => typeof each === "string");
    return isList ? patterns : ["**/*.journey"];
  }

  #folderOf(path: string): string {
    const own = path.slice(0, path.lastIndexOf("/"));
    const root = this.#roots.find((each) => path.startsWith(`${each}/`));
    for (let folder = own; ; folder = folder.slice(0, folder.lastIndexOf("/"))) {
      if (this.texts.readFile(`${folder}/${configName}`) !== undefined) return folder;
      if (folder === root || folder.lastIndexOf("/") <= 0) break;
    }
    return root ?? own;
  }
}
