/**
 * The simulator against the engine: the same journey, people, behaviour and seed through both give the same traces, goals
 * and ends, at the same moments, person by person.
 *
 * Two things are left out of the comparison: the pace of messages (which of several that are due at one moment goes first is
 * the database's order), and times finer than twelve hours, so that the engine has fewer moments to work at.
 */
import { type JourneyGraph, type Observer, type SimulateOptions, simulate } from "@journey/compiler";
import { describe, expect, it } from "vitest";
import { compileProject } from "../cli/compile-project.ts";
import { openProject } from "../cli/project.ts";
import { examples } from "./support/dev.ts";
import { type Lives, liveInEngine, note } from "./support/engine-run.ts";

/** `JOURNEY_PEOPLE=1000` for the whole of it, which takes some minutes. */
const people = Number(process.env.JOURNEY_PEOPLE ?? 50);
const day = 86_400_000;
const { graphs, simulations } = compileProject(openProject([examples]));

/** What happens to records from outside, so that goals and exits are reached. */
const changes: Readonly<Record<string, SimulateOptions["changes"]>> = {
  trial_ending: [{ set: { plan: "solo" }, share: 0.2, within: 3 * day }],
  event_reminder: [{ set: { status: "cancelled" }, share: 0.15, within: 10 * day }],
  renewal: [{ set: { care_ends_at: "2027-06-01T00:00:00.000Z" }, share: 0.3, within: 20 * day }],
};

function withoutPace(graph: JourneyGraph): JourneyGraph {
  const { pace: _pace, ...rest } = graph;
  return {
    ...rest,
    nodes: graph.nodes.map(({ ...node }) => ("pace" in node ? { ...node, pace: undefined } : node)),
  } as JourneyGraph;
}

/** What happened to each person in the simulator, in the same words. */
function lookOn(chosen: readonly JourneyGraph[], lives: Lives): Observer {
  const nothing = (): void => {};
  const nameOf = (journey: number): string => chosen[journey]!.name;
  return {
    entered: nothing,
    visited: nothing,
    took: nothing,
    sent: nothing,
    reacted: nothing,
    traced: nothing,
    reached: (journey, person, goal, at) =>
      note(lives, person, `${nameOf(journey)} goal ${chosen[journey]!.goals[goal]!.name} at ${at}`),
    ended: (journey, person, how, reason, at) => note(lives, person, `${nameOf(journey)} ${how}: ${reason} at ${at}`),
  };
}

describe.each(graphs.map(({ name }) => name))("%s", (name) => {
  it(`gives ${people} people the same lives in the simulator and in the engine`, { timeout: 900_000 }, async () => {
    // `renewal` starts and stops `win_back`: they go together.
    const names = name === "renewal" ? ["renewal", "win_back"] : [name];
    const chosen = names.map((each) => withoutPace(graphs.find((graph) => graph.name === each)!));
    const inSimulator: Lives = new Map();
    const observer = lookOn(chosen, inSimulator);
    const raw: {
      journey: number;
      person: number;
      node: number;
      outcome: number;
      detail: string | undefined;
      at: number;
    }[] = [];
    const options: SimulateOptions = {
      graphs: chosen,
      simulations: simulations.filter((each) => names.includes(each.journey)),
      participants: people,
      seed: 7,
      runs: 1,
      start: Date.parse("2026-03-02T06:00:00Z"),
      days: 45,
      roundTo: 720,
      ...(changes[name] ? { changes: changes[name] } : {}),
      // All in one batch, so that places are people.
      oneBatch: true,
      observer: {
        ...observer,
        traced: (journey, person, node, outcome, detail, at) =>
          raw.push({ journey, person, node, outcome, detail, at }),
      },
    };
    const simulated = simulate(options);
    for (const { journey, person, node, outcome, detail, at } of raw) {
      const { table, graph } = simulated.journeys[journey]!;
      const [state = "", reason] = table.outcomes[outcome]!.split(": ");
      const why = detail ?? reason;
      note(
        inSimulator,
        person,
        `${graph.name} ${graph.nodes[node]!.id} ${state}${why === undefined ? "" : `: ${why}`} at ${at}`,
      );
    }
    const inEngine = await liveInEngine(options, simulated);
    const sorted = (lives: Lives): Record<number, string[]> =>
      Object.fromEntries([...lives].sort(([a], [b]) => a - b).map(([person, lines]) => [person, [...lines].sort()]));
    expect(inSimulator.size).toBeGreaterThan(people / 20);
    expect(sorted(inSimulator)).toEqual(sorted(inEngine));
  });
});
