/**
 * A graph's machine as plain data, the one source of both the machine that runs (build-machine.ts) and its TypeScript
 * text (emit-machine.ts).
 *
 * `active` holds the graph's regions side by side. Every region ends in a final state of its own: `done` by itself, `left`
 * when it is told to `leave`, be it by an `exit` step, by an event that ends the journey, or from outside. When all have ended,
 * the participant is `completed`, or `exited` where one was left.
 */
import type { Trigger } from "@journey/language";
import {
  type AbTestNode,
  type ActivityNode,
  type GraphNode,
  isActivity,
  isMessage,
  type JourneyGraph,
  type MessageNode,
  type NodeId,
  type Region,
} from "../graph/graph.ts";
import type { Guard, TimerId, TraceReason, TraceState } from "./step.ts";

export type ConfigAction =
  | { readonly type: "raise"; readonly event: string }
  | { readonly type: "execute"; readonly node: NodeId }
  | { readonly type: "trace"; readonly node: NodeId; readonly state: TraceState; readonly reason?: TraceReason };

export type ConfigGuard =
  | { readonly type: Guard["kind"]; readonly node: NodeId; readonly branch?: number }
  | { readonly type: "label"; readonly label: string }
  /** All these regions, which stand in the state at this path, have ended. */
  | { readonly type: "over"; readonly path: readonly string[]; readonly regions: readonly string[] }
  /** One of these was left; or an event has ended the journey. */
  | {
      readonly type: "left";
      readonly path: readonly string[];
      readonly regions: readonly string[];
      readonly exits: boolean;
    };

export interface ConfigTransition {
  readonly target?: string;
  /** Leaves the state and enters it again, though it is its own target. */
  readonly reenter?: true;
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
  readonly after?: Readonly<Record<TimerId, readonly ConfigTransition[]>>;
  readonly onDone?: readonly ConfigTransition[];
  readonly states?: Readonly<Record<string, ConfigState>>;
}

export interface MachineConfig extends ConfigState {
  readonly id: string;
}

/** Tells every region to end. */
export const leaveEvent = "participant.leave";

/** The states that are no step; a step of that name gets another key. */
const positions: ReadonlySet<string> = new Set(["idle", "listening", "delaying", "done", "left"]);

/** XState splits state names at dots; ids have dots, keys have slashes. */
export function stateKey(id: string): string {
  return positions.has(id) ? `${id}=` : id.replaceAll(".", "/");
}

/** Under which a message waits for a send window, and for its turn under a cap. */
export const windowTimer = (node: NodeId): TimerId => `${node}:window`;
export const capTimer = (node: NodeId): TimerId => `${node}:cap`;

/** The name under which a message's clause listens for its trigger. */
export function listeningTimer(region: string): TimerId {
  return `${region}:listen`;
}

/** Under which somebody who is moved to this version is about to come to a step. */
export const arrivalTimer = (node: NodeId): TimerId => `@${node}`;
/** The state in which that timer runs. */
export const arrivalState = (node: NodeId): string => `to ${stateKey(node)}`;
/** The same for the end of a region. */
export const endingTimer = (region: string): TimerId => `@${region}:end`;
export const endingState = "to done";

export interface ConfigOptions {
  /**
   * With a state before each step from which people come to it, for those who are moved here out of another version. The
   * journey itself never leads there.
   */
  readonly arrivals?: boolean;
}

export function machineConfig(graph: JourneyGraph, { arrivals = false }: ConfigOptions = {}): MachineConfig {
  const builder = new RegionBuilder(graph);
  const states: Record<string, ConfigState> = {};
  for (const region of graph.regions) states[stateKey(region.id)] = builder.region(region, arrivals);
  const regions: ConfigState = {
    type: "parallel",
    states,
    onDone: [
      {
        guard: {
          type: "left",
          path: regionsPath(graph),
          regions: graph.regions.map(({ id }) => id),
          exits: hasExits(graph),
        },
        target: `#${graph.name}.exited`,
      },
      { target: `#${graph.name}.completed` },
    ],
  };
  return {
    id: graph.name,
    initial: "active",
    states: {
      // What a region does with an event keeps it from the states around it: exits stand beside the regions, not above.
      active: hasExits(graph)
        ? {
            type: "parallel",
            states: {
              regions,
              exits: { initial: "open", states: { open: { on: exits(graph) }, closed: {} } },
            },
          }
        : regions,
      completed: { type: "final" },
      exited: { type: "final" },
    },
  };
}

/** Events end the journey. */
const hasExits = (graph: JourneyGraph): boolean => graph.exits.some((exit) => exit.kind !== "when");

/** Where the regions stand among the machine's states. */
export function regionsPath(graph: JourneyGraph): readonly string[] {
  return hasExits(graph) ? ["active", "regions"] : ["active"];
}

const leave: ConfigTransition = { target: "closed", actions: [raise(leaveEvent)] };

/** How a state ends when the participant leaves. */
function leaving(actions: readonly ConfigAction[] = []): Record<string, readonly ConfigTransition[]> {
  return { [leaveEvent]: [{ target: "left", ...(actions.length > 0 ? { actions } : {}) }] };
}

/** `exit on replied`, `exit on event order_placed where …`. */
function exits(graph: JourneyGraph): Record<string, readonly ConfigTransition[]> {
  const transitions: Record<string, ConfigTransition[]> = {};
  const add = (event: string, transition: ConfigTransition): void => {
    transitions[event] = [...(transitions[event] ?? []), transition];
  };
  for (const [branch, exit] of graph.exits.entries()) {
    if (exit.kind === "trigger") {
      for (const node of graph.nodes.filter(isMessage)) add(`${node.id}.${exit.trigger}`, leave);
    } else if (exit.kind === "event") {
      add(eventName(exit.event), exit.where ? { guard: { type: "payload", node: "exit", branch }, ...leave } : leave);
    }
  }
  return transitions;
}

/** How the machine calls a custom event. */
export const eventName = (event: string): string => `event.${event}`;

function raise(event: string): ConfigAction {
  return { type: "raise", event };
}

/** Everything that a trigger's clause takes for it: a click or a reply shows that the mail was opened. */
function reactionsOf(trigger: Trigger): readonly Trigger[] {
  return trigger === "opened" ? ["opened", "clicked", "replied"] : [trigger];
}

/** How the machine calls what a mail scanner or a privacy proxy did. */
export const machineReaction = (node: NodeId, trigger: string): string => `${node}.machine ${trigger}`;

/** The journey's caps that count this message. */
export function capsOf(graph: JourneyGraph, node: ActivityNode): JourneyGraph["caps"] {
  return graph.caps.filter((cap) => cap.channel === undefined || cap.channel === node.kind);
}

class RegionBuilder {
  readonly #nodes: ReadonlyMap<NodeId, GraphNode>;
  /** Regions on whose end others wait: those that hold an activity with clauses. */
  readonly #awaited: ReadonlySet<string>;

  constructor(readonly graph: JourneyGraph) {
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    this.#awaited = new Set(
      graph.regions.flatMap(({ id, clause, branch }) => (clause ? [clause.parent] : branch ? [branch.parent, id] : [])),
    );
  }

  region(region: Region, withArrivals: boolean): ConfigState {
    const states: Record<string, ConfigState> = region.clause
      ? this.#clause(region, region.clause)
      : region.branch
        ? this.#branch(region, region.branch)
        : {};
    for (const node of this.graph.nodes) {
      if (node.region !== region.id) continue;
      Object.assign(states, this.#node(node));
      if (withArrivals) states[arrivalState(node.id)] = this.#arrival(arrivalTimer(node.id), this.#entrance(node.id));
    }
    if (withArrivals) states[endingState] = this.#arrival(endingTimer(region.id), "done");
    states.done = this.#end(region);
    states.left = this.#end(region);
    return { initial: region.clause || region.branch ? "idle" : this.#entrance(region.start), states };
  }

  #arrival(timer: TimerId, target: string): ConfigState {
    return { after: { [timer]: [{ target }] }, on: leaving() };
  }

  /** A final state. Its entry tells the clauses that still wait for an activity of this region that none will come. */
  #end(region: Region): ConfigState {
    return { type: "final", ...(this.#awaited.has(region.id) ? { entry: [raise(`${region.id}.over`)] } : {}) };
  }

  /** Where a region goes on: the state in which it is decided whether the node is carried out. */
  #entrance(id: NodeId | undefined): string {
    const node = id === undefined ? undefined : this.#nodes.get(id);
    if (!node) return "done";
    return isActivity(node) && this.#isAsked(node) ? `${stateKey(node.id)} due` : stateKey(node.id);
  }

  /** Something is asked before the activity is carried out. */
  #isAsked(node: ActivityNode): boolean {
    return node.filter !== undefined || node.expire !== undefined || this.#isLimited(node);
  }

  #isLimited(node: ActivityNode): boolean {
    return isMessage(node) && !node.isInternal && (this.graph.send.length > 0 || capsOf(this.graph, node).length > 0);
  }

  #node(node: GraphNode): Record<string, ConfigState> {
    const key = stateKey(node.id);
    switch (node.kind) {
      case "wait":
        return { [key]: { after: { [node.id]: [{ target: this.#entrance(node.next) }] }, on: leaving() } };
      case "wait until": {
        const next = { target: this.#entrance(node.next) };
        // The record's date may have moved while it was waited for.
        const reached: readonly ConfigTransition[] =
          node.until.kind === "moment"
            ? [
                { guard: { type: "reached", node: node.id }, ...next },
                { target: key, reenter: true },
              ]
            : [next];
        return { [key]: { after: { [node.id]: reached }, on: leaving() } };
      }
      case "wait for": {
        const then = this.#entrance(node.then);
        const tooLate: ConfigTransition = { target: this.#entrance(node.otherwise) };
        if (node.for.kind === "condition") {
          const holds: ConfigTransition = { guard: { type: "condition", node: node.id }, target: then };
          // Nobody may have looked since it came true: it is asked a last time at the end.
          return { [key]: { always: [holds], after: { [node.id]: [holds, tooLate] }, on: leaving() } };
        }
        const come: ConfigTransition = node.for.where
          ? { guard: { type: "payload", node: node.id }, target: then }
          : { target: then };
        return {
          [key]: { after: { [node.id]: [tooLate] }, on: { ...leaving(), [eventName(node.for.event)]: [come] } },
        };
      }
      case "match":
        return {
          [key]: {
            always: [
              ...node.cases.map(
                (each, branch): ConfigTransition => ({
                  guard: { type: "condition", node: node.id, branch },
                  target: this.#entrance(each.to),
                }),
              ),
              { target: this.#entrance(node.otherwise) },
            ],
          },
        };
      case "split":
        return {
          [key]: {
            always: node.shares.map(
              (share, branch): ConfigTransition => ({
                ...(branch < node.shares.length - 1 ? { guard: { type: "share", node: node.id, branch } } : {}),
                target: this.#entrance(share.to),
              }),
            ),
          },
        };
      case "ab test":
        return this.#abTest(node, key);
      case "parallel": {
        const over: ConfigTransition = {
          guard: { type: "over", path: regionsPath(this.graph), regions: node.regions },
          target: this.#entrance(node.next),
        };
        const on = Object.fromEntries(node.regions.map((region) => [`${region}.over`, [over]]));
        return { [key]: { entry: [raise(`${node.id}.begin`)], on: { ...on, ...leaving() } } };
      }
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
        return { [key]: { entry: [raise(leaveEvent)], on: leaving() } };
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
        ...leaving([trace("cancelled", "participant left")]),
      },
    };
    if (!this.#isAsked(node)) return { [key]: executing };
    const states: Record<string, ConfigState> = {};
    const ready = this.#isLimited(node) ? `${key} ready` : key;
    const due: ConfigTransition[] = [];
    if (node.expire) {
      due.push({ guard: { type: "expired", node: node.id }, target: next, actions: [trace("cancelled", "expired")] });
    }
    if (node.filter) {
      due.push({ guard: { type: "matches", node: node.id }, target: ready });
      due.push({ target: next, actions: [trace("rejected", "filter no longer matches")] });
    } else {
      due.push({ target: ready });
    }
    states[`${key} due`] = { always: due };
    if (this.#isLimited(node)) {
      // Held back, it is asked again from the beginning: it may have expired, and no longer match.
      const held = (timer: TimerId): ConfigState => ({
        after: { [timer]: [{ target: `${key} due` }] },
        on: leaving([trace("cancelled", "participant left")]),
      });
      const caps = capsOf(this.graph, node as MessageNode);
      const always: ConfigTransition[] = [];
      if (caps.some((cap) => cap.rest === "skip")) {
        always.push({
          guard: { type: "capped", node: node.id },
          target: next,
          actions: [trace("rejected", "capped")],
        });
      }
      if (caps.some((cap) => cap.rest === "delay")) {
        always.push({ guard: { type: "delayed", node: node.id }, target: `${key} held` });
        states[`${key} held`] = held(capTimer(node.id));
      }
      if (this.graph.send.length > 0) {
        always.push({ guard: { type: "closed", node: node.id }, target: `${key} waiting` });
        states[`${key} waiting`] = held(windowTimer(node.id));
      }
      states[`${key} ready`] = { always: [...always, { target: key }] };
    }
    return { ...states, [key]: executing };
  }

  /**
   * Who is known to get the winner, gets it, or none where only another version has that variant; else the holdback gets none
   * of the variants, the tested get theirs, and the others wait for the decision.
   */
  #abTest(node: AbTestNode, key: string): Record<string, ConfigState> {
    const ways = (kind: "share" | "decided"): ConfigTransition[] =>
      node.variants.map((variant, branch) => ({
        guard: { type: kind, node: node.id, branch },
        target: this.#entrance(variant.to),
      }));
    const holdback: ConfigTransition[] =
      node.holdback > 0
        ? [{ guard: { type: "share", node: node.id, branch: -1 }, target: this.#entrance(node.next) }]
        : [];
    const elsewhere: ConfigTransition = {
      guard: { type: "decided", node: node.id, branch: -1 },
      target: this.#entrance(node.next),
    };
    const waiting: ConfigState = {
      on: {
        [`${node.of ?? node.id}.decided`]: [
          ...node.variants.map(
            (variant): ConfigTransition => ({
              guard: { type: "label", label: variant.name },
              target: this.#entrance(variant.to),
            }),
          ),
          // A variant that only another version has: nobody waits for what will never come.
          { target: this.#entrance(node.next) },
        ],
        ...leaving(),
      },
    };
    return {
      [key]: {
        always: [...holdback, ...ways("decided"), elsewhere, ...ways("share"), { target: `${key} waiting` }],
      },
      [`${key} waiting`]: waiting,
    };
  }

  /** A branch waits for its `parallel` to begin it; if the region around ends first, it never does. */
  #branch(region: Region, branch: NonNullable<Region["branch"]>): Record<string, ConfigState> {
    return {
      idle: {
        on: {
          [`${branch.parallel}.begin`]: [{ target: this.#entrance(region.start) }],
          [`${branch.parent}.over`]: [{ target: "done" }],
          ...leaving(),
        },
      },
    };
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
    const toLeave = leaving(cancelled("participant left"));
    const idle: Record<string, readonly ConfigTransition[]> = {
      [`${clause.parent}.over`]: over("done"),
      ...leaving(),
    };
    const states: Record<string, ConfigState> = { idle: { on: idle } };
    const run = delayed ? "delaying" : start;
    if (delayed) states.delaying = { after: { [region.id]: [{ target: start }] }, on: toLeave };

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
        if (clause.machines) {
          cancels[machineReaction(activity, reaction)] = [guarded({ target: "done", actions: cancelled(reaction) })];
        }
        cancels[`${activity}.${reaction}`] = [guarded({ target: "done", actions: cancelled(reaction) })];
      }
      cancels[`${activity}.bounced`] = [{ target: "done", actions: cancelled("bounced") }];
      states.delaying = { after: { [region.id]: [{ target: start }] }, on: { ...cancels, ...toLeave } };
      return states;
    }
    idle[`${activity}.executed`] = over("listening");
    const reactions: Record<string, readonly ConfigTransition[]> = {};
    for (const reaction of reactionsOf(trigger)) {
      reactions[`${activity}.${reaction}`] = [guarded({ target: run })];
      if (clause.machines) reactions[machineReaction(activity, reaction)] = [guarded({ target: run })];
    }
    states.listening = {
      after: { [listeningTimer(region.id)]: [{ target: "done", actions: cancelled("stopped listening") }] },
      on: { ...reactions, ...toLeave },
    };
    return states;
  }
}
