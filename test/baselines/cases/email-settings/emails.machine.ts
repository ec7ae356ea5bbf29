// emails: made from main.journey; do not edit.
//
// `execute` carries an activity out, `trace` ends one execution. Guards are questions about the world: answer
// them with `provide`, or as facts in the input. Days here are 24 hours and months 30 days; the service counts
// in the participant's calendar.
import { or, setup, stateIn } from "xstate";

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
  id: "emails",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#emails.exited" }, { target: "#emails.completed" }],
      states: {
        sequence: {
          initial: "offer due",
          states: {
            "offer due": {
              always: [{ guard: { type: "expired", params: { node: "offer" } }, target: "inside due", actions: [{ type: "trace", params: { node: "offer", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "offer" } }, target: "offer" }, { target: "inside due", actions: [{ type: "trace", params: { node: "offer", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            offer: {
              entry: [{ type: "execute", params: { node: "offer" } }],
              on: {
                "offer.executed": { target: "inside due", actions: [{ type: "trace", params: { node: "offer", state: "processed" } }] },
                "offer.failed": { target: "inside due", actions: [{ type: "trace", params: { node: "offer", state: "error", reason: "failed" } }] },
                "offer.suppressed": { target: "inside due", actions: [{ type: "trace", params: { node: "offer", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "offer", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "inside due": {
              always: [{ guard: { type: "matches", params: { node: "inside" } }, target: "inside" }, { target: "done", actions: [{ type: "trace", params: { node: "inside", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            inside: {
              entry: [{ type: "execute", params: { node: "inside" } }],
              on: {
                "inside.executed": { target: "done", actions: [{ type: "trace", params: { node: "inside", state: "processed" } }] },
                "inside.failed": { target: "done", actions: [{ type: "trace", params: { node: "inside", state: "error", reason: "failed" } }] },
                "inside.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "inside", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "inside", state: "cancelled", reason: "participant left" } }] },
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
