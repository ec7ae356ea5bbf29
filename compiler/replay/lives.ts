/** What happens to each person in a replay, moment by moment, in words that the two versions share. */
import type { Trigger } from "@journey/language";
import { describeNode } from "../diagram/describe-node.ts";
import { type GraphNode, isActivity, isMessage } from "../graph/graph.ts";
import type { Observer } from "../simulate/run-types.ts";
import type { VirtualJourney } from "../simulate/virtual-journey.ts";

export interface LifeMoment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same thing in both versions has the same key. */
  readonly key: string;
  readonly what: string;
}

export interface Life {
  readonly moments: LifeMoment[];
  /** Steps that were come to, by their names in the proposed version, with the first moment. */
  readonly visited: Map<string, number>;
  /** Messages that left, by step. */
  readonly sent: Map<string, number>;
  readonly goals: Map<string, number>;
  readonly traces: {
    readonly activity: string;
    readonly state: string;
    readonly reason: string;
    readonly at: number;
  }[];
  /** `outside`: does not enter. */
  standing: "outside" | "active" | "completed" | "exited";
  reason: string;
}

export function newLife(): Life {
  return {
    moments: [],
    visited: new Map(),
    sent: new Map(),
    goals: new Map(),
    traces: [],
    standing: "outside",
    reason: "",
  };
}

/** @param nameOf a step's id in the proposed version; one that is gone there has a name of its own */
export function lifeObserver(
  journey: VirtualJourney,
  lives: readonly Life[],
  nameOf: (id: string) => string,
  onSent: (person: number, node: GraphNode) => void,
): Observer {
  const { graph, table } = journey;
  const names = graph.nodes.map(({ id }) => nameOf(id));
  const labels = graph.nodes.map(labelOf);
  const add = (person: number, at: number, key: string, what: string): void => {
    lives[person]!.moments.push({ at, key, what });
  };
  return {
    entered(_, person, at) {
      const life = lives[person]!;
      // Told when the first step is made, which may have been the last.
      if (life.standing === "outside") life.standing = "active";
      life.moments.unshift({ at, key: "enters", what: "enters" });
    },
    visited(_, person, node, at) {
      const life = lives[person]!;
      const name = names[node]!;
      if (!life.visited.has(name)) life.visited.set(name, at);
      const each = graph.nodes[node]!;
      if (!isActivity(each) && each.kind !== "exit") add(person, at, `at ${name}`, labels[node]!);
    },
    took() {},
    traced(_, person, node, outcome, detail, at) {
      const [state = "", why] = table.outcomes[outcome]!.split(": ");
      const reason = detail ?? why ?? "";
      const each = graph.nodes[node]!;
      lives[person]!.traces.push({ activity: each.id, state, reason, at });
      // That it left was told when it left.
      if (state === "processed" && isMessage(each)) return;
      const words = state === "processed" ? "carried out" : state === "error" ? "failed" : state;
      const text = `${labels[node]!} ${words}${reason === "" ? "" : `: ${reason}`}`;
      add(person, at, `${names[node]!} ${state} ${reason}`, text);
    },
    sent(_, person, node, at) {
      const life = lives[person]!;
      const name = names[node]!;
      if (!isMessage(graph.nodes[node]!)) return;
      if (!life.sent.has(name)) life.sent.set(name, at);
      add(person, at, `${name} sent`, `${labels[node]!} sent`);
      onSent(person, graph.nodes[node]!);
    },
    reacted(_, person, node, trigger: Trigger, label, at) {
      const link = label === undefined ? "" : ` “${label}”`;
      add(person, at, `${names[node]!} ${trigger} ${label ?? ""}`, `${labels[node]!} ${trigger}${link}`);
    },
    reached(_, person, goal, at) {
      const name = graph.goals[goal]?.name ?? "";
      lives[person]!.goals.set(name, at);
      add(person, at, `goal ${name}`, `reaches the goal ${name}`);
    },
    ended(_, person, how, reason, at) {
      const life = lives[person]!;
      life.standing = how;
      life.reason = reason;
      add(person, at, `${how} ${reason}`, how === "completed" || reason === "exit" ? how : `exited: ${reason}`);
    },
    decided() {},
  };
}

/** `hello`, `wait 2 days`, `update tags += "hot"` */
export function labelOf(node: GraphNode): string {
  if (node.named) return node.of ?? node.id;
  const { title, detail } = describeNode(node);
  return `${title} ${detail}`.trim();
}
