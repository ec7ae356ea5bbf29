// rescue: made from main.journey; do not edit.
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
    "reminder.clicked_shop:listen": 2_592_000_000, // 30 days: reminder.clicked_shop listens no longer
  },
}).createMachine({
  id: "rescue",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "reminder/clicked_shop": "left" } })]), target: "#rescue.exited" }, { target: "#rescue.completed" }],
      states: {
        sequence: {
          initial: "reminder due",
          states: {
            "reminder due": {
              always: [{ guard: { type: "matches", params: { node: "reminder" } }, target: "reminder" }, { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            reminder: {
              entry: [{ type: "execute", params: { node: "reminder" } }],
              on: {
                "reminder.executed": { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "processed" } }] },
                "reminder.failed": { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "error", reason: "failed" } }] },
                "reminder.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "participant left" } }] },
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
        "reminder/clicked_shop": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "reminder.failed": { target: "done" },
                "reminder.suppressed": { target: "done" },
                "reminder.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "reminder.clicked": { guard: { type: "label", params: { label: "shop" } }, target: "mark due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "reminder.clicked_shop:listen": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "mark due": {
              always: [{ guard: { type: "matches", params: { node: "mark" } }, target: "mark" }, { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            mark: {
              entry: [{ type: "execute", params: { node: "mark" } }],
              on: {
                "mark.executed": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "processed" } }] },
                "mark.failed": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "error", reason: "failed" } }] },
                "mark.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "participant left" } }] },
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
