// nested: made from main.journey; do not edit.
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
    "first.not_opened": 172_800_000, // 2 days
    "second.opened:listen": 2_592_000_000, // 30 days: second.opened listens no longer
  },
}).createMachine({
  id: "nested",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "first/not_opened": "left" } }), stateIn({ active: { "second/opened": "left" } })]), target: "#nested.exited" }, { target: "#nested.completed" }],
      states: {
        sequence: {
          initial: "first due",
          states: {
            "first due": {
              always: [{ guard: { type: "matches", params: { node: "first" } }, target: "first" }, { target: "done", actions: [{ type: "trace", params: { node: "first", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            first: {
              entry: [{ type: "execute", params: { node: "first" } }],
              on: {
                "first.executed": { target: "done", actions: [{ type: "trace", params: { node: "first", state: "processed" } }] },
                "first.failed": { target: "done", actions: [{ type: "trace", params: { node: "first", state: "error", reason: "failed" } }] },
                "first.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "first", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "first", state: "cancelled", reason: "participant left" } }] },
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
        "first/not_opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "first.failed": { target: "done" },
                "first.suppressed": { target: "done" },
                "first.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "first.opened": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "opened" } }] },
                "first.clicked": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "clicked" } }] },
                "first.replied": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "replied" } }] },
                "first.bounced": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "first.not_opened": { target: "second due" },
              },
            },
            "second due": {
              always: [{ guard: { type: "expired", params: { node: "second" } }, target: "done", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "second" } }, target: "second" }, { target: "done", actions: [{ type: "trace", params: { node: "second", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            second: {
              entry: [{ type: "execute", params: { node: "second" } }],
              on: {
                "second.executed": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "processed" } }] },
                "second.failed": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "error", reason: "failed" } }] },
                "second.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "second", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "second", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
              entry: [raise({ type: "first.not_opened.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "first.not_opened.over" })],
            },
          },
        },
        "second/opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "first.not_opened.over": { target: "done" },
                "participant.leave": { target: "left" },
                "second.failed": { target: "done" },
                "second.suppressed": { target: "done" },
                "second.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "second.opened": { target: "mark due" },
                "second.clicked": { target: "mark due" },
                "second.replied": { target: "mark due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "second.opened:listen": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "mark due": {
              always: [{ guard: { type: "matches", params: { node: "mark" } }, target: "mark" }, { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            mark: {
              entry: [{ type: "execute", params: { node: "mark" } }],
              on: {
                "mark.executed": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "processed" } }] },
                "mark.failed": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "error", reason: "failed" } }] },
                "mark.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "mark", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "participant left" } }] },
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
