// lists: made from main.journey; do not edit.
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
  },
}).createMachine({
  id: "lists",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#lists.exited" }, { target: "#lists.completed" }],
      states: {
        sequence: {
          initial: "add_to_list_1",
          states: {
            add_to_list_1: {
              entry: [{ type: "execute", params: { node: "add_to_list_1" } }],
              on: {
                "add_to_list_1.executed": { target: "remove_from_list_1 due", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "processed" } }] },
                "add_to_list_1.failed": { target: "remove_from_list_1 due", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "error", reason: "failed" } }] },
                "add_to_list_1.suppressed": { target: "remove_from_list_1 due", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "remove_from_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "remove_from_list_1" } }, target: "remove_from_list_1" }, { target: "follow_1", actions: [{ type: "trace", params: { node: "remove_from_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            remove_from_list_1: {
              entry: [{ type: "execute", params: { node: "remove_from_list_1" } }],
              on: {
                "remove_from_list_1.executed": { target: "follow_1", actions: [{ type: "trace", params: { node: "remove_from_list_1", state: "processed" } }] },
                "remove_from_list_1.failed": { target: "follow_1", actions: [{ type: "trace", params: { node: "remove_from_list_1", state: "error", reason: "failed" } }] },
                "remove_from_list_1.suppressed": { target: "follow_1", actions: [{ type: "trace", params: { node: "remove_from_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "remove_from_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            follow_1: {
              entry: [{ type: "execute", params: { node: "follow_1" } }],
              on: {
                "follow_1.executed": { target: "unfollow_1", actions: [{ type: "trace", params: { node: "follow_1", state: "processed" } }] },
                "follow_1.failed": { target: "unfollow_1", actions: [{ type: "trace", params: { node: "follow_1", state: "error", reason: "failed" } }] },
                "follow_1.suppressed": { target: "unfollow_1", actions: [{ type: "trace", params: { node: "follow_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "follow_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            unfollow_1: {
              entry: [{ type: "execute", params: { node: "unfollow_1" } }],
              on: {
                "unfollow_1.executed": { target: "suppress_1", actions: [{ type: "trace", params: { node: "unfollow_1", state: "processed" } }] },
                "unfollow_1.failed": { target: "suppress_1", actions: [{ type: "trace", params: { node: "unfollow_1", state: "error", reason: "failed" } }] },
                "unfollow_1.suppressed": { target: "suppress_1", actions: [{ type: "trace", params: { node: "unfollow_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "unfollow_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            suppress_1: {
              entry: [{ type: "execute", params: { node: "suppress_1" } }],
              on: {
                "suppress_1.executed": { target: "suppress_2", actions: [{ type: "trace", params: { node: "suppress_1", state: "processed" } }] },
                "suppress_1.failed": { target: "suppress_2", actions: [{ type: "trace", params: { node: "suppress_1", state: "error", reason: "failed" } }] },
                "suppress_1.suppressed": { target: "suppress_2", actions: [{ type: "trace", params: { node: "suppress_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "suppress_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            suppress_2: {
              entry: [{ type: "execute", params: { node: "suppress_2" } }],
              on: {
                "suppress_2.executed": { target: "done", actions: [{ type: "trace", params: { node: "suppress_2", state: "processed" } }] },
                "suppress_2.failed": { target: "done", actions: [{ type: "trace", params: { node: "suppress_2", state: "error", reason: "failed" } }] },
                "suppress_2.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "suppress_2", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "suppress_2", state: "cancelled", reason: "participant left" } }] },
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
