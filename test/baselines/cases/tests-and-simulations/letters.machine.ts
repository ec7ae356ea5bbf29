// letters: made from main.journey; do not edit.
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
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "letters.control.wait_1": 604_800_000, // 1 week
  },
}).createMachine({
  id: "letters",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#letters.exited" }, { target: "#letters.completed" }],
      states: {
        sequence: {
          initial: "letters",
          states: {
            letters: {
              always: [{ guard: { type: "share", params: { node: "letters", branch: 0 } }, target: "letter due" }, { target: "letters/control/wait_1" }],
            },
            "letter due": {
              always: [{ guard: { type: "matches", params: { node: "letter" } }, target: "letter" }, { target: "done", actions: [{ type: "trace", params: { node: "letter", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            letter: {
              entry: [{ type: "execute", params: { node: "letter" } }],
              on: {
                "letter.executed": { target: "done", actions: [{ type: "trace", params: { node: "letter", state: "processed" } }] },
                "letter.failed": { target: "done", actions: [{ type: "trace", params: { node: "letter", state: "error", reason: "failed" } }] },
                "letter.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "letter", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "letter", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "letters/control/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "letters.control.wait_1": { target: "done" },
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
