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
  /** Only these. */
  readonly journeys?: readonly string[];
  /** Changes the graphs' text: an address in an example becomes one of the test's own. */
  readonly rewrite?: (text: string) => string;
  /** A PostgreSQL server's; undefined: the embedded database. */
  readonly databaseUrl?: string | undefined;
}

export async function startExamples({
  journey,
  journeys = journey === undefined ? undefined : [journey],
  rewrite = (text) => text,
  databaseUrl,
}: ExamplesOptions = {}): Promise<DevServer> {
  const project = openProject([examples]);
  const { graphs } = compileProject(project);
  const chosen = graphs.filter((graph) => !journeys || journeys.includes(graph.name));
  return startDev({
    project: { graphs: JSON.parse(rewrite(JSON.stringify(chosen))), diagnostics: [] },
    sample: `${examples}/sample`,
    from: project.config.from,
    domain: "mail.acme.test",
    port: 0,
    start,
    databaseUrl,
  });
}
