// renamed_steps: made from main.journey; do not edit.
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
    "letters.share_1.wait_1": 86_400_000, // 1 day
    "letters.share_2.wait_1": 172_800_000, // 2 days
    "greeting.opened:listen": 2_592_000_000, // 30 days: greeting.opened listens no longer
  },
}).createMachine({
  id: "renamed_steps",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "greeting/opened": "left" } })]), target: "#renamed_steps.exited" }, { target: "#renamed_steps.completed" }],
      states: {
        sequence: {
          initial: "do_1/warm due",
          states: {
            "do_1/warm due": {
              always: [{ guard: { type: "matches", params: { node: "do_1.warm" } }, target: "do_1/warm" }, { target: "greeting due", actions: [{ type: "trace", params: { node: "do_1.warm", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "do_1/warm": {
              entry: [{ type: "execute", params: { node: "do_1.warm" } }],
              on: {
                "do_1.warm.executed": { target: "greeting due", actions: [{ type: "trace", params: { node: "do_1.warm", state: "processed" } }] },
                "do_1.warm.failed": { target: "greeting due", actions: [{ type: "trace", params: { node: "do_1.warm", state: "error", reason: "failed" } }] },
                "do_1.warm.suppressed": { target: "greeting due", actions: [{ type: "trace", params: { node: "do_1.warm", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "do_1.warm", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "greeting due": {
              always: [{ guard: { type: "matches", params: { node: "greeting" } }, target: "greeting" }, { target: "remark due", actions: [{ type: "trace", params: { node: "greeting", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            greeting: {
              entry: [{ type: "execute", params: { node: "greeting" } }],
              on: {
                "greeting.executed": { target: "remark due", actions: [{ type: "trace", params: { node: "greeting", state: "processed" } }] },
                "greeting.failed": { target: "remark due", actions: [{ type: "trace", params: { node: "greeting", state: "error", reason: "failed" } }] },
                "greeting.suppressed": { target: "remark due", actions: [{ type: "trace", params: { node: "greeting", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "greeting", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "remark due": {
              always: [{ guard: { type: "matches", params: { node: "remark" } }, target: "remark" }, { target: "call due", actions: [{ type: "trace", params: { node: "remark", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            remark: {
              entry: [{ type: "execute", params: { node: "remark" } }],
              on: {
                "remark.executed": { target: "call due", actions: [{ type: "trace", params: { node: "remark", state: "processed" } }] },
                "remark.failed": { target: "call due", actions: [{ type: "trace", params: { node: "remark", state: "error", reason: "failed" } }] },
                "remark.suppressed": { target: "call due", actions: [{ type: "trace", params: { node: "remark", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "remark", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "call due": {
              always: [{ guard: { type: "matches", params: { node: "call" } }, target: "call" }, { target: "crm due", actions: [{ type: "trace", params: { node: "call", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            call: {
              entry: [{ type: "execute", params: { node: "call" } }],
              on: {
                "call.executed": { target: "crm due", actions: [{ type: "trace", params: { node: "call", state: "processed" } }] },
                "call.failed": { target: "crm due", actions: [{ type: "trace", params: { node: "call", state: "error", reason: "failed" } }] },
                "call.suppressed": { target: "crm due", actions: [{ type: "trace", params: { node: "call", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "call", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "crm due": {
              always: [{ guard: { type: "matches", params: { node: "crm" } }, target: "crm" }, { target: "letters", actions: [{ type: "trace", params: { node: "crm", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            crm: {
              entry: [{ type: "execute", params: { node: "crm" } }],
              on: {
                "crm.executed": { target: "letters", actions: [{ type: "trace", params: { node: "crm", state: "processed" } }] },
                "crm.failed": { target: "letters", actions: [{ type: "trace", params: { node: "crm", state: "error", reason: "failed" } }] },
                "crm.suppressed": { target: "letters", actions: [{ type: "trace", params: { node: "crm", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "crm", state: "cancelled", reason: "participant left" } }] },
              },
            },
            letters: {
              always: [{ guard: { type: "share", params: { node: "letters", branch: 0 } }, target: "letters/share_1/wait_1" }, { target: "letters/share_2/wait_1" }],
            },
            "letters/share_1/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "letters.share_1.wait_1": { target: "subjects" },
              },
            },
            "letters/share_2/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "letters.share_2.wait_1": { target: "subjects" },
              },
            },
            subjects: {
              always: [{ guard: { type: "decided", params: { node: "subjects", branch: 0 } }, target: "subjects/a/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "subjects", branch: 1 } }, target: "subjects/b/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "subjects", branch: -1 } }, target: "done" }, { guard: { type: "share", params: { node: "subjects", branch: 0 } }, target: "subjects/a/add_to_list_1 due" }, { guard: { type: "share", params: { node: "subjects", branch: 1 } }, target: "subjects/b/add_to_list_1 due" }, { target: "subjects waiting" }],
            },
            "subjects waiting": {
              on: {
                "subjects.decided": [{ guard: { type: "label", params: { label: "a" } }, target: "subjects/a/add_to_list_1 due" }, { guard: { type: "label", params: { label: "b" } }, target: "subjects/b/add_to_list_1 due" }, { target: "done" }],
                "participant.leave": { target: "left" },
              },
            },
            "subjects/a/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "subjects.a.add_to_list_1" } }, target: "subjects/a/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "subjects.a.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "subjects/a/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "subjects.a.add_to_list_1" } }],
              on: {
                "subjects.a.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "subjects.a.add_to_list_1", state: "processed" } }] },
                "subjects.a.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "subjects.a.add_to_list_1", state: "error", reason: "failed" } }] },
                "subjects.a.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "subjects.a.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "subjects.a.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "subjects/b/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "subjects.b.add_to_list_1" } }, target: "subjects/b/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "subjects.b.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "subjects/b/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "subjects.b.add_to_list_1" } }],
              on: {
                "subjects.b.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "subjects.b.add_to_list_1", state: "processed" } }] },
                "subjects.b.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "subjects.b.add_to_list_1", state: "error", reason: "failed" } }] },
                "subjects.b.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "subjects.b.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "subjects.b.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "greeting/opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "greeting.failed": { target: "done" },
                "greeting.suppressed": { target: "done" },
                "greeting.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "greeting.opened": { target: "points due" },
                "greeting.clicked": { target: "points due" },
                "greeting.replied": { target: "points due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "points", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "greeting.opened:listen": { target: "done", actions: [{ type: "trace", params: { node: "points", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "points due": {
              always: [{ guard: { type: "matches", params: { node: "points" } }, target: "points" }, { target: "done", actions: [{ type: "trace", params: { node: "points", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            points: {
              entry: [{ type: "execute", params: { node: "points" } }],
              on: {
                "points.executed": { target: "done", actions: [{ type: "trace", params: { node: "points", state: "processed" } }] },
                "points.failed": { target: "done", actions: [{ type: "trace", params: { node: "points", state: "error", reason: "failed" } }] },
                "points.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "points", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "points", state: "cancelled", reason: "participant left" } }] },
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
