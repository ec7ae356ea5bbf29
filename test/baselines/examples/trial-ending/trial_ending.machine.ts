// Trial ending: made from trial-ending.journey; do not edit.
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
    /** The moment has come. */
    reached: ({ context }, params: { node: string; branch?: number }) => context.facts[`reached:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? true,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** Messages don't leave now. */
    closed: ({ context }, params: { node: string; branch?: number }) => context.facts[`closed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "first_steps:window": 0, // until first_steps may be sent (the service knows when)
    "keep:window": 0, // until keep may be sent (the service knows when)
    "wait_until_1": 0, // until a moment of the record's
    "last_day:window": 0, // until last_day may be sent (the service knows when)
    "wait_until_2": 0, // until a moment of the record's
    "first_steps.clicked_planner:listen": 172_800_000, // 2 days: first_steps.clicked_planner listens no longer
  },
}).createMachine({
  id: "trial_ending",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "first_steps/clicked_planner": "left" } })]), target: "#trial_ending.exited" }, { target: "#trial_ending.completed" }],
      states: {
        sequence: {
          initial: "if_1",
          states: {
            if_1: {
              always: [{ guard: { type: "condition", params: { node: "if_1" } }, target: "first_steps due" }, { target: "keep due" }],
            },
            "first_steps due": {
              always: [{ guard: { type: "expired", params: { node: "first_steps" } }, target: "wait_until_1", actions: [{ type: "trace", params: { node: "first_steps", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "first_steps" } }, target: "first_steps ready" }, { target: "wait_until_1", actions: [{ type: "trace", params: { node: "first_steps", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "first_steps waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "first_steps", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "first_steps:window": { target: "first_steps due" },
              },
            },
            "first_steps ready": {
              always: [{ guard: { type: "closed", params: { node: "first_steps" } }, target: "first_steps waiting" }, { target: "first_steps" }],
            },
            first_steps: {
              entry: [{ type: "execute", params: { node: "first_steps" } }],
              on: {
                "first_steps.executed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "first_steps", state: "processed" } }] },
                "first_steps.failed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "first_steps", state: "error", reason: "failed" } }] },
                "first_steps.suppressed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "first_steps", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "first_steps", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "keep due": {
              always: [{ guard: { type: "expired", params: { node: "keep" } }, target: "wait_until_1", actions: [{ type: "trace", params: { node: "keep", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "keep" } }, target: "keep ready" }, { target: "wait_until_1", actions: [{ type: "trace", params: { node: "keep", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "keep waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "keep", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "keep:window": { target: "keep due" },
              },
            },
            "keep ready": {
              always: [{ guard: { type: "closed", params: { node: "keep" } }, target: "keep waiting" }, { target: "keep" }],
            },
            keep: {
              entry: [{ type: "execute", params: { node: "keep" } }],
              on: {
                "keep.executed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "keep", state: "processed" } }] },
                "keep.failed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "keep", state: "error", reason: "failed" } }] },
                "keep.suppressed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "keep", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "keep", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_until_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_1: [{ guard: { type: "reached", params: { node: "wait_until_1" } }, target: "if_2" }, { target: "wait_until_1", reenter: true }],
              },
            },
            if_2: {
              always: [{ guard: { type: "condition", params: { node: "if_2" } }, target: "call due" }, { target: "if_2/else/if_1" }],
            },
            "call due": {
              always: [{ guard: { type: "matches", params: { node: "call" } }, target: "call" }, { target: "wait_until_2", actions: [{ type: "trace", params: { node: "call", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            call: {
              entry: [{ type: "execute", params: { node: "call" } }],
              on: {
                "call.executed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "call", state: "processed" } }] },
                "call.failed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "call", state: "error", reason: "failed" } }] },
                "call.suppressed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "call", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "call", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "if_2/else/if_1": {
              always: [{ guard: { type: "condition", params: { node: "if_2.else.if_1" } }, target: "last_day due" }, { target: "wait_until_2" }],
            },
            "last_day due": {
              always: [{ guard: { type: "expired", params: { node: "last_day" } }, target: "wait_until_2", actions: [{ type: "trace", params: { node: "last_day", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "last_day" } }, target: "last_day ready" }, { target: "wait_until_2", actions: [{ type: "trace", params: { node: "last_day", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "last_day waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "last_day", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "last_day:window": { target: "last_day due" },
              },
            },
            "last_day ready": {
              always: [{ guard: { type: "closed", params: { node: "last_day" } }, target: "last_day waiting" }, { target: "last_day" }],
            },
            last_day: {
              entry: [{ type: "execute", params: { node: "last_day" } }],
              on: {
                "last_day.executed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "last_day", state: "processed" } }] },
                "last_day.failed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "last_day", state: "error", reason: "failed" } }] },
                "last_day.suppressed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "last_day", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "last_day", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_until_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_2: [{ guard: { type: "reached", params: { node: "wait_until_2" } }, target: "add_to_list_1 due" }, { target: "wait_until_2", reenter: true }],
              },
            },
            "add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "add_to_list_1" } }, target: "add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            add_to_list_1: {
              entry: [{ type: "execute", params: { node: "add_to_list_1" } }],
              on: {
                "add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "processed" } }] },
                "add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "error", reason: "failed" } }] },
                "add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "first_steps/clicked_planner": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "first_steps.failed": { target: "done" },
                "first_steps.suppressed": { target: "done" },
                "first_steps.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "first_steps.clicked": { guard: { type: "label", params: { label: "planner" } }, target: "first_steps/clicked_planner/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "first_steps.clicked_planner:listen": { target: "done", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "first_steps/clicked_planner/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "first_steps.clicked_planner.add_to_list_1" } }, target: "first_steps/clicked_planner/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "first_steps/clicked_planner/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "first_steps.clicked_planner.add_to_list_1" } }],
              on: {
                "first_steps.clicked_planner.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "processed" } }] },
                "first_steps.clicked_planner.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "error", reason: "failed" } }] },
                "first_steps.clicked_planner.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "first_steps.clicked_planner.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
