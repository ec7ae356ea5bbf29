/**
 * A journey's machine in numbers: inputs, guards, timers and steps are counted, and what follows from an input in a state
 * is looked up by two of them. XState is asked the first time, through {@link JourneyMachine}.
 */
import { type JourneyGraph, type NodeId, waysOf } from "../graph/graph.ts";
import { guardOf, JourneyMachine, type Timer } from "../machine/journey-machine.ts";
import type { Decision, Guard, GuardId, Input, StateId } from "../machine/step.ts";
import { VisitFinder } from "./visits.ts";

export const running = 0;
export const completed = 1;
export const exited = 2;

export interface Leaf {
  readonly isLeaf: true;
  readonly state: StateId;
  readonly status: typeof running | typeof completed | typeof exited;
  /** By their numbers, as all that follows. */
  readonly cancel: readonly number[];
  readonly start: readonly number[];
  readonly effects: readonly LeafEffect[];
  readonly nodes: readonly number[];
  readonly ways: readonly number[];
}

export type LeafEffect =
  | { readonly execute: true; readonly node: number }
  /** `outcome`: the number of a state and reason among {@link StepTable.outcomes}. */
  | { readonly execute: false; readonly node: number; readonly outcome: number };

export interface Ask {
  readonly isLeaf: false;
  /** Its number among {@link StepTable.guards}. */
  readonly guard: number;
  readonly yes: Answered;
  readonly no: Answered;
}

/** A tree of questions, moves its leaves. */
export type Answered = Ask | Leaf;

/** What follows, and whether the record must be looked at before. */
export interface Row {
  readonly tree: Answered;
  readonly asks: boolean;
}

export class StepTable {
  readonly graph: JourneyGraph;
  readonly machine: JourneyMachine;
  readonly nodeIndex: ReadonlyMap<NodeId, number>;
  /**
   * In the order in which those that are due at one moment go off: that of the database's column, where keys stand by
   * their length and then by their letters.
   */
  readonly timers: readonly Timer[];
  readonly timerIndex: ReadonlyMap<string, number>;
  readonly guards: Guard[] = [];
  readonly outcomes: string[] = [];
  /** Where a step's ways begin in the count of all ways, which clauses and branches follow. */
  readonly wayStart: readonly number[];
  readonly wayCount: number;
  readonly #inputs: Input[] = [];
  readonly #inputIndex = new Map<string, number>();
  readonly #guardIndex = new Map<GuardId, number>();
  readonly #outcomeIndex = new Map<string, number>();
  readonly #rows: (Row | undefined)[][] = [];
  readonly #visits: VisitFinder;
  readonly #regionWays: ReadonlyMap<string, number>;

  constructor(graph: JourneyGraph) {
    this.graph = graph;
    this.machine = new JourneyMachine(graph);
    this.#visits = new VisitFinder(this.machine);
    this.nodeIndex = new Map(graph.nodes.map((node, index) => [node.id, index]));
    this.timers = [...this.machine.timers.values()].sort(
      (a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
    this.timerIndex = new Map(this.timers.map((timer, index) => [timer.id, index]));
    let ways = 0;
    this.wayStart = graph.nodes.map((node) => {
      const start = ways;
      ways += waysOf(node).length;
      return start;
    });
    this.#regionWays = new Map(graph.regions.map((region, index) => [region.id, ways + index]));
    this.wayCount = ways + graph.regions.length;
  }

  /** The number of a clause's or branch's beginning among the ways. */
  regionWay(region: string): number {
    return this.#regionWays.get(region) ?? -1;
  }

  /** An input's number. */
  input(input: Input): number {
    const key = JSON.stringify(input);
    const known = this.#inputIndex.get(key);
    if (known !== undefined) return known;
    const index = this.#inputs.length;
    this.#inputs.push(input);
    this.#inputIndex.set(key, index);
    return index;
  }

  inputOf(index: number): Input {
    return this.#inputs[index]!;
  }

  row(state: StateId, input: number): Row {
    let rows = this.#rows[state];
    if (!rows) {
      rows = [];
      this.#rows[state] = rows;
    }
    return rows[input] ?? this.#computed(rows, state, input);
  }

  #computed(rows: (Row | undefined)[], state: StateId, index: number): Row {
    const input = this.inputOf(index);
    const decision = this.machine.decide(state, input);
    const { timer } = this.machine;
    const needsMoment = [...this.machine.startedTimers(decision)].some(
      (id) => timer.call(this.machine, id).duration === undefined,
    );
    const row = {
      tree: this.#tree(decision, state, input, new Map()),
      asks: needsMoment || this.machine.guards(decision).size > 0,
    };
    rows[index] = row;
    return row;
  }

  #tree(decision: Decision, state: StateId, input: Input, answers: ReadonlyMap<GuardId, boolean>): Answered {
    if (decision.kind === "question") {
      return {
        isLeaf: false,
        guard: this.#guard(decision.guard),
        yes: this.#tree(decision.yes, state, input, new Map([...answers, [decision.guard, true]])),
        no: this.#tree(decision.no, state, input, new Map([...answers, [decision.guard, false]])),
      };
    }
    const visits = this.#visits.find(state, input, answers, decision);
    return {
      isLeaf: true,
      state: decision.state,
      status: decision.status === "active" ? running : decision.status === "completed" ? completed : exited,
      cancel: decision.cancel.map((id) => this.timerIndex.get(id)!),
      start: decision.start.map((id) => this.timerIndex.get(id)!),
      effects: decision.effects.map((effect) => {
        const node = this.nodeIndex.get(effect.node)!;
        if (effect.kind === "execute") return { execute: true, node };
        return { execute: false, node, outcome: this.outcome(effect.state, effect.reason) };
      }),
      nodes: visits.nodes.map((id) => this.nodeIndex.get(id)!),
      ways: [
        ...visits.ways.map(([id, way]) => this.wayStart[this.nodeIndex.get(id)!]! + way),
        ...visits.regions.map((id) => this.regionWay(id)),
      ],
    };
  }

  #guard(id: GuardId): number {
    const known = this.#guardIndex.get(id);
    if (known !== undefined) return known;
    const index = this.guards.length;
    this.guards.push(guardOf(id));
    this.#guardIndex.set(id, index);
    return index;
  }

  /** The number of how an execution ended, `processed`, `rejected: capped` … */
  outcome(state: string, reason: string | undefined): number {
    const words = reason === undefined ? state : `${state}: ${reason}`;
    const known = this.#outcomeIndex.get(words);
    if (known !== undefined) return known;
    const index = this.outcomes.length;
    this.outcomes.push(words);
    this.#outcomeIndex.set(words, index);
    return index;
  }
}
