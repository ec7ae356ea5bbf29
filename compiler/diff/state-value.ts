/**
 * A machine's state as the store keeps it, region by region. The one place that knows how it is written.
 */
import type { JourneyGraph, RegionId } from "../graph/graph.ts";
import { endingState, regionsPath, stateKey } from "../machine/machine-config.ts";

/** What each region is doing, by its id; undefined once the participant's journey is over. */
export function readStateValue(value: string, graph: JourneyGraph): ReadonlyMap<RegionId, string> | undefined {
  let inner: unknown = JSON.parse(value);
  if (typeof inner === "string") return undefined;
  for (const key of regionsPath(graph)) inner = (inner as Readonly<Record<string, unknown>>)[key];
  const states = inner as Readonly<Record<string, string>>;
  return new Map(graph.regions.map(({ id }) => [id, states[stateKey(id)] ?? "done"]));
}

export function writeStateValue(states: ReadonlyMap<RegionId, string>, graph: JourneyGraph): string {
  const regions = Object.fromEntries(graph.regions.map(({ id }) => [stateKey(id), states.get(id) ?? "done"]));
  // Nothing has ended the journey of those who are under way.
  return JSON.stringify({ active: regionsPath(graph).length === 1 ? regions : { regions, exits: "open" } });
}

/** The states that are no step. */
const positions = new Set(["idle", "listening", "delaying", "done", "left"]);

export interface Standing {
  /** The step that the region stands at; undefined: at none. */
  readonly node?: string;
  /** `idle`, `listening` …, `ending` when it is about to be done; of a step: `held` by a cap, `waiting` for a window or a decision, `to` come, or nothing. */
  readonly how: string;
}

export function standingOf(state: string): Standing {
  if (state === endingState) return { how: "ending" };
  if (positions.has(state)) return { how: state };
  const arriving = state.startsWith("to ");
  const [key = "", part = ""] = state.slice(arriving ? 3 : 0).split(" ");
  return { node: key.replace(/=$/, "").replaceAll("/", "."), how: arriving ? "to" : part };
}
