// hooks: made from main.journey; do not edit.
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
  id: "hooks",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "crm/failed": "left" } })]), target: "#hooks.exited" }, { target: "#hooks.completed" }],
      states: {
        sequence: {
          initial: "crm",
          states: {
            crm: {
              entry: [{ type: "execute", params: { node: "crm" } }],
              on: {
                "crm.executed": { target: "whole", actions: [{ type: "trace", params: { node: "crm", state: "processed" } }] },
                "crm.failed": { target: "whole", actions: [{ type: "trace", params: { node: "crm", state: "error", reason: "failed" } }] },
                "crm.suppressed": { target: "whole", actions: [{ type: "trace", params: { node: "crm", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "crm", state: "cancelled", reason: "participant left" } }] },
              },
            },
            whole: {
              entry: [{ type: "execute", params: { node: "whole" } }],
              on: {
                "whole.executed": { target: "part", actions: [{ type: "trace", params: { node: "whole", state: "processed" } }] },
                "whole.failed": { target: "part", actions: [{ type: "trace", params: { node: "whole", state: "error", reason: "failed" } }] },
                "whole.suppressed": { target: "part", actions: [{ type: "trace", params: { node: "whole", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "whole", state: "cancelled", reason: "participant left" } }] },
              },
            },
            part: {
              entry: [{ type: "execute", params: { node: "part" } }],
              on: {
                "part.executed": { target: "done", actions: [{ type: "trace", params: { node: "part", state: "processed" } }] },
                "part.failed": { target: "done", actions: [{ type: "trace", params: { node: "part", state: "error", reason: "failed" } }] },
                "part.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "part", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "part", state: "cancelled", reason: "participant left" } }] },
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
        "crm/failed": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "crm.failed": { target: "crm/failed/task_1" },
                "crm.executed": { target: "done" },
                "crm.suppressed": { target: "done" },
              },
            },
            "crm/failed/task_1": {
              entry: [{ type: "execute", params: { node: "crm.failed.task_1" } }],
              on: {
                "crm.failed.task_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "crm.failed.task_1", state: "processed" } }] },
                "crm.failed.task_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "crm.failed.task_1", state: "error", reason: "failed" } }] },
                "crm.failed.task_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "crm.failed.task_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "crm.failed.task_1", state: "cancelled", reason: "participant left" } }] },
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
