// Tag hot contacts: made from tag-hot-contacts.journey; do not edit.
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
    "wait_1": 7_200_000, // 2 hours
    "welcome.clicked": 7_200_000, // 2 hours
    "welcome.clicked:listen": 2_592_000_000, // 30 days: welcome.clicked listens no longer
    "welcome.bounced": 7_200_000, // 2 hours
    "welcome.bounced:listen": 2_592_000_000, // 30 days: welcome.bounced listens no longer
  },
}).createMachine({
  id: "tag_hot_contacts",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "welcome/clicked": "left" } }), stateIn({ active: { "welcome/bounced": "left" } })]), target: "#tag_hot_contacts.exited" }, { target: "#tag_hot_contacts.completed" }],
      states: {
        sequence: {
          initial: "wait_1",
          states: {
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "welcome due" },
              },
            },
            "welcome due": {
              always: [{ guard: { type: "matches", params: { node: "welcome" } }, target: "welcome" }, { target: "done", actions: [{ type: "trace", params: { node: "welcome", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            welcome: {
              entry: [{ type: "execute", params: { node: "welcome" } }],
              on: {
                "welcome.executed": { target: "done", actions: [{ type: "trace", params: { node: "welcome", state: "processed" } }] },
                "welcome.failed": { target: "done", actions: [{ type: "trace", params: { node: "welcome", state: "error", reason: "failed" } }] },
                "welcome.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "welcome", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome", state: "cancelled", reason: "participant left" } }] },
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
        "welcome/clicked": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "welcome.failed": { target: "done" },
                "welcome.suppressed": { target: "done" },
                "welcome.executed": { target: "listening" },
              },
            },
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "welcome.clicked": { target: "welcome/clicked/update_1 due" },
              },
            },
            listening: {
              on: {
                "welcome.clicked": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "welcome.clicked:listen": { target: "done", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "welcome/clicked/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "welcome.clicked.update_1" } }, target: "welcome/clicked/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "welcome/clicked/update_1": {
              entry: [{ type: "execute", params: { node: "welcome.clicked.update_1" } }],
              on: {
                "welcome.clicked.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "processed" } }] },
                "welcome.clicked.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "error", reason: "failed" } }] },
                "welcome.clicked.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome.clicked.update_1", state: "cancelled", reason: "participant left" } }] },
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
        "welcome/bounced": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "welcome.failed": { target: "done" },
                "welcome.suppressed": { target: "done" },
                "welcome.executed": { target: "listening" },
              },
            },
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "welcome.bounced": { target: "welcome/bounced/task_1 due" },
              },
            },
            listening: {
              on: {
                "welcome.bounced": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "welcome.bounced:listen": { target: "done", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "welcome/bounced/task_1 due": {
              always: [{ guard: { type: "matches", params: { node: "welcome.bounced.task_1" } }, target: "welcome/bounced/task_1" }, { target: "done", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "welcome/bounced/task_1": {
              entry: [{ type: "execute", params: { node: "welcome.bounced.task_1" } }],
              on: {
                "welcome.bounced.task_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "processed" } }] },
                "welcome.bounced.task_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "error", reason: "failed" } }] },
                "welcome.bounced.task_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "welcome.bounced.task_1", state: "cancelled", reason: "participant left" } }] },
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
