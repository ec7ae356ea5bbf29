import {
  type ActivityNode,
  type GraphNode,
  isActivity,
  type JourneyGraph,
  JourneyMachine,
  type NodeId,
  type StateId,
} from "@journey/compiler";
import { type Model, Problem } from "@journey/language";
import type { Queryable } from "../store/database.ts";
import { internMachineState, loadGraph, loadMachineStates } from "../store/journeys.ts";
import { modelOf } from "../store/records.ts";

/**
 * A deployed version as the engine holds it: the graph, its machine, and the two names of each machine state: the
 * machine's own number in this process, and the database's, which all workers share.
 */
export class Version {
  readonly machine: JourneyMachine;
  readonly target: Model;
  readonly #nodes: ReadonlyMap<NodeId, GraphNode>;
  readonly #localByStored = new Map<number, StateId>([[0, 0]]);
  readonly #storedByLocal = new Map<StateId, number>([[0, 0]]);
  /** The winners of its tests, and the days off: as they were when last asked for. */
  winners: ReadonlyMap<NodeId, string> = new Map();
  holidays: ReadonlySet<string> = new Set();
  /** A condition asks which of its activities failed or were held back. */
  readonly asksOutcomes: boolean;

  private constructor(
    readonly id: number,
    readonly graph: JourneyGraph,
  ) {
    this.machine = new JourneyMachine(graph);
    this.target = modelOf(graph.schema, graph.target);
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    // Conditions stand all over the graph, which is plain data.
    this.asksOutcomes = /"happening":"(failed|suppressed)"/.test(JSON.stringify(graph));
  }

  static async load(db: Queryable, id: number): Promise<Version> {
    const graph = await loadGraph(db, id);
    if (!graph)
      throw new Problem("unknown-version", `The database has no journey version ${id}.`, "Deploy the journey.");
    const version = new Version(id, graph);
    await version.#reload(db);
    return version;
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

  /** The stored numbers of the known states in which somebody stands at a node. */
  async storedStatesAt(db: Queryable, node: NodeId): Promise<readonly number[]> {
    await this.#reload(db);
    return [...this.#localByStored].flatMap(([stored, local]) =>
      stored !== 0 && this.machine.describe(local).some((region) => region.node === node && region.doing === "waiting")
        ? [stored]
        : [],
    );
  }

  /** The machine's number for a stored state. */
  async localState(db: Queryable, stored: number): Promise<StateId> {
    const known = this.#localByStored.get(stored);
    if (known !== undefined) return known;
    // Another worker named it since.
    await this.#reload(db);
    const loaded = this.#localByStored.get(stored);
    if (loaded === undefined) {
      throw new Problem("unknown-state", `Version ${this.id} of ${this.graph.name} has no stored state ${stored}.`);
    }
    return loaded;
  }

  /** The database's number for a state of the machine; given one now if it has none. */
  async storedState(db: Queryable, local: StateId): Promise<number> {
    const known = this.#storedByLocal.get(local);
    if (known !== undefined) return known;
    const stored = await internMachineState(db, this.id, this.machine.stateValue(local));
    this.#link(stored, local);
    return stored;
  }

  /** Numbers given in a transaction that was rolled back do not exist: forget all, and read again when asked. */
  forgetStates(): void {
    this.#localByStored.clear();
    this.#storedByLocal.clear();
    this.#link(0, 0);
  }

  async #reload(db: Queryable): Promise<void> {
    for (const { id, value } of await loadMachineStates(db, this.id)) this.#link(id, this.machine.intern(value));
  }

  #link(stored: number, local: StateId): void {
    this.#localByStored.set(stored, local);
    this.#storedByLocal.set(local, stored);
  }
}
