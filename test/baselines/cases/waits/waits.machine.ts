// waits: made from main.journey; do not edit.
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
    /** The moment has come. */
    reached: ({ context }, params: { node: string; branch?: number }) => context.facts[`reached:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? true,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "wait_1": 60_000, // 1 minute
    "wait_2": 7_200_000, // 2 hours
    "wait_3": 259_200_000, // 3 days
    "wait_4": 2_419_200_000, // 4 weeks
    "wait_5": 12_960_000_000, // 5 months
    "wait_until_1": 0, // until a moment of the record's
    "wait_until_2": 0, // until a moment of the record's
    "wait_until_3": 0, // until a moment of the record's
    "wait_until_4": 0, // until a moment of the record's
    "wait_until_5": 0, // until a moment of the record's
  },
}).createMachine({
  id: "waits",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#waits.exited" }, { target: "#waits.completed" }],
      states: {
        sequence: {
          initial: "wait_1",
          states: {
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "wait_2" },
              },
            },
            wait_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_2: { target: "wait_3" },
              },
            },
            wait_3: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_3: { target: "wait_4" },
              },
            },
            wait_4: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_4: { target: "wait_5" },
              },
            },
            wait_5: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_5: { target: "wait_until_1" },
              },
            },
            wait_until_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_1: { target: "wait_until_2" },
              },
            },
            wait_until_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_2: { target: "wait_until_3" },
              },
            },
            wait_until_3: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_3: [{ guard: { type: "reached", params: { node: "wait_until_3" } }, target: "wait_until_4" }, { target: "wait_until_3", reenter: true }],
              },
            },
            wait_until_4: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_4: [{ guard: { type: "reached", params: { node: "wait_until_4" } }, target: "wait_until_5" }, { target: "wait_until_4", reenter: true }],
              },
            },
            wait_until_5: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_5: [{ guard: { type: "reached", params: { node: "wait_until_5" } }, target: "add_to_list_1 due" }, { target: "wait_until_5", reenter: true }],
              },
            },
            "add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "add_to_list_1" } }, target: "add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
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
