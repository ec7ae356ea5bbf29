// Welcome flow: made from welcome-flow.journey; do not edit.
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
    "wait_1": 7_200_000, // 2 hours
    "discount.bounced": 7_200_000, // 2 hours
    "discount.bounced:listen": 2_592_000_000, // 30 days: discount.bounced listens no longer
  },
}).createMachine({
  id: "welcome_flow",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "discount/bounced": "left" } })]), target: "#welcome_flow.exited" }, { target: "#welcome_flow.completed" }],
      states: {
        sequence: {
          initial: "wait_1",
          states: {
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "discount due" },
              },
            },
            "discount due": {
              always: [{ guard: { type: "matches", params: { node: "discount" } }, target: "discount" }, { target: "done", actions: [{ type: "trace", params: { node: "discount", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            discount: {
              entry: [{ type: "execute", params: { node: "discount" } }],
              on: {
                "discount.executed": { target: "done", actions: [{ type: "trace", params: { node: "discount", state: "processed" } }] },
                "discount.failed": { target: "done", actions: [{ type: "trace", params: { node: "discount", state: "error", reason: "failed" } }] },
                "discount.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "discount", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "discount", state: "cancelled", reason: "participant left" } }] },
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
        "discount/bounced": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "discount.failed": { target: "done" },
                "discount.suppressed": { target: "done" },
                "discount.executed": { target: "listening" },
              },
            },
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "discount.bounced": { target: "discount/bounced/suppress_1 due" },
              },
            },
            listening: {
              on: {
                "discount.bounced": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "discount.bounced:listen": { target: "done", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "discount/bounced/suppress_1 due": {
              always: [{ guard: { type: "matches", params: { node: "discount.bounced.suppress_1" } }, target: "discount/bounced/suppress_1" }, { target: "done", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "discount/bounced/suppress_1": {
              entry: [{ type: "execute", params: { node: "discount.bounced.suppress_1" } }],
              on: {
                "discount.bounced.suppress_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "processed" } }] },
                "discount.bounced.suppress_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "error", reason: "failed" } }] },
                "discount.bounced.suppress_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "discount.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
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
