/**
 * A journey version's machine as the runtime, the tests and the simulator use it: decisions by (state, input), computed
 * by XState once and looked up afterwards.
 *
 * XState's pure transition is used, never a live actor, with one actor scope for all calls: making one per call is most
 * of what `transition()` costs. Guards are answered before the step: a transition that asks an unknown one is tried
 * with both answers, so a decision is a tree of questions.
 */
import type { CalendarDuration } from "@journey/language";
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  initialTransition,
} from "xstate";
import { isActivity, isMessage, type JourneyGraph, type NodeId, type RegionId } from "../graph/graph.ts";
import { buildMachine } from "./build-machine.ts";
import {
  capsOf,
  capTimer,
  eventName,
  leaveEvent,
  listeningTimer,
  machineReaction,
  stateKey,
  windowTimer,
} from "./machine-config.ts";
import type { Decision, Effect, Guard, GuardId, Input, Move, StateId, TimerId } from "./step.ts";

export interface Timer {
  readonly id: TimerId;
  readonly kind: "wait" | "delay" | "listen" | "until" | "for" | "window" | "cap";
  /** Undefined: until a moment that the caller knows, by the node (`until`, `window`, `cap`). */
  readonly duration?: CalendarDuration;
  readonly region: RegionId;
  /** The `wait`'s node; for a clause the first node of its block, which the timer leads to. */
  readonly node?: NodeId;
}

/** What a region is doing in a state, for people. */
export interface RegionActivity {
  readonly region: RegionId;
  readonly doing: "idle" | "listening" | "delaying" | "waiting" | "held" | "executing" | "ended";
  /** The node where it is: the `wait`, the activity under way, or the one that the delay leads to. */
  readonly node?: NodeId;
}

export class JourneyMachine {
  readonly timers: ReadonlyMap<TimerId, Timer>;
  readonly #machine: AnyStateMachine;
  readonly #scope: AnyActorScope;
  /** XState's name of each timer's event, which is also the id under which it is cancelled. */
  readonly #timerEvents = new Map<TimerId, string>();
  readonly #timerByEvent = new Map<string, TimerId>();
  readonly #values: string[] = [""];
  readonly #ids = new Map<string, StateId>();
  readonly #snapshots: (AnyMachineSnapshot | undefined)[] = [];
  readonly #decisions = new Map<StateId, Map<string, Decision>>();
  readonly #guards = new WeakMap<Decision, ReadonlySet<GuardId>>();
  readonly #started = new WeakMap<Decision, ReadonlySet<TimerId>>();
  #answers: ReadonlyMap<GuardId, boolean> = new Map();
  #asked: GuardId | undefined;
  #recorded: { type: string; params?: unknown }[] = [];
  #hits = 0;
  #misses = 0;

  constructor(readonly graph: JourneyGraph) {
    this.timers = new Map(timersOf(graph).map((timer) => [timer.id, timer]));
    this.#machine = buildMachine(graph, this.timers.keys(), { answer: (guard) => this.#answer(guard) });
    for (const timer of this.timers.values()) {
      const key = stateOfTimer(timer);
      const event = `xstate.after.${timer.id}.${graph.name}.active.${stateKey(timer.region)}.${key}`;
      this.#timerEvents.set(timer.id, event);
      this.#timerByEvent.set(event, timer.id);
    }
    const self = createActor(this.#machine);
    this.#scope = {
      self,
      id: "",
      sessionId: "",
      logger: () => {},
      defer: () => {},
      emit: () => {},
      stopChild: () => {},
      system: self.system,
      actionExecutor: (action: { type: string; params?: unknown }) => this.#recorded.push(action),
    } as unknown as AnyActorScope;
  }

  /** How often a decision was looked up, and how often it had to be computed. */
  get stats(): { readonly hits: number; readonly misses: number; readonly states: number } {
    return { hits: this.#hits, misses: this.#misses, states: this.#values.length - 1 };
  }

  /** The number of a state in this process, given its value as {@link stateValue} returned it, here or elsewhere. */
  intern(value: string): StateId {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const id = this.#values.length;
    this.#values.push(value);
    this.#ids.set(value, id);
    return id;
  }

  /** The state as text, the same in every process: what a store keeps. */
  stateValue(state: StateId): string {
    const value = this.#values[state];
    if (value === undefined || state === 0) throw new RangeError(`There is no machine state ${state}.`);
    return value;
  }

  /** What follows from an input in a state; an input that the state does not wait for changes nothing. */
  decide(state: StateId, input: Input): Decision {
    const key = inputKey(input);
    let decisions = this.#decisions.get(state);
    if (!decisions) {
      decisions = new Map();
      this.#decisions.set(state, decisions);
    }
    let decision = decisions.get(key);
    if (decision) {
      this.#hits++;
      return decision;
    }
    this.#misses++;
    decision = this.#explore(state, input, new Map());
    decisions.set(key, decision);
    return decision;
  }

  /** Every guard that a decision may ask. */
  guards(decision: Decision): ReadonlySet<GuardId> {
    const known = this.#guards.get(decision);
    if (known) return known;
    const guards = new Set<GuardId>();
    const collect = (part: Decision): void => {
      if (part.kind === "move") return;
      guards.add(part.guard);
      collect(part.yes);
      collect(part.no);
    };
    collect(decision);
    this.#guards.set(decision, guards);
    return guards;
  }

  /** Every timer that a decision may set. */
  startedTimers(decision: Decision): ReadonlySet<TimerId> {
    const known = this.#started.get(decision);
    if (known) return known;
    const timers = new Set<TimerId>();
    const collect = (part: Decision): void => {
      if (part.kind === "move") for (const timer of part.start) timers.add(timer);
      else {
        collect(part.yes);
        collect(part.no);
      }
    };
    collect(decision);
    this.#started.set(decision, timers);
    return timers;
  }

  timer(id: TimerId): Timer {
    const timer = this.timers.get(id);
    if (!timer) throw new RangeError(`There is no timer ${id} in ${this.graph.name}.`);
    return timer;
  }

  /** What each region is doing. Empty once the participant's journey is over, or before it began. */
  describe(state: StateId): readonly RegionActivity[] {
    if (state === 0) return [];
    const value = JSON.parse(this.stateValue(state)) as string | { active: Record<string, string> };
    if (typeof value === "string") return [];
    return this.graph.regions.map((region) => {
      const key = value.active[stateKey(region.id)] ?? "done";
      const start = region.start === undefined ? {} : { node: region.start };
      switch (key) {
        case "idle":
          return { region: region.id, doing: "idle" };
        case "listening":
        case "delaying":
          return { region: region.id, doing: key, ...start };
        case "done":
        case "left":
          return { region: region.id, doing: "ended" };
        default: {
          const [name, part] = key.split(" ");
          const node = this.graph.nodes.find((candidate) => stateKey(candidate.id) === name);
          const isHeld = part !== undefined && node !== undefined && isActivity(node);
          const doing = isHeld ? "held" : node && !isActivity(node) ? "waiting" : "executing";
          return { region: region.id, doing, ...(node ? { node: node.id } : {}) };
        }
      }
    });
  }

  #answer(guard: Guard): boolean {
    const id = guardId(guard);
    const known = this.#answers.get(id);
    if (known !== undefined) return known;
    this.#asked ??= id;
    return false;
  }

  #explore(state: StateId, input: Input, answers: ReadonlyMap<GuardId, boolean>): Decision {
    this.#answers = answers;
    this.#asked = undefined;
    const move = this.#move(state, input);
    const guard = this.#asked as GuardId | undefined;
    if (guard === undefined) return move;
    return {
      kind: "question",
      guard,
      yes: this.#explore(state, input, new Map([...answers, [guard, true]])),
      no: this.#explore(state, input, new Map([...answers, [guard, false]])),
    };
  }

  #move(state: StateId, input: Input): Move {
    this.#recorded = [];
    let snapshot: AnyMachineSnapshot;
    if (state === 0) {
      if (input.type === "leave") return this.#ended("exited");
      const [initial, actions] = initialTransition(this.#machine);
      snapshot = initial;
      this.#recorded = actions;
    } else {
      const before = this.#snapshot(state);
      if (before.status !== "active") return this.#toMove(before, []);
      snapshot = this.#machine.transition(before, this.#event(input), this.#scope) as AnyMachineSnapshot;
    }
    const move = this.#toMove(snapshot, this.#recorded);
    // A timer that went off is left with its state; there is nothing to cancel.
    return input.type === "timer" ? { ...move, cancel: move.cancel.filter((timer) => timer !== input.timer) } : move;
  }

  #ended(value: "exited"): Move {
    return {
      kind: "move",
      state: this.intern(JSON.stringify(value)),
      status: value,
      cancel: [],
      start: [],
      effects: [],
    };
  }

  #toMove(snapshot: AnyMachineSnapshot, actions: readonly { type: string; params?: unknown }[]): Move {
    const state = this.intern(JSON.stringify(snapshot.value));
    this.#snapshots[state] ??= snapshot;
    const cancel = new Set<TimerId>();
    const start = new Set<TimerId>();
    const effects: Effect[] = [];
    for (const action of actions) {
      switch (action.type) {
        case "execute":
        case "trace":
          effects.push({ kind: action.type, ...(action.params as object) } as Effect);
          break;
        case "xstate.raise": {
          const { event, delay } = action.params as { event: { type: string }; delay?: number };
          const timer = this.#timerByEvent.get(event.type);
          if (timer !== undefined && delay !== undefined) start.add(timer);
          break;
        }
        case "xstate.cancel": {
          const { sendId } = action.params as { sendId: string };
          const timer = this.#timerByEvent.get(sendId);
          if (timer === undefined) break;
          // Set and cancelled within one step: it never ran.
          if (!start.delete(timer)) cancel.add(timer);
          break;
        }
      }
    }
    const status = snapshot.value === "completed" || snapshot.value === "exited" ? snapshot.value : "active";
    return { kind: "move", state, status, cancel: [...cancel], start: [...start], effects };
  }

  #snapshot(state: StateId): AnyMachineSnapshot {
    let snapshot = this.#snapshots[state];
    if (!snapshot) {
      snapshot = this.#machine.resolveState({ value: JSON.parse(this.stateValue(state)), context: {} });
      this.#snapshots[state] = snapshot;
    }
    return snapshot;
  }

  #event(input: Input): { type: string; label?: string } {
    if (input.type === "timer") return { type: this.#timerEvents.get(input.timer) ?? timerEvent(input.timer) };
    const label = "label" in input ? input.label : undefined;
    return { type: machineEvent(input), ...(label === undefined ? {} : { label }) };
  }
}

/** How a timer's event is called where it isn't XState that sets it. */
export const timerEvent = (timer: TimerId): string => `timer ${timer}`;

/** The event that an input is for the machine; of a timer its {@link timerEvent}. */
export function machineEvent(input: Input): string {
  switch (input.type) {
    case "event":
      return eventName(input.event);
    case "check":
      return "participant.check";
    case "decided":
      return `${input.node}.decided`;
    case "timer":
      return timerEvent(input.timer);
    case "reaction":
      return input.machine ? machineReaction(input.node, input.trigger) : `${input.node}.${input.trigger}`;
    case "leave":
      return leaveEvent;
    case "enter":
      return "participant.enter";
    default:
      return `${input.node}.${input.type}`;
  }
}

/** Names an input among all that a journey may get. */
export function inputKey(input: Input): string {
  switch (input.type) {
    case "enter":
    case "leave":
      return input.type;
    case "timer":
      return `timer ${input.timer}`;
    case "reaction":
      return `${input.machine ? "machine " : ""}${input.trigger} ${input.node} ${input.label ?? ""}`;
    case "event":
      return `event ${input.event}`;
    case "decided":
      return `decided ${input.node} ${input.label}`;
    default:
      return `${input.type} ${input.node}`;
  }
}

export function guardId(guard: Guard): GuardId {
  const branch = "branch" in guard ? guard.branch : undefined;
  return branch === undefined ? `${guard.kind}:${guard.node}` : `${guard.kind}:${guard.node}:${branch}`;
}

/** The guard that an id stands for. */
export function guardOf(id: GuardId): Guard {
  const [kind, node, branch] = id.split(":");
  return { kind, node, ...(branch === undefined ? {} : { branch: Number(branch) }) } as Guard;
}

function stateOfTimer(timer: Timer): string {
  switch (timer.kind) {
    case "listen":
      return "listening";
    case "delay":
      return "delaying";
    case "window":
      return `${stateKey(timer.node ?? "")} waiting`;
    case "cap":
      return `${stateKey(timer.node ?? "")} held`;
    default:
      return stateKey(timer.id);
  }
}

/** Every timer that a journey may set. */
export function timersOf(graph: JourneyGraph): Timer[] {
  const timers: Timer[] = [];
  for (const node of graph.nodes) {
    const at = { region: node.region, node: node.id };
    if (node.kind === "wait") timers.push({ id: node.id, kind: "wait", duration: node.duration, ...at });
    else if (node.kind === "wait until") timers.push({ id: node.id, kind: "until", ...at });
    else if (node.kind === "wait for") timers.push({ id: node.id, kind: "for", duration: node.upTo, ...at });
    else if (isMessage(node) && !node.isInternal) {
      if (graph.send.length > 0) timers.push({ id: windowTimer(node.id), kind: "window", ...at });
      if (capsOf(graph, node).some((cap) => cap.rest === "delay")) {
        timers.push({ id: capTimer(node.id), kind: "cap", ...at });
      }
    }
  }
  for (const region of graph.regions) {
    const { clause } = region;
    if (!clause) continue;
    const start = region.start === undefined ? {} : { node: region.start };
    if (clause.after && clause.after.amount > 0) {
      timers.push({ id: region.id, kind: "delay", duration: clause.after, region: region.id, ...start });
    }
    if (!clause.negated && clause.trigger !== "failed" && clause.trigger !== "suppressed") {
      timers.push({
        id: listeningTimer(region.id),
        kind: "listen",
        duration: clause.within ?? graph.listen,
        region: region.id,
        ...start,
      });
    }
  }
  return timers;
}
