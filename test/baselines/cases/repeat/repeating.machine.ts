// repeating: made from main.journey; do not edit.
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
    "repeat_1.pause": 259_200_000, // 3 days
    "repeat_1.pause~2": 259_200_000, // 3 days
    "repeat_2.pause": 3_600_000, // 1 hour
    "hello.opened:listen": 2_592_000_000, // 30 days: hello.opened listens no longer
    "hello.opened~2:listen": 2_592_000_000, // 30 days: hello.opened~2 listens no longer
    "hello.opened~3:listen": 2_592_000_000, // 30 days: hello.opened~3 listens no longer
  },
}).createMachine({
  id: "repeating",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      states: {
        regions: {
          type: "parallel",
          onDone: [{ guard: or([stateIn({ active: { regions: { "sequence": "left" } } }), stateIn({ active: { regions: { "hello/opened": "left" } } }), stateIn({ active: { regions: { "hello/opened~2": "left" } } }), stateIn({ active: { regions: { "hello/opened~3": "left" } } }), stateIn({ active: { exits: "closed" } })]), target: "#repeating.exited" }, { target: "#repeating.completed" }],
          states: {
            sequence: {
              initial: "repeat_1",
              states: {
                repeat_1: {
                  always: [{ guard: { type: "condition", params: { node: "repeat_1" } }, target: "hello due" }, { target: "repeat_2" }],
                },
                "hello due": {
                  always: [{ guard: { type: "matches", params: { node: "hello" } }, target: "hello" }, { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                hello: {
                  entry: [{ type: "execute", params: { node: "hello" } }],
                  on: {
                    "hello.executed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hello", state: "processed" } }] },
                    "hello.failed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hello", state: "error", reason: "failed" } }] },
                    "hello.suppressed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "repeat_1/pause": {
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    "repeat_1.pause": { target: "repeat_1~2" },
                  },
                },
                "repeat_1~2": {
                  always: [{ guard: { type: "condition", params: { node: "repeat_1~2" } }, target: "hello~2 due" }, { target: "repeat_2" }],
                },
                "hello~2 due": {
                  always: [{ guard: { type: "matches", params: { node: "hello~2" } }, target: "hello~2" }, { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hello~2", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "hello~2": {
                  entry: [{ type: "execute", params: { node: "hello~2" } }],
                  on: {
                    "hello~2.executed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hello~2", state: "processed" } }] },
                    "hello~2.failed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hello~2", state: "error", reason: "failed" } }] },
                    "hello~2.suppressed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hello~2", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello~2", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "repeat_1/pause~2": {
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    "repeat_1.pause~2": { target: "repeat_1~3" },
                  },
                },
                "repeat_1~3": {
                  always: [{ guard: { type: "condition", params: { node: "repeat_1~3" } }, target: "hello~3 due" }, { target: "repeat_2" }],
                },
                "hello~3 due": {
                  always: [{ guard: { type: "matches", params: { node: "hello~3" } }, target: "hello~3" }, { target: "repeat_2", actions: [{ type: "trace", params: { node: "hello~3", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "hello~3": {
                  entry: [{ type: "execute", params: { node: "hello~3" } }],
                  on: {
                    "hello~3.executed": { target: "repeat_2", actions: [{ type: "trace", params: { node: "hello~3", state: "processed" } }] },
                    "hello~3.failed": { target: "repeat_2", actions: [{ type: "trace", params: { node: "hello~3", state: "error", reason: "failed" } }] },
                    "hello~3.suppressed": { target: "repeat_2", actions: [{ type: "trace", params: { node: "hello~3", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello~3", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                repeat_2: {
                  always: [{ guard: { type: "condition", params: { node: "repeat_2" } }, target: "repeat_2/each/update_1 due" }, { target: "done" }],
                },
                "repeat_2/each/update_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "repeat_2.each.update_1" } }, target: "repeat_2/each/update_1" }, { target: "repeat_2/pause", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "repeat_2/each/update_1": {
                  entry: [{ type: "execute", params: { node: "repeat_2.each.update_1" } }],
                  on: {
                    "repeat_2.each.update_1.executed": { target: "repeat_2/pause", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1", state: "processed" } }] },
                    "repeat_2.each.update_1.failed": { target: "repeat_2/pause", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1", state: "error", reason: "failed" } }] },
                    "repeat_2.each.update_1.suppressed": { target: "repeat_2/pause", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "repeat_2/pause": {
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    "repeat_2.pause": { target: "repeat_2~2" },
                  },
                },
                "repeat_2~2": {
                  always: [{ guard: { type: "condition", params: { node: "repeat_2~2" } }, target: "repeat_2/each/update_1~2 due" }, { target: "done" }],
                },
                "repeat_2/each/update_1~2 due": {
                  always: [{ guard: { type: "matches", params: { node: "repeat_2.each.update_1~2" } }, target: "repeat_2/each/update_1~2" }, { target: "done", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1~2", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "repeat_2/each/update_1~2": {
                  entry: [{ type: "execute", params: { node: "repeat_2.each.update_1~2" } }],
                  on: {
                    "repeat_2.each.update_1~2.executed": { target: "done", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1~2", state: "processed" } }] },
                    "repeat_2.each.update_1~2.failed": { target: "done", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1~2", state: "error", reason: "failed" } }] },
                    "repeat_2.each.update_1~2.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1~2", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "repeat_2.each.update_1~2", state: "cancelled", reason: "participant left" } }] },
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
            "hello/opened": {
              initial: "idle",
              states: {
                idle: {
                  on: {
                    "sequence.over": { target: "done" },
                    "participant.leave": { target: "left" },
                    "hello.failed": { target: "done" },
                    "hello.suppressed": { target: "done" },
                    "hello.executed": { target: "listening" },
                  },
                },
                listening: {
                  on: {
                    "hello.opened": { target: "hello/opened/add_to_list_1 due" },
                    "hello.clicked": { target: "hello/opened/add_to_list_1 due" },
                    "hello.replied": { target: "hello/opened/add_to_list_1 due" },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "hello.opened:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
                  },
                },
                "hello/opened/add_to_list_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "hello.opened.add_to_list_1" } }, target: "hello/opened/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "hello/opened/add_to_list_1": {
                  entry: [{ type: "execute", params: { node: "hello.opened.add_to_list_1" } }],
                  on: {
                    "hello.opened.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "processed" } }] },
                    "hello.opened.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "error", reason: "failed" } }] },
                    "hello.opened.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
            "hello/opened~2": {
              initial: "idle",
              states: {
                idle: {
                  on: {
                    "sequence.over": { target: "done" },
                    "participant.leave": { target: "left" },
                    "hello~2.failed": { target: "done" },
                    "hello~2.suppressed": { target: "done" },
                    "hello~2.executed": { target: "listening" },
                  },
                },
                listening: {
                  on: {
                    "hello~2.opened": { target: "hello/opened/add_to_list_1~2 due" },
                    "hello~2.clicked": { target: "hello/opened/add_to_list_1~2 due" },
                    "hello~2.replied": { target: "hello/opened/add_to_list_1~2 due" },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "hello.opened~2:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "cancelled", reason: "stopped listening" } }] },
                  },
                },
                "hello/opened/add_to_list_1~2 due": {
                  always: [{ guard: { type: "matches", params: { node: "hello.opened.add_to_list_1~2" } }, target: "hello/opened/add_to_list_1~2" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "hello/opened/add_to_list_1~2": {
                  entry: [{ type: "execute", params: { node: "hello.opened.add_to_list_1~2" } }],
                  on: {
                    "hello.opened.add_to_list_1~2.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "processed" } }] },
                    "hello.opened.add_to_list_1~2.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "error", reason: "failed" } }] },
                    "hello.opened.add_to_list_1~2.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~2", state: "cancelled", reason: "participant left" } }] },
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
            "hello/opened~3": {
              initial: "idle",
              states: {
                idle: {
                  on: {
                    "sequence.over": { target: "done" },
                    "participant.leave": { target: "left" },
                    "hello~3.failed": { target: "done" },
                    "hello~3.suppressed": { target: "done" },
                    "hello~3.executed": { target: "listening" },
                  },
                },
                listening: {
                  on: {
                    "hello~3.opened": { target: "hello/opened/add_to_list_1~3 due" },
                    "hello~3.clicked": { target: "hello/opened/add_to_list_1~3 due" },
                    "hello~3.replied": { target: "hello/opened/add_to_list_1~3 due" },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "hello.opened~3:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "cancelled", reason: "stopped listening" } }] },
                  },
                },
                "hello/opened/add_to_list_1~3 due": {
                  always: [{ guard: { type: "matches", params: { node: "hello.opened.add_to_list_1~3" } }, target: "hello/opened/add_to_list_1~3" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "hello/opened/add_to_list_1~3": {
                  entry: [{ type: "execute", params: { node: "hello.opened.add_to_list_1~3" } }],
                  on: {
                    "hello.opened.add_to_list_1~3.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "processed" } }] },
                    "hello.opened.add_to_list_1~3.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "error", reason: "failed" } }] },
                    "hello.opened.add_to_list_1~3.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.add_to_list_1~3", state: "cancelled", reason: "participant left" } }] },
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
              on: {
                "hello.replied": { target: "closed", actions: [raise({ type: "participant.leave" })] },
                "hello~2.replied": { target: "closed", actions: [raise({ type: "participant.leave" })] },
                "hello~3.replied": { target: "closed", actions: [raise({ type: "participant.leave" })] },
              },
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
