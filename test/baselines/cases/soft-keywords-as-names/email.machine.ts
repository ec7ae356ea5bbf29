// email: made from main.journey; do not edit.
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
  id: "email",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#email.exited" }, { target: "#email.completed" }],
      states: {
        sequence: {
          initial: "filter due",
          states: {
            "filter due": {
              always: [{ guard: { type: "matches", params: { node: "filter" } }, target: "filter" }, { target: "target due", actions: [{ type: "trace", params: { node: "filter", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            filter: {
              entry: [{ type: "execute", params: { node: "filter" } }],
              on: {
                "filter.executed": { target: "target due", actions: [{ type: "trace", params: { node: "filter", state: "processed" } }] },
                "filter.failed": { target: "target due", actions: [{ type: "trace", params: { node: "filter", state: "error", reason: "failed" } }] },
                "filter.suppressed": { target: "target due", actions: [{ type: "trace", params: { node: "filter", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "filter", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "target due": {
              always: [{ guard: { type: "matches", params: { node: "target" } }, target: "target" }, { target: "subject due", actions: [{ type: "trace", params: { node: "target", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            target: {
              entry: [{ type: "execute", params: { node: "target" } }],
              on: {
                "target.executed": { target: "subject due", actions: [{ type: "trace", params: { node: "target", state: "processed" } }] },
                "target.failed": { target: "subject due", actions: [{ type: "trace", params: { node: "target", state: "error", reason: "failed" } }] },
                "target.suppressed": { target: "subject due", actions: [{ type: "trace", params: { node: "target", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "target", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "subject due": {
              always: [{ guard: { type: "matches", params: { node: "subject" } }, target: "subject" }, { target: "done", actions: [{ type: "trace", params: { node: "subject", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            subject: {
              entry: [{ type: "execute", params: { node: "subject" } }],
              on: {
                "subject.executed": { target: "done", actions: [{ type: "trace", params: { node: "subject", state: "processed" } }] },
                "subject.failed": { target: "done", actions: [{ type: "trace", params: { node: "subject", state: "error", reason: "failed" } }] },
                "subject.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "subject", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "subject", state: "cancelled", reason: "participant left" } }] },
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
