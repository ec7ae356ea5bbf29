// rates: made from main.journey; do not edit.
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
    /** The participant falls into this share; of a test, -1 is the holdback. */
    share: ({ context }, params: { node: string; branch?: number }) => context.facts[`share:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** This variant has won the test; -1: one that only another version has. */
    decided: ({ context }, params: { node: string; branch?: number }) => context.facts[`decided:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
  },
}).createMachine({
  id: "rates",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#rates.exited" }, { target: "#rates.completed" }],
      states: {
        sequence: {
          initial: "clicks",
          states: {
            clicks: {
              always: [{ guard: { type: "decided", params: { node: "clicks", branch: 0 } }, target: "mail_a due" }, { guard: { type: "decided", params: { node: "clicks", branch: 1 } }, target: "mail_b due" }, { guard: { type: "decided", params: { node: "clicks", branch: -1 } }, target: "replies" }, { guard: { type: "share", params: { node: "clicks", branch: 0 } }, target: "mail_a due" }, { guard: { type: "share", params: { node: "clicks", branch: 1 } }, target: "mail_b due" }, { target: "clicks waiting" }],
            },
            "clicks waiting": {
              on: {
                "clicks.decided": [{ guard: { type: "label", params: { label: "a" } }, target: "mail_a due" }, { guard: { type: "label", params: { label: "b" } }, target: "mail_b due" }, { target: "replies" }],
                "participant.leave": { target: "left" },
              },
            },
            "mail_a due": {
              always: [{ guard: { type: "matches", params: { node: "mail_a" } }, target: "mail_a" }, { target: "replies", actions: [{ type: "trace", params: { node: "mail_a", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            mail_a: {
              entry: [{ type: "execute", params: { node: "mail_a" } }],
              on: {
                "mail_a.executed": { target: "replies", actions: [{ type: "trace", params: { node: "mail_a", state: "processed" } }] },
                "mail_a.failed": { target: "replies", actions: [{ type: "trace", params: { node: "mail_a", state: "error", reason: "failed" } }] },
                "mail_a.suppressed": { target: "replies", actions: [{ type: "trace", params: { node: "mail_a", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mail_a", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "mail_b due": {
              always: [{ guard: { type: "matches", params: { node: "mail_b" } }, target: "mail_b" }, { target: "replies", actions: [{ type: "trace", params: { node: "mail_b", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            mail_b: {
              entry: [{ type: "execute", params: { node: "mail_b" } }],
              on: {
                "mail_b.executed": { target: "replies", actions: [{ type: "trace", params: { node: "mail_b", state: "processed" } }] },
                "mail_b.failed": { target: "replies", actions: [{ type: "trace", params: { node: "mail_b", state: "error", reason: "failed" } }] },
                "mail_b.suppressed": { target: "replies", actions: [{ type: "trace", params: { node: "mail_b", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "mail_b", state: "cancelled", reason: "participant left" } }] },
              },
            },
            replies: {
              always: [{ guard: { type: "decided", params: { node: "replies", branch: 0 } }, target: "reply_a due" }, { guard: { type: "decided", params: { node: "replies", branch: 1 } }, target: "reply_b due" }, { guard: { type: "decided", params: { node: "replies", branch: -1 } }, target: "done" }, { guard: { type: "share", params: { node: "replies", branch: 0 } }, target: "reply_a due" }, { guard: { type: "share", params: { node: "replies", branch: 1 } }, target: "reply_b due" }, { target: "replies waiting" }],
            },
            "replies waiting": {
              on: {
                "replies.decided": [{ guard: { type: "label", params: { label: "a" } }, target: "reply_a due" }, { guard: { type: "label", params: { label: "b" } }, target: "reply_b due" }, { target: "done" }],
                "participant.leave": { target: "left" },
              },
            },
            "reply_a due": {
              always: [{ guard: { type: "matches", params: { node: "reply_a" } }, target: "reply_a" }, { target: "done", actions: [{ type: "trace", params: { node: "reply_a", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            reply_a: {
              entry: [{ type: "execute", params: { node: "reply_a" } }],
              on: {
                "reply_a.executed": { target: "done", actions: [{ type: "trace", params: { node: "reply_a", state: "processed" } }] },
                "reply_a.failed": { target: "done", actions: [{ type: "trace", params: { node: "reply_a", state: "error", reason: "failed" } }] },
                "reply_a.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reply_a", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reply_a", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "reply_b due": {
              always: [{ guard: { type: "matches", params: { node: "reply_b" } }, target: "reply_b" }, { target: "done", actions: [{ type: "trace", params: { node: "reply_b", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            reply_b: {
              entry: [{ type: "execute", params: { node: "reply_b" } }],
              on: {
                "reply_b.executed": { target: "done", actions: [{ type: "trace", params: { node: "reply_b", state: "processed" } }] },
                "reply_b.failed": { target: "done", actions: [{ type: "trace", params: { node: "reply_b", state: "error", reason: "failed" } }] },
                "reply_b.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reply_b", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reply_b", state: "cancelled", reason: "participant left" } }] },
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
