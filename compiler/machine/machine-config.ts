/**
 * A graph's machine as plain data, the one source of both the machine that runs (build-machine.ts) and its TypeScript
 * text (emit-machine.ts).
 *
 * `active` holds the graph's regions side by side. Every region ends in a final state of its own; when all have, the
 * participant is `completed`. An `exit` step, or leaving from outside, tells every region to end (`leaving`), then
 * moves on to `exited` (`left`).
 */
import type { Trigger } from "@journey/language";
import {
  type ActivityNode,
  type GraphNode,
  isActivity,
  type JourneyGraph,
  type NodeId,
  type Region,
} from "../graph/graph.ts";
import type { Guard, TimerId, TraceReason, TraceState } from "./step.ts";

export type ConfigAction =
  | { readonly type: "raise"; readonly event: string }
  | { readonly type: "execute"; readonly node: NodeId }
  | { readonly type: "trace"; readonly node: NodeId; readonly state: TraceState; readonly reason?: TraceReason };

export type ConfigGuard =
  | { readonly type: Guard["kind"]; readonly node: NodeId }
  | { readonly type: "label"; readonly label: string };

export interface ConfigTransition {
  readonly target?: string;
  readonly guard?: ConfigGuard;
  readonly actions?: readonly ConfigAction[];
}

export interface ConfigState {
  readonly type?: "final" | "parallel";
  readonly initial?: string;
  readonly entry?: readonly ConfigAction[];
  readonly always?: readonly ConfigTransition[];
  readonly on?: Readonly<Record<string, readonly ConfigTransition[]>>;
  /** By timer. */
  readonly after?: Readonly<Record<TimerId, ConfigTransition>>;
  readonly onDone?: ConfigTransition;
  readonly states?: Readonly<Record<string, ConfigState>>;
}

export interface MachineConfig extends ConfigState {
  readonly id: string;
}

/** What happened outside the journey, and the two halves of leaving. */
export const leaveEvent = "participant.leave";
const leavingEvent = "participant.leaving";
const leftEvent = "participant.left";

/** XState splits state names at dots; ids have dots, keys have slashes. */
export function stateKey(id: string): string {
  return id.replaceAll(".", "/");
}

/** The name under which a message's clause listens for its trigger. */
export function listeningTimer(region: string): TimerId {
  return `${region}:listen`;
}

export function machineConfig(graph: JourneyGraph): MachineConfig {
  const builder = new RegionBuilder(graph);
  const states: Record<string, ConfigState> = {};
  for (const region of graph.regions) states[stateKey(region.id)] = builder.region(region);
  return {
    id: graph.name,
    initial: "active",
    states: {
      active: {
        type: "parallel",
        states,
        on: {
          [leaveEvent]: [{ actions: [raise(leavingEvent), raise(leftEvent)] }],
          [leftEvent]: [{ target: "exited" }],
        },
        onDone: { target: "completed" },
      },
      completed: { type: "final" },
      exited: { type: "final" },
    },
  };
}

function raise(event: string): ConfigAction {
  return { type: "raise", event };
}

/** Everything that a trigger's clause takes for it: a click or a reply shows that the mail was opened. */
function reactionsOf(trigger: Trigger): readonly Trigger[] {
  return trigger === "opened" ? ["opened", "clicked", "replied"] : [trigger];
}

class RegionBuilder {
  readonly #nodes: ReadonlyMap<NodeId, GraphNode>;
  /** Regions on whose end others wait: those that hold an activity with clauses. */
  readonly #awaited: ReadonlySet<string>;

  constructor(readonly graph: JourneyGraph) {
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    this.#awaited = new Set(graph.regions.flatMap((region) => (region.clause ? [region.clause.parent] : [])));
  }

  region(region: Region): ConfigState {
    const states: Record<string, ConfigState> = region.clause ? this.#clause(region, region.clause) : {};
    for (const node of this.graph.nodes) {
      if (node.region === region.id) Object.assign(states, this.#node(node));
    }
    states.done = this.#end(region);
    states.left = this.#end(region);
    return { initial: region.clause ? "idle" : this.#entrance(region.start), states };
  }

  /** A final state. Its entry tells the clauses that still wait for an activity of this region that none will come. */
  #end(region: Region): ConfigState {
    return { type: "final", ...(this.#awaited.has(region.id) ? { entry: [raise(`${region.id}.over`)] } : {}) };
  }

  /** Where a region goes on: the state in which it is decided whether the node is carried out. */
  #entrance(id: NodeId | undefined): string {
    const node = id === undefined ? undefined : this.#nodes.get(id);
    if (!node) return "done";
    return isActivity(node) && (node.filter || node.expire) ? `${stateKey(node.id)} due` : stateKey(node.id);
  }

  #node(node: GraphNode): Record<string, ConfigState> {
    const key = stateKey(node.id);
    const leaving = { [leavingEvent]: [{ target: "left" }] };
    switch (node.kind) {
      case "wait":
        return { [key]: { after: { [node.id]: { target: this.#entrance(node.next) } }, on: leaving } };
      case "if":
        return {
          [key]: {
            always: [
              { guard: { type: "condition", node: node.id }, target: this.#entrance(node.then) },
              { target: this.#entrance(node.otherwise) },
            ],
          },
        };
      case "exit":
        return { [key]: { entry: [raise(leavingEvent), raise(leftEvent)], on: leaving } };
      default:
        return this.#activity(node, key);
    }
  }

  #activity(node: ActivityNode, key: string): Record<string, ConfigState> {
    const next = this.#entrance(node.next);
    const trace = (state: TraceState, reason?: TraceReason): ConfigAction => ({
      type: "trace",
      node: node.id,
      state,
      ...(reason ? { reason } : {}),
    });
    const executing: ConfigState = {
      entry: [{ type: "execute", node: node.id }],
      on: {
        [`${node.id}.executed`]: [{ target: next, actions: [trace("processed")] }],
        [`${node.id}.failed`]: [{ target: next, actions: [trace("error", "failed")] }],
        [`${node.id}.suppressed`]: [{ target: next, actions: [trace("rejected", "suppressed")] }],
        [leavingEvent]: [{ target: "left", actions: [trace("cancelled", "participant left")] }],
      },
    };
    if (!node.filter && !node.expire) return { [key]: executing };
    const due: ConfigTransition[] = [];
    if (node.expire) {
      due.push({ guard: { type: "expired", node: node.id }, target: next, actions: [trace("cancelled", "expired")] });
    }
    if (node.filter) {
      due.push({ guard: { type: "matches", node: node.id }, target: key });
      due.push({ target: next, actions: [trace("rejected", "filter no longer matches")] });
    } else {
      due.push({ target: key });
    }
    return { [`${key} due`]: { always: due }, [key]: executing };
  }

  #clause(region: Region, clause: NonNullable<Region["clause"]>): Record<string, ConfigState> {
    const { activity, trigger, negated } = clause;
    const start = this.#entrance(region.start);
    const delayed = clause.after !== undefined && clause.after.amount > 0;
    const cancelled = (reason: TraceReason): readonly ConfigAction[] => {
      const first = region.start === undefined ? undefined : this.#nodes.get(region.start);
      return first && isActivity(first) ? [{ type: "trace", node: first.id, state: "cancelled", reason }] : [];
    };
    const over = (target: string): readonly ConfigTransition[] => [{ target }];
    const leaving = { [leavingEvent]: [{ target: "left", actions: cancelled("participant left") }] };
    const idle: Record<string, readonly ConfigTransition[]> = {
      [`${clause.parent}.over`]: over("done"),
      [leavingEvent]: over("left"),
    };
    const states: Record<string, ConfigState> = { idle: { on: idle } };
    const run = delayed ? "delaying" : start;
    if (delayed) states.delaying = { after: { [region.id]: { target: start } }, on: leaving };

    if (trigger === "failed" || trigger === "suppressed") {
      idle[`${activity}.${trigger}`] = over(run);
      idle[`${activity}.executed`] = over("done");
      idle[`${activity}.${trigger === "failed" ? "suppressed" : "failed"}`] = over("done");
      return states;
    }
    idle[`${activity}.failed`] = over("done");
    idle[`${activity}.suppressed`] = over("done");
    const guarded = (transition: ConfigTransition): ConfigTransition =>
      clause.label === undefined ? transition : { guard: { type: "label", label: clause.label }, ...transition };
    if (negated) {
      idle[`${activity}.executed`] = over("delaying");
      const cancels: Record<string, readonly ConfigTransition[]> = {};
      for (const reaction of reactionsOf(trigger)) {
        cancels[`${activity}.${reaction}`] = [guarded({ target: "done", actions: cancelled(reaction) })];
      }
      cancels[`${activity}.bounced`] = [{ target: "done", actions: cancelled("bounced") }];
      states.delaying = { after: { [region.id]: { target: start } }, on: { ...cancels, ...leaving } };
      return states;
    }
    idle[`${activity}.executed`] = over("listening");
    const reactions: Record<string, readonly ConfigTransition[]> = {};
    for (const reaction of reactionsOf(trigger)) reactions[`${activity}.${reaction}`] = [guarded({ target: run })];
    states.listening = {
      after: { [listeningTimer(region.id)]: { target: "done", actions: cancelled("stopped listening") } },
      on: { ...reactions, ...leaving },
    };
    return states;
  }
}
