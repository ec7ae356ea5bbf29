import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { openProject, shownPath } from "../project.ts";
import { printDiagnostics } from "./check.ts";

export function addCompileCommand(program: Command): void {
  program
    .command("compile [paths...]")
    .description("write each journey's XState machine (NAME.machine.ts) and graph (NAME.graph.json)")
    .requiredOption("--out <dir>", "the folder to write to; made if it is not there")
    .action(async (paths: string[], options: { out: string }) => {
      // Only the commands that compile load the compiler: `check` starts faster.
      const [{ emitMachine }, { compileProject }] = await Promise.all([
        import("@journey/compiler"),
        import("../compile-project.ts"),
      ]);
      const { graphs, diagnostics } = compileProject(openProject(paths));
      printDiagnostics(diagnostics);
      if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) {
        console.log("Nothing was written: mend the errors first.");
        process.exitCode = 1;
        return;
      }
      mkdirSync(options.out, { recursive: true });
      for (const graph of graphs) {
        for (const [name, content] of [
          [`${graph.name}.machine.ts`, emitMachine(graph)],
          [`${graph.name}.graph.json`, `${JSON.stringify(graph, null, 2)}\n`],
        ] as const) {
          const file = join(options.out, name);
          writeFileSync(file, content);
          console.log(shownPath(file));
        }
      }
    });
}
