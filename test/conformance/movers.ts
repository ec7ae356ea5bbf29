/** What moves one participant in memory: a plain XState actor, or the memoised step function. */
import {
  buildMachine,
  type Guard,
  guardOf,
  type Input,
  JourneyMachine,
  type NodeId,
  type TimerId,
} from "@journey/compiler";
import { type Actor, type AnyStateMachine, createActor } from "xstate";
import { eventName, leaveEvent, machineReaction, stateKey } from "../../compiler/machine/machine-config.ts";
import type { Reading } from "./outside.ts";

/** What a mover asks of whoever runs it. */
export interface Hooks {
  answer(guard: Guard): boolean;
  /** When a timer that is set now goes off, epoch milliseconds. */
  dueAt(timer: TimerId): number;
  execute(node: NodeId): void;
  trace(node: NodeId, state: string, reason: string | undefined): unknown;
}

export interface Mover {
  readonly status: "active" | "completed" | "exited";
  /** The earliest timer's moment. */
  readonly nextTimer: number | undefined;
  /** Whether it stands at the step. */
  isAt(node: NodeId): boolean;
  /** @param at the moment that it counts for */
  send(input: Input, at: number, hooks: Hooks): void;
  /** Lets the earliest timer go off. */
  fire(hooks: Hooks): void;
}

/** A thousandth of a millisecond for each region: of timers for one moment the one goes first that stands first. */
const orderUnit = 0.001;

/** XState as it comes: a machine, an actor, and a clock for its `after`. */
export function xstateMovers(reading: Reading): () => Mover {
  let at = 0;
  let hooks: Hooks;
  const machine = buildMachine(reading.graph, reading.timers.keys(), {
    answer: (guard) => hooks.answer(guard),
    delay: (timer) => hooks.dueAt(timer) - at + (reading.orders.get(timer) ?? 0) * orderUnit,
  }).provide({
    actions: {
      execute: (_: unknown, { node }: { node: NodeId }) => hooks.execute(node),
      trace: (_: unknown, trace: { node: NodeId; state: string; reason?: string }) =>
        hooks.trace(trace.node, trace.state, trace.reason),
    },
  } as never) as AnyStateMachine;

  return () => {
    const timers = new Map<number, { readonly due: number; readonly run: () => void }>();
    let count = 0;
    const clock = {
      setTimeout(run: () => void, delay: number): number {
        timers.set(++count, { due: at + delay, run });
        return count;
      },
      clearTimeout: (id: number) => timers.delete(id),
    };
    const earliest = (): number | undefined => {
      let first: number | undefined;
      for (const [id, { due }] of timers) if (first === undefined || due < timers.get(first)!.due) first = id;
      return first;
    };
    let actor: Actor<AnyStateMachine> | undefined;
    let status: Mover["status"] = "active";
    const look = (): void => {
      const { value } = actor!.getSnapshot() as { value: unknown };
      if (value === "completed" || value === "exited") status = value;
    };
    return {
      get status() {
        return status;
      },
      get nextTimer() {
        const id = earliest();
        return id === undefined ? undefined : Math.floor(timers.get(id)!.due);
      },
      isAt: (node) => actor !== undefined && names(JSON.stringify(actor.getSnapshot().value), node),
      send(input, moment, given) {
        at = moment;
        hooks = given;
        if (input.type === "enter") {
          actor = createActor(machine, { clock: clock as never });
          actor.start();
        } else if (!actor) {
          status = "exited";
          return;
        } else actor.send(eventOf(input));
        look();
      },
      fire(given) {
        const id = earliest()!;
        const { due, run } = timers.get(id)!;
        timers.delete(id);
        at = Math.floor(due);
        hooks = given;
        run();
        look();
      },
    };
  };
}

/** Whether one of the regions of a state value is at the step. */
const names = (value: string, node: NodeId): boolean => value.includes(JSON.stringify(stateKey(node)));

function eventOf(input: Input): { type: string; label?: string } {
  switch (input.type) {
    case "reaction": {
      const type = input.machine ? machineReaction(input.node, input.trigger) : `${input.node}.${input.trigger}`;
      return { type, ...(input.label === undefined ? {} : { label: input.label }) };
    }
    case "event":
      return { type: eventName(input.event) };
    case "check":
      return { type: "participant.check" };
    case "decided":
      return { type: `${input.node}.decided`, label: input.label };
    case "leave":
      return { type: leaveEvent };
    case "executed":
    case "failed":
    case "suppressed":
      return { type: `${input.node}.${input.type}` };
    default:
      throw new Error(`${input.type} is no event of the machine`);
  }
}

/** The compiler's step function, as the engine uses it: a table of decisions, and timers of its own. */
export function stepMovers(reading: Reading): () => Mover {
  const machine = new JourneyMachine(reading.graph);
  return () => {
    const timers = new Map<TimerId, number>();
    let state = 0;
    let status: Mover["status"] = "active";
    const earliest = (): TimerId | undefined => {
      let first: TimerId | undefined;
      for (const [id, due] of timers) {
        const before = first === undefined ? 1 : timers.get(first)! - due || orderOf(first) - orderOf(id);
        if (before > 0) first = id;
      }
      return first;
    };
    const orderOf = (id: TimerId): number => reading.orders.get(id) ?? 0;
    const send: Mover["send"] = (input, _, hooks) => {
      let decision = machine.decide(state, input);
      while (decision.kind === "question")
        decision = hooks.answer(guardOf(decision.guard)) ? decision.yes : decision.no;
      for (const id of decision.cancel) timers.delete(id);
      for (const id of decision.start) timers.set(id, hooks.dueAt(id));
      // Through the text, as if another process had kept it.
      state = decision.status === "active" ? machine.intern(machine.stateValue(decision.state)) : decision.state;
      status = decision.status;
      for (const effect of decision.effects) {
        if (effect.kind === "execute") hooks.execute(effect.node);
        else hooks.trace(effect.node, effect.state, effect.reason);
      }
    };
    return {
      get status() {
        return status;
      },
      get nextTimer() {
        const id = earliest();
        return id === undefined ? undefined : timers.get(id);
      },
      isAt: (node) => names(machine.stateValue(state), node),
      send,
      fire(hooks) {
        const id = earliest()!;
        const due = timers.get(id)!;
        timers.delete(id);
        send({ type: "timer", timer: id }, due, hooks);
      },
    };
  };
}
