/** Journeys written in a text, for tests. */
import { checkFiles, LineIndex } from "@journey/language";
import { buildGraph } from "../graph/build-graph.ts";

const models = `import type { Email, Phone } from "journey/model";
export interface Order { id: number; person: Person; total: number; paid: boolean }
export interface Person {
  id: number; name?: string; email?: Email; phone?: Phone; country: "BE" | "FR"; score: number; tags: string[]; until?: Date;
  orders: Order[]; active: boolean; created_at: Date;
}
/** @event ordered */
export interface Ordered { person: Person; total: number }
`;

/** @param text journeys, tests and simulations for `Person`, without their import */
export function written(text: string) {
  const source = `import { Ordered, Person } from "./models.ts"\n${text}`;
  const files = new Map([
    ["/models.ts", models],
    ["/main.journey", source],
  ]);
  const [checked] = checkFiles(["/main.journey"], { readFile: (path) => files.get(path) });
  const errors = checked?.diagnostics.filter(({ severity }) => severity === "error") ?? [];
  if (!checked || errors.length > 0) throw new Error(errors.map(({ message }) => message).join(" "));
  const lines = new LineIndex(source);
  return {
    graphs: checked.journeys.map((journey) => buildGraph(journey, lines)),
    tests: checked.tests,
    simulations: checked.simulations,
    lines,
  };
}
