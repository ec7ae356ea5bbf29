// clauses: made from main.journey; do not edit.
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
    "hello.opened:listen": 172_800_000, // 2 days: hello.opened listens no longer
    "hello.opened_2": 604_800_000, // 1 week
    "hello.opened_2:listen": 2_592_000_000, // 30 days: hello.opened_2 listens no longer
    "hello.clicked_shop": 7_200_000, // 2 hours
    "hello.clicked_shop:listen": 2_592_000_000, // 30 days: hello.clicked_shop listens no longer
    "hello.clicked": 1_800_000, // 30 minutes
    "hello.clicked:listen": 86_400_000, // 1 day: hello.clicked listens no longer
    "hello.replied:listen": 2_592_000_000, // 30 days: hello.replied listens no longer
    "hello.bounced:listen": 2_592_000_000, // 30 days: hello.bounced listens no longer
    "hello.delivered:listen": 2_592_000_000, // 30 days: hello.delivered listens no longer
    "hello.unsubscribed:listen": 2_592_000_000, // 30 days: hello.unsubscribed listens no longer
    "hello.not_opened": 259_200_000, // 3 days
    "hello.not_clicked": 345_600_000, // 4 days
    "hello.not_replied": 432_000_000, // 5 days
  },
}).createMachine({
  id: "clauses",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "hello/opened": "left" } }), stateIn({ active: { "hello/opened_2": "left" } }), stateIn({ active: { "hello/clicked_shop": "left" } }), stateIn({ active: { "hello/clicked": "left" } }), stateIn({ active: { "hello/replied": "left" } }), stateIn({ active: { "hello/bounced": "left" } }), stateIn({ active: { "hello/delivered": "left" } }), stateIn({ active: { "hello/failed": "left" } }), stateIn({ active: { "hello/suppressed": "left" } }), stateIn({ active: { "hello/unsubscribed": "left" } }), stateIn({ active: { "hello/not_opened": "left" } }), stateIn({ active: { "hello/not_clicked": "left" } }), stateIn({ active: { "hello/not_replied": "left" } })]), target: "#clauses.exited" }, { target: "#clauses.completed" }],
      states: {
        sequence: {
          initial: "hello due",
          states: {
            "hello due": {
              always: [{ guard: { type: "matches", params: { node: "hello" } }, target: "hello" }, { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            hello: {
              entry: [{ type: "execute", params: { node: "hello" } }],
              on: {
                "hello.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "processed" } }] },
                "hello.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "error", reason: "failed" } }] },
                "hello.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello", state: "cancelled", reason: "participant left" } }] },
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
                "hello.opened": { target: "hello/opened/update_1 due" },
                "hello.machine opened": { target: "hello/opened/update_1 due" },
                "hello.clicked": { target: "hello/opened/update_1 due" },
                "hello.machine clicked": { target: "hello/opened/update_1 due" },
                "hello.replied": { target: "hello/opened/update_1 due" },
                "hello.machine replied": { target: "hello/opened/update_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.opened:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/opened/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.opened.update_1" } }, target: "hello/opened/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/opened/update_1": {
              entry: [{ type: "execute", params: { node: "hello.opened.update_1" } }],
              on: {
                "hello.opened.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "processed" } }] },
                "hello.opened.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "error", reason: "failed" } }] },
                "hello.opened.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened.update_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/opened_2": {
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
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.opened_2": { target: "hello/opened_2/add_to_list_1 due" },
              },
            },
            listening: {
              on: {
                "hello.opened": { target: "delaying" },
                "hello.clicked": { target: "delaying" },
                "hello.replied": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.opened_2:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/opened_2/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.opened_2.add_to_list_1" } }, target: "hello/opened_2/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/opened_2/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.opened_2.add_to_list_1" } }],
              on: {
                "hello.opened_2.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "processed" } }] },
                "hello.opened_2.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.opened_2.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.opened_2.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/clicked_shop": {
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
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.clicked_shop": { target: "hello/clicked_shop/update_1 due" },
              },
            },
            listening: {
              on: {
                "hello.clicked": { guard: { type: "label", params: { label: "shop" } }, target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.clicked_shop:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/clicked_shop/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.clicked_shop.update_1" } }, target: "hello/clicked_shop/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/clicked_shop/update_1": {
              entry: [{ type: "execute", params: { node: "hello.clicked_shop.update_1" } }],
              on: {
                "hello.clicked_shop.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "processed" } }] },
                "hello.clicked_shop.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "error", reason: "failed" } }] },
                "hello.clicked_shop.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.clicked_shop.update_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/clicked": {
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
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.clicked": { target: "hello/clicked/add_to_list_1 due" },
              },
            },
            listening: {
              on: {
                "hello.clicked": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.clicked:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/clicked/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.clicked.add_to_list_1" } }, target: "hello/clicked/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/clicked/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.clicked.add_to_list_1" } }],
              on: {
                "hello.clicked.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "processed" } }] },
                "hello.clicked.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.clicked.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/replied": {
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
                "hello.replied": { target: "hello/replied/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.replied:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/replied/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.replied.add_to_list_1" } }, target: "hello/replied/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/replied/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.replied.add_to_list_1" } }],
              on: {
                "hello.replied.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "processed" } }] },
                "hello.replied.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.replied.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.replied.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/bounced": {
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
                "hello.bounced": { target: "hello/bounced/suppress_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.bounced:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/bounced/suppress_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.bounced.suppress_1" } }, target: "hello/bounced/suppress_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/bounced/suppress_1": {
              entry: [{ type: "execute", params: { node: "hello.bounced.suppress_1" } }],
              on: {
                "hello.bounced.suppress_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "processed" } }] },
                "hello.bounced.suppress_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "error", reason: "failed" } }] },
                "hello.bounced.suppress_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/delivered": {
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
                "hello.delivered": { target: "hello/delivered/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.delivered:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/delivered/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.delivered.add_to_list_1" } }, target: "hello/delivered/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/delivered/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.delivered.add_to_list_1" } }],
              on: {
                "hello.delivered.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "processed" } }] },
                "hello.delivered.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.delivered.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.delivered.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/failed": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "hello.failed": { target: "hello/failed/add_to_list_1 due" },
                "hello.executed": { target: "done" },
                "hello.suppressed": { target: "done" },
              },
            },
            "hello/failed/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.failed.add_to_list_1" } }, target: "hello/failed/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.failed.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/failed/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.failed.add_to_list_1" } }],
              on: {
                "hello.failed.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.failed.add_to_list_1", state: "processed" } }] },
                "hello.failed.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.failed.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.failed.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.failed.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.failed.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/suppressed": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "hello.suppressed": { target: "hello/suppressed/add_to_list_1 due" },
                "hello.executed": { target: "done" },
                "hello.failed": { target: "done" },
              },
            },
            "hello/suppressed/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.suppressed.add_to_list_1" } }, target: "hello/suppressed/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.suppressed.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/suppressed/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.suppressed.add_to_list_1" } }],
              on: {
                "hello.suppressed.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.suppressed.add_to_list_1", state: "processed" } }] },
                "hello.suppressed.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.suppressed.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.suppressed.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.suppressed.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.suppressed.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/unsubscribed": {
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
                "hello.unsubscribed": { target: "hello/unsubscribed/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.unsubscribed:listen": { target: "done", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "hello/unsubscribed/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.unsubscribed.add_to_list_1" } }, target: "hello/unsubscribed/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/unsubscribed/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.unsubscribed.add_to_list_1" } }],
              on: {
                "hello.unsubscribed.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "processed" } }] },
                "hello.unsubscribed.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.unsubscribed.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.unsubscribed.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/not_opened": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "hello.failed": { target: "done" },
                "hello.suppressed": { target: "done" },
                "hello.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "hello.opened": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "cancelled", reason: "opened" } }] },
                "hello.clicked": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "cancelled", reason: "clicked" } }] },
                "hello.replied": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "cancelled", reason: "replied" } }] },
                "hello.bounced": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.not_opened": { target: "hello/not_opened/add_to_list_1 due" },
              },
            },
            "hello/not_opened/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.not_opened.add_to_list_1" } }, target: "hello/not_opened/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/not_opened/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.not_opened.add_to_list_1" } }],
              on: {
                "hello.not_opened.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "processed" } }] },
                "hello.not_opened.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.not_opened.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.not_opened.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/not_clicked": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "hello.failed": { target: "done" },
                "hello.suppressed": { target: "done" },
                "hello.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "hello.clicked": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "cancelled", reason: "clicked" } }] },
                "hello.bounced": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.not_clicked": { target: "hello/not_clicked/add_to_list_1 due" },
              },
            },
            "hello/not_clicked/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.not_clicked.add_to_list_1" } }, target: "hello/not_clicked/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/not_clicked/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.not_clicked.add_to_list_1" } }],
              on: {
                "hello.not_clicked.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "processed" } }] },
                "hello.not_clicked.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.not_clicked.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.not_clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "hello/not_replied": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "hello.failed": { target: "done" },
                "hello.suppressed": { target: "done" },
                "hello.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "hello.replied": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "cancelled", reason: "replied" } }] },
                "hello.bounced": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "hello.not_replied": { target: "hello/not_replied/add_to_list_1 due" },
              },
            },
            "hello/not_replied/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "hello.not_replied.add_to_list_1" } }, target: "hello/not_replied/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "hello/not_replied/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "hello.not_replied.add_to_list_1" } }],
              on: {
                "hello.not_replied.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "processed" } }] },
                "hello.not_replied.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "error", reason: "failed" } }] },
                "hello.not_replied.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "hello.not_replied.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
