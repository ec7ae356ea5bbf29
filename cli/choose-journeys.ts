import type { JourneyGraph } from "@journey/compiler";
import { Problem } from "@journey/language";

/**
 * The journeys that are named; without names, the only one there is.
 *
 * @throws {@link Problem} `unknown-journey`, or `which-journey` where none is named and there are several
 */
export function chooseGraphs(
  graphs: readonly JourneyGraph[],
  names: readonly string[] | undefined,
): readonly JourneyGraph[] {
  if (graphs.length === 0) {
    throw new Problem("unknown-journey", "There is no journey in these files.", "Name files that hold one.");
  }
  const available = `There are: ${graphs.map((graph) => graph.name).join(", ")}.`;
  if (names === undefined) {
    if (graphs.length === 1) return graphs;
    throw new Problem("which-journey", "These files hold several journeys.", `Name one with --journey. ${available}`);
  }
  return names.map((name) => {
    const graph = graphs.find((each) => each.name === name);
    if (!graph) throw new Problem("unknown-journey", `There is no journey \`${name}\` in these files.`, available);
    return graph;
  });
}

/** @throws {@link Problem} `unknown-journey`, also where the journey has errors */
export function graphNamed(graphs: readonly JourneyGraph[], journey: string): JourneyGraph {
  const graph = graphs.find(({ name }) => name === journey);
  if (graph) return graph;
  throw new Problem(
    "unknown-journey",
    `There is no journey \`${journey}\` without errors in this project.`,
    graphs.length > 0
      ? `There are: ${graphs.map(({ name }) => name).join(", ")}.`
      : "`journey check` says what is wrong with them.",
  );
}
