/**
 * People who do what is recorded of them. What a message's recipient did, they do as long after it has left as they did then;
 * what came from outside comes when it came. Of a message that they never got nothing is known: nobody reacts to it.
 */
import type { Condition } from "@journey/language";
import { isSame } from "../diff/same.ts";
import { describeCondition } from "../filters/describe.ts";
import { type GraphNode, isMessage, type JourneyGraph } from "../graph/graph.ts";
import { capsOf } from "../machine/machine-config.ts";
import { partsOf } from "../simulate/facts.ts";
import type { Behaviour, KnownCondition, Outcome } from "../simulate/run-types.ts";
import type { VirtualRun } from "../simulate/virtual-run.ts";
import type { EntryHistory } from "./history.ts";

export interface RecordedOptions {
  readonly entries: readonly EntryHistory[];
  /** The version that they were in. */
  readonly lived: JourneyGraph;
  /** The version that is replayed. */
  readonly graph: JourneyGraph;
  /** What a step of the replayed version was called in the other one. */
  readonly oldNameOf: (id: string) => string | undefined;
  /** When messages and calls were handed over in the replay of the lived version, by person and step: what is later now moves its answers. */
  readonly handedOver?: ReadonlyMap<string, number>;
  /** Tests that are decided as they were. */
  readonly decided: ReadonlySet<string>;
}

export class RecordedBehaviour implements Behaviour {
  /** When messages and calls were handed over, by person and the lived version's step. */
  readonly handed = new Map<string, number>();
  /** Messages that the person never got, by step of the replayed version. */
  readonly withoutHistory = new Map<string, number>();
  readonly #options: RecordedOptions;
  readonly #nodes: readonly {
    readonly old: string | undefined;
    readonly knowsFilter: boolean;
    readonly knowsCap: boolean;
    readonly knowsWait: boolean;
  }[];
  readonly #knowsGoal: readonly boolean[];
  readonly #exits: readonly (string | undefined)[];

  constructor(options: RecordedOptions) {
    this.#options = options;
    const { lived, graph, oldNameOf } = options;
    const old = new Map(lived.nodes.map((node) => [node.id, node]));
    this.#nodes = graph.nodes.map((node) => {
      const name = oldNameOf(node.id);
      const other = name === undefined ? undefined : old.get(name);
      if (!other) return { old: undefined, knowsFilter: false, knowsCap: false, knowsWait: false };
      return {
        old: name,
        knowsFilter: isKnown(filterOf(node), filterOf(other)),
        knowsCap: isMessage(node) && isMessage(other) && isSame(capsOf(graph, node), capsOf(lived, other)),
        knowsWait: isKnown(awaitedOf(node), awaitedOf(other)) && awaitedOf(node) !== undefined,
      };
    });
    this.#knowsGoal = graph.goals.map((goal) => {
      const other = lived.goals.find(({ name }) => name === goal.name);
      return other !== undefined && isKnown(goal.condition, other.condition);
    });
    this.#exits = graph.exits.map((exit) => {
      if (exit.kind !== "when" || asksWhatHappened(exit.condition)) return undefined;
      const isThere = lived.exits.some((each) => each.kind === "when" && isSame(each.condition, exit.condition));
      return isThere ? `exit when ${describeCondition(exit.condition)}` : undefined;
    });
  }

  handedOver(run: VirtualRun, journey: number, index: number, person: number, turn: number): Outcome | "later" {
    const { entries, graph, handedOver } = this.#options;
    const entry = entries[person]!;
    const node = graph.nodes[index]!;
    const { old } = this.#nodes[index]!;
    const made = old === undefined ? undefined : entry.made.find(({ activity }) => activity === old);
    const result = old === undefined ? undefined : entry.results.find(({ activity }) => activity === old);
    if (old === undefined || (!made && !result)) {
      if (isMessage(node)) this.withoutHistory.set(node.id, (this.withoutHistory.get(node.id) ?? 0) + 1);
      return "executed";
    }
    const key = `${person} ${old}`;
    this.handed.set(key, run.now);
    // It had not left when the records end.
    if (!result) return "later";
    const shift = run.now - (handedOver?.get(key) ?? run.now);
    const at = Math.max(run.now, result.at + shift);
    run.schedule(at, () => {
      run.settle(journey, index, person, turn, result.outcome);
      if (!isMessage(node)) return;
      for (const { activity, trigger, label, machine, at: then } of entry.reactions) {
        if (activity !== old) continue;
        const reaction = run.reaction(journey, index, trigger, label, machine);
        run.react(journey, person, turn, Math.max(at, then + shift), reaction);
      }
    });
    return "later";
  }

  fails(_journey: number, index: number, person: number): boolean | string {
    const { old } = this.#nodes[index]!;
    const { traces } = this.#options.entries[person]!;
    const failure = traces.find(({ activity, state }) => activity === old && state === "error");
    return failure ? (failure.reason ?? true) : false;
  }

  isDecidedOutside(_journey: number, index: number): boolean {
    const { old } = this.#nodes[index]!;
    return old !== undefined && this.#options.decided.has(old);
  }

  knows(what: KnownCondition, _journey: number, index: number, person: number, at: number): boolean | undefined {
    const entry = this.#options.entries[person]!;
    switch (what) {
      case "goal": {
        if (!this.#knowsGoal[index]) return undefined;
        const { name } = this.#options.graph.goals[index]!;
        return entry.goals.some((each) => each.goal === name && each.at <= at);
      }
      case "exit": {
        const reason = this.#exits[index];
        if (reason === undefined) return undefined;
        return entry.endedReason === reason && entry.endedAt !== undefined && entry.endedAt <= at;
      }
      case "wait": {
        const { old, knowsWait } = this.#nodes[index]!;
        const checks = knowsWait ? entry.checks.filter(({ activity }) => activity === old) : [];
        return checks.length === 0 ? undefined : checks.some((each) => each.at <= at);
      }
      case "matches":
      case "capped": {
        const { old, knowsFilter, knowsCap } = this.#nodes[index]!;
        if (old === undefined || !(what === "matches" ? knowsFilter : knowsCap)) return undefined;
        const traces = entry.traces.filter(({ activity }) => activity === old);
        const reason = what === "matches" ? "filter no longer matches" : "capped";
        if (traces.some((trace) => trace.reason === reason)) return what === "capped";
        const wasDue =
          entry.made.some(({ activity }) => activity === old) ||
          traces.some(({ state }) => state === "processed" || state === "rejected" || state === "error");
        return wasDue ? what === "matches" : undefined;
      }
    }
  }
}

function filterOf(node: GraphNode): Condition | undefined {
  return "filter" in node ? node.filter : undefined;
}

function awaitedOf(node: GraphNode): Condition | undefined {
  return node.kind === "wait for" && node.for.kind === "condition" ? node.for.condition : undefined;
}

/** The same is asked, and of nothing but the record: then the answer of that time holds. */
function isKnown(now: Condition | undefined, then: Condition | undefined): boolean {
  return isSame(now, then) && (now === undefined || !asksWhatHappened(now));
}

function asksWhatHappened(condition: Condition): boolean {
  return partsOf(condition).some(({ kind }) => kind === "engagement");
}
