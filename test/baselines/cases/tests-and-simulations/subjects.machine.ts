// subjects: made from main.journey; do not edit.
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
    /** The participant falls into this share; of a test, -1 is the holdback. */
    share: ({ context }, params: { node: string; branch?: number }) => context.facts[`share:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** This variant has won the test; -1: one that only another version has. */
    decided: ({ context }, params: { node: string; branch?: number }) => context.facts[`decided:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
  },
}).createMachine({
  id: "subjects",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#subjects.exited" }, { target: "#subjects.completed" }],
      states: {
        sequence: {
          initial: "subject",
          states: {
            subject: {
              always: [{ guard: { type: "decided", params: { node: "subject", branch: 0 } }, target: "plain" }, { guard: { type: "decided", params: { node: "subject", branch: 1 } }, target: "warm" }, { guard: { type: "decided", params: { node: "subject", branch: -1 } }, target: "done" }, { guard: { type: "share", params: { node: "subject", branch: 0 } }, target: "plain" }, { guard: { type: "share", params: { node: "subject", branch: 1 } }, target: "warm" }, { target: "subject waiting" }],
            },
            "subject waiting": {
              on: {
                "subject.decided": [{ guard: { type: "label", params: { label: "plain" } }, target: "plain" }, { guard: { type: "label", params: { label: "warm" } }, target: "warm" }, { target: "done" }],
                "participant.leave": { target: "left" },
              },
            },
            plain: {
              entry: [{ type: "execute", params: { node: "plain" } }],
              on: {
                "plain.executed": { target: "done", actions: [{ type: "trace", params: { node: "plain", state: "processed" } }] },
                "plain.failed": { target: "done", actions: [{ type: "trace", params: { node: "plain", state: "error", reason: "failed" } }] },
                "plain.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "plain", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "plain", state: "cancelled", reason: "participant left" } }] },
              },
            },
            warm: {
              entry: [{ type: "execute", params: { node: "warm" } }],
              on: {
                "warm.executed": { target: "done", actions: [{ type: "trace", params: { node: "warm", state: "processed" } }] },
                "warm.failed": { target: "done", actions: [{ type: "trace", params: { node: "warm", state: "error", reason: "failed" } }] },
                "warm.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "warm", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "warm", state: "cancelled", reason: "participant left" } }] },
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
