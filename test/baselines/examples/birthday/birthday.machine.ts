// Birthday: made from birthday.journey; do not edit.
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
    "card.clicked_seeds:listen": 1_209_600_000, // 2 weeks: card.clicked_seeds listens no longer
    "card.bounced:listen": 1_209_600_000, // 2 weeks: card.bounced listens no longer
  },
}).createMachine({
  id: "birthday",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "card/clicked_seeds": "left" } }), stateIn({ active: { "card/bounced": "left" } })]), target: "#birthday.exited" }, { target: "#birthday.completed" }],
      states: {
        sequence: {
          initial: "card due",
          states: {
            "card due": {
              always: [{ guard: { type: "expired", params: { node: "card" } }, target: "done", actions: [{ type: "trace", params: { node: "card", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "card" } }, target: "card" }, { target: "done", actions: [{ type: "trace", params: { node: "card", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            card: {
              entry: [{ type: "execute", params: { node: "card" } }],
              on: {
                "card.executed": { target: "done", actions: [{ type: "trace", params: { node: "card", state: "processed" } }] },
                "card.failed": { target: "done", actions: [{ type: "trace", params: { node: "card", state: "error", reason: "failed" } }] },
                "card.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "card", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "card", state: "cancelled", reason: "participant left" } }] },
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
        "card/clicked_seeds": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "card.failed": { target: "done" },
                "card.suppressed": { target: "done" },
                "card.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "card.clicked": { guard: { type: "label", params: { label: "seeds" } }, target: "thank due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "thank", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "card.clicked_seeds:listen": { target: "done", actions: [{ type: "trace", params: { node: "thank", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "thank due": {
              always: [{ guard: { type: "matches", params: { node: "thank" } }, target: "thank" }, { target: "done", actions: [{ type: "trace", params: { node: "thank", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            thank: {
              entry: [{ type: "execute", params: { node: "thank" } }],
              on: {
                "thank.executed": { target: "done", actions: [{ type: "trace", params: { node: "thank", state: "processed" } }] },
                "thank.failed": { target: "done", actions: [{ type: "trace", params: { node: "thank", state: "error", reason: "failed" } }] },
                "thank.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "thank", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "thank", state: "cancelled", reason: "participant left" } }] },
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
        "card/bounced": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "card.failed": { target: "done" },
                "card.suppressed": { target: "done" },
                "card.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "card.bounced": { target: "card/bounced/suppress_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "card.bounced:listen": { target: "done", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "card/bounced/suppress_1 due": {
              always: [{ guard: { type: "matches", params: { node: "card.bounced.suppress_1" } }, target: "card/bounced/suppress_1" }, { target: "done", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "card/bounced/suppress_1": {
              entry: [{ type: "execute", params: { node: "card.bounced.suppress_1" } }],
              on: {
                "card.bounced.suppress_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "processed" } }] },
                "card.bounced.suppress_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "error", reason: "failed" } }] },
                "card.bounced.suppress_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "card.bounced.suppress_1", state: "cancelled", reason: "participant left" } }] },
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
