// functions: made from main.journey; do not edit.
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
  id: "functions",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#functions.exited" }, { target: "#functions.completed" }],
      states: {
        sequence: {
          initial: "run_1",
          states: {
            run_1: {
              entry: [{ type: "execute", params: { node: "run_1" } }],
              on: {
                "run_1.executed": { target: "run_2 due", actions: [{ type: "trace", params: { node: "run_1", state: "processed" } }] },
                "run_1.failed": { target: "run_2 due", actions: [{ type: "trace", params: { node: "run_1", state: "error", reason: "failed" } }] },
                "run_1.suppressed": { target: "run_2 due", actions: [{ type: "trace", params: { node: "run_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "run_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "run_2 due": {
              always: [{ guard: { type: "expired", params: { node: "run_2" } }, target: "run_3", actions: [{ type: "trace", params: { node: "run_2", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "run_2" } }, target: "run_2" }, { target: "run_3", actions: [{ type: "trace", params: { node: "run_2", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            run_2: {
              entry: [{ type: "execute", params: { node: "run_2" } }],
              on: {
                "run_2.executed": { target: "run_3", actions: [{ type: "trace", params: { node: "run_2", state: "processed" } }] },
                "run_2.failed": { target: "run_3", actions: [{ type: "trace", params: { node: "run_2", state: "error", reason: "failed" } }] },
                "run_2.suppressed": { target: "run_3", actions: [{ type: "trace", params: { node: "run_2", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "run_2", state: "cancelled", reason: "participant left" } }] },
              },
            },
            run_3: {
              entry: [{ type: "execute", params: { node: "run_3" } }],
              on: {
                "run_3.executed": { target: "done", actions: [{ type: "trace", params: { node: "run_3", state: "processed" } }] },
                "run_3.failed": { target: "done", actions: [{ type: "trace", params: { node: "run_3", state: "error", reason: "failed" } }] },
                "run_3.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "run_3", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "run_3", state: "cancelled", reason: "participant left" } }] },
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
