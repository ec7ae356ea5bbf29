/**
 * A machine's state as the store keeps it, region by region. The one place that knows how it is written.
 */
import type { JourneyGraph, RegionId } from "../graph/graph.ts";
import { endingState, stateKey } from "../machine/machine-config.ts";

/** What each region is doing, by its id; undefined once the participant's journey is over. */
export function readStateValue(value: string, graph: JourneyGraph): ReadonlyMap<RegionId, string> | undefined {
  const parsed = JSON.parse(value) as string | { readonly active: Readonly<Record<string, string>> };
  if (typeof parsed === "string") return undefined;
  return new Map(graph.regions.map(({ id }) => [id, parsed.active[stateKey(id)] ?? "done"]));
}

export function writeStateValue(states: ReadonlyMap<RegionId, string>, graph: JourneyGraph): string {
  const active = Object.fromEntries(graph.regions.map(({ id }) => [stateKey(id), states.get(id) ?? "done"]));
  return JSON.stringify({ active });
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
  return { node: key.replaceAll("/", "."), how: arriving ? "to" : part };
}
