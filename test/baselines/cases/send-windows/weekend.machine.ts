// weekend: made from main.journey; do not edit.
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
    /** Messages don't leave now. */
    closed: ({ context }, params: { node: string; branch?: number }) => context.facts[`closed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The recipient has had enough messages, and gets no more. */
    capped: ({ context }, params: { node: string; branch?: number }) => context.facts[`capped:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "hello:window": 0, // until hello may be sent (the service knows when)
  },
}).createMachine({
  id: "weekend",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#weekend.exited" }, { target: "#weekend.completed" }],
      states: {
        sequence: {
          initial: "hello due",
          states: {
            "hello due": {
              always: [{ guard: { type: "matches", params: { node: "hello" } }, target: "hello ready" }, { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello:window": { target: "hello due" },
              },
            },
            "hello ready": {
              always: [{ guard: { type: "capped", params: { node: "hello" } }, target: "done", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "capped" } }] }, { guard: { type: "closed", params: { node: "hello" } }, target: "hello waiting" }, { target: "hello" }],
            },
            hello: {
              entry: [{ type: "execute", params: { node: "hello" } }],
              on: {
                "hello.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "processed" } }] },
                "hello.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "error", reason: "failed" } }] },
                "hello.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello", state: "cancelled", reason: "participant left" } }] },
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
