/**
 * XState is the meaning: random journeys, random people and random histories, played to a plain XState actor under a simulated clock,
 * to the memoised step function, and to the engine on a database. All must tell the same.
 *
 * `JOURNEY_LONG=1` plays ten times as many.
 */
import { isActivity, type JourneyGraph } from "@journey/compiler";
import { format } from "@journey/language";
import { type Database, openPglite } from "@journey/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arbitraryJourney } from "./arbitrary-journey.ts";
import { createEngineWorld } from "./engine-world.ts";
import { arbitraryHistory, type Person } from "./history.ts";
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

/** What must be true of everybody's story, whoever tells it. */
function keepsTheRules(graph: JourneyGraph, person: Person, lines: readonly string[]): void {
  const activities = new Set(graph.nodes.filter(isActivity).map(({ id }) => id));
  const traces = lines.filter(
    (line) => activities.has(line.split(" ")[0] ?? "") && !line.includes(" put into the outbox "),
  );
  const queued = lines.filter((line) => line.includes(" put into the outbox "));
  for (const list of [traces, queued]) {
    const names = list.map((line) => line.split(" ")[0]);
    expect(new Set(names).size, "each activity once").toBe(names.length);
  }
  const [end = ""] = lines.filter((line) => /^(active|completed|exited)/.test(line));
  if (end === "") return;
  const at = (line: string): string => / at (\S+)$/.exec(line)?.[1] ?? "";
  // Who waits for a test's winner may wait for ever; everybody else ends.
  if (end.startsWith("active")) expect(graph.nodes.some(({ kind }) => kind === "ab test")).toBe(true);
  else {
    for (const line of queued)
      expect(
        traces.some((trace) => trace.startsWith(`${line.split(" ")[0]} `)),
        line,
      ).toBe(true);
    // What ends it may be heard of late; then something has happened after it.
    const isLate = [...person.reactions, ...person.changes.map(({ change }) => change)].some(
      (each) => "late" in each && each.late > 0,
    );
    if (end.startsWith("exited") && !isLate)
      for (const line of [...traces, ...queued]) expect(at(line) <= at(end), line).toBe(true);
  }
}

describe("a plain XState actor and the memoised step function", () => {
  const runs = 350 * times;
  const people = 16;
  it(`tell the same of ${runs} journeys and up to ${runs * people} people`, { timeout: 600_000 * times }, async () => {
    await fc.assert(
      fc.asyncProperty(journey, arbitraryHistory(people), async ({ graph }, history) => {
        const told = await play(createInMemoryWorld("xstate", graph, history), graph, history);
        for (const [index, lines] of told.entries()) keepsTheRules(graph, history.people[index]!, lines);
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

  it(`tell the same of ${runs} journeys and up to ${runs * people} people`, { timeout: 600_000 * times }, async () => {
    await fc.assert(
      fc.asyncProperty(journey, arbitraryHistory(people), async ({ graph }, history) => {
        const told = await play(createInMemoryWorld("xstate", graph, history), graph, history);
        expect(await play(await createEngineWorld(db, graph, history), graph, history)).toEqual(told);
      }),
      { numRuns: runs },
    );
  });
});
