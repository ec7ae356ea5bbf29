// offers: made from main.journey; do not edit.
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
    "wait_1": 604_800_000, // 1 week
  },
}).createMachine({
  id: "offers",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#offers.exited" }, { target: "#offers.completed" }],
      states: {
        sequence: {
          initial: "first due",
          states: {
            "first due": {
              always: [{ guard: { type: "matches", params: { node: "first" } }, target: "first" }, { target: "wait_1", actions: [{ type: "trace", params: { node: "first", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            first: {
              entry: [{ type: "execute", params: { node: "first" } }],
              on: {
                "first.executed": { target: "wait_1", actions: [{ type: "trace", params: { node: "first", state: "processed" } }] },
                "first.failed": { target: "wait_1", actions: [{ type: "trace", params: { node: "first", state: "error", reason: "failed" } }] },
                "first.suppressed": { target: "wait_1", actions: [{ type: "trace", params: { node: "first", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "first", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "last due" },
              },
            },
            "last due": {
              always: [{ guard: { type: "matches", params: { node: "last" } }, target: "last" }, { target: "nudge due", actions: [{ type: "trace", params: { node: "last", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            last: {
              entry: [{ type: "execute", params: { node: "last" } }],
              on: {
                "last.executed": { target: "nudge due", actions: [{ type: "trace", params: { node: "last", state: "processed" } }] },
                "last.failed": { target: "nudge due", actions: [{ type: "trace", params: { node: "last", state: "error", reason: "failed" } }] },
                "last.suppressed": { target: "nudge due", actions: [{ type: "trace", params: { node: "last", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "last", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "nudge due": {
              always: [{ guard: { type: "matches", params: { node: "nudge" } }, target: "nudge" }, { target: "done", actions: [{ type: "trace", params: { node: "nudge", state: "rejected", reason: "filter no longer matches" } }] }],
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
