/** What a deployment would do: for each journey, and for everybody who is under way in it, place by place. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual as isSame } from "node:util";
import {
  type ChangeClass,
  diffJourney,
  type Instructions,
  type JourneyGraph,
  Migration,
  type PlaceDecision,
  placesIn,
  type StateMove,
} from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Database, Queryable } from "../store/database.ts";
import {
  countStates,
  listDeployments,
  loadVersionsInUse,
  type StateCount,
  type VersionRow,
} from "../store/deployments.ts";
import { listJourneys, loadGraph } from "../store/journeys.ts";

/** What becomes of those at one place of one old version. */
export interface PlacePlan extends PlaceDecision {
  /** The first characters of the old version's hash. */
  readonly version: string;
  readonly people: number;
  /** Of these, who is told otherwise by another place that they are at, or would get something a second time. */
  readonly otherwise: number;
  /** The steps that people may be told to go to, where that is needed. */
  readonly targets?: readonly string[];
}

export interface JourneyPlan {
  readonly journey: string;
  readonly action: "start" | "change";
  /** What the plan was made against; anything else there, and it is not carried out. */
  readonly basis: {
    readonly hash: string | null;
    /** All versions that somebody is under way in. */
    readonly versions: readonly string[];
  };
  readonly graph: JourneyGraph;
  /** How many changes of each class it brings. */
  readonly changes: Readonly<Record<ChangeClass, number>>;
  readonly instructions: Instructions;
  readonly places: readonly PlacePlan[];
  /** People, each counted once. `listening`: they wait for nothing but reactions, and move along. */
  readonly people: Readonly<Record<StateMove["kind"] | "listening", number>>;
  /** Why some stay who were not told to. */
  readonly reasons: readonly string[];
}

export interface DeployPlan {
  readonly formatVersion: "1.0";
  /** ISO 8601. */
  readonly madeAt: string;
  readonly journeys: readonly JourneyPlan[];
  /** Deployed journeys that the files no longer hold. They run on. */
  readonly missing: readonly string[];
  /** Journeys that are as they were. */
  readonly unchanged: readonly string[];
}

/** Names the plan: the same one again is not carried out twice. */
export function planHash(plan: JourneyPlan, madeAt: string): string {
  return createHash("sha256")
    .update(JSON.stringify([madeAt, plan]))
    .digest("hex");
}

/** By a journey's name. */
export type InstructionsOf = ReadonlyMap<string, Instructions>;

/**
 * @param graphs the journeys as they are to be
 * @param now epoch milliseconds
 */
export async function makePlan(
  db: Database,
  graphs: readonly JourneyGraph[],
  instructions: InstructionsOf,
  now: number,
): Promise<DeployPlan> {
  const deployed = new Map((await listJourneys(db)).map((journey) => [journey.name, journey]));
  const journeys: JourneyPlan[] = [];
  const unchanged: string[] = [];
  for (const graph of graphs) {
    const known = deployed.get(graph.name);
    const told = instructions.get(graph.name) ?? {};
    const plan = known ? await planChange(db, known.id, known.versionId, graph, told) : planStart(graph, told);
    if (plan) journeys.push(plan);
    else unchanged.push(graph.name);
  }
  const names = new Set(graphs.map(({ name }) => name));
  return {
    formatVersion: "1.0",
    madeAt: new Date(now).toISOString(),
    journeys,
    missing: [...deployed.keys()].filter((name) => !names.has(name)),
    unchanged,
  };
}

/**
 * The plan that brings a journey's version before the current one back.
 *
 * @throws Problem `unknown-journey`, `nothing-to-roll-back`
 */
export async function makeRollback(
  db: Database,
  journey: string,
  instructions: Instructions,
  now: number,
): Promise<DeployPlan> {
  const row = (await listJourneys(db)).find(({ name }) => name === journey);
  if (!row) throw unknownJourney(journey);
  const last = (await listDeployments(db, row.id)).find(({ toVersionId }) => toVersionId === row.versionId);
  const graph = last?.fromVersionId == null ? undefined : await loadGraph(db, last.fromVersionId);
  if (!graph || !last) {
    throw new Problem(
      "nothing-to-roll-back",
      `${journey} was deployed once; there is no version before it.`,
      "Stop it with `journey stop`, or deploy another version.",
    );
  }
  // What was renamed then is renamed back.
  const back = Object.fromEntries(Object.entries(last.instructions.renamed ?? {}).map(([old, name]) => [name, old]));
  const told = { ...instructions, renamed: { ...back, ...instructions.renamed } };
  const plan = await planChange(db, row.id, row.versionId, graph, told);
  return {
    formatVersion: "1.0",
    madeAt: new Date(now).toISOString(),
    journeys: plan ? [plan] : [],
    missing: [],
    unchanged: plan ? [] : [journey],
  };
}

export function unknownJourney(name: string): Problem {
  return new Problem("unknown-journey", `There is no journey ${name} in the database.`, "See `journey status`.");
}

function planStart(graph: JourneyGraph, instructions: Instructions): JourneyPlan {
  return {
    journey: graph.name,
    action: "start",
    basis: { hash: null, versions: [] },
    graph,
    changes: { breaking: 0, dangerous: 0, safe: 0 },
    instructions,
    places: [],
    people: { move: 0, stay: 0, exit: 0, undecided: 0, listening: 0 },
    reasons: [],
  };
}

async function planChange(
  db: Queryable,
  journeyId: number,
  versionId: number,
  graph: JourneyGraph,
  instructions: Instructions,
): Promise<JourneyPlan | undefined> {
  const versions = await loadVersionsInUse(db, journeyId);
  const current = versions.find(({ id }) => id === versionId)!;
  const counts = await countStates(db, journeyId);
  if (current.hash !== graph.hash) return planMoves(graph, instructions, { versions, current, counts });
  if (versions.length === 1) return undefined;
  // What was deployed can still leave somebody in an older version who has a place in it: `journey run` moves nobody, and
  // `renamed from`, which is no part of a version, may say only now where people belong.
  const deployed = (await listDeployments(db, journeyId)).find(({ toVersionId }) => toVersionId === versionId);
  const isTold = hasInstructions(instructions);
  if (deployed && !isTold && isSame(oldNames(current.graph), oldNames(graph))) return undefined;
  let told = instructions;
  if (!isTold) {
    // What was said then holds; and who has no place in it goes on where they are, as they have so far.
    const { renamed, stay = [], everybodyStays } = deployed?.instructions ?? {};
    told = { ...(renamed ? { renamed } : {}), ...(everybodyStays ? { everybodyStays } : {}) };
    const places = new Set(versions.flatMap((version) => placesIn(version.graph)));
    const { places: planned } = planMoves(graph, told, { versions, current, counts });
    const lost = planned.filter(({ fate }) => fate === "undecided").map(({ place }) => place);
    told = { ...told, stay: [...new Set([...stay.filter((place) => places.has(place)), ...lost])] };
  }
  const plan = planMoves(graph, told, { versions, current, counts });
  return plan.people.move + plan.people.listening + plan.people.exit + plan.people.undecided > 0 ? plan : undefined;
}

/** What the steps of a version were called before. */
function oldNames({ nodes }: JourneyGraph): readonly unknown[] {
  return nodes.flatMap(({ id, renamedFrom }) => (renamedFrom ? [[id, renamedFrom]] : []));
}

const hasInstructions = (instructions: Instructions): boolean =>
  Object.values(instructions).some(
    (told) => told === true || (typeof told === "object" && Object.keys(told).length > 0),
  );

/** What a plan is made from. */
interface InUse {
  readonly versions: readonly VersionRow[];
  readonly current: VersionRow;
  readonly counts: readonly StateCount[];
}

function planMoves(graph: JourneyGraph, instructions: Instructions, { versions, current, counts }: InUse): JourneyPlan {
  refuseUnknownPlaces(graph.name, instructions, versions, graph);
  const places: PlacePlan[] = [];
  const people = { move: 0, stay: 0, exit: 0, undecided: 0, listening: 0 };
  const reasons = new Set<string>();
  for (const version of versions) {
    // Who is in it already is where they are to be.
    if (version.hash === graph.hash) continue;
    const migration = new Migration(version.graph, graph, instructions);
    const states = counts.filter((each) => each.versionId === version.id);
    for (const { value, people: amount } of states) {
      const move = value === undefined ? undefined : migration.move(value);
      const kind = move?.kind ?? "move";
      if (kind === "move" && value !== undefined && migration.placesOf(value).length === 0) people.listening += amount;
      else people[kind] += amount;
      if (move && move.kind === "stay" && move.reason !== "told so") reasons.add(move.reason);
    }
    places.push(...planPlaces(migration, version, states));
  }
  return {
    journey: graph.name,
    action: "change",
    basis: { hash: current.hash, versions: versions.map(({ hash }) => hash).sort() },
    graph,
    changes: changesBetween(current.graph, graph, instructions),
    instructions,
    places,
    people,
    reasons: [...reasons].sort(),
  };
}

function changesBetween(
  before: JourneyGraph,
  after: JourneyGraph,
  { renamed = {} }: Instructions,
): Record<ChangeClass, number> {
  const names = new Map([[after.name, new Map(Object.entries(renamed))]]);
  const { changes, indirect } = diffJourney(before, after, { renamed: names });
  const amount = (of: ChangeClass) => [...changes, ...indirect].filter((change) => change.class === of).length;
  return { breaking: amount("breaking"), dangerous: amount("dangerous"), safe: amount("safe") };
}

/** Every place where somebody is, in the order of the journey. */
function planPlaces(migration: Migration, version: VersionRow, states: readonly StateCount[]): readonly PlacePlan[] {
  const tally = new Map<string, { people: number; otherwise: number }>();
  for (const { value, people } of states) {
    if (value === undefined) continue;
    const move = migration.move(value);
    for (const place of migration.placesOf(value)) {
      const { fate } = migration.decide(place);
      const entry = tally.get(place) ?? { people: 0, otherwise: 0 };
      const isOtherwise = move.kind !== fate && !(fate === "drop" && move.kind === "move");
      tally.set(place, {
        people: entry.people + people,
        otherwise: entry.otherwise + (isOtherwise ? people : 0),
      });
    }
  }
  return placesIn(version.graph).flatMap((place) => {
    const entry = tally.get(place);
    if (!entry) return [];
    const decision = migration.decide(place);
    const targets = decision.fate === "undecided" ? { targets: migration.targetsFor(place) } : {};
    return [{ ...decision, version: version.hash.slice(0, 8), ...entry, ...targets }];
  });
}

/** An instruction about a place that there is not is a slip. */
function refuseUnknownPlaces(
  journey: string,
  instructions: Instructions,
  versions: readonly VersionRow[],
  graph: JourneyGraph,
): void {
  const known = new Set(versions.flatMap((version) => placesIn(version.graph)));
  const { move = {}, exit = [], stay = [], drop = [], renamed = {} } = instructions;
  for (const place of [...Object.keys(move), ...exit, ...stay, ...drop]) {
    if (known.has(place)) continue;
    throw new Problem(
      "unknown-place",
      `Nobody can wait at ${place} of ${journey}.`,
      `Places of the versions that people are in: ${[...known].join(", ")}.`,
    );
  }
  const names = new Set(versions.flatMap((version) => version.graph.nodes.map(({ id }) => id)));
  for (const [old, name] of Object.entries(renamed)) {
    // The other half of a renaming that was taken back may be in none of the versions in use.
    if (names.has(old) && name !== "" && !graph.nodes.some(({ id }) => id === name)) {
      throw new Problem(
        "unknown-step",
        `The new version of ${journey} has no step ${name}.`,
        `${old} can't be renamed to it.`,
      );
    }
  }
  for (const [place, target] of Object.entries(move)) {
    const isThere = versions.some((version) =>
      new Migration(version.graph, graph, instructions).targetsFor(place).includes(target),
    );
    if (isThere) continue;
    const targets = new Migration(versions[0]!.graph, graph, instructions).targetsFor(place);
    throw new Problem(
      "unknown-step",
      `People at ${place} can't go to ${target}.`,
      targets.length > 0
        ? `They can go to: ${targets.join(", ")}.`
        : "The block that they are in is gone: tell them to stay, exit or drop.",
    );
  }
}
