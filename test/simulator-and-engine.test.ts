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
import { compileJourney } from "./conformance/project.ts";
import { mail, message } from "./conformance/tell.ts";
import { examples } from "./support/dev.ts";
import { type Lives, liveInEngine, note } from "./support/engine-run.ts";

/** With `JOURNEY_LONG=1` 1,000 people of each journey, which takes a quarter of an hour. */
const people = process.env.JOURNEY_LONG ? 1000 : 50;
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

interface Played {
  readonly graphs: readonly JourneyGraph[];
  readonly simulations?: SimulateOptions["simulations"];
  readonly changes?: SimulateOptions["changes"] | undefined;
  readonly fields?: SimulateOptions["fields"];
}

/** The lives of the same people in both, a list of lines for each. */
async function liveInBoth({ graphs: chosen, simulations: stated = [], changes: outside, fields }: Played) {
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
    simulations: stated,
    participants: people,
    seed: 7,
    runs: 1,
    start: Date.parse("2026-03-02T06:00:00Z"),
    days: 45,
    roundTo: 720,
    ...(outside ? { changes: outside } : {}),
    ...(fields ? { fields } : {}),
    // All in one batch, so that places are people.
    oneBatch: true,
    observer: {
      ...observer,
      traced: (journey, person, node, outcome, detail, at) => raw.push({ journey, person, node, outcome, detail, at }),
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
  return { inSimulator: sorted(inSimulator), inEngine: sorted(inEngine) };
}

describe.each(graphs.map(({ name }) => name))("%s", (name) => {
  it(`gives ${people} people the same lives in the simulator and in the engine`, { timeout: 3_600_000 }, async () => {
    // `renewal` starts and stops `win_back`: they go together.
    const names = name === "renewal" ? ["renewal", "win_back"] : [name];
    const { inSimulator, inEngine } = await liveInBoth({
      graphs: names.map((each) => withoutPace(graphs.find((graph) => graph.name === each)!)),
      simulations: simulations.filter((each) => names.includes(each.journey)),
      changes: changes[name],
    });
    expect(Object.keys(inSimulator).length).toBeGreaterThan(people / 20);
    expect(inSimulator).toEqual(inEngine);
  });
});

/** Three messages at once, of which two go to the same number; then two more. */
const together = `
  parallel {
    branch a {
      ${message("m1")}
    }
    branch b {
      ${message("m2")}
    }
    branch c {
      ${mail("m3")}
    }
  }
  ${message("m4")}
  wait 1 day
  ${message("m5")}
`;

describe("a cap", () => {
  it.each([
    ["leaves out what is too much", "cap 1 message per day"],
    ["holds back what is too much", "cap 1 message per day else delay"],
    ["counts a channel of its own", "cap 2 sms per week\n  cap 1 message per day else delay"],
  ])("§3.9 %s within one step in the simulator as in the engine", { timeout: 3_600_000 }, async (_, caps) => {
    const graph = compileJourney(
      `import { Person } from "./models.ts"\n\njourney capped {\n  target Person\n  ${caps}\n${together}\n}\n`,
    );
    if (!("nodes" in graph)) throw new Error(graph.join(" "));
    const { inSimulator, inEngine } = await liveInBoth({ graphs: [graph] });
    expect(Object.values(inSimulator).flat().join("\n")).toContain("capped m2");
    expect(inSimulator).toEqual(inEngine);
  });
});
