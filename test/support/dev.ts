/** The development runtime on the examples, for tests: the same as `journey dev`, without the terminal. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildGraph } from "@journey/compiler";
import { checkFiles, LineIndex } from "@journey/language";
import { type DevServer, startDev } from "@journey/runtime";
import { compileProject } from "../../cli/compile-project.ts";
import { openProject } from "../../cli/project.ts";
import { webhookSettings } from "../../cli/webhook-settings.ts";

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
    webhooks: webhookSettings(project.config, {}, true),
  });
}

/** The models that {@link startText}'s journeys are for. */
const models = `import type { Email, Phone, TimeZone } from "journey/model";
export interface User { id: number; name: string; email: Email }
export interface Order { id: number; person: Person; total: number; paid: boolean }
export interface Person {
  id: number; name: string; phone?: Phone; email?: Email; country: "BE" | "FR" | "US"; stage?: "new" | "won"; score: number;
  until?: Date; zone?: TimeZone; owner?: User; orders: Order[]; active: boolean; created_at: Date;
}
/** @event ordered */
export interface Ordered { person: Person; total: number }
`;

/**
 * The development runtime on journeys in a text, for people 1 to `people`, each with a phone number.
 *
 * @param text journeys for `Person`, with their import
 */
export async function startText(
  text: string,
  { people = 1, databaseUrl }: { people?: number; databaseUrl?: string } = {},
) {
  const files = new Map([
    ["/p/models.ts", models],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) });
  const errors = checked?.diagnostics.filter((each) => each.severity === "error") ?? [];
  if (!checked || errors.length > 0) throw new Error(errors.map((each) => each.message).join(" "));
  const folder = mkdtempSync(join(tmpdir(), "journey-sample-"));
  const person = (id: number) => ({
    id,
    name: `P${id}`,
    phone: `+3247000${1000 + id}`,
    country: "BE",
    score: 0,
    created_at: "2026-01-01T00:00:00Z",
  });
  writeFileSync(
    join(folder, "Person.json"),
    JSON.stringify(Array.from({ length: people }, (_, index) => person(index + 1))),
  );
  const lines = new LineIndex(text);
  const dev = await startDev({
    project: { graphs: checked.journeys.map((journey) => buildGraph(journey, lines)), diagnostics: [] },
    sample: folder,
    from: "test@acme.test",
    domain: "mail.acme.test",
    port: 0,
    start,
    databaseUrl,
  });
  rmSync(folder, { recursive: true });
  return dev;
}
