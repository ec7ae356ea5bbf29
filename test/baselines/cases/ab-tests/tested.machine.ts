// tested: made from main.journey; do not edit.
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
  },
}).createMachine({
  id: "tested",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#tested.exited" }, { target: "#tested.completed" }],
      states: {
        sequence: {
          initial: "subjects",
          states: {
            subjects: {
              always: [{ guard: { type: "share", params: { node: "subjects", branch: -1 } }, target: "lists" }, { guard: { type: "decided", params: { node: "subjects", branch: 0 } }, target: "offer_short due" }, { guard: { type: "decided", params: { node: "subjects", branch: 1 } }, target: "offer_long due" }, { guard: { type: "decided", params: { node: "subjects", branch: -1 } }, target: "lists" }, { guard: { type: "share", params: { node: "subjects", branch: 0 } }, target: "offer_short due" }, { guard: { type: "share", params: { node: "subjects", branch: 1 } }, target: "offer_long due" }, { target: "subjects waiting" }],
            },
            "subjects waiting": {
              on: {
                "subjects.decided": [{ guard: { type: "label", params: { label: "short" } }, target: "offer_short due" }, { guard: { type: "label", params: { label: "long" } }, target: "offer_long due" }, { target: "lists" }],
                "participant.leave": { target: "left" },
              },
            },
            "offer_short due": {
              always: [{ guard: { type: "matches", params: { node: "offer_short" } }, target: "offer_short" }, { target: "lists", actions: [{ type: "trace", params: { node: "offer_short", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            offer_short: {
              entry: [{ type: "execute", params: { node: "offer_short" } }],
              on: {
                "offer_short.executed": { target: "lists", actions: [{ type: "trace", params: { node: "offer_short", state: "processed" } }] },
                "offer_short.failed": { target: "lists", actions: [{ type: "trace", params: { node: "offer_short", state: "error", reason: "failed" } }] },
                "offer_short.suppressed": { target: "lists", actions: [{ type: "trace", params: { node: "offer_short", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "offer_short", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "offer_long due": {
              always: [{ guard: { type: "matches", params: { node: "offer_long" } }, target: "offer_long" }, { target: "lists", actions: [{ type: "trace", params: { node: "offer_long", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            offer_long: {
              entry: [{ type: "execute", params: { node: "offer_long" } }],
              on: {
                "offer_long.executed": { target: "lists", actions: [{ type: "trace", params: { node: "offer_long", state: "processed" } }] },
                "offer_long.failed": { target: "lists", actions: [{ type: "trace", params: { node: "offer_long", state: "error", reason: "failed" } }] },
                "offer_long.suppressed": { target: "lists", actions: [{ type: "trace", params: { node: "offer_long", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "offer_long", state: "cancelled", reason: "participant left" } }] },
              },
            },
            lists: {
              always: [{ guard: { type: "decided", params: { node: "lists", branch: 0 } }, target: "lists/a/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "lists", branch: 1 } }, target: "lists/b/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "lists", branch: -1 } }, target: "revenue" }, { guard: { type: "share", params: { node: "lists", branch: 0 } }, target: "lists/a/add_to_list_1 due" }, { guard: { type: "share", params: { node: "lists", branch: 1 } }, target: "lists/b/add_to_list_1 due" }, { target: "lists waiting" }],
            },
            "lists waiting": {
              on: {
                "lists.decided": [{ guard: { type: "label", params: { label: "a" } }, target: "lists/a/add_to_list_1 due" }, { guard: { type: "label", params: { label: "b" } }, target: "lists/b/add_to_list_1 due" }, { target: "revenue" }],
                "participant.leave": { target: "left" },
              },
            },
            "lists/a/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "lists.a.add_to_list_1" } }, target: "lists/a/add_to_list_1" }, { target: "revenue", actions: [{ type: "trace", params: { node: "lists.a.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "lists/a/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "lists.a.add_to_list_1" } }],
              on: {
                "lists.a.add_to_list_1.executed": { target: "revenue", actions: [{ type: "trace", params: { node: "lists.a.add_to_list_1", state: "processed" } }] },
                "lists.a.add_to_list_1.failed": { target: "revenue", actions: [{ type: "trace", params: { node: "lists.a.add_to_list_1", state: "error", reason: "failed" } }] },
                "lists.a.add_to_list_1.suppressed": { target: "revenue", actions: [{ type: "trace", params: { node: "lists.a.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "lists.a.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "lists/b/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "lists.b.add_to_list_1" } }, target: "lists/b/add_to_list_1" }, { target: "revenue", actions: [{ type: "trace", params: { node: "lists.b.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "lists/b/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "lists.b.add_to_list_1" } }],
              on: {
                "lists.b.add_to_list_1.executed": { target: "revenue", actions: [{ type: "trace", params: { node: "lists.b.add_to_list_1", state: "processed" } }] },
                "lists.b.add_to_list_1.failed": { target: "revenue", actions: [{ type: "trace", params: { node: "lists.b.add_to_list_1", state: "error", reason: "failed" } }] },
                "lists.b.add_to_list_1.suppressed": { target: "revenue", actions: [{ type: "trace", params: { node: "lists.b.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "lists.b.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            revenue: {
              always: [{ guard: { type: "decided", params: { node: "revenue", branch: 0 } }, target: "revenue/a/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "revenue", branch: 1 } }, target: "revenue/b/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "revenue", branch: -1 } }, target: "by_hand" }, { guard: { type: "share", params: { node: "revenue", branch: 0 } }, target: "revenue/a/add_to_list_1 due" }, { guard: { type: "share", params: { node: "revenue", branch: 1 } }, target: "revenue/b/add_to_list_1 due" }, { target: "revenue waiting" }],
            },
            "revenue waiting": {
              on: {
                "revenue.decided": [{ guard: { type: "label", params: { label: "a" } }, target: "revenue/a/add_to_list_1 due" }, { guard: { type: "label", params: { label: "b" } }, target: "revenue/b/add_to_list_1 due" }, { target: "by_hand" }],
                "participant.leave": { target: "left" },
              },
            },
            "revenue/a/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "revenue.a.add_to_list_1" } }, target: "revenue/a/add_to_list_1" }, { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.a.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "revenue/a/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "revenue.a.add_to_list_1" } }],
              on: {
                "revenue.a.add_to_list_1.executed": { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.a.add_to_list_1", state: "processed" } }] },
                "revenue.a.add_to_list_1.failed": { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.a.add_to_list_1", state: "error", reason: "failed" } }] },
                "revenue.a.add_to_list_1.suppressed": { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.a.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "revenue.a.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "revenue/b/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "revenue.b.add_to_list_1" } }, target: "revenue/b/add_to_list_1" }, { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.b.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "revenue/b/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "revenue.b.add_to_list_1" } }],
              on: {
                "revenue.b.add_to_list_1.executed": { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.b.add_to_list_1", state: "processed" } }] },
                "revenue.b.add_to_list_1.failed": { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.b.add_to_list_1", state: "error", reason: "failed" } }] },
                "revenue.b.add_to_list_1.suppressed": { target: "by_hand", actions: [{ type: "trace", params: { node: "revenue.b.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "revenue.b.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            by_hand: {
              always: [{ guard: { type: "decided", params: { node: "by_hand", branch: 0 } }, target: "by_hand/a/add_to_list_1 due" }, { guard: { type: "decided", params: { node: "by_hand", branch: 1 } }, target: "done" }, { guard: { type: "decided", params: { node: "by_hand", branch: -1 } }, target: "done" }, { guard: { type: "share", params: { node: "by_hand", branch: 0 } }, target: "by_hand/a/add_to_list_1 due" }, { guard: { type: "share", params: { node: "by_hand", branch: 1 } }, target: "done" }, { target: "by_hand waiting" }],
            },
            "by_hand waiting": {
              on: {
                "by_hand.decided": [{ guard: { type: "label", params: { label: "a" } }, target: "by_hand/a/add_to_list_1 due" }, { guard: { type: "label", params: { label: "b" } }, target: "done" }, { target: "done" }],
                "participant.leave": { target: "left" },
              },
            },
            "by_hand/a/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "by_hand.a.add_to_list_1" } }, target: "by_hand/a/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "by_hand.a.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "by_hand/a/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "by_hand.a.add_to_list_1" } }],
              on: {
                "by_hand.a.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "by_hand.a.add_to_list_1", state: "processed" } }] },
                "by_hand.a.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "by_hand.a.add_to_list_1", state: "error", reason: "failed" } }] },
                "by_hand.a.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "by_hand.a.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "by_hand.a.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
