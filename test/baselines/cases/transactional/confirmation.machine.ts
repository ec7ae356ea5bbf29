// confirmation: made from main.journey; do not edit.
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
    "confirm.clicked_yes:listen": 2_592_000_000, // 30 days: confirm.clicked_yes listens no longer
  },
}).createMachine({
  id: "confirmation",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "confirm/clicked_yes": "left" } })]), target: "#confirmation.exited" }, { target: "#confirmation.completed" }],
      states: {
        sequence: {
          initial: "confirm due",
          states: {
            "confirm due": {
              always: [{ guard: { type: "matches", params: { node: "confirm" } }, target: "confirm" }, { target: "advert due", actions: [{ type: "trace", params: { node: "confirm", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            confirm: {
              entry: [{ type: "execute", params: { node: "confirm" } }],
              on: {
                "confirm.executed": { target: "advert due", actions: [{ type: "trace", params: { node: "confirm", state: "processed" } }] },
                "confirm.failed": { target: "advert due", actions: [{ type: "trace", params: { node: "confirm", state: "error", reason: "failed" } }] },
                "confirm.suppressed": { target: "advert due", actions: [{ type: "trace", params: { node: "confirm", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "confirm", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "advert due": {
              always: [{ guard: { type: "matches", params: { node: "advert" } }, target: "advert" }, { target: "done", actions: [{ type: "trace", params: { node: "advert", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            advert: {
              entry: [{ type: "execute", params: { node: "advert" } }],
              on: {
                "advert.executed": { target: "done", actions: [{ type: "trace", params: { node: "advert", state: "processed" } }] },
                "advert.failed": { target: "done", actions: [{ type: "trace", params: { node: "advert", state: "error", reason: "failed" } }] },
                "advert.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "advert", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "advert", state: "cancelled", reason: "participant left" } }] },
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
        "confirm/clicked_yes": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "confirm.failed": { target: "done" },
                "confirm.suppressed": { target: "done" },
                "confirm.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "confirm.clicked": { guard: { type: "label", params: { label: "yes" } }, target: "confirm/clicked_yes/update_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "confirm.clicked_yes:listen": { target: "done", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "confirm/clicked_yes/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "confirm.clicked_yes.update_1" } }, target: "confirm/clicked_yes/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "confirm/clicked_yes/update_1": {
              entry: [{ type: "execute", params: { node: "confirm.clicked_yes.update_1" } }],
              on: {
                "confirm.clicked_yes.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "processed" } }] },
                "confirm.clicked_yes.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "error", reason: "failed" } }] },
                "confirm.clicked_yes.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "confirm.clicked_yes.update_1", state: "cancelled", reason: "participant left" } }] },
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
