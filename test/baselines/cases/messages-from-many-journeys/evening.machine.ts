// evening: made from main.journey; do not edit.
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
    "repeat_1.pause": 43_200_000, // 12 hours
    "repeat_1.pause~2": 43_200_000, // 12 hours
    "repeat_1.pause~3": 43_200_000, // 12 hours
    "repeat_1.pause~4": 43_200_000, // 12 hours
    "repeat_1.pause~5": 43_200_000, // 12 hours
    "repeat_1.pause~6": 43_200_000, // 12 hours
    "repeat_1.pause~7": 43_200_000, // 12 hours
    "repeat_1.pause~8": 43_200_000, // 12 hours
    "repeat_1.pause~9": 43_200_000, // 12 hours
    "repeat_1.pause~10": 43_200_000, // 12 hours
    "repeat_1.pause~11": 43_200_000, // 12 hours
    "repeat_1.pause~12": 43_200_000, // 12 hours
    "repeat_1.pause~13": 43_200_000, // 12 hours
    "repeat_1.pause~14": 43_200_000, // 12 hours
    "repeat_1.pause~15": 43_200_000, // 12 hours
    "repeat_1.pause~16": 43_200_000, // 12 hours
    "repeat_1.pause~17": 43_200_000, // 12 hours
    "repeat_1.pause~18": 43_200_000, // 12 hours
    "repeat_1.pause~19": 43_200_000, // 12 hours
  },
}).createMachine({
  id: "evening",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#evening.exited" }, { target: "#evening.completed" }],
      states: {
        sequence: {
          initial: "repeat_1",
          states: {
            repeat_1: {
              always: [{ guard: { type: "condition", params: { node: "repeat_1" } }, target: "other due" }, { target: "done" }],
            },
            "other due": {
              always: [{ guard: { type: "matches", params: { node: "other" } }, target: "other" }, { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "other", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            other: {
              entry: [{ type: "execute", params: { node: "other" } }],
              on: {
                "other.executed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "other", state: "processed" } }] },
                "other.failed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "other", state: "error", reason: "failed" } }] },
                "other.suppressed": { target: "repeat_1/pause", actions: [{ type: "trace", params: { node: "other", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~2" } }, target: "other~2 due" }, { target: "done" }],
            },
            "other~2 due": {
              always: [{ guard: { type: "matches", params: { node: "other~2" } }, target: "other~2" }, { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "other~2", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~2": {
              entry: [{ type: "execute", params: { node: "other~2" } }],
              on: {
                "other~2.executed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "other~2", state: "processed" } }] },
                "other~2.failed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "other~2", state: "error", reason: "failed" } }] },
                "other~2.suppressed": { target: "repeat_1/pause~2", actions: [{ type: "trace", params: { node: "other~2", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~2", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~3" } }, target: "other~3 due" }, { target: "done" }],
            },
            "other~3 due": {
              always: [{ guard: { type: "matches", params: { node: "other~3" } }, target: "other~3" }, { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "other~3", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~3": {
              entry: [{ type: "execute", params: { node: "other~3" } }],
              on: {
                "other~3.executed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "other~3", state: "processed" } }] },
                "other~3.failed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "other~3", state: "error", reason: "failed" } }] },
                "other~3.suppressed": { target: "repeat_1/pause~3", actions: [{ type: "trace", params: { node: "other~3", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~3", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~4" } }, target: "other~4 due" }, { target: "done" }],
            },
            "other~4 due": {
              always: [{ guard: { type: "matches", params: { node: "other~4" } }, target: "other~4" }, { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "other~4", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~4": {
              entry: [{ type: "execute", params: { node: "other~4" } }],
              on: {
                "other~4.executed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "other~4", state: "processed" } }] },
                "other~4.failed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "other~4", state: "error", reason: "failed" } }] },
                "other~4.suppressed": { target: "repeat_1/pause~4", actions: [{ type: "trace", params: { node: "other~4", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~4", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~5" } }, target: "other~5 due" }, { target: "done" }],
            },
            "other~5 due": {
              always: [{ guard: { type: "matches", params: { node: "other~5" } }, target: "other~5" }, { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "other~5", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~5": {
              entry: [{ type: "execute", params: { node: "other~5" } }],
              on: {
                "other~5.executed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "other~5", state: "processed" } }] },
                "other~5.failed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "other~5", state: "error", reason: "failed" } }] },
                "other~5.suppressed": { target: "repeat_1/pause~5", actions: [{ type: "trace", params: { node: "other~5", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~5", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~6" } }, target: "other~6 due" }, { target: "done" }],
            },
            "other~6 due": {
              always: [{ guard: { type: "matches", params: { node: "other~6" } }, target: "other~6" }, { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "other~6", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~6": {
              entry: [{ type: "execute", params: { node: "other~6" } }],
              on: {
                "other~6.executed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "other~6", state: "processed" } }] },
                "other~6.failed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "other~6", state: "error", reason: "failed" } }] },
                "other~6.suppressed": { target: "repeat_1/pause~6", actions: [{ type: "trace", params: { node: "other~6", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~6", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~7" } }, target: "other~7 due" }, { target: "done" }],
            },
            "other~7 due": {
              always: [{ guard: { type: "matches", params: { node: "other~7" } }, target: "other~7" }, { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "other~7", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~7": {
              entry: [{ type: "execute", params: { node: "other~7" } }],
              on: {
                "other~7.executed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "other~7", state: "processed" } }] },
                "other~7.failed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "other~7", state: "error", reason: "failed" } }] },
                "other~7.suppressed": { target: "repeat_1/pause~7", actions: [{ type: "trace", params: { node: "other~7", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~7", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~8" } }, target: "other~8 due" }, { target: "done" }],
            },
            "other~8 due": {
              always: [{ guard: { type: "matches", params: { node: "other~8" } }, target: "other~8" }, { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "other~8", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~8": {
              entry: [{ type: "execute", params: { node: "other~8" } }],
              on: {
                "other~8.executed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "other~8", state: "processed" } }] },
                "other~8.failed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "other~8", state: "error", reason: "failed" } }] },
                "other~8.suppressed": { target: "repeat_1/pause~8", actions: [{ type: "trace", params: { node: "other~8", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~8", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~9" } }, target: "other~9 due" }, { target: "done" }],
            },
            "other~9 due": {
              always: [{ guard: { type: "matches", params: { node: "other~9" } }, target: "other~9" }, { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "other~9", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~9": {
              entry: [{ type: "execute", params: { node: "other~9" } }],
              on: {
                "other~9.executed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "other~9", state: "processed" } }] },
                "other~9.failed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "other~9", state: "error", reason: "failed" } }] },
                "other~9.suppressed": { target: "repeat_1/pause~9", actions: [{ type: "trace", params: { node: "other~9", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~9", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~10" } }, target: "other~10 due" }, { target: "done" }],
            },
            "other~10 due": {
              always: [{ guard: { type: "matches", params: { node: "other~10" } }, target: "other~10" }, { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "other~10", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~10": {
              entry: [{ type: "execute", params: { node: "other~10" } }],
              on: {
                "other~10.executed": { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "other~10", state: "processed" } }] },
                "other~10.failed": { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "other~10", state: "error", reason: "failed" } }] },
                "other~10.suppressed": { target: "repeat_1/pause~10", actions: [{ type: "trace", params: { node: "other~10", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~10", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~11" } }, target: "other~11 due" }, { target: "done" }],
            },
            "other~11 due": {
              always: [{ guard: { type: "matches", params: { node: "other~11" } }, target: "other~11" }, { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "other~11", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~11": {
              entry: [{ type: "execute", params: { node: "other~11" } }],
              on: {
                "other~11.executed": { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "other~11", state: "processed" } }] },
                "other~11.failed": { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "other~11", state: "error", reason: "failed" } }] },
                "other~11.suppressed": { target: "repeat_1/pause~11", actions: [{ type: "trace", params: { node: "other~11", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~11", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~12" } }, target: "other~12 due" }, { target: "done" }],
            },
            "other~12 due": {
              always: [{ guard: { type: "matches", params: { node: "other~12" } }, target: "other~12" }, { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "other~12", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~12": {
              entry: [{ type: "execute", params: { node: "other~12" } }],
              on: {
                "other~12.executed": { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "other~12", state: "processed" } }] },
                "other~12.failed": { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "other~12", state: "error", reason: "failed" } }] },
                "other~12.suppressed": { target: "repeat_1/pause~12", actions: [{ type: "trace", params: { node: "other~12", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~12", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~13" } }, target: "other~13 due" }, { target: "done" }],
            },
            "other~13 due": {
              always: [{ guard: { type: "matches", params: { node: "other~13" } }, target: "other~13" }, { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "other~13", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~13": {
              entry: [{ type: "execute", params: { node: "other~13" } }],
              on: {
                "other~13.executed": { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "other~13", state: "processed" } }] },
                "other~13.failed": { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "other~13", state: "error", reason: "failed" } }] },
                "other~13.suppressed": { target: "repeat_1/pause~13", actions: [{ type: "trace", params: { node: "other~13", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~13", state: "cancelled", reason: "participant left" } }] },
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
              always: [{ guard: { type: "condition", params: { node: "repeat_1~14" } }, target: "other~14 due" }, { target: "done" }],
            },
            "other~14 due": {
              always: [{ guard: { type: "matches", params: { node: "other~14" } }, target: "other~14" }, { target: "repeat_1/pause~14", actions: [{ type: "trace", params: { node: "other~14", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~14": {
              entry: [{ type: "execute", params: { node: "other~14" } }],
              on: {
                "other~14.executed": { target: "repeat_1/pause~14", actions: [{ type: "trace", params: { node: "other~14", state: "processed" } }] },
                "other~14.failed": { target: "repeat_1/pause~14", actions: [{ type: "trace", params: { node: "other~14", state: "error", reason: "failed" } }] },
                "other~14.suppressed": { target: "repeat_1/pause~14", actions: [{ type: "trace", params: { node: "other~14", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~14", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~14": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~14": { target: "repeat_1~15" },
              },
            },
            "repeat_1~15": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~15" } }, target: "other~15 due" }, { target: "done" }],
            },
            "other~15 due": {
              always: [{ guard: { type: "matches", params: { node: "other~15" } }, target: "other~15" }, { target: "repeat_1/pause~15", actions: [{ type: "trace", params: { node: "other~15", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~15": {
              entry: [{ type: "execute", params: { node: "other~15" } }],
              on: {
                "other~15.executed": { target: "repeat_1/pause~15", actions: [{ type: "trace", params: { node: "other~15", state: "processed" } }] },
                "other~15.failed": { target: "repeat_1/pause~15", actions: [{ type: "trace", params: { node: "other~15", state: "error", reason: "failed" } }] },
                "other~15.suppressed": { target: "repeat_1/pause~15", actions: [{ type: "trace", params: { node: "other~15", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~15", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~15": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~15": { target: "repeat_1~16" },
              },
            },
            "repeat_1~16": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~16" } }, target: "other~16 due" }, { target: "done" }],
            },
            "other~16 due": {
              always: [{ guard: { type: "matches", params: { node: "other~16" } }, target: "other~16" }, { target: "repeat_1/pause~16", actions: [{ type: "trace", params: { node: "other~16", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~16": {
              entry: [{ type: "execute", params: { node: "other~16" } }],
              on: {
                "other~16.executed": { target: "repeat_1/pause~16", actions: [{ type: "trace", params: { node: "other~16", state: "processed" } }] },
                "other~16.failed": { target: "repeat_1/pause~16", actions: [{ type: "trace", params: { node: "other~16", state: "error", reason: "failed" } }] },
                "other~16.suppressed": { target: "repeat_1/pause~16", actions: [{ type: "trace", params: { node: "other~16", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~16", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~16": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~16": { target: "repeat_1~17" },
              },
            },
            "repeat_1~17": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~17" } }, target: "other~17 due" }, { target: "done" }],
            },
            "other~17 due": {
              always: [{ guard: { type: "matches", params: { node: "other~17" } }, target: "other~17" }, { target: "repeat_1/pause~17", actions: [{ type: "trace", params: { node: "other~17", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~17": {
              entry: [{ type: "execute", params: { node: "other~17" } }],
              on: {
                "other~17.executed": { target: "repeat_1/pause~17", actions: [{ type: "trace", params: { node: "other~17", state: "processed" } }] },
                "other~17.failed": { target: "repeat_1/pause~17", actions: [{ type: "trace", params: { node: "other~17", state: "error", reason: "failed" } }] },
                "other~17.suppressed": { target: "repeat_1/pause~17", actions: [{ type: "trace", params: { node: "other~17", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~17", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~17": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~17": { target: "repeat_1~18" },
              },
            },
            "repeat_1~18": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~18" } }, target: "other~18 due" }, { target: "done" }],
            },
            "other~18 due": {
              always: [{ guard: { type: "matches", params: { node: "other~18" } }, target: "other~18" }, { target: "repeat_1/pause~18", actions: [{ type: "trace", params: { node: "other~18", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~18": {
              entry: [{ type: "execute", params: { node: "other~18" } }],
              on: {
                "other~18.executed": { target: "repeat_1/pause~18", actions: [{ type: "trace", params: { node: "other~18", state: "processed" } }] },
                "other~18.failed": { target: "repeat_1/pause~18", actions: [{ type: "trace", params: { node: "other~18", state: "error", reason: "failed" } }] },
                "other~18.suppressed": { target: "repeat_1/pause~18", actions: [{ type: "trace", params: { node: "other~18", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~18", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~18": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~18": { target: "repeat_1~19" },
              },
            },
            "repeat_1~19": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~19" } }, target: "other~19 due" }, { target: "done" }],
            },
            "other~19 due": {
              always: [{ guard: { type: "matches", params: { node: "other~19" } }, target: "other~19" }, { target: "repeat_1/pause~19", actions: [{ type: "trace", params: { node: "other~19", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~19": {
              entry: [{ type: "execute", params: { node: "other~19" } }],
              on: {
                "other~19.executed": { target: "repeat_1/pause~19", actions: [{ type: "trace", params: { node: "other~19", state: "processed" } }] },
                "other~19.failed": { target: "repeat_1/pause~19", actions: [{ type: "trace", params: { node: "other~19", state: "error", reason: "failed" } }] },
                "other~19.suppressed": { target: "repeat_1/pause~19", actions: [{ type: "trace", params: { node: "other~19", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~19", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "repeat_1/pause~19": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "repeat_1.pause~19": { target: "repeat_1~20" },
              },
            },
            "repeat_1~20": {
              always: [{ guard: { type: "condition", params: { node: "repeat_1~20" } }, target: "other~20 due" }, { target: "done" }],
            },
            "other~20 due": {
              always: [{ guard: { type: "matches", params: { node: "other~20" } }, target: "other~20" }, { target: "done", actions: [{ type: "trace", params: { node: "other~20", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "other~20": {
              entry: [{ type: "execute", params: { node: "other~20" } }],
              on: {
                "other~20.executed": { target: "done", actions: [{ type: "trace", params: { node: "other~20", state: "processed" } }] },
                "other~20.failed": { target: "done", actions: [{ type: "trace", params: { node: "other~20", state: "error", reason: "failed" } }] },
                "other~20.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "other~20", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "other~20", state: "cancelled", reason: "participant left" } }] },
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
