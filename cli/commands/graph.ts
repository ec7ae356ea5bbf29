import { type Command, Option } from "commander";
import { chooseGraphs } from "../choose-journeys.ts";
import { openProject } from "../project.ts";
import { refusesErrors } from "./check.ts";

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
      if (refusesErrors(diagnostics)) return;
      const chosen = options.journey === undefined ? graphs : chooseGraphs(graphs, [options.journey]);
      if (options.format === "json") {
        console.log(JSON.stringify(chosen.length === 1 ? chosen[0] : chosen, null, 2));
      } else {
        console.log(chosen.map((graph) => `%% ${graph.title ?? graph.name}\n${toMermaid(graph)}`).join("\n"));
      }
    });
}
