// matching: made from main.journey; do not edit.
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
  },
}).createMachine({
  id: "matching",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#matching.exited" }, { target: "#matching.completed" }],
      states: {
        sequence: {
          initial: "match_1",
          states: {
            match_1: {
              always: [{ guard: { type: "condition", params: { node: "match_1", branch: 0 } }, target: "match_1/case_1/add_to_list_1" }, { guard: { type: "condition", params: { node: "match_1", branch: 1 } }, target: "match_1/case_2/exit_1" }, { target: "match_2" }],
            },
            "match_1/case_1/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "match_1.case_1.add_to_list_1" } }],
              on: {
                "match_1.case_1.add_to_list_1.executed": { target: "match_2", actions: [{ type: "trace", params: { node: "match_1.case_1.add_to_list_1", state: "processed" } }] },
                "match_1.case_1.add_to_list_1.failed": { target: "match_2", actions: [{ type: "trace", params: { node: "match_1.case_1.add_to_list_1", state: "error", reason: "failed" } }] },
                "match_1.case_1.add_to_list_1.suppressed": { target: "match_2", actions: [{ type: "trace", params: { node: "match_1.case_1.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "match_1.case_1.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_1/case_2/exit_1": {
              entry: [raise({ type: "participant.leave" })],
              on: {
                "participant.leave": { target: "left" },
              },
            },
            match_2: {
              always: [{ guard: { type: "condition", params: { node: "match_2", branch: 0 } }, target: "match_2/case_1/add_to_list_1" }, { guard: { type: "condition", params: { node: "match_2", branch: 1 } }, target: "match_3" }, { target: "match_3" }],
            },
            "match_2/case_1/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "match_2.case_1.add_to_list_1" } }],
              on: {
                "match_2.case_1.add_to_list_1.executed": { target: "match_3", actions: [{ type: "trace", params: { node: "match_2.case_1.add_to_list_1", state: "processed" } }] },
                "match_2.case_1.add_to_list_1.failed": { target: "match_3", actions: [{ type: "trace", params: { node: "match_2.case_1.add_to_list_1", state: "error", reason: "failed" } }] },
                "match_2.case_1.add_to_list_1.suppressed": { target: "match_3", actions: [{ type: "trace", params: { node: "match_2.case_1.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "match_2.case_1.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            match_3: {
              always: [{ guard: { type: "condition", params: { node: "match_3", branch: 0 } }, target: "match_3/case_1/add_to_list_1" }, { target: "match_3/else/add_to_list_1" }],
            },
            "match_3/case_1/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "match_3.case_1.add_to_list_1" } }],
              on: {
                "match_3.case_1.add_to_list_1.executed": { target: "match_4", actions: [{ type: "trace", params: { node: "match_3.case_1.add_to_list_1", state: "processed" } }] },
                "match_3.case_1.add_to_list_1.failed": { target: "match_4", actions: [{ type: "trace", params: { node: "match_3.case_1.add_to_list_1", state: "error", reason: "failed" } }] },
                "match_3.case_1.add_to_list_1.suppressed": { target: "match_4", actions: [{ type: "trace", params: { node: "match_3.case_1.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "match_3.case_1.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_3/else/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "match_3.else.add_to_list_1" } }],
              on: {
                "match_3.else.add_to_list_1.executed": { target: "match_4", actions: [{ type: "trace", params: { node: "match_3.else.add_to_list_1", state: "processed" } }] },
                "match_3.else.add_to_list_1.failed": { target: "match_4", actions: [{ type: "trace", params: { node: "match_3.else.add_to_list_1", state: "error", reason: "failed" } }] },
                "match_3.else.add_to_list_1.suppressed": { target: "match_4", actions: [{ type: "trace", params: { node: "match_3.else.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "match_3.else.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            match_4: {
              always: [{ guard: { type: "condition", params: { node: "match_4", branch: 0 } }, target: "match_4/case_1/add_to_list_1" }, { target: "done" }],
            },
            "match_4/case_1/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "match_4.case_1.add_to_list_1" } }],
              on: {
                "match_4.case_1.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "match_4.case_1.add_to_list_1", state: "processed" } }] },
                "match_4.case_1.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "match_4.case_1.add_to_list_1", state: "error", reason: "failed" } }] },
                "match_4.case_1.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "match_4.case_1.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "match_4.case_1.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
