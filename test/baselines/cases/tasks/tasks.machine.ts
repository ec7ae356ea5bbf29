// tasks: made from main.journey; do not edit.
//
// `execute` carries an activity out, `trace` ends one execution. Guards are questions about the world: answer
// them with `provide`, or as facts in the input. Days here are 24 hours and months 30 days; the service counts
// in the participant's calendar.
import { or, raise, setup, stateIn } from "xstate";

/** Answers to guards, by name and step: `{ "matches:hello": false }`. What is not said holds. */
export type Facts = Readonly<Record<string, boolean>>;

export const machine = setup({
  types: {
    context: {} as { facts: Facts },
    input: {} as { facts?: Facts } | undefined,
    events: {} as { type: string; label?: string },
  },
  actions: {
    execute: (_, _params: { node: string }) => {},
    trace: (_, _params: { node: string; state: string; reason?: string }) => {},
  },
  guards: {
    /** The activity's applied filter still matches. */
    matches: ({ context }, params: { node: string; branch?: number }) => context.facts[`matches:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? true,
    /** The condition of an `if`, a `match`'s case or a `wait for` holds. */
    condition: ({ context }, params: { node: string; branch?: number }) => context.facts[`condition:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? true,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
  },
}).createMachine({
  id: "tasks",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "call/failed": "left" } })]), target: "#tasks.exited" }, { target: "#tasks.completed" }],
      states: {
        sequence: {
          initial: "task_1",
          states: {
            task_1: {
              entry: [{ type: "execute", params: { node: "task_1" } }],
              on: {
                "task_1.executed": { target: "call due", actions: [{ type: "trace", params: { node: "task_1", state: "processed" } }] },
                "task_1.failed": { target: "call due", actions: [{ type: "trace", params: { node: "task_1", state: "error", reason: "failed" } }] },
                "task_1.suppressed": { target: "call due", actions: [{ type: "trace", params: { node: "task_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "task_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "call due": {
              always: [{ guard: { type: "expired", params: { node: "call" } }, target: "done", actions: [{ type: "trace", params: { node: "call", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "call" } }, target: "call" }, { target: "done", actions: [{ type: "trace", params: { node: "call", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            call: {
              entry: [{ type: "execute", params: { node: "call" } }],
              on: {
                "call.executed": { target: "done", actions: [{ type: "trace", params: { node: "call", state: "processed" } }] },
                "call.failed": { target: "done", actions: [{ type: "trace", params: { node: "call", state: "error", reason: "failed" } }] },
                "call.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "call", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "call", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
              entry: [raise({ type: "sequence.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "sequence.over" })],
            },
          },
        },
        "call/failed": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "call.failed": { target: "call/failed/add_to_list_1 due" },
                "call.executed": { target: "done" },
                "call.suppressed": { target: "done" },
              },
            },
            "call/failed/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "call.failed.add_to_list_1" } }, target: "call/failed/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "call.failed.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "call/failed/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "call.failed.add_to_list_1" } }],
              on: {
                "call.failed.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "call.failed.add_to_list_1", state: "processed" } }] },
                "call.failed.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "call.failed.add_to_list_1", state: "error", reason: "failed" } }] },
                "call.failed.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "call.failed.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "call.failed.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
            },
            left: {
              type: "final",
            },
          },
        },
      },
    },
    completed: {
      type: "final",
    },
    exited: {
      type: "final",
    },
  },
});
