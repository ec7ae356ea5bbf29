import type { JourneyGraph } from "@journey/compiler";
import { Problem } from "@journey/language";
import { type Command, Option } from "commander";
import { openProject } from "../project.ts";
import { printDiagnostics } from "./check.ts";

export function addGraphCommand(program: Command): void {
  program
    .command("graph [paths...]")
    .description("print journeys as a Mermaid diagram or as JSON")
    .addOption(new Option("--format <format>", "how to print").choices(["mermaid", "json"]).default("mermaid"))
    .option("--journey <name>", "only this journey")
    .action(async (paths: string[], options: { format: "mermaid" | "json"; journey?: string }) => {
      // Only the commands that compile load the compiler: `check` starts faster.
      const [{ toMermaid }, { compileProject }] = await Promise.all([
        import("@journey/compiler"),
        import("../compile-project.ts"),
      ]);
      const { graphs, diagnostics } = compileProject(openProject(paths));
      const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
      if (errors.length > 0) {
        printDiagnostics(errors);
        process.exitCode = 1;
        return;
      }
      const chosen = choose(graphs, options.journey);
      if (options.format === "json") {
        console.log(JSON.stringify(chosen.length === 1 ? chosen[0] : chosen, null, 2));
      } else {
        console.log(chosen.map((graph) => `%% ${graph.title ?? graph.name}\n${toMermaid(graph)}`).join("\n"));
      }
    });
}

function choose(graphs: readonly JourneyGraph[], name: string | undefined): readonly JourneyGraph[] {
  if (name === undefined) return graphs;
  const found = graphs.filter((graph) => graph.name === name);
  if (found.length === 0) {
    throw new Problem(
      "unknown-journey",
      `There is no journey \`${name}\` in these files.`,
      `There are: ${graphs.map((graph) => graph.name).join(", ")}.`,
    );
  }
  return found;
}
