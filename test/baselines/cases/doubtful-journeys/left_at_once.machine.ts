// left_at_once: made from main.journey; do not edit.
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
    "hint.not_clicked": 259_200_000, // 3 days
  },
}).createMachine({
  id: "left_at_once",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "hint/not_clicked": "left" } })]), target: "#left_at_once.exited" }, { target: "#left_at_once.completed" }],
      states: {
        sequence: {
          initial: "hint due",
          states: {
            "hint due": {
              always: [{ guard: { type: "matches", params: { node: "hint" } }, target: "hint" }, { target: "wait_1", actions: [{ type: "trace", params: { node: "hint", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            hint: {
              entry: [{ type: "execute", params: { node: "hint" } }],
              on: {
                "hint.executed": { target: "wait_1", actions: [{ type: "trace", params: { node: "hint", state: "processed" } }] },
                "hint.failed": { target: "wait_1", actions: [{ type: "trace", params: { node: "hint", state: "error", reason: "failed" } }] },
                "hint.suppressed": { target: "wait_1", actions: [{ type: "trace", params: { node: "hint", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "exit_1" },
              },
            },
            exit_1: {
              entry: [raise({ type: "participant.leave" })],
              on: {
                "participant.leave": { target: "left" },
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
        "hint/not_clicked": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "hint.failed": { target: "done" },
                "hint.suppressed": { target: "done" },
                "hint.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "hint.clicked": { target: "done", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "cancelled", reason: "clicked" } }] },
                "hint.bounced": { target: "done", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hint.not_clicked": { target: "hint/not_clicked/update_1 due" },
              },
            },
            "hint/not_clicked/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hint.not_clicked.update_1" } }, target: "hint/not_clicked/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint/not_clicked/update_1": {
              entry: [{ type: "execute", params: { node: "hint.not_clicked.update_1" } }],
              on: {
                "hint.not_clicked.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "processed" } }] },
                "hint.not_clicked.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "error", reason: "failed" } }] },
                "hint.not_clicked.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint.not_clicked.update_1", state: "cancelled", reason: "participant left" } }] },
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
