/** The development runtime on the examples, for tests: the same as `journey dev`, without the terminal. */
import { fileURLToPath } from "node:url";
import { type DevServer, startDev } from "@journey/runtime";
import { compileProject } from "../../cli/compile-project.ts";
import { openProject } from "../../cli/project.ts";

export const examples = fileURLToPath(new URL("../../examples", import.meta.url));

/** A Monday morning, away from clock changes. */
export const start = Date.parse("2026-11-02T08:00:00Z");

export interface ExamplesOptions {
  /** Only this journey; undefined: all. */
  readonly journey?: string;
  /** A PostgreSQL server's; undefined: the embedded database. */
  readonly databaseUrl?: string | undefined;
}

export async function startExamples({ journey, databaseUrl }: ExamplesOptions = {}): Promise<DevServer> {
  const project = openProject([examples]);
  const { graphs } = compileProject(project);
  const chosen = graphs.filter((graph) => journey === undefined || graph.name === journey);
  return startDev({
    project: { graphs: chosen, diagnostics: [] },
    sample: `${examples}/sample`,
    from: project.config.from,
    domain: "mail.acme.test",
    port: 0,
    start,
    databaseUrl,
  });
}
