// reuse: made from main.journey; do not edit.
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
  id: "reuse",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#reuse.exited" }, { target: "#reuse.completed" }],
      states: {
        sequence: {
          initial: "if_1",
          states: {
            if_1: {
              always: [{ guard: { type: "condition", params: { node: "if_1" } }, target: "if_1/then/do_1/update_1" }, { target: "do_1/update_1" }],
            },
            "if_1/then/do_1/update_1": {
              entry: [{ type: "execute", params: { node: "if_1.then.do_1.update_1" } }],
              on: {
                "if_1.then.do_1.update_1.executed": { target: "if_1/then/do_1/thanks due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.update_1", state: "processed" } }] },
                "if_1.then.do_1.update_1.failed": { target: "if_1/then/do_1/thanks due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.update_1", state: "error", reason: "failed" } }] },
                "if_1.then.do_1.update_1.suppressed": { target: "if_1/then/do_1/thanks due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "if_1.then.do_1.update_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "if_1/then/do_1/thanks due": {
              always: [{ guard: { type: "matches", params: { node: "if_1.then.do_1.thanks" } }, target: "if_1/then/do_1/thanks" }, { target: "do_1/update_1", actions: [{ type: "trace", params: { node: "if_1.then.do_1.thanks", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "if_1/then/do_1/thanks": {
              entry: [{ type: "execute", params: { node: "if_1.then.do_1.thanks" } }],
              on: {
                "if_1.then.do_1.thanks.executed": { target: "do_1/update_1", actions: [{ type: "trace", params: { node: "if_1.then.do_1.thanks", state: "processed" } }] },
                "if_1.then.do_1.thanks.failed": { target: "do_1/update_1", actions: [{ type: "trace", params: { node: "if_1.then.do_1.thanks", state: "error", reason: "failed" } }] },
                "if_1.then.do_1.thanks.suppressed": { target: "do_1/update_1", actions: [{ type: "trace", params: { node: "if_1.then.do_1.thanks", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "if_1.then.do_1.thanks", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "do_1/update_1": {
              entry: [{ type: "execute", params: { node: "do_1.update_1" } }],
              on: {
                "do_1.update_1.executed": { target: "do_1/thanks due", actions: [{ type: "trace", params: { node: "do_1.update_1", state: "processed" } }] },
                "do_1.update_1.failed": { target: "do_1/thanks due", actions: [{ type: "trace", params: { node: "do_1.update_1", state: "error", reason: "failed" } }] },
                "do_1.update_1.suppressed": { target: "do_1/thanks due", actions: [{ type: "trace", params: { node: "do_1.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "do_1.update_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "do_1/thanks due": {
              always: [{ guard: { type: "matches", params: { node: "do_1.thanks" } }, target: "do_1/thanks" }, { target: "done", actions: [{ type: "trace", params: { node: "do_1.thanks", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "do_1/thanks": {
              entry: [{ type: "execute", params: { node: "do_1.thanks" } }],
              on: {
                "do_1.thanks.executed": { target: "done", actions: [{ type: "trace", params: { node: "do_1.thanks", state: "processed" } }] },
                "do_1.thanks.failed": { target: "done", actions: [{ type: "trace", params: { node: "do_1.thanks", state: "error", reason: "failed" } }] },
                "do_1.thanks.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "do_1.thanks", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "do_1.thanks", state: "cancelled", reason: "participant left" } }] },
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
