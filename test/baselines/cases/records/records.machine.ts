// records: made from main.journey; do not edit.
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
  id: "records",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#records.exited" }, { target: "#records.completed" }],
      states: {
        sequence: {
          initial: "update_1 due",
          states: {
            "update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "update_1" } }, target: "update_1" }, { target: "mark due", actions: [{ type: "trace", params: { node: "update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            update_1: {
              entry: [{ type: "execute", params: { node: "update_1" } }],
              on: {
                "update_1.executed": { target: "mark due", actions: [{ type: "trace", params: { node: "update_1", state: "processed" } }] },
                "update_1.failed": { target: "mark due", actions: [{ type: "trace", params: { node: "update_1", state: "error", reason: "failed" } }] },
                "update_1.suppressed": { target: "mark due", actions: [{ type: "trace", params: { node: "update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "update_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "mark due": {
              always: [{ guard: { type: "matches", params: { node: "mark" } }, target: "mark" }, { target: "update_3 due", actions: [{ type: "trace", params: { node: "mark", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            mark: {
              entry: [{ type: "execute", params: { node: "mark" } }],
              on: {
                "mark.executed": { target: "update_3 due", actions: [{ type: "trace", params: { node: "mark", state: "processed" } }] },
                "mark.failed": { target: "update_3 due", actions: [{ type: "trace", params: { node: "mark", state: "error", reason: "failed" } }] },
                "mark.suppressed": { target: "update_3 due", actions: [{ type: "trace", params: { node: "mark", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mark", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "update_3 due": {
              always: [{ guard: { type: "matches", params: { node: "update_3" } }, target: "update_3" }, { target: "update_4 due", actions: [{ type: "trace", params: { node: "update_3", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            update_3: {
              entry: [{ type: "execute", params: { node: "update_3" } }],
              on: {
                "update_3.executed": { target: "update_4 due", actions: [{ type: "trace", params: { node: "update_3", state: "processed" } }] },
                "update_3.failed": { target: "update_4 due", actions: [{ type: "trace", params: { node: "update_3", state: "error", reason: "failed" } }] },
                "update_3.suppressed": { target: "update_4 due", actions: [{ type: "trace", params: { node: "update_3", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "update_3", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "update_4 due": {
              always: [{ guard: { type: "matches", params: { node: "update_4" } }, target: "update_4" }, { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_4", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            update_4: {
              entry: [{ type: "execute", params: { node: "update_4" } }],
              on: {
                "update_4.executed": { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_4", state: "processed" } }] },
                "update_4.failed": { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_4", state: "error", reason: "failed" } }] },
                "update_4.suppressed": { target: "create_1 due", actions: [{ type: "trace", params: { node: "update_4", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "update_4", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "create_1 due": {
              always: [{ guard: { type: "matches", params: { node: "create_1" } }, target: "create_1" }, { target: "later due", actions: [{ type: "trace", params: { node: "create_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            create_1: {
              entry: [{ type: "execute", params: { node: "create_1" } }],
              on: {
                "create_1.executed": { target: "later due", actions: [{ type: "trace", params: { node: "create_1", state: "processed" } }] },
                "create_1.failed": { target: "later due", actions: [{ type: "trace", params: { node: "create_1", state: "error", reason: "failed" } }] },
                "create_1.suppressed": { target: "later due", actions: [{ type: "trace", params: { node: "create_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "create_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "later due": {
              always: [{ guard: { type: "matches", params: { node: "later" } }, target: "later" }, { target: "done", actions: [{ type: "trace", params: { node: "later", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            later: {
              entry: [{ type: "execute", params: { node: "later" } }],
              on: {
                "later.executed": { target: "done", actions: [{ type: "trace", params: { node: "later", state: "processed" } }] },
                "later.failed": { target: "done", actions: [{ type: "trace", params: { node: "later", state: "error", reason: "failed" } }] },
                "later.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "later", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "later", state: "cancelled", reason: "participant left" } }] },
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
