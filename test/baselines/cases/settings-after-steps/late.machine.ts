// late: made from main.journey; do not edit.
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
    "wait_1": 86_400_000, // 1 day
  },
}).createMachine({
  id: "late",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      states: {
        regions: {
          type: "parallel",
          onDone: [{ guard: or([stateIn({ active: { regions: { "sequence": "left" } } }), stateIn({ active: { exits: "closed" } })]), target: "#late.exited" }, { target: "#late.completed" }],
          states: {
            sequence: {
              initial: "wait_1",
              states: {
                wait_1: {
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    wait_1: { target: "split_1" },
                  },
                },
                split_1: {
                  always: [{ guard: { type: "share", params: { node: "split_1", branch: 0 } }, target: "split_1/all/add_to_list_1 due" }, { target: "split_1/nobody/add_to_list_1 due" }],
                },
                "split_1/all/add_to_list_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "split_1.all.add_to_list_1" } }, target: "split_1/all/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "split_1.all.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "split_1/all/add_to_list_1": {
                  entry: [{ type: "execute", params: { node: "split_1.all.add_to_list_1" } }],
                  on: {
                    "split_1.all.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "split_1.all.add_to_list_1", state: "processed" } }] },
                    "split_1.all.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "split_1.all.add_to_list_1", state: "error", reason: "failed" } }] },
                    "split_1.all.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "split_1.all.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "split_1.all.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "split_1/nobody/add_to_list_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "split_1.nobody.add_to_list_1" } }, target: "split_1/nobody/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "split_1.nobody.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "split_1/nobody/add_to_list_1": {
                  entry: [{ type: "execute", params: { node: "split_1.nobody.add_to_list_1" } }],
                  on: {
                    "split_1.nobody.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "split_1.nobody.add_to_list_1", state: "processed" } }] },
                    "split_1.nobody.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "split_1.nobody.add_to_list_1", state: "error", reason: "failed" } }] },
                    "split_1.nobody.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "split_1.nobody.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "split_1.nobody.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        exits: {
          initial: "open",
          states: {
            open: {
            },
            closed: {
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
