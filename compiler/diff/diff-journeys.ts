import type { JourneyGraph } from "../graph/graph.ts";
import type { Change, JourneyDiff, JourneyEffects, ProjectDiff } from "./change.ts";
import { Comparison } from "./collect.ts";
import { compareClauses } from "./compare-clauses.ts";
import { compareModels } from "./compare-models.ts";
import { compareSettings } from "./compare-settings.ts";
import { compareSteps } from "./compare-steps.ts";
import { type MatchOptions, matchJourneys } from "./match-journeys.ts";
import { rules } from "./rules.ts";

export interface DiffOptions {
  /** By journey: old step names to new ones, where somebody said so. */
  readonly renamed?: ReadonlyMap<string, NonNullable<MatchOptions["renamed"]>>;
  /** What a simulation of both sides shows. */
  readonly effectsOf?: (before: JourneyGraph, after: JourneyGraph) => JourneyEffects | undefined;
}

/** What two versions of one journey differ in; nothing where they mean the same. */
export function diffJourney(before: JourneyGraph, after: JourneyGraph, options: DiffOptions = {}): JourneyDiff {
  const matching = matchJourneys(before, after, { renamed: options.renamed?.get(after.name) ?? new Map() });
  const own = new Comparison(before, after, matching);
  compareSettings(own);
  compareSteps(own);
  compareClauses(own);
  const models = new Comparison(before, after, matching);
  compareModels(models);
  const changes = inReadingOrder(own.changes);
  const effects = changes.length + models.changes.length > 0 ? options.effectsOf?.(before, after) : undefined;
  return {
    journey: after.name,
    status: "changed",
    head: after.regions[0]!.source,
    changes,
    indirect: models.changes,
    ...(effects ? { effects } : {}),
  };
}

/** What two versions of a project differ in, by journeys' names. */
export function diffProjects(
  before: readonly JourneyGraph[],
  after: readonly JourneyGraph[],
  options: DiffOptions = {},
): ProjectDiff {
  const old = new Map(before.map((graph) => [graph.name, graph]));
  const now = new Map(after.map((graph) => [graph.name, graph]));
  const journeys: JourneyDiff[] = [];
  let unchanged = 0;
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(name), now.get(name)];
    const diff = was && is ? diffJourney(was, is, options) : oneSided(was, is);
    if (diff.changes.length + diff.indirect.length > 0) journeys.push(diff);
    else unchanged++;
  }
  return { journeys, unchanged };
}

function oneSided(was: JourneyGraph | undefined, is: JourneyGraph | undefined): JourneyDiff {
  const graph = (is ?? was)!;
  const code = is ? "journey-added" : "journey-removed";
  const change: Change = {
    code,
    class: rules[code].class,
    sign: is ? "+" : "-",
    subject: `journey ${graph.name}`,
    [is ? "after" : "before"]: `${graph.nodes.length} ${graph.nodes.length === 1 ? "step" : "steps"}`,
    consequence: rules[code].consequence,
    place: { side: is ? "after" : "before", ...graph.regions[0]!.source },
  };
  return {
    journey: graph.name,
    status: is ? "added" : "removed",
    ...(is ? { head: is.regions[0]!.source } : {}),
    changes: [change],
    indirect: [],
  };
}

/** Settings first, then by the line; what is gone stands where it stood. */
function inReadingOrder(changes: readonly Change[]): readonly Change[] {
  const isStep = (change: Change) => (change.oldId === undefined && change.newId === undefined ? 0 : 1);
  return [...changes].sort(
    (a, b) => isStep(a) - isStep(b) || a.place.line - b.place.line || a.place.column - b.place.column,
  );
}
