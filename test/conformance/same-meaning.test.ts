/**
 * XState is the meaning: random journeys, random people and random histories, played to a plain XState actor under a simulated clock,
 * to the memoised step function, and to the engine on a database. All must tell the same.
 *
 * `JOURNEY_LONG=1` plays ten times as many.
 */
import type { JourneyGraph } from "@journey/compiler";
import { format } from "@journey/language";
import { type Database, openPglite } from "@journey/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arbitraryJourney } from "./arbitrary-journey.ts";
import { createEngineWorld } from "./engine-world.ts";
import { arbitraryHistory } from "./history.ts";
import { createInMemoryWorld } from "./in-memory-world.ts";
import { play } from "./play.ts";
import { compileJourney } from "./project.ts";

const times = process.env.JOURNEY_LONG ? 10 : 1;

/** A journey with its text; shown as that. */
interface Journey {
  readonly text: string;
  readonly graph: JourneyGraph;
}
const journey: fc.Arbitrary<Journey> = arbitraryJourney
  .map((text) => ({ text, graph: compileJourney(text), [fc.toStringMethod]: () => `\n${format(text).text}` }))
  .filter((each): each is Journey & { [fc.toStringMethod]: () => string } => "nodes" in each.graph);

describe("a plain XState actor and the memoised step function", () => {
  const runs = 350 * times;
  const people = 16;
  it(`tell the same of ${runs} journeys and up to ${runs * people} people`, { timeout: 60_000 * times }, async () => {
    await fc.assert(
      fc.asyncProperty(journey, arbitraryHistory(people), async ({ graph }, history) => {
        const told = await play(createInMemoryWorld("xstate", graph, history), graph, history);
        expect(await play(createInMemoryWorld("step", graph, history), graph, history)).toEqual(told);
      }),
      { numRuns: runs },
    );
  });
});

describe("a plain XState actor and the engine on PGlite", () => {
  const runs = 40 * times;
  const people = 12;
  let db: Database;
  beforeAll(async () => {
    db = await openPglite();
  });
  afterAll(() => db?.close());

  it(`tell the same of ${runs} journeys and up to ${runs * people} people`, { timeout: 120_000 * times }, async () => {
    await fc.assert(
      fc.asyncProperty(journey, arbitraryHistory(people), async ({ graph }, history) => {
        const told = await play(createInMemoryWorld("xstate", graph, history), graph, history);
        expect(await play(await createEngineWorld(db, graph, history), graph, history)).toEqual(told);
      }),
      { numRuns: runs },
    );
  });
});
