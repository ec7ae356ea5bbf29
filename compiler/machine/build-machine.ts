import { type ActorRefFrom, type AnyStateMachine, and, or, raise, setup, stateIn } from "xstate";
import type { JourneyGraph } from "../graph/graph.ts";
import {
  type ConfigAction,
  type ConfigGuard,
  type ConfigOptions,
  type ConfigState,
  type ConfigTransition,
  machineConfig,
  stateKey,
} from "./machine-config.ts";
import type { Guard, TimerId } from "./step.ts";

/** What the machine asks and when its timers go off; both are the caller's. */
export interface MachineHooks {
  /** Answers a guard; called during a transition. */
  readonly answer: (guard: Guard) => boolean;
  /** Milliseconds; only actors under a clock use them. The runtime owns its timers. */
  readonly delay?: (timer: TimerId) => number;
}

/** The XState machine of a graph: the meaning of the journey. */
export function buildMachine(
  graph: JourneyGraph,
  timers: Iterable<TimerId>,
  hooks: MachineHooks,
  options: ConfigOptions = {},
): AnyStateMachine {
  const ask = (kind: Guard["kind"]) => (_: unknown, params: Omit<Guard, "kind">) =>
    hooks.answer({ kind, ...params } as Guard);
  return setup({
    actions: { execute: () => {}, trace: () => {} },
    guards: {
      ...Object.fromEntries(guardKinds.map((kind) => [kind, ask(kind)])),
      label: ({ event }: { event: { label?: string } }, params: { label: string }) => event.label === params.label,
    },
    delays: Object.fromEntries([...timers].map((timer) => [timer, () => hooks.delay?.(timer) ?? 0])),
    // The config is made at run time: its types say no more than this.
  } as never).createMachine(state(machineConfig(graph, options)) as never) as unknown as AnyStateMachine;
}

/** Questions about the world; `label`, `over` and `left` are answered by the event and the state. */
export const guardKinds: readonly Guard["kind"][] = [
  "matches",
  "condition",
  "payload",
  "share",
  "decided",
  "reached",
  "expired",
  "closed",
  "capped",
  "delayed",
];

export type JourneyActor = ActorRefFrom<AnyStateMachine>;

function state(config: ConfigState & { readonly id?: string }): Record<string, unknown> {
  const { entry, always, on, after, onDone, states, ...rest } = config;
  return {
    ...rest,
    ...(entry ? { entry: entry.map(action) } : {}),
    ...(always ? { always: always.map(transition) } : {}),
    ...(on ? { on: mapValues(on, (list) => list.map(transition)) } : {}),
    ...(after ? { after: mapValues(after, (list) => list.map(transition)) } : {}),
    ...(onDone ? { onDone: onDone.map(transition) } : {}),
    ...(states ? { states: mapValues(states, state) } : {}),
  };
}

function transition({ target, reenter, guard, actions }: ConfigTransition): Record<string, unknown> {
  return {
    ...(target === undefined ? {} : { target }),
    ...(reenter ? { reenter } : {}),
    ...(guard ? { guard: guardOf(guard) } : {}),
    ...(actions ? { actions: actions.map(action) } : {}),
  };
}

function guardOf(guard: ConfigGuard): unknown {
  if (guard.type === "over" || guard.type === "left") {
    const key = guard.type === "over" ? "done" : "left";
    const ended = guard.regions.map((region) => stateIn(valueAt(guard.path, { [stateKey(region)]: key }) as never));
    if (guard.type === "over") return and(ended as never);
    return or([...ended, ...(guard.exits ? [stateIn({ active: { exits: "closed" } })] : [])] as never);
  }
  const { type, ...params } = guard;
  return { type, params };
}

/** `{ active: { regions: value } }` */
function valueAt(path: readonly string[], value: object): object {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}

function action(config: ConfigAction): unknown {
  if (config.type === "raise") return raise({ type: config.event });
  const { type, ...params } = config;
  return { type, params };
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
