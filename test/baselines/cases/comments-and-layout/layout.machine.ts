// Layout: made from main.journey; do not edit.
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
    "wait_1": 86_400_000, // 1 day
    "if_1.else.wait_1": 172_800_000, // 2 days
  },
}).createMachine({
  id: "layout",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#layout.exited" }, { target: "#layout.completed" }],
      states: {
        sequence: {
          initial: "wait_1",
          states: {
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "update_1 due" },
              },
            },
            "update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "update_1" } }, target: "update_1" }, { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            update_1: {
              entry: [{ type: "execute", params: { node: "update_1" } }],
              on: {
                "update_1.executed": { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_1", state: "processed" } }] },
                "update_1.failed": { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_1", state: "error", reason: "failed" } }] },
                "update_1.suppressed": { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "update_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "create_1 due": {
              always: [{ guard: { type: "matches", params: { node: "create_1" } }, target: "create_1" }, { target: "if_1", actions: [{ type: "trace", params: { node: "create_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            create_1: {
              entry: [{ type: "execute", params: { node: "create_1" } }],
              on: {
                "create_1.executed": { target: "if_1", actions: [{ type: "trace", params: { node: "create_1", state: "processed" } }] },
                "create_1.failed": { target: "if_1", actions: [{ type: "trace", params: { node: "create_1", state: "error", reason: "failed" } }] },
                "create_1.suppressed": { target: "if_1", actions: [{ type: "trace", params: { node: "create_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "create_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            if_1: {
              always: [{ guard: { type: "condition", params: { node: "if_1" } }, target: "if_1/then/exit_1" }, { target: "if_1/else/wait_1" }],
            },
            "if_1/then/exit_1": {
              entry: [raise({ type: "participant.leave" })],
              on: {
                "participant.leave": { target: "left" },
              },
            },
            "if_1/else/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "if_1.else.wait_1": { target: "done" },
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
