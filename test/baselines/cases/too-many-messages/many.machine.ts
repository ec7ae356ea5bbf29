// many: made from main.journey; do not edit.
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
    /** The recipient has had enough messages, and gets no more. */
    capped: ({ context }, params: { node: string; branch?: number }) => context.facts[`capped:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "wait_1": 86_400_000, // 1 day
    "wait_2": 86_400_000, // 1 day
  },
}).createMachine({
  id: "many",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#many.exited" }, { target: "#many.completed" }],
      states: {
        sequence: {
          initial: "one due",
          states: {
            "one due": {
              always: [{ guard: { type: "matches", params: { node: "one" } }, target: "one ready" }, { target: "wait_1", actions: [{ type: "trace", params: { node: "one", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "one ready": {
              always: [{ guard: { type: "capped", params: { node: "one" } }, target: "wait_1", actions: [{ type: "trace", params: { node: "one", state: "rejected", reason: "capped" } }] }, { target: "one" }],
            },
            one: {
              entry: [{ type: "execute", params: { node: "one" } }],
              on: {
                "one.executed": { target: "wait_1", actions: [{ type: "trace", params: { node: "one", state: "processed" } }] },
                "one.failed": { target: "wait_1", actions: [{ type: "trace", params: { node: "one", state: "error", reason: "failed" } }] },
                "one.suppressed": { target: "wait_1", actions: [{ type: "trace", params: { node: "one", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "one", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "two due" },
              },
            },
            "two due": {
              always: [{ guard: { type: "matches", params: { node: "two" } }, target: "two ready" }, { target: "wait_2", actions: [{ type: "trace", params: { node: "two", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "two ready": {
              always: [{ guard: { type: "capped", params: { node: "two" } }, target: "wait_2", actions: [{ type: "trace", params: { node: "two", state: "rejected", reason: "capped" } }] }, { target: "two" }],
            },
            two: {
              entry: [{ type: "execute", params: { node: "two" } }],
              on: {
                "two.executed": { target: "wait_2", actions: [{ type: "trace", params: { node: "two", state: "processed" } }] },
                "two.failed": { target: "wait_2", actions: [{ type: "trace", params: { node: "two", state: "error", reason: "failed" } }] },
                "two.suppressed": { target: "wait_2", actions: [{ type: "trace", params: { node: "two", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "two", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_2: { target: "three due" },
              },
            },
            "three due": {
              always: [{ guard: { type: "matches", params: { node: "three" } }, target: "three ready" }, { target: "done", actions: [{ type: "trace", params: { node: "three", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "three ready": {
              always: [{ guard: { type: "capped", params: { node: "three" } }, target: "done", actions: [{ type: "trace", params: { node: "three", state: "rejected", reason: "capped" } }] }, { target: "three" }],
            },
            three: {
              entry: [{ type: "execute", params: { node: "three" } }],
              on: {
                "three.executed": { target: "done", actions: [{ type: "trace", params: { node: "three", state: "processed" } }] },
                "three.failed": { target: "done", actions: [{ type: "trace", params: { node: "three", state: "error", reason: "failed" } }] },
                "three.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "three", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "three", state: "cancelled", reason: "participant left" } }] },
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
