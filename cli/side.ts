/** One side of a comparison: a folder, a file, or a commit. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Allowance, allowancesIn, buildGraph, type JourneyGraph } from "@journey/compiler";
import { type CheckedSimulation, checkFiles, type Diagnostic, type Host, LineIndex, Problem } from "@journey/language";
import picomatch from "picomatch";
import { parseConfig } from "./config.ts";
import { commitOf, openTree } from "./git.ts";
import { diskHost, modelReaderOf, openProject, type Project } from "./project.ts";

export interface Side {
  /** As it was named. */
  readonly name: string;
  readonly graphs: readonly JourneyGraph[];
  /** What its `simulate` blocks say. */
  readonly simulations: readonly CheckedSimulation[];
  readonly holidays: ReadonlySet<string>;
  /** Changes that comments allow. */
  readonly allowances: readonly Allowance[];
  /** Errors only. */
  readonly errors: readonly Diagnostic[];
  readonly host: Host;
}

/**
 * @param given a path, or a revision of the project's repository; undefined: the files as they lie there
 * @param project where a revision is read
 * @throws Problem `no-such-version`
 */
export function openSide(given: string | undefined, project: string): Side {
  if (given === undefined) return compile("the working tree", openProject([project]), diskHost);
  if (existsSync(given)) return compile(given, openProject([given]), diskHost);
  const folder = resolve(project).replaceAll("\\", "/");
  const commit = commitOf(folder, given);
  if (commit === undefined) {
    throw new Problem(
      "no-such-version",
      `${given} is neither a path nor a commit here.`,
      "Name a folder, a file, a branch, a tag or a commit; `main..work` compares two.",
    );
  }
  const { files, host } = openTree(folder, commit);
  const config = parseConfig(folder, host);
  const matches = picomatch([...config.journeys], { dot: false });
  const journeys = files.filter((file) => {
    const path = file.slice(folder.length + 1);
    return !path.includes("node_modules/") && matches(path);
  });
  return compile(given, { folder, config, files: journeys.sort() }, host);
}

function compile(name: string, project: Project, host: Host): Side {
  const checked = checkFiles(project.files, host, { readModels: modelReaderOf(project) });
  const graphs = checked.flatMap((file) => {
    const lines = new LineIndex(host.readFile(file.file) ?? "");
    return file.journeys.map((journey) => buildGraph(journey, lines));
  });
  const errors = checked.flatMap((file) => file.diagnostics).filter(({ severity }) => severity === "error");
  return {
    name,
    graphs,
    simulations: checked.flatMap((file) => file.simulations),
    holidays: new Set(project.config.holidays),
    allowances: project.files.flatMap((file) => allowancesIn(host.readFile(file) ?? "", file)),
    errors,
    host,
  };
}
