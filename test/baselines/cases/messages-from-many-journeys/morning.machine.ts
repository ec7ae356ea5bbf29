// morning: made from main.journey; do not edit.
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
    "repeat_1.pause": 86_400_000, // 1 day
    "repeat_1.pause~2": 86_400_000, // 1 day
    "repeat_1.pause~3": 86_400_000, // 1 day
    "repeat_1.pause~4": 86_400_000, // 1 day
    "repeat_1.pause~5": 86_400_000, // 1 day
    "repeat_1.pause~6": 86_400_000, // 1 day
    "repeat_1.pause~7": 86_400_000, // 1 day
    "repeat_1.pause~8": 86_400_000, // 1 day
    "repeat_1.pause~9": 86_400_000, // 1 day
  },
}).createMachine({
  id: "morning",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#morning.exited" }, { target: "#morning.completed" }],
      states: {
        sequence: {
          initial: "repeat_1",
          states: {
            repeat_1: {
              always: [{ guard: { type: "condition", params: { node: "repeat_1" } }, target: "hint due" }, { target: "done" }],
            },
            "hint due": {
              always: [{ guard: { type: "matches", params: { node: "hint" } }, target: "hint" }, { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hint", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            hint: {
              entry: [{ type: "execute", params: { node: "hint" } }],
              on: {
                "hint.executed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hint", state: "processed" } }] },
                "hint.failed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hint", state: "error", reason: "failed" } }] },
                "hint.suppressed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "hint", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~2" } }, target: "hint~2 due" }, { target: "done" }],
            },
            "hint~2 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~2" } }, target: "hint~2" }, { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hint~2", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~2": {
              entry: [{ type: "execute", params: { node: "hint~2" } }],
              on: {
                "hint~2.executed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hint~2", state: "processed" } }] },
                "hint~2.failed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hint~2", state: "error", reason: "failed" } }] },
                "hint~2.suppressed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "hint~2", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~2", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~3" } }, target: "hint~3 due" }, { target: "done" }],
            },
            "hint~3 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~3" } }, target: "hint~3" }, { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "hint~3", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~3": {
              entry: [{ type: "execute", params: { node: "hint~3" } }],
              on: {
                "hint~3.executed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "hint~3", state: "processed" } }] },
                "hint~3.failed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "hint~3", state: "error", reason: "failed" } }] },
                "hint~3.suppressed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "hint~3", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~3", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~3": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~3": { target: "repeat_1~4" },
              },
            },
            "repeat_1~4": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~4" } }, target: "hint~4 due" }, { target: "done" }],
            },
            "hint~4 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~4" } }, target: "hint~4" }, { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "hint~4", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~4": {
              entry: [{ type: "execute", params: { node: "hint~4" } }],
              on: {
                "hint~4.executed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "hint~4", state: "processed" } }] },
                "hint~4.failed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "hint~4", state: "error", reason: "failed" } }] },
                "hint~4.suppressed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "hint~4", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~4", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~4": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~4": { target: "repeat_1~5" },
              },
            },
            "repeat_1~5": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~5" } }, target: "hint~5 due" }, { target: "done" }],
            },
            "hint~5 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~5" } }, target: "hint~5" }, { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "hint~5", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~5": {
              entry: [{ type: "execute", params: { node: "hint~5" } }],
              on: {
                "hint~5.executed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "hint~5", state: "processed" } }] },
                "hint~5.failed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "hint~5", state: "error", reason: "failed" } }] },
                "hint~5.suppressed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "hint~5", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~5", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~5": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~5": { target: "repeat_1~6" },
              },
            },
            "repeat_1~6": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~6" } }, target: "hint~6 due" }, { target: "done" }],
            },
            "hint~6 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~6" } }, target: "hint~6" }, { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "hint~6", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~6": {
              entry: [{ type: "execute", params: { node: "hint~6" } }],
              on: {
                "hint~6.executed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "hint~6", state: "processed" } }] },
                "hint~6.failed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "hint~6", state: "error", reason: "failed" } }] },
                "hint~6.suppressed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "hint~6", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~6", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~6": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~6": { target: "repeat_1~7" },
              },
            },
            "repeat_1~7": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~7" } }, target: "hint~7 due" }, { target: "done" }],
            },
            "hint~7 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~7" } }, target: "hint~7" }, { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "hint~7", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~7": {
              entry: [{ type: "execute", params: { node: "hint~7" } }],
              on: {
                "hint~7.executed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "hint~7", state: "processed" } }] },
                "hint~7.failed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "hint~7", state: "error", reason: "failed" } }] },
                "hint~7.suppressed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "hint~7", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~7", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~7": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~7": { target: "repeat_1~8" },
              },
            },
            "repeat_1~8": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~8" } }, target: "hint~8 due" }, { target: "done" }],
            },
            "hint~8 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~8" } }, target: "hint~8" }, { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "hint~8", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~8": {
              entry: [{ type: "execute", params: { node: "hint~8" } }],
              on: {
                "hint~8.executed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "hint~8", state: "processed" } }] },
                "hint~8.failed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "hint~8", state: "error", reason: "failed" } }] },
                "hint~8.suppressed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "hint~8", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~8", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~8": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~8": { target: "repeat_1~9" },
              },
            },
            "repeat_1~9": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~9" } }, target: "hint~9 due" }, { target: "done" }],
            },
            "hint~9 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~9" } }, target: "hint~9" }, { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "hint~9", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~9": {
              entry: [{ type: "execute", params: { node: "hint~9" } }],
              on: {
                "hint~9.executed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "hint~9", state: "processed" } }] },
                "hint~9.failed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "hint~9", state: "error", reason: "failed" } }] },
                "hint~9.suppressed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "hint~9", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~9", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~9": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~9": { target: "repeat_1~10" },
              },
            },
            "repeat_1~10": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~10" } }, target: "hint~10 due" }, { target: "done" }],
            },
            "hint~10 due": {
              always: [{ guard: { type: "matches", params: { node: "hint~10" } }, target: "hint~10" }, { target: "done", actions: [{ type: "trace", params: { node: "hint~10", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hint~10": {
              entry: [{ type: "execute", params: { node: "hint~10" } }],
              on: {
                "hint~10.executed": { target: "done", actions: [{ type: "trace", params: { node: "hint~10", state: "processed" } }] },
                "hint~10.failed": { target: "done", actions: [{ type: "trace", params: { node: "hint~10", state: "error", reason: "failed" } }] },
                "hint~10.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hint~10", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hint~10", state: "cancelled", reason: "participant left" } }] },
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
