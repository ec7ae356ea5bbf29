// Commercial prospection: made from commercial-prospection.journey; do not edit.
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
    "wait_1": 3_600_000, // 1 hour
    "wait_2": 518_400_000, // 6 days
    "wait_3": 82_800_000, // 23 hours
    "partnership.replied": 3_600_000, // 1 hour
    "partnership.replied:listen": 2_592_000_000, // 30 days: partnership.replied listens no longer
  },
}).createMachine({
  id: "commercial_prospection",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "partnership/replied": "left" } })]), target: "#commercial_prospection.exited" }, { target: "#commercial_prospection.completed" }],
      states: {
        sequence: {
          initial: "wait_1",
          states: {
            wait_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_1: { target: "catalogue" },
              },
            },
            catalogue: {
              entry: [{ type: "execute", params: { node: "catalogue" } }],
              on: {
                "catalogue.executed": { target: "wait_2", actions: [{ type: "trace", params: { node: "catalogue", state: "processed" } }] },
                "catalogue.failed": { target: "wait_2", actions: [{ type: "trace", params: { node: "catalogue", state: "error", reason: "failed" } }] },
                "catalogue.suppressed": { target: "wait_2", actions: [{ type: "trace", params: { node: "catalogue", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "catalogue", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_2: { target: "wait_3" },
              },
            },
            wait_3: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_3: { target: "partnership" },
              },
            },
            partnership: {
              entry: [{ type: "execute", params: { node: "partnership" } }],
              on: {
                "partnership.executed": { target: "done", actions: [{ type: "trace", params: { node: "partnership", state: "processed" } }] },
                "partnership.failed": { target: "done", actions: [{ type: "trace", params: { node: "partnership", state: "error", reason: "failed" } }] },
                "partnership.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "partnership", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "partnership", state: "cancelled", reason: "participant left" } }] },
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
        "partnership/replied": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "partnership.failed": { target: "done" },
                "partnership.suppressed": { target: "done" },
                "partnership.executed": { target: "listening" },
              },
            },
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "partnership.replied": { target: "partnership/replied/create_1" },
              },
            },
            listening: {
              on: {
                "partnership.replied": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "partnership.replied:listen": { target: "done", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "partnership/replied/create_1": {
              entry: [{ type: "execute", params: { node: "partnership.replied.create_1" } }],
              on: {
                "partnership.replied.create_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "processed" } }] },
                "partnership.replied.create_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "error", reason: "failed" } }] },
                "partnership.replied.create_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "partnership.replied.create_1", state: "cancelled", reason: "participant left" } }] },
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
