// Double opt-in: made from double-opt-in.journey; do not edit.
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
    "confirmation.clicked_confirm:listen": 2_592_000_000, // 30 days: confirmation.clicked_confirm listens no longer
  },
}).createMachine({
  id: "double_opt_in",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "confirmation/clicked_confirm": "left" } })]), target: "#double_opt_in.exited" }, { target: "#double_opt_in.completed" }],
      states: {
        sequence: {
          initial: "confirmation due",
          states: {
            "confirmation due": {
              always: [{ guard: { type: "matches", params: { node: "confirmation" } }, target: "confirmation" }, { target: "done", actions: [{ type: "trace", params: { node: "confirmation", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            confirmation: {
              entry: [{ type: "execute", params: { node: "confirmation" } }],
              on: {
                "confirmation.executed": { target: "done", actions: [{ type: "trace", params: { node: "confirmation", state: "processed" } }] },
                "confirmation.failed": { target: "done", actions: [{ type: "trace", params: { node: "confirmation", state: "error", reason: "failed" } }] },
                "confirmation.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "confirmation", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "confirmation", state: "cancelled", reason: "participant left" } }] },
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
        "confirmation/clicked_confirm": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "confirmation.failed": { target: "done" },
                "confirmation.suppressed": { target: "done" },
                "confirmation.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "confirmation.clicked": { guard: { type: "label", params: { label: "confirm" } }, target: "confirmation/clicked_confirm/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "confirmation.clicked_confirm:listen": { target: "done", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "confirmation/clicked_confirm/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "confirmation.clicked_confirm.add_to_list_1" } }, target: "confirmation/clicked_confirm/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "confirmation/clicked_confirm/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "confirmation.clicked_confirm.add_to_list_1" } }],
              on: {
                "confirmation.clicked_confirm.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "processed" } }] },
                "confirmation.clicked_confirm.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "error", reason: "failed" } }] },
                "confirmation.clicked_confirm.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "confirmation.clicked_confirm.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
