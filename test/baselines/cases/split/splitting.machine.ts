// splitting: made from main.journey; do not edit.
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
    "split_1.share_2.wait_1": 86_400_000, // 1 day
  },
}).createMachine({
  id: "splitting",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#splitting.exited" }, { target: "#splitting.completed" }],
      states: {
        sequence: {
          initial: "split_1",
          states: {
            split_1: {
              always: [{ guard: { type: "share", params: { node: "split_1", branch: 0 } }, target: "split_1/letter/add_to_list_1" }, { guard: { type: "share", params: { node: "split_1", branch: 1 } }, target: "split_1/share_2/wait_1" }, { target: "halves" }],
            },
            "split_1/letter/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "split_1.letter.add_to_list_1" } }],
              on: {
                "split_1.letter.add_to_list_1.executed": { target: "halves", actions: [{ type: "trace", params: { node: "split_1.letter.add_to_list_1", state: "processed" } }] },
                "split_1.letter.add_to_list_1.failed": { target: "halves", actions: [{ type: "trace", params: { node: "split_1.letter.add_to_list_1", state: "error", reason: "failed" } }] },
                "split_1.letter.add_to_list_1.suppressed": { target: "halves", actions: [{ type: "trace", params: { node: "split_1.letter.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "split_1.letter.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "split_1/share_2/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "split_1.share_2.wait_1": { target: "halves" },
              },
            },
            halves: {
              always: [{ guard: { type: "share", params: { node: "halves", branch: 0 } }, target: "halves/one/add_to_list_1" }, { target: "halves/two/add_to_list_1" }],
            },
            "halves/one/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "halves.one.add_to_list_1" } }],
              on: {
                "halves.one.add_to_list_1.executed": { target: "add_to_list_1", actions: [{ type: "trace", params: { node: "halves.one.add_to_list_1", state: "processed" } }] },
                "halves.one.add_to_list_1.failed": { target: "add_to_list_1", actions: [{ type: "trace", params: { node: "halves.one.add_to_list_1", state: "error", reason: "failed" } }] },
                "halves.one.add_to_list_1.suppressed": { target: "add_to_list_1", actions: [{ type: "trace", params: { node: "halves.one.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "halves.one.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "halves/two/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "halves.two.add_to_list_1" } }],
              on: {
                "halves.two.add_to_list_1.executed": { target: "add_to_list_1", actions: [{ type: "trace", params: { node: "halves.two.add_to_list_1", state: "processed" } }] },
                "halves.two.add_to_list_1.failed": { target: "add_to_list_1", actions: [{ type: "trace", params: { node: "halves.two.add_to_list_1", state: "error", reason: "failed" } }] },
                "halves.two.add_to_list_1.suppressed": { target: "add_to_list_1", actions: [{ type: "trace", params: { node: "halves.two.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "halves.two.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            add_to_list_1: {
              entry: [{ type: "execute", params: { node: "add_to_list_1" } }],
              on: {
                "add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "processed" } }] },
                "add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "error", reason: "failed" } }] },
                "add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
