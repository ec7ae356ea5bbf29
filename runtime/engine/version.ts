import {
  type ActivityNode,
  type GraphNode,
  isActivity,
  type JourneyGraph,
  JourneyStepper,
  type NodeId,
  type Place,
  placeCodec,
} from "@journey/compiler";
import { type Model, Problem } from "@journey/language";
import type { Queryable } from "../store/database.ts";
import { loadAlphabet, loadGraph } from "../store/journeys.ts";
import { modelOf } from "../store/records.ts";

/** How to step in a deployed version, its places written with its letters; undefined: there is no such version. */
export async function loadStepper(db: Queryable, id: number): Promise<JourneyStepper | undefined> {
  const graph = await loadGraph(db, id);
  if (!graph) return undefined;
  const alphabet = await loadAlphabet(db, id, (given) => placeCodec(graph, given).alphabet);
  return new JourneyStepper(graph, alphabet);
}

/** A deployed version as the engine holds it: the graph, and how to step in it. */
export class Version {
  readonly target: Model;
  readonly #nodes: ReadonlyMap<NodeId, GraphNode>;
  /** The winners of its tests, and the days off: as they were when last asked for. */
  winners: ReadonlyMap<NodeId, string> = new Map();
  /** Whether it is the version that people enter: also as it was then. */
  isCurrent = true;
  holidays: ReadonlySet<string> = new Set();
  /** A condition asks which of its activities failed or were held back. */
  readonly asksOutcomes: boolean;

  private constructor(
    readonly id: number,
    readonly stepper: JourneyStepper,
  ) {
    const { graph } = stepper;
    this.target = modelOf(graph.schema, graph.target);
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    // Conditions stand all over the graph, which is plain data.
    this.asksOutcomes = /"happening":"(failed|suppressed)"/.test(JSON.stringify(graph));
  }

  /** @throws Problem `unknown-version` */
  static async load(db: Queryable, id: number): Promise<Version> {
    const stepper = await loadStepper(db, id);
    if (!stepper)
      throw new Problem("unknown-version", `The database has no journey version ${id}.`, "Deploy the journey.");
    return new Version(id, stepper);
  }

  get graph(): JourneyGraph {
    return this.stepper.graph;
  }

  node(id: NodeId): GraphNode {
    const node = this.#nodes.get(id);
    if (!node) throw new Problem("unknown-step", `Version ${this.id} of ${this.graph.name} has no step ${id}.`);
    return node;
  }

  activity(id: NodeId): ActivityNode {
    const node = this.node(id);
    if (!isActivity(node)) throw new Problem("unknown-step", `${id} of ${this.graph.name} is no activity.`);
    return node;
  }

  hasNode(id: NodeId): boolean {
    return this.#nodes.has(id);
  }

  /** Whether an activity is under way at a place. */
  isExecuting(place: Place, id: NodeId): boolean {
    return this.stepper.isExecuting(place, this.node(id));
  }
}
