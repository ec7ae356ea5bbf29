// Event reminder: made from event-reminder.journey; do not edit.
//
// `execute` carries an activity out, `trace` ends one execution. Guards are questions about the world: answer
// them with `provide`, or as facts in the input. Days here are 24 hours and months 30 days; the service counts
// in the participant's calendar.
import { and, or, raise, setup, stateIn } from "xstate";

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
    /** The moment has come. */
    reached: ({ context }, params: { node: string; branch?: number }) => context.facts[`reached:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? true,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** Messages don't leave now. */
    closed: ({ context }, params: { node: string; branch?: number }) => context.facts[`closed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "seat:window": 0, // until seat may be sent (the service knows when)
    "if_1.then.wait_until_1": 0, // until a moment of the record's
    "tomorrow:window": 0, // until tomorrow may be sent (the service knows when)
    "tomorrow_instead:window": 0, // until tomorrow_instead may be sent (the service knows when)
    "tomorrow_by_sms:window": 0, // until tomorrow_by_sms may be sent (the service knows when)
    "wait_until_1": 0, // until a moment of the record's
    "soon:window": 0, // until soon may be sent (the service knows when)
    "wait_until_2": 0, // until a moment of the record's
    "seat.bounced:listen": 2_592_000_000, // 30 days: seat.bounced listens no longer
  },
}).createMachine({
  id: "event_reminder",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "seat/bounced": "left" } }), stateIn({ active: { "if_1/then/parallel_1/guest": "left" } }), stateIn({ active: { "tomorrow/failed": "left" } }), stateIn({ active: { "if_1/then/parallel_1/house": "left" } })]), target: "#event_reminder.exited" }, { target: "#event_reminder.completed" }],
      states: {
        sequence: {
          initial: "follow_1 due",
          states: {
            "follow_1 due": {
              always: [{ guard: { type: "matches", params: { node: "follow_1" } }, target: "follow_1" }, { target: "seat due", actions: [{ type: "trace", params: { node: "follow_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            follow_1: {
              entry: [{ type: "execute", params: { node: "follow_1" } }],
              on: {
                "follow_1.executed": { target: "seat due", actions: [{ type: "trace", params: { node: "follow_1", state: "processed" } }] },
                "follow_1.failed": { target: "seat due", actions: [{ type: "trace", params: { node: "follow_1", state: "error", reason: "failed" } }] },
                "follow_1.suppressed": { target: "seat due", actions: [{ type: "trace", params: { node: "follow_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "follow_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "seat due": {
              always: [{ guard: { type: "expired", params: { node: "seat" } }, target: "if_1", actions: [{ type: "trace", params: { node: "seat", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "seat" } }, target: "seat ready" }, { target: "if_1", actions: [{ type: "trace", params: { node: "seat", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "seat waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "seat", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "seat:window": { target: "seat due" },
              },
            },
            "seat ready": {
              always: [{ guard: { type: "closed", params: { node: "seat" } }, target: "seat waiting" }, { target: "seat" }],
            },
            seat: {
              entry: [{ type: "execute", params: { node: "seat" } }],
              on: {
                "seat.executed": { target: "if_1", actions: [{ type: "trace", params: { node: "seat", state: "processed" } }] },
                "seat.failed": { target: "if_1", actions: [{ type: "trace", params: { node: "seat", state: "error", reason: "failed" } }] },
                "seat.suppressed": { target: "if_1", actions: [{ type: "trace", params: { node: "seat", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "seat", state: "cancelled", reason: "participant left" } }] },
              },
            },
            if_1: {
              always: [{ guard: { type: "condition", params: { node: "if_1" } }, target: "if_1/then/wait_until_1" }, { target: "wait_until_1" }],
            },
            "if_1/then/wait_until_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "if_1.then.wait_until_1": [{ guard: { type: "reached", params: { node: "if_1.then.wait_until_1" } }, target: "if_1/then/parallel_1" }, { target: "if_1/then/wait_until_1", reenter: true }],
              },
            },
            "if_1/then/parallel_1": {
              entry: [raise({ type: "if_1.then.parallel_1.begin" })],
              on: {
                "if_1.then.parallel_1.guest.over": { guard: and([stateIn({ active: { "if_1/then/parallel_1/guest": "done" } }), stateIn({ active: { "if_1/then/parallel_1/house": "done" } })]), target: "wait_until_1" },
                "if_1.then.parallel_1.house.over": { guard: and([stateIn({ active: { "if_1/then/parallel_1/guest": "done" } }), stateIn({ active: { "if_1/then/parallel_1/house": "done" } })]), target: "wait_until_1" },
                "participant.leave": { target: "left" },
              },
            },
            wait_until_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_1: [{ guard: { type: "reached", params: { node: "wait_until_1" } }, target: "soon due" }, { target: "wait_until_1", reenter: true }],
              },
            },
            "soon due": {
              always: [{ guard: { type: "expired", params: { node: "soon" } }, target: "wait_until_2", actions: [{ type: "trace", params: { node: "soon", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "soon" } }, target: "soon ready" }, { target: "wait_until_2", actions: [{ type: "trace", params: { node: "soon", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "soon waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "soon:window": { target: "soon due" },
              },
            },
            "soon ready": {
              always: [{ guard: { type: "closed", params: { node: "soon" } }, target: "soon waiting" }, { target: "soon" }],
            },
            soon: {
              entry: [{ type: "execute", params: { node: "soon" } }],
              on: {
                "soon.executed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "soon", state: "processed" } }] },
                "soon.failed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "soon", state: "error", reason: "failed" } }] },
                "soon.suppressed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "soon", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "soon", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_until_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_2: [{ guard: { type: "reached", params: { node: "wait_until_2" } }, target: "unfollow_1 due" }, { target: "wait_until_2", reenter: true }],
              },
            },
            "unfollow_1 due": {
              always: [{ guard: { type: "matches", params: { node: "unfollow_1" } }, target: "unfollow_1" }, { target: "done", actions: [{ type: "trace", params: { node: "unfollow_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            unfollow_1: {
              entry: [{ type: "execute", params: { node: "unfollow_1" } }],
              on: {
                "unfollow_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "unfollow_1", state: "processed" } }] },
                "unfollow_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "unfollow_1", state: "error", reason: "failed" } }] },
                "unfollow_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "unfollow_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "unfollow_1", state: "cancelled", reason: "participant left" } }] },
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
        "seat/bounced": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "seat.failed": { target: "done" },
                "seat.suppressed": { target: "done" },
                "seat.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "seat.bounced": { target: "wrong_address due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "wrong_address", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "seat.bounced:listen": { target: "done", actions: [{ type: "trace", params: { node: "wrong_address", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "wrong_address due": {
              always: [{ guard: { type: "matches", params: { node: "wrong_address" } }, target: "wrong_address" }, { target: "done", actions: [{ type: "trace", params: { node: "wrong_address", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            wrong_address: {
              entry: [{ type: "execute", params: { node: "wrong_address" } }],
              on: {
                "wrong_address.executed": { target: "done", actions: [{ type: "trace", params: { node: "wrong_address", state: "processed" } }] },
                "wrong_address.failed": { target: "done", actions: [{ type: "trace", params: { node: "wrong_address", state: "error", reason: "failed" } }] },
                "wrong_address.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "wrong_address", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "wrong_address", state: "cancelled", reason: "participant left" } }] },
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
        "if_1/then/parallel_1/guest": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "if_1.then.parallel_1.begin": { target: "if_1/then/parallel_1/guest/if_1" },
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
              },
            },
            "if_1/then/parallel_1/guest/if_1": {
              always: [{ guard: { type: "condition", params: { node: "if_1.then.parallel_1.guest.if_1" } }, target: "tomorrow due" }, { target: "tomorrow_by_sms due" }],
            },
            "tomorrow due": {
              always: [{ guard: { type: "expired", params: { node: "tomorrow" } }, target: "done", actions: [{ type: "trace", params: { node: "tomorrow", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "tomorrow" } }, target: "tomorrow ready" }, { target: "done", actions: [{ type: "trace", params: { node: "tomorrow", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "tomorrow waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "tomorrow", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "tomorrow:window": { target: "tomorrow due" },
              },
            },
            "tomorrow ready": {
              always: [{ guard: { type: "closed", params: { node: "tomorrow" } }, target: "tomorrow waiting" }, { target: "tomorrow" }],
            },
            tomorrow: {
              entry: [{ type: "execute", params: { node: "tomorrow" } }],
              on: {
                "tomorrow.executed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow", state: "processed" } }] },
                "tomorrow.failed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow", state: "error", reason: "failed" } }] },
                "tomorrow.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "tomorrow", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "tomorrow_by_sms due": {
              always: [{ guard: { type: "expired", params: { node: "tomorrow_by_sms" } }, target: "done", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "tomorrow_by_sms" } }, target: "tomorrow_by_sms ready" }, { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "tomorrow_by_sms waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "tomorrow_by_sms:window": { target: "tomorrow_by_sms due" },
              },
            },
            "tomorrow_by_sms ready": {
              always: [{ guard: { type: "closed", params: { node: "tomorrow_by_sms" } }, target: "tomorrow_by_sms waiting" }, { target: "tomorrow_by_sms" }],
            },
            tomorrow_by_sms: {
              entry: [{ type: "execute", params: { node: "tomorrow_by_sms" } }],
              on: {
                "tomorrow_by_sms.executed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "processed" } }] },
                "tomorrow_by_sms.failed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "error", reason: "failed" } }] },
                "tomorrow_by_sms.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "tomorrow_by_sms", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
              entry: [raise({ type: "if_1.then.parallel_1.guest.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "if_1.then.parallel_1.guest.over" })],
            },
          },
        },
        "tomorrow/failed": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "if_1.then.parallel_1.guest.over": { target: "done" },
                "participant.leave": { target: "left" },
                "tomorrow.failed": { target: "tomorrow_instead due" },
                "tomorrow.executed": { target: "done" },
                "tomorrow.suppressed": { target: "done" },
              },
            },
            "tomorrow_instead due": {
              always: [{ guard: { type: "expired", params: { node: "tomorrow_instead" } }, target: "done", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "tomorrow_instead" } }, target: "tomorrow_instead ready" }, { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "tomorrow_instead waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "tomorrow_instead:window": { target: "tomorrow_instead due" },
              },
            },
            "tomorrow_instead ready": {
              always: [{ guard: { type: "closed", params: { node: "tomorrow_instead" } }, target: "tomorrow_instead waiting" }, { target: "tomorrow_instead" }],
            },
            tomorrow_instead: {
              entry: [{ type: "execute", params: { node: "tomorrow_instead" } }],
              on: {
                "tomorrow_instead.executed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "processed" } }] },
                "tomorrow_instead.failed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "error", reason: "failed" } }] },
                "tomorrow_instead.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "tomorrow_instead", state: "cancelled", reason: "participant left" } }] },
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
        "if_1/then/parallel_1/house": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "if_1.then.parallel_1.begin": { target: "host_note due" },
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
              },
            },
            "host_note due": {
              always: [{ guard: { type: "matches", params: { node: "host_note" } }, target: "host_note" }, { target: "done", actions: [{ type: "trace", params: { node: "host_note", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            host_note: {
              entry: [{ type: "execute", params: { node: "host_note" } }],
              on: {
                "host_note.executed": { target: "done", actions: [{ type: "trace", params: { node: "host_note", state: "processed" } }] },
                "host_note.failed": { target: "done", actions: [{ type: "trace", params: { node: "host_note", state: "error", reason: "failed" } }] },
                "host_note.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "host_note", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "host_note", state: "cancelled", reason: "participant left" } }] },
              },
            },
            done: {
              type: "final",
              entry: [raise({ type: "if_1.then.parallel_1.house.over" })],
            },
            left: {
              type: "final",
              entry: [raise({ type: "if_1.then.parallel_1.house.over" })],
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
