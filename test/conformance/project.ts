/** What the conformance tests' journeys are for, and the way from their text to a graph. */
import { buildGraph, type JourneyGraph } from "@journey/compiler";
import { checkFiles, LineIndex, readModelsOnce } from "@journey/language";

export const models = `import type { Email, Phone, TimeZone } from "journey/model";
export interface User { id: number; name: string; email: Email }
export interface Note { id: number; person: Person; text: string }
export interface Person {
  id: number; name: string; phone?: Phone; email?: Email; country: "BE" | "FR" | "US"; stage?: "new" | "won" | "lost";
  score: number; until?: Date; zone?: TimeZone; tags: string[]; owner?: User; active: boolean; created_at: Date;
}
/** @event ordered */
export interface Ordered { person: Person; total: number }
`;

const readModels = readModelsOnce();

/** The first journey of a text; or what the checker says against it. */
export function compileJourney(text: string): JourneyGraph | readonly string[] {
  const files = new Map([
    ["/p/models.ts", models],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) }, { readModels });
  const errors = checked?.diagnostics.filter(({ severity }) => severity === "error") ?? [];
  const [journey] = checked?.journeys ?? [];
  if (!journey || errors.length > 0) return errors.map(({ message }) => message);
  return buildGraph(journey, new LineIndex(text));
}

/** A journey of which only name and body are written. */
export function namedGraph(name: string, body: string): JourneyGraph {
  const graph = compileJourney(journeyText(body, name));
  if (!("nodes" in graph)) throw new Error(`${graph.join(" ")}\n${body}`);
  return graph;
}

/** The same where the name is of no matter. */
export const graphOfBody = (body: string): JourneyGraph => namedGraph("test", body);

export const journeyText = (body: string, name = "test"): string =>
  `import { Note, Ordered, Person } from "./models.ts"\n\njourney ${name} {\n  target Person\n${body}\n}\n`;
