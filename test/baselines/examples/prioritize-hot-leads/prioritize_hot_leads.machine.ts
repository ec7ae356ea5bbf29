// Prioritize hot leads: made from prioritize-hot-leads.journey; do not edit.
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
    "wait_1": 3_600_000, // 1 hour
    "introduction.replied": 10_800_000, // 3 hours
    "introduction.replied:listen": 2_592_000_000, // 30 days: introduction.replied listens no longer
    "introduction.not_opened": 21_600_000, // 6 hours
  },
}).createMachine({
  id: "prioritize_hot_leads",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "introduction/replied": "left" } }), stateIn({ active: { "introduction/not_opened": "left" } })]), target: "#prioritize_hot_leads.exited" }, { target: "#prioritize_hot_leads.completed" }],
      states: {
        sequence: {
          initial: "wait_1",
          states: {
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "introduction due" },
              },
            },
            "introduction due": {
              always: [{ guard: { type: "matches", params: { node: "introduction" } }, target: "introduction" }, { target: "done", actions: [{ type: "trace", params: { node: "introduction", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            introduction: {
              entry: [{ type: "execute", params: { node: "introduction" } }],
              on: {
                "introduction.executed": { target: "done", actions: [{ type: "trace", params: { node: "introduction", state: "processed" } }] },
                "introduction.failed": { target: "done", actions: [{ type: "trace", params: { node: "introduction", state: "error", reason: "failed" } }] },
                "introduction.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "introduction", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "introduction", state: "cancelled", reason: "participant left" } }] },
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
        "introduction/replied": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "introduction.failed": { target: "done" },
                "introduction.suppressed": { target: "done" },
                "introduction.executed": { target: "listening" },
              },
            },
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "introduction.replied": { target: "introduction/replied/update_1 due" },
              },
            },
            listening: {
              on: {
                "introduction.replied": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "introduction.replied:listen": { target: "done", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "introduction/replied/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "introduction.replied.update_1" } }, target: "introduction/replied/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "introduction/replied/update_1": {
              entry: [{ type: "execute", params: { node: "introduction.replied.update_1" } }],
              on: {
                "introduction.replied.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "processed" } }] },
                "introduction.replied.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "error", reason: "failed" } }] },
                "introduction.replied.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "introduction.replied.update_1", state: "cancelled", reason: "participant left" } }] },
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
        "introduction/not_opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "introduction.failed": { target: "done" },
                "introduction.suppressed": { target: "done" },
                "introduction.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "introduction.opened": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "cancelled", reason: "opened" } }] },
                "introduction.clicked": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "cancelled", reason: "clicked" } }] },
                "introduction.replied": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "cancelled", reason: "replied" } }] },
                "introduction.bounced": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "introduction.not_opened": { target: "introduction/not_opened/update_1 due" },
              },
            },
            "introduction/not_opened/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "introduction.not_opened.update_1" } }, target: "introduction/not_opened/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "introduction/not_opened/update_1": {
              entry: [{ type: "execute", params: { node: "introduction.not_opened.update_1" } }],
              on: {
                "introduction.not_opened.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "processed" } }] },
                "introduction.not_opened.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "error", reason: "failed" } }] },
                "introduction.not_opened.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "introduction.not_opened.update_1", state: "cancelled", reason: "participant left" } }] },
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
