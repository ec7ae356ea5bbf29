import {
  type ActivityNode,
  type GraphNode,
  isActivity,
  type JourneyGraph,
  JourneyStepper,
  type NodeId,
  regionKey,
} from "@journey/compiler";
import { type Model, Problem } from "@journey/language";
import type { Queryable } from "../store/database.ts";
import { loadAlphabet, loadGraph } from "../store/journeys.ts";
import { modelOf } from "../store/records.ts";

/** A deployed version as the engine holds it: the graph, and how to step in it. */
export class Version {
  readonly target: Model;
  readonly #nodes: ReadonlyMap<NodeId, GraphNode>;
  /** The winners of its tests, and the days off: as they were when last asked for. */
  winners: ReadonlyMap<NodeId, string> = new Map();
  holidays: ReadonlySet<string> = new Set();

  private constructor(
    readonly id: number,
    readonly stepper: JourneyStepper,
  ) {
    const { graph } = stepper;
    this.target = modelOf(graph.schema, graph.target);
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  }

  /** @throws Problem `unknown-version` */
  static async load(db: Queryable, id: number): Promise<Version> {
    const graph = await loadGraph(db, id);
    if (!graph)
      throw new Problem("unknown-version", `The database has no journey version ${id}.`, "Deploy the journey.");
    const alphabet = await loadAlphabet(db, id, (given) => new JourneyStepper(graph, given).codec.alphabet);
    return new Version(id, new JourneyStepper(graph, alphabet));
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

  /** The letters by which a place says that somebody waits at a node, and where they stand in it. */
  lettersAt(id: NodeId): { readonly start: number; readonly letters: string } {
    const { codec } = this.stepper;
    const region = codec.alphabet.findIndex((each) => each.region === regionKey(this.node(id).region));
    return { start: codec.starts[region] ?? 0, letters: codec.letters(region, regionKey(id)) };
  }
}
