// Win-back: made from win-back.journey; do not edit.
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
    /** The participant falls into this share; of a test, -1 is the holdback. */
    share: ({ context }, params: { node: string; branch?: number }) => context.facts[`share:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** Messages don't leave now. */
    closed: ({ context }, params: { node: string; branch?: number }) => context.facts[`closed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The recipient has had enough messages, and gets no more. */
    capped: ({ context }, params: { node: string; branch?: number }) => context.facts[`capped:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The recipient has had enough messages for now. */
    delayed: ({ context }, params: { node: string; branch?: number }) => context.facts[`delayed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "miss_you:window": 0, // until miss_you may be sent (the service knows when)
    "miss_you:cap": 0, // until miss_you may be sent (the service knows when)
    "letters.treatment.wait_for_1": 864_000_000, // 10 days
    "last_offer:window": 0, // until last_offer may be sent (the service knows when)
    "last_offer:cap": 0, // until last_offer may be sent (the service knows when)
    "letters.treatment.wait_for_1.else.wait_1": 1_814_400_000, // 3 weeks
    "letters.control.wait_1": 3_024_000_000, // 5 weeks
  },
}).createMachine({
  id: "win_back",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      states: {
        regions: {
          type: "parallel",
          onDone: [{ guard: or([stateIn({ active: { regions: { "sequence": "left" } } }), stateIn({ active: { exits: "closed" } })]), target: "#win_back.exited" }, { target: "#win_back.completed" }],
          states: {
            sequence: {
              initial: "letters",
              states: {
                letters: {
                  always: [{ guard: { type: "share", params: { node: "letters", branch: 0 } }, target: "miss_you due" }, { target: "letters/control/wait_1" }],
                },
                "miss_you due": {
                  always: [{ guard: { type: "expired", params: { node: "miss_you" } }, target: "letters/treatment/wait_for_1", actions: [{ type: "trace", params: { node: "miss_you", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "miss_you" } }, target: "miss_you ready" }, { target: "letters/treatment/wait_for_1", actions: [{ type: "trace", params: { node: "miss_you", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "miss_you held": {
                  on: {
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "miss_you", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "miss_you:cap": { target: "miss_you due" },
                  },
                },
                "miss_you waiting": {
                  on: {
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "miss_you", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "miss_you:window": { target: "miss_you due" },
                  },
                },
                "miss_you ready": {
                  always: [{ guard: { type: "capped", params: { node: "miss_you" } }, target: "letters/treatment/wait_for_1", actions: [{ type: "trace", params: { node: "miss_you", state: "rejected", reason: "capped" } }] }, { guard: { type: "delayed", params: { node: "miss_you" } }, target: "miss_you held" }, { guard: { type: "closed", params: { node: "miss_you" } }, target: "miss_you waiting" }, { target: "miss_you" }],
                },
                miss_you: {
                  entry: [{ type: "execute", params: { node: "miss_you" } }],
                  on: {
                    "miss_you.executed": { target: "letters/treatment/wait_for_1", actions: [{ type: "trace", params: { node: "miss_you", state: "processed" } }] },
                    "miss_you.failed": { target: "letters/treatment/wait_for_1", actions: [{ type: "trace", params: { node: "miss_you", state: "error", reason: "failed" } }] },
                    "miss_you.suppressed": { target: "letters/treatment/wait_for_1", actions: [{ type: "trace", params: { node: "miss_you", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "miss_you", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "letters/treatment/wait_for_1": {
                  always: { guard: { type: "condition", params: { node: "letters.treatment.wait_for_1" } }, target: "mark_warm due" },
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    "letters.treatment.wait_for_1": [{ guard: { type: "condition", params: { node: "letters.treatment.wait_for_1" } }, target: "mark_warm due" }, { target: "last_offer due" }],
                  },
                },
                "mark_warm due": {
                  always: [{ guard: { type: "matches", params: { node: "mark_warm" } }, target: "mark_warm" }, { target: "add_to_list_1 due", actions: [{ type: "trace", params: { node: "mark_warm", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                mark_warm: {
                  entry: [{ type: "execute", params: { node: "mark_warm" } }],
                  on: {
                    "mark_warm.executed": { target: "add_to_list_1 due", actions: [{ type: "trace", params: { node: "mark_warm", state: "processed" } }] },
                    "mark_warm.failed": { target: "add_to_list_1 due", actions: [{ type: "trace", params: { node: "mark_warm", state: "error", reason: "failed" } }] },
                    "mark_warm.suppressed": { target: "add_to_list_1 due", actions: [{ type: "trace", params: { node: "mark_warm", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mark_warm", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "last_offer due": {
                  always: [{ guard: { type: "expired", params: { node: "last_offer" } }, target: "letters/treatment/wait_for_1/else/wait_1", actions: [{ type: "trace", params: { node: "last_offer", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "last_offer" } }, target: "last_offer ready" }, { target: "letters/treatment/wait_for_1/else/wait_1", actions: [{ type: "trace", params: { node: "last_offer", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                "last_offer held": {
                  on: {
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "last_offer", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "last_offer:cap": { target: "last_offer due" },
                  },
                },
                "last_offer waiting": {
                  on: {
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "last_offer", state: "cancelled", reason: "participant left" } }] },
                  },
                  after: {
                    "last_offer:window": { target: "last_offer due" },
                  },
                },
                "last_offer ready": {
                  always: [{ guard: { type: "capped", params: { node: "last_offer" } }, target: "letters/treatment/wait_for_1/else/wait_1", actions: [{ type: "trace", params: { node: "last_offer", state: "rejected", reason: "capped" } }] }, { guard: { type: "delayed", params: { node: "last_offer" } }, target: "last_offer held" }, { guard: { type: "closed", params: { node: "last_offer" } }, target: "last_offer waiting" }, { target: "last_offer" }],
                },
                last_offer: {
                  entry: [{ type: "execute", params: { node: "last_offer" } }],
                  on: {
                    "last_offer.executed": { target: "letters/treatment/wait_for_1/else/wait_1", actions: [{ type: "trace", params: { node: "last_offer", state: "processed" } }] },
                    "last_offer.failed": { target: "letters/treatment/wait_for_1/else/wait_1", actions: [{ type: "trace", params: { node: "last_offer", state: "error", reason: "failed" } }] },
                    "last_offer.suppressed": { target: "letters/treatment/wait_for_1/else/wait_1", actions: [{ type: "trace", params: { node: "last_offer", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "last_offer", state: "cancelled", reason: "participant left" } }] },
                  },
                },
                "letters/treatment/wait_for_1/else/wait_1": {
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    "letters.treatment.wait_for_1.else.wait_1": { target: "add_to_list_1 due" },
                  },
                },
                "letters/control/wait_1": {
                  on: {
                    "participant.leave": { target: "left" },
                  },
                  after: {
                    "letters.control.wait_1": { target: "add_to_list_1 due" },
                  },
                },
                "add_to_list_1 due": {
                  always: [{ guard: { type: "matches", params: { node: "add_to_list_1" } }, target: "add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
                },
                add_to_list_1: {
                  entry: [{ type: "execute", params: { node: "add_to_list_1" } }],
                  on: {
                    "add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "processed" } }] },
                    "add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "error", reason: "failed" } }] },
                    "add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                    "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        exits: {
          initial: "open",
          states: {
            open: {
              on: {
                "miss_you.unsubscribed": { target: "closed", actions: [raise({ type: "participant.leave" })] },
                "last_offer.unsubscribed": { target: "closed", actions: [raise({ type: "participant.leave" })] },
              },
            },
            closed: {
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
