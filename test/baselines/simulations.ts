/** A simulation of each example, as `journey simulate` reports it: kept as pages of the documentation. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reportOf, reportToText, simulate } from "@journey/compiler";
import { compileProject } from "../../cli/compile-project.ts";
import { openProject } from "../../cli/project.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
export const simulationsFolder = fileURLToPath(new URL("../../docs/simulations/", import.meta.url));

/** By the file's name. */
export function simulationPages(): ReadonlyMap<string, string> {
  const { graphs, simulations } = compileProject(openProject([examples]));
  return new Map(
    graphs.map((graph) => {
      const simulated = simulate({
        graphs: [graph],
        simulations: simulations.filter(({ journey }) => journey === graph.name),
        participants: 1000,
        runs: 3,
        // The command's own beginning.
        start: Date.parse("2026-03-02T08:00:00Z"),
        holidays: new Set(openProject([examples]).config.holidays),
      });
      const report = reportToText(reportOf(simulated, { smsPrice: 0.07, ratePerMinute: 100 }), true);
      const command = `journey simulate examples --journey ${graph.name} --runs 3 --participants 1000 --sms-price 0.07 --rate 100 --format markdown`;
      return [`${graph.name}.md`, `<!-- ${command} -->\n\n${report}`];
    }),
  );
}

export function keptSimulation(name: string): string | undefined {
  const path = join(simulationsFolder, name);
  return existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : undefined;
}
