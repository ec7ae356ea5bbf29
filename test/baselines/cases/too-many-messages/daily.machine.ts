// daily: made from main.journey; do not edit.
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
    "repeat_1.pause~10": 86_400_000, // 1 day
    "repeat_1.pause~11": 86_400_000, // 1 day
    "repeat_1.pause~12": 86_400_000, // 1 day
    "repeat_1.pause~13": 86_400_000, // 1 day
  },
}).createMachine({
  id: "daily",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#daily.exited" }, { target: "#daily.completed" }],
      states: {
        sequence: {
          initial: "repeat_1",
          states: {
            repeat_1: {
              always: [{ guard: { type: "condition", params: { node: "repeat_1" } }, target: "reminder due" }, { target: "done" }],
            },
            "reminder due": {
              always: [{ guard: { type: "matches", params: { node: "reminder" } }, target: "reminder" }, { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            reminder: {
              entry: [{ type: "execute", params: { node: "reminder" } }],
              on: {
                "reminder.executed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "reminder", state: "processed" } }] },
                "reminder.failed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "reminder", state: "error", reason: "failed" } }] },
                "reminder.suppressed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~2" } }, target: "reminder~2 due" }, { target: "done" }],
            },
            "reminder~2 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~2" } }, target: "reminder~2" }, { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "reminder~2", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~2": {
              entry: [{ type: "execute", params: { node: "reminder~2" } }],
              on: {
                "reminder~2.executed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "reminder~2", state: "processed" } }] },
                "reminder~2.failed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "reminder~2", state: "error", reason: "failed" } }] },
                "reminder~2.suppressed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "reminder~2", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~2", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~3" } }, target: "reminder~3 due" }, { target: "done" }],
            },
            "reminder~3 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~3" } }, target: "reminder~3" }, { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "reminder~3", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~3": {
              entry: [{ type: "execute", params: { node: "reminder~3" } }],
              on: {
                "reminder~3.executed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "reminder~3", state: "processed" } }] },
                "reminder~3.failed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "reminder~3", state: "error", reason: "failed" } }] },
                "reminder~3.suppressed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "reminder~3", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~3", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~4" } }, target: "reminder~4 due" }, { target: "done" }],
            },
            "reminder~4 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~4" } }, target: "reminder~4" }, { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "reminder~4", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~4": {
              entry: [{ type: "execute", params: { node: "reminder~4" } }],
              on: {
                "reminder~4.executed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "reminder~4", state: "processed" } }] },
                "reminder~4.failed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "reminder~4", state: "error", reason: "failed" } }] },
                "reminder~4.suppressed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "reminder~4", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~4", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~5" } }, target: "reminder~5 due" }, { target: "done" }],
            },
            "reminder~5 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~5" } }, target: "reminder~5" }, { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "reminder~5", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~5": {
              entry: [{ type: "execute", params: { node: "reminder~5" } }],
              on: {
                "reminder~5.executed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "reminder~5", state: "processed" } }] },
                "reminder~5.failed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "reminder~5", state: "error", reason: "failed" } }] },
                "reminder~5.suppressed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "reminder~5", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~5", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~6" } }, target: "reminder~6 due" }, { target: "done" }],
            },
            "reminder~6 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~6" } }, target: "reminder~6" }, { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "reminder~6", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~6": {
              entry: [{ type: "execute", params: { node: "reminder~6" } }],
              on: {
                "reminder~6.executed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "reminder~6", state: "processed" } }] },
                "reminder~6.failed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "reminder~6", state: "error", reason: "failed" } }] },
                "reminder~6.suppressed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "reminder~6", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~6", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~7" } }, target: "reminder~7 due" }, { target: "done" }],
            },
            "reminder~7 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~7" } }, target: "reminder~7" }, { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "reminder~7", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~7": {
              entry: [{ type: "execute", params: { node: "reminder~7" } }],
              on: {
                "reminder~7.executed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "reminder~7", state: "processed" } }] },
                "reminder~7.failed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "reminder~7", state: "error", reason: "failed" } }] },
                "reminder~7.suppressed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "reminder~7", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~7", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~8" } }, target: "reminder~8 due" }, { target: "done" }],
            },
            "reminder~8 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~8" } }, target: "reminder~8" }, { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "reminder~8", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~8": {
              entry: [{ type: "execute", params: { node: "reminder~8" } }],
              on: {
                "reminder~8.executed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "reminder~8", state: "processed" } }] },
                "reminder~8.failed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "reminder~8", state: "error", reason: "failed" } }] },
                "reminder~8.suppressed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "reminder~8", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~8", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~9" } }, target: "reminder~9 due" }, { target: "done" }],
            },
            "reminder~9 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~9" } }, target: "reminder~9" }, { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "reminder~9", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~9": {
              entry: [{ type: "execute", params: { node: "reminder~9" } }],
              on: {
                "reminder~9.executed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "reminder~9", state: "processed" } }] },
                "reminder~9.failed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "reminder~9", state: "error", reason: "failed" } }] },
                "reminder~9.suppressed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "reminder~9", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~9", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~10" } }, target: "reminder~10 due" }, { target: "done" }],
            },
            "reminder~10 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~10" } }, target: "reminder~10" }, { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "reminder~10", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~10": {
              entry: [{ type: "execute", params: { node: "reminder~10" } }],
              on: {
                "reminder~10.executed": { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "reminder~10", state: "processed" } }] },
                "reminder~10.failed": { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "reminder~10", state: "error", reason: "failed" } }] },
                "reminder~10.suppressed": { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "reminder~10", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~10", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~10": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~10": { target: "repeat_1~11" },
              },
            },
            "repeat_1~11": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~11" } }, target: "reminder~11 due" }, { target: "done" }],
            },
            "reminder~11 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~11" } }, target: "reminder~11" }, { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "reminder~11", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~11": {
              entry: [{ type: "execute", params: { node: "reminder~11" } }],
              on: {
                "reminder~11.executed": { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "reminder~11", state: "processed" } }] },
                "reminder~11.failed": { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "reminder~11", state: "error", reason: "failed" } }] },
                "reminder~11.suppressed": { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "reminder~11", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~11", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~11": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~11": { target: "repeat_1~12" },
              },
            },
            "repeat_1~12": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~12" } }, target: "reminder~12 due" }, { target: "done" }],
            },
            "reminder~12 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~12" } }, target: "reminder~12" }, { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "reminder~12", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~12": {
              entry: [{ type: "execute", params: { node: "reminder~12" } }],
              on: {
                "reminder~12.executed": { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "reminder~12", state: "processed" } }] },
                "reminder~12.failed": { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "reminder~12", state: "error", reason: "failed" } }] },
                "reminder~12.suppressed": { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "reminder~12", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~12", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~12": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~12": { target: "repeat_1~13" },
              },
            },
            "repeat_1~13": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~13" } }, target: "reminder~13 due" }, { target: "done" }],
            },
            "reminder~13 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~13" } }, target: "reminder~13" }, { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "reminder~13", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~13": {
              entry: [{ type: "execute", params: { node: "reminder~13" } }],
              on: {
                "reminder~13.executed": { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "reminder~13", state: "processed" } }] },
                "reminder~13.failed": { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "reminder~13", state: "error", reason: "failed" } }] },
                "reminder~13.suppressed": { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "reminder~13", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~13", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~13": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~13": { target: "repeat_1~14" },
              },
            },
            "repeat_1~14": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~14" } }, target: "reminder~14 due" }, { target: "done" }],
            },
            "reminder~14 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder~14" } }, target: "reminder~14" }, { target: "done", actions: [{ type: "trace", params: { node: "reminder~14", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder~14": {
              entry: [{ type: "execute", params: { node: "reminder~14" } }],
              on: {
                "reminder~14.executed": { target: "done", actions: [{ type: "trace", params: { node: "reminder~14", state: "processed" } }] },
                "reminder~14.failed": { target: "done", actions: [{ type: "trace", params: { node: "reminder~14", state: "error", reason: "failed" } }] },
                "reminder~14.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reminder~14", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder~14", state: "cancelled", reason: "participant left" } }] },
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
