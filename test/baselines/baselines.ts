/** Everything that is kept: what the compiler makes of each source, as files. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildGraph, emitMachine } from "@journey/compiler";
import { format, LineIndex } from "@journey/language";
import { keptReview, reviews, reviewsFolder, withRules } from "../diff/review.ts";
import { compactJson } from "./compact-json.ts";
import { showDiagnostics } from "./show-diagnostics.ts";
import { showTokens, showTree } from "./show-syntax.ts";
import { keptSimulation, simulationPages, simulationsFolder } from "./simulations.ts";
import { baselinesFolder, caseSources, exampleSources, type Source } from "./sources.ts";

/** Whatever else lies in a case's folder was written by somebody. */
const isOutput = (name: string): boolean =>
  /^(tokens\.txt|tree\.txt|diagnostics\.journey|formatted\.journey|.*\.graph\.json|.*\.machine\.ts)$/.test(name);

/** The outputs of one source by their name. */
export function outputsOf(source: Source): ReadonlyMap<string, string> {
  const { text, checked } = source;
  const lines = new LineIndex(text);
  const outputs = new Map([
    ["tokens.txt", showTokens(text, lines)],
    ["tree.txt", showTree(text, lines)],
  ]);
  if (checked.diagnostics.length > 0) outputs.set("diagnostics.journey", showDiagnostics(source));
  const formatted = format(text, checked.file).text;
  if (formatted !== text) outputs.set("formatted.journey", formatted);
  for (const journey of checked.journeys) {
    const graph = buildGraph(journey, lines);
    const { schema: _, ...kept } = graph;
    outputs.set(`${journey.name}.graph.json`, `${compactJson(kept)}\n`);
    outputs.set(`${journey.name}.machine.ts`, emitMachine(graph));
  }
  return outputs;
}

/** Every source, the examples first. */
export function allSources(): readonly Source[] {
  return [...exampleSources(), ...caseSources()];
}

/** The outputs that are kept of a source; empty where there are none yet. */
export function keptOutputs(folder: string): ReadonlyMap<string, string> {
  const path = join(baselinesFolder, folder);
  if (!existsSync(path)) return new Map();
  const names = readdirSync(path).filter(isOutput).sort();
  return new Map(names.map((name) => [name, readFileSync(join(path, name), "utf8").replaceAll("\r\n", "\n")]));
}

/** The folders that hold kept outputs, also those whose source is gone. */
export function keptFolders(): readonly string[] {
  return ["examples", "cases"].flatMap((group) => {
    const path = join(baselinesFolder, group);
    if (!existsSync(path)) return [];
    const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return folders.map(({ name }) => `${group}/${name}`).filter((folder) => keptOutputs(folder).size > 0);
  });
}

/** Writes all outputs anew and removes those that nothing makes any more. Returns the paths that changed. */
export function rewriteBaselines(): readonly string[] {
  const changed: string[] = [...rewriteReviews(), ...rewriteSimulations(), ...rewriteRules()];
  const wanted = new Map(allSources().map((source) => [source.folder, outputsOf(source)]));
  for (const folder of new Set([...keptFolders(), ...wanted.keys()])) {
    const kept = keptOutputs(folder);
    const outputs = wanted.get(folder) ?? new Map<string, string>();
    for (const [name, content] of outputs) {
      if (kept.get(name) === content) continue;
      const path = join(baselinesFolder, folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      changed.push(`${folder}/${name}`);
    }
    for (const name of kept.keys()) {
      if (outputs.has(name)) continue;
      rmSync(join(baselinesFolder, folder, name));
      changed.push(`${folder}/${name} (removed)`);
    }
    removeIfEmpty(join(baselinesFolder, folder));
  }
  return changed;
}

function rewriteReviews(): readonly string[] {
  return [...reviews()].flatMap(([name, content]) => {
    if (keptReview(name) === content) return [];
    mkdirSync(reviewsFolder, { recursive: true });
    writeFileSync(join(reviewsFolder, name), content);
    return [`reviews/${name}`];
  });
}

function rewriteSimulations(): readonly string[] {
  mkdirSync(simulationsFolder, { recursive: true });
  return [...simulationPages()].flatMap(([name, text]) => {
    if (keptSimulation(name) === text) return [];
    writeFileSync(join(simulationsFolder, name), text);
    return [`docs/simulations/${name}`];
  });
}

function rewriteRules(): readonly string[] {
  const path = join(baselinesFolder, "../../docs/reviewing.md");
  const page = readFileSync(path, "utf8");
  const wanted = withRules(page);
  if (page === wanted) return [];
  writeFileSync(path, wanted);
  return ["docs/reviewing.md"];
}

function removeIfEmpty(path: string): void {
  if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
}
