import { buildGraph, type JourneyGraph } from "@journey/compiler";
import { type CheckedSimulation, type CheckedTest, checkFiles, type Diagnostic, LineIndex } from "@journey/language";
import { diskHost, modelReaderOf, type Project } from "./project.ts";

/** What a project's files say, as far as they are right. */
export interface CompiledProject {
  /** One graph per journey without errors. */
  readonly graphs: readonly JourneyGraph[];
  readonly diagnostics: readonly Diagnostic[];
  readonly tests: readonly CheckedTest[];
  readonly simulations: readonly CheckedSimulation[];
}

export function compileProject(project: Project): CompiledProject {
  const checked = checkFiles(project.files, diskHost, { readModels: modelReaderOf(project) });
  const graphs: JourneyGraph[] = [];
  for (const file of checked) {
    const lines = new LineIndex(diskHost.readFile(file.file) ?? "");
    for (const journey of file.journeys) graphs.push(buildGraph(journey, lines));
  }
  return {
    graphs,
    diagnostics: checked.flatMap((file) => file.diagnostics),
    tests: checked.flatMap((file) => file.tests),
    simulations: checked.flatMap((file) => file.simulations),
  };
}
