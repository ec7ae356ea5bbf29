/**
 * Which steps and ways one move of the machine goes through. The machine tells where a participant ends up; what lies
 * between (an `if`, a `match`) is found by walking the graph with the move's answers. Worked out once for each move.
 */
import { type GraphNode, isActivity, type JourneyGraph, type NodeId, type RegionId } from "../graph/graph.ts";
import type { JourneyMachine, RegionActivity } from "../machine/journey-machine.ts";
import type { GuardId, Input, Move, StateId } from "../machine/step.ts";

/** What was gone through. */
export interface Visits {
  /** Steps that were come to. */
  readonly nodes: readonly NodeId[];
  /** Ways that were taken, by their place in `waysOf`. */
  readonly ways: readonly (readonly [node: NodeId, way: number])[];
  /** Clauses and branches that began. */
  readonly regions: readonly RegionId[];
}

export class VisitFinder {
  readonly #graph: JourneyGraph;
  readonly #nodes: ReadonlyMap<NodeId, GraphNode>;

  constructor(readonly machine: JourneyMachine) {
    this.#graph = machine.graph;
    this.#nodes = new Map(machine.graph.nodes.map((node) => [node.id, node]));
  }

  find(state: StateId, input: Input, answers: ReadonlyMap<GuardId, boolean>, move: Move): Visits {
    const nodes: NodeId[] = [];
    const ways: (readonly [NodeId, number])[] = [];
    const regions: RegionId[] = [];
    const before = regionsOf(this.machine.describe(state));
    const after = regionsOf(this.machine.describe(move.state));
    const executes = (id: NodeId): boolean =>
      move.effects.some((effect) => effect.kind === "execute" && effect.node === id);
    const isPassed = (id: NodeId): boolean =>
      move.effects.some((effect) => effect.kind === "trace" && effect.node === id && isHeldBack(effect.reason));

    /** From a step on, the step itself having been come to. */
    const go = (node: GraphNode): void => {
      if (isActivity(node)) {
        if (!executes(node.id) && isPassed(node.id)) take(node, 0, node.next);
        return;
      }
      switch (node.kind) {
        case "wait":
        case "wait until":
        case "exit":
          return;
        case "wait for":
          if (answers.get(`condition:${node.id}`)) take(node, 0, node.then);
          return;
        case "if":
          if (answers.get(`condition:${node.id}`)) take(node, 0, node.then);
          else take(node, 1, node.otherwise);
          return;
        case "match": {
          const chosen = node.cases.findIndex((_, branch) => answers.get(`condition:${node.id}:${branch}`));
          if (chosen >= 0) take(node, chosen, node.cases[chosen]?.to);
          else take(node, node.cases.length, node.otherwise);
          return;
        }
        case "split": {
          const chosen = node.shares.findIndex((_, branch) => answers.get(`share:${node.id}:${branch}`));
          const branch = chosen >= 0 ? chosen : node.shares.length - 1;
          take(node, branch, node.shares[branch]?.to);
          return;
        }
        case "ab test": {
          if (answers.get(`share:${node.id}:-1`)) take(node, node.variants.length, node.next);
          const chosen = node.variants.findIndex(
            (_, branch) => answers.get(`decided:${node.id}:${branch}`) || answers.get(`share:${node.id}:${branch}`),
          );
          if (chosen >= 0) take(node, chosen, node.variants[chosen]?.to);
          return;
        }
        case "parallel":
          for (const id of node.regions) begin(id);
          join(node);
      }
    };
    const take = (node: GraphNode, way: number, to: NodeId | undefined): void => {
      ways.push([node.id, way]);
      visit(to, node.region);
    };
    const visit = (id: NodeId | undefined, region: RegionId): void => {
      const node = id === undefined ? undefined : this.#nodes.get(id);
      if (node) {
        nodes.push(node.id);
        go(node);
        return;
      }
      // The region is at its end; the `parallel` that began it goes on when all its branches are.
      const branch = this.#graph.regions.find((each) => each.id === region)?.branch;
      const parallel = branch && this.#nodes.get(branch.parallel);
      if (parallel?.kind === "parallel" && before.get(parallel.region)?.node === parallel.id) join(parallel);
    };
    const join = (node: GraphNode & { readonly kind: "parallel" }): void => {
      const isOver = node.regions.every((id) => after.get(id)?.doing === "ended" || after.size === 0);
      if (isOver && !ways.some(([id]) => id === node.id)) take(node, 0, node.next);
    };
    const begin = (id: RegionId): void => {
      regions.push(id);
      visit(this.#graph.regions.find((region) => region.id === id)?.start, id);
    };

    if (state === 0 && input.type === "enter") visit(this.#graph.regions[0]?.start, this.#graph.regions[0]?.id ?? "");
    for (const [id, { doing, node: at }] of before) {
      const node = at === undefined ? undefined : this.#nodes.get(at);
      if (node && (doing === "waiting" || doing === "executing" || doing === "held")) {
        this.#onward(node, doing, input, answers, take, go);
      } else if (this.#begins(id, doing, after.get(id), input)) {
        begin(id);
      }
    }
    return { nodes, ways, regions };
  }

  /** Takes the way on from where a region stood, where the input is about that step. */
  #onward(
    node: GraphNode,
    doing: RegionActivity["doing"],
    input: Input,
    answers: ReadonlyMap<GuardId, boolean>,
    take: (node: GraphNode, way: number, to: NodeId | undefined) => void,
    go: (node: GraphNode) => void,
  ): void {
    if (isActivity(node)) {
      const isAnswered = input.type === "executed" || input.type === "failed" || input.type === "suppressed";
      if (doing === "executing" && isAnswered && input.node === node.id) take(node, 0, node.next);
      // Held back, it is looked at again.
      if (doing === "held" && input.type === "timer" && input.timer.startsWith(`${node.id}:`)) go(node);
      return;
    }
    const isDue = input.type === "timer" && input.timer === node.id;
    switch (node.kind) {
      case "wait":
        if (isDue) take(node, 0, node.next);
        return;
      case "wait until":
        if (isDue && answers.get(`reached:${node.id}`) !== false) take(node, 0, node.next);
        return;
      case "wait for": {
        if (node.for.kind === "event" && input.type === "event" && input.event === node.for.event) {
          if (answers.get(`payload:${node.id}`) !== false) take(node, 0, node.then);
        } else if (isDue) take(node, 1, node.otherwise);
        else if (answers.get(`condition:${node.id}`)) take(node, 0, node.then);
        return;
      }
      case "ab test":
        if (input.type === "decided" && input.node === node.id) {
          const chosen = node.variants.findIndex((variant) => variant.name === input.label);
          if (chosen >= 0) take(node, chosen, node.variants[chosen]?.to);
        }
        return;
      default:
        return;
    }
  }

  /** A clause's block begins: its trigger has come, or its delay is over. */
  #begins(
    id: RegionId,
    doing: RegionActivity["doing"],
    after: { readonly doing: RegionActivity["doing"] } | undefined,
    input: Input,
  ): boolean {
    const clause = this.#graph.regions.find((region) => region.id === id)?.clause;
    if (!clause) return false;
    if (doing === "delaying") return input.type === "timer" && input.timer === id;
    const waits = after?.doing === "listening" || after?.doing === "delaying" || after?.doing === "idle";
    if (waits) return false;
    if (doing === "listening") {
      if (input.type !== "reaction" || input.node !== clause.activity || clause.negated) return false;
      const isFitting =
        input.trigger === clause.trigger ||
        (clause.trigger === "opened" && (input.trigger === "clicked" || input.trigger === "replied"));
      return isFitting && (clause.label === undefined || clause.label === input.label);
    }
    return (
      doing === "idle" &&
      (clause.trigger === "failed" || clause.trigger === "suppressed") &&
      input.type === clause.trigger &&
      input.node === clause.activity
    );
  }
}

function regionsOf(
  activities: readonly RegionActivity[],
): ReadonlyMap<RegionId, { readonly doing: RegionActivity["doing"]; readonly node?: NodeId }> {
  return new Map(activities.map((each) => [each.region, each]));
}

/** The reasons for which an activity is passed over, and the region goes on. */
function isHeldBack(reason: string | undefined): boolean {
  return reason === "filter no longer matches" || reason === "capped" || reason === "expired";
}
