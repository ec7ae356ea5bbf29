// pushing: made from main.journey; do not edit.
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
    "soon.opened:listen": 2_592_000_000, // 30 days: soon.opened listens no longer
    "soon.not_opened": 86_400_000, // 1 day
  },
}).createMachine({
  id: "pushing",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "soon/opened": "left" } }), stateIn({ active: { "soon/not_opened": "left" } })]), target: "#pushing.exited" }, { target: "#pushing.completed" }],
      states: {
        sequence: {
          initial: "soon due",
          states: {
            "soon due": {
              always: [{ guard: { type: "matches", params: { node: "soon" } }, target: "soon" }, { target: "done", actions: [{ type: "trace", params: { node: "soon", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            soon: {
              entry: [{ type: "execute", params: { node: "soon" } }],
              on: {
                "soon.executed": { target: "done", actions: [{ type: "trace", params: { node: "soon", state: "processed" } }] },
                "soon.failed": { target: "done", actions: [{ type: "trace", params: { node: "soon", state: "error", reason: "failed" } }] },
                "soon.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "soon", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon", state: "cancelled", reason: "participant left" } }] },
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
        "soon/opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "soon.failed": { target: "done" },
                "soon.suppressed": { target: "done" },
                "soon.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "soon.opened": { target: "soon/opened/add_to_list_1 due" },
                "soon.clicked": { target: "soon/opened/add_to_list_1 due" },
                "soon.replied": { target: "soon/opened/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "soon.opened:listen": { target: "done", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "soon/opened/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "soon.opened.add_to_list_1" } }, target: "soon/opened/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "soon/opened/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "soon.opened.add_to_list_1" } }],
              on: {
                "soon.opened.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "processed" } }] },
                "soon.opened.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "error", reason: "failed" } }] },
                "soon.opened.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon.opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "soon/not_opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "soon.failed": { target: "done" },
                "soon.suppressed": { target: "done" },
                "soon.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "soon.opened": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "cancelled", reason: "opened" } }] },
                "soon.clicked": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "cancelled", reason: "clicked" } }] },
                "soon.replied": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "cancelled", reason: "replied" } }] },
                "soon.bounced": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "soon.not_opened": { target: "soon/not_opened/add_to_list_1 due" },
              },
            },
            "soon/not_opened/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "soon.not_opened.add_to_list_1" } }, target: "soon/not_opened/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "soon/not_opened/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "soon.not_opened.add_to_list_1" } }],
              on: {
                "soon.not_opened.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "processed" } }] },
                "soon.not_opened.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "error", reason: "failed" } }] },
                "soon.not_opened.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon.not_opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
