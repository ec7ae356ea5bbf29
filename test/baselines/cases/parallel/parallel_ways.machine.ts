// parallel_ways: made from main.journey; do not edit.
//
// `execute` carries an activity out, `trace` ends one execution. Guards are questions about the world: answer
// them with `provide`, or as facts in the input. Days here are 24 hours and months 30 days; the service counts
// in the participant's calendar.
import { and, or, raise, setup, stateIn } from "xstate";

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
    "parallel_1.letters.wait_1": 172_800_000, // 2 days
  },
}).createMachine({
  id: "parallel_ways",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "parallel_1/letters": "left" } }), stateIn({ active: { "parallel_1/branch_2": "left" } })]), target: "#parallel_ways.exited" }, { target: "#parallel_ways.completed" }],
      states: {
        sequence: {
          initial: "parallel_1",
          states: {
            parallel_1: {
              entry: [raise({ type: "parallel_1.begin" })],
              on: {
                "parallel_1.letters.over": { guard: and([stateIn({ active: { "parallel_1/letters": "done" } }), stateIn({ active: { "parallel_1/branch_2": "done" } })]), target: "add_to_list_1" },
                "parallel_1.branch_2.over": { guard: and([stateIn({ active: { "parallel_1/letters": "done" } }), stateIn({ active: { "parallel_1/branch_2": "done" } })]), target: "add_to_list_1" },
                "participant.leave": { target: "left" },
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
              entry: [raise({ type: "sequence.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "sequence.over" })],
            },
          },
        },
        "parallel_1/letters": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "parallel_1.begin": { target: "parallel_1/letters/wait_1" },
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
              },
            },
            "parallel_1/letters/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "parallel_1.letters.wait_1": { target: "parallel_1/letters/add_to_list_1" },
              },
            },
            "parallel_1/letters/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "parallel_1.letters.add_to_list_1" } }],
              on: {
                "parallel_1.letters.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "parallel_1.letters.add_to_list_1", state: "processed" } }] },
                "parallel_1.letters.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "parallel_1.letters.add_to_list_1", state: "error", reason: "failed" } }] },
                "parallel_1.letters.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "parallel_1.letters.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "parallel_1.letters.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
              entry: [raise({ type: "parallel_1.letters.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "parallel_1.letters.over" })],
            },
          },
        },
        "parallel_1/branch_2": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "parallel_1.begin": { target: "parallel_1/branch_2/task_1" },
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
              },
            },
            "parallel_1/branch_2/task_1": {
              entry: [{ type: "execute", params: { node: "parallel_1.branch_2.task_1" } }],
              on: {
                "parallel_1.branch_2.task_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "parallel_1.branch_2.task_1", state: "processed" } }] },
                "parallel_1.branch_2.task_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "parallel_1.branch_2.task_1", state: "error", reason: "failed" } }] },
                "parallel_1.branch_2.task_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "parallel_1.branch_2.task_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "parallel_1.branch_2.task_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
              entry: [raise({ type: "parallel_1.branch_2.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "parallel_1.branch_2.over" })],
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
