/** Where a participant stands and what is still to come, in the words of the journey. */
import type { JourneyGraph, JourneyStepper, NodeId, Place } from "@journey/compiler";
import type { Database } from "../store/database.ts";
import { parseTimers } from "../store/participants.ts";
import { loadStepper } from "./version.ts";

export interface LoadedVersion {
  readonly graph: JourneyGraph;
  readonly stepper: JourneyStepper;
}

/** Reads each version once, for it never changes. @returns by its id; undefined: there is no such version */
export function createVersionReader(db: Database): (id: number) => Promise<LoadedVersion | undefined> {
  const versions = new Map<number, LoadedVersion>();
  return async (id) => {
    const known = versions.get(id);
    if (known) return known;
    const stepper = await loadStepper(db, id);
    if (!stepper) return undefined;
    const loaded = { graph: stepper.graph, stepper };
    versions.set(id, loaded);
    return loaded;
  };
}

export interface Scheduled {
  readonly what: string;
  /** Epoch ms. */
  readonly at: number;
  /** Only the end of listening: nothing is sent then. */
  readonly quiet: boolean;
}

export function nodesAt({ stepper }: LoadedVersion, place: Place): NodeId[] {
  return stepper
    .describe(stepper.codec.current(place))
    .flatMap(({ doing, node }) => (node !== undefined && doing !== "listening" ? [node] : []));
}

export function scheduledOf(row: { readonly timers: string }, { graph, stepper }: LoadedVersion): Scheduled[] {
  const scheduled = [...parseTimers(row.timers)].map(([id, [at]]): Scheduled => {
    const timer = stepper.machine.timers.get(id);
    const waiting = timer?.kind === "wait" ? graph.nodes.find((node) => node.id === id) : undefined;
    const nextId = waiting && "next" in waiting ? waiting.next : timer?.node;
    const next = graph.nodes.find((node) => node.id === nextId);
    const quiet = timer?.kind === "listen";
    const what = quiet ? stopsListening(graph, timer.region) : next ? next.label : "end of the journey";
    return { what, at, quiet };
  });
  return scheduled.sort((a, b) => Number(a.quiet) - Number(b.quiet) || a.at - b.at);
}

function stopsListening(graph: JourneyGraph, region: string): string {
  const clause = graph.regions.find((candidate) => candidate.id === region)?.clause;
  const activity = graph.nodes.find((node) => node.id === clause?.activity);
  return clause && activity ? `stops waiting for ${activity.label} to be ${clause.trigger}` : "stops waiting";
}
