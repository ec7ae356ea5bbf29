// Abandoned cart: made from abandoned-cart.journey; do not edit.
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
    /** The event's payload fits. */
    payload: ({ context }, params: { node: string; branch?: number }) => context.facts[`payload:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? true,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "wait_for_1": 3_600_000, // 1 hour
    "wait_for_2": 86_400_000, // 1 day
  },
}).createMachine({
  id: "abandoned_cart",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      states: {
        regions: {
          type: "parallel",
          onDone: [{ guard: or([stateIn({ active: { regions: { "sequence": "left" } } }), stateIn({ active: { regions: { "rescued/failed": "left" } } }), stateIn({ active: { exits: "closed" } })]), target: "#abandoned_cart.exited" }, { target: "#abandoned_cart.completed" }],
          states: {
            sequence: {
              initial: "wait_for_1",
              states: {
                wait_for_1: {
                  on: {
                    "participant.leave": { target: "left" },
                    "event.order_placed": { guard: { type: "payload", params: { node: "wait_for_1" } }, target: "wait_for_1/then/exit_1" },
                  },
                  after: {
                    wait_for_1: { target: "reminder due" },
                  },
                },
                "wait_for_1/then/exit_1": {
                  entry: [raise({ type: "participant.leave" })],
                  on: {
                    "participant.leave": { target: "left" },
                  },
                },
                "reminder due": {
                  always: [{ guard: { type: "expired", params: { node: "reminder" } }, target: "wait_for_2", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "reminder" } }, target: "reminder" }, { target: "wait_for_2", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                reminder: {
                  entry: [{ type: "execute", params: { node: "reminder" } }],
                  on: {
                    "reminder.executed": { target: "wait_for_2", actions: [{ type: "trace", params: { node: "reminder", state: "processed" } }] },
                    "reminder.failed": { target: "wait_for_2", actions: [{ type: "trace", params: { node: "reminder", state: "error", reason: "failed" } }] },
                    "reminder.suppressed": { target: "wait_for_2", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                wait_for_2: {
                  on: {
                    "participant.leave": { target: "left" },
                    "event.order_placed": { guard: { type: "payload", params: { node: "wait_for_2" } }, target: "rescued due" },
                  },
                  after: {
                    wait_for_2: { target: "wait_for_2/else/if_1" },
                  },
                },
                "rescued due": {
                  always: [{ guard: { type: "matches", params: { node: "rescued" } }, target: "rescued" }, { target: "done", actions: [{ type: "trace", params: { node: "rescued", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                rescued: {
                  entry: [{ type: "execute", params: { node: "rescued" } }],
                  on: {
                    "rescued.executed": { target: "done", actions: [{ type: "trace", params: { node: "rescued", state: "processed" } }] },
                    "rescued.failed": { target: "done", actions: [{ type: "trace", params: { node: "rescued", state: "error", reason: "failed" } }] },
                    "rescued.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "rescued", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "rescued", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "wait_for_2/else/if_1": {
                  always: [{ guard: { type: "condition", params: { node: "wait_for_2.else.if_1" } }, target: "wait_for_2/else/if_1/then/task_1 due" }, { target: "wait_for_2/else/if_1/else/if_1" }],
                },
                "wait_for_2/else/if_1/then/task_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "wait_for_2.else.if_1.then.task_1" } }, target: "wait_for_2/else/if_1/then/task_1" }, { target: "done", actions: [{ type: "trace", params: { node: "wait_for_2.else.if_1.then.task_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "wait_for_2/else/if_1/then/task_1": {
                  entry: [{ type: "execute", params: { node: "wait_for_2.else.if_1.then.task_1" } }],
                  on: {
                    "wait_for_2.else.if_1.then.task_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "wait_for_2.else.if_1.then.task_1", state: "processed" } }] },
                    "wait_for_2.else.if_1.then.task_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "wait_for_2.else.if_1.then.task_1", state: "error", reason: "failed" } }] },
                    "wait_for_2.else.if_1.then.task_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "wait_for_2.else.if_1.then.task_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "wait_for_2.else.if_1.then.task_1", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "wait_for_2/else/if_1/else/if_1": {
                  always: [{ guard: { type: "condition", params: { node: "wait_for_2.else.if_1.else.if_1" } }, target: "nudge due" }, { target: "done" }],
                },
                "nudge due": {
                  always: [{ guard: { type: "expired", params: { node: "nudge" } }, target: "done", actions: [{ type: "trace", params: { node: "nudge", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "nudge" } }, target: "nudge" }, { target: "done", actions: [{ type: "trace", params: { node: "nudge", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                nudge: {
                  entry: [{ type: "execute", params: { node: "nudge" } }],
                  on: {
                    "nudge.executed": { target: "done", actions: [{ type: "trace", params: { node: "nudge", state: "processed" } }] },
                    "nudge.failed": { target: "done", actions: [{ type: "trace", params: { node: "nudge", state: "error", reason: "failed" } }] },
                    "nudge.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "nudge", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "nudge", state: "cancelled", reason: "participant left" } }] },
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
            "rescued/failed": {
              initial: "idle",
              states: {
                idle: {
                  on: {
                    "sequence.over": { target: "done" },
                    "participant.leave": { target: "left" },
                    "rescued.failed": { target: "rescued/failed/task_1 due" },
                    "rescued.executed": { target: "done" },
                    "rescued.suppressed": { target: "done" },
                  },
                },
                "rescued/failed/task_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "rescued.failed.task_1" } }, target: "rescued/failed/task_1" }, { target: "done", actions: [{ type: "trace", params: { node: "rescued.failed.task_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "rescued/failed/task_1": {
                  entry: [{ type: "execute", params: { node: "rescued.failed.task_1" } }],
                  on: {
                    "rescued.failed.task_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "rescued.failed.task_1", state: "processed" } }] },
                    "rescued.failed.task_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "rescued.failed.task_1", state: "error", reason: "failed" } }] },
                    "rescued.failed.task_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "rescued.failed.task_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "rescued.failed.task_1", state: "cancelled", reason: "participant left" } }] },
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
        exits: {
          initial: "open",
          states: {
            open: {
              on: {
                "event.cart_emptied": { guard: { type: "payload", params: { node: "exit", branch: 0 } }, target: "closed", actions: [raise({ type: "participant.leave" })] },
              },
            },
            closed: {
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
