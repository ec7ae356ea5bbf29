// Webinar follow-up: made from webinar-follow-up.journey; do not edit.
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
    /** This variant has won the test; -1: one that only another version has. */
    decided: ({ context }, params: { node: string; branch?: number }) => context.facts[`decided:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** It is too late for the activity. */
    expired: ({ context }, params: { node: string; branch?: number }) => context.facts[`expired:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** Messages don't leave now. */
    closed: ({ context }, params: { node: string; branch?: number }) => context.facts[`closed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "thanks_plain:window": 0, // until thanks_plain may be sent (the service knows when)
    "thanks_warm:window": 0, // until thanks_warm may be sent (the service knows when)
    "match_1.case_1.wait_1": 259_200_000, // 3 days
    "missed:window": 0, // until missed may be sent (the service knows when)
    "match_1.case_2.repeat_1.pause": 259_200_000, // 3 days
    "missed~2:window": 0, // until missed~2 may be sent (the service knows when)
    "match_1.case_2.repeat_1.pause~2": 259_200_000, // 3 days
    "missed~3:window": 0, // until missed~3 may be sent (the service knows when)
  },
}).createMachine({
  id: "webinar_follow_up",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } })]), target: "#webinar_follow_up.exited" }, { target: "#webinar_follow_up.completed" }],
      states: {
        sequence: {
          initial: "match_1",
          states: {
            match_1: {
              always: [{ guard: { type: "condition", params: { node: "match_1", branch: 0 } }, target: "subject" }, { guard: { type: "condition", params: { node: "match_1", branch: 1 } }, target: "match_1/case_2/repeat_1" }, { target: "match_1/else/exit_1" }],
            },
            subject: {
              always: [{ guard: { type: "share", params: { node: "subject", branch: -1 } }, target: "match_1/case_1/wait_1" }, { guard: { type: "decided", params: { node: "subject", branch: 0 } }, target: "thanks_plain due" }, { guard: { type: "decided", params: { node: "subject", branch: 1 } }, target: "thanks_warm due" }, { guard: { type: "decided", params: { node: "subject", branch: -1 } }, target: "match_1/case_1/wait_1" }, { guard: { type: "share", params: { node: "subject", branch: 0 } }, target: "thanks_plain due" }, { guard: { type: "share", params: { node: "subject", branch: 1 } }, target: "thanks_warm due" }, { target: "subject waiting" }],
            },
            "subject waiting": {
              on: {
                "subject.decided": [{ guard: { type: "label", params: { label: "plain" } }, target: "thanks_plain due" }, { guard: { type: "label", params: { label: "warm" } }, target: "thanks_warm due" }, { target: "match_1/case_1/wait_1" }],
                "participant.leave": { target: "left" },
              },
            },
            "thanks_plain due": {
              always: [{ guard: { type: "matches", params: { node: "thanks_plain" } }, target: "thanks_plain ready" }, { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_plain", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "thanks_plain waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "thanks_plain", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "thanks_plain:window": { target: "thanks_plain due" },
              },
            },
            "thanks_plain ready": {
              always: [{ guard: { type: "closed", params: { node: "thanks_plain" } }, target: "thanks_plain waiting" }, { target: "thanks_plain" }],
            },
            thanks_plain: {
              entry: [{ type: "execute", params: { node: "thanks_plain" } }],
              on: {
                "thanks_plain.executed": { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_plain", state: "processed" } }] },
                "thanks_plain.failed": { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_plain", state: "error", reason: "failed" } }] },
                "thanks_plain.suppressed": { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_plain", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "thanks_plain", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "thanks_warm due": {
              always: [{ guard: { type: "matches", params: { node: "thanks_warm" } }, target: "thanks_warm ready" }, { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_warm", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "thanks_warm waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "thanks_warm", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "thanks_warm:window": { target: "thanks_warm due" },
              },
            },
            "thanks_warm ready": {
              always: [{ guard: { type: "closed", params: { node: "thanks_warm" } }, target: "thanks_warm waiting" }, { target: "thanks_warm" }],
            },
            thanks_warm: {
              entry: [{ type: "execute", params: { node: "thanks_warm" } }],
              on: {
                "thanks_warm.executed": { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_warm", state: "processed" } }] },
                "thanks_warm.failed": { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_warm", state: "error", reason: "failed" } }] },
                "thanks_warm.suppressed": { target: "match_1/case_1/wait_1", actions: [{ type: "trace", params: { node: "thanks_warm", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "thanks_warm", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_1/case_1/wait_1": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "match_1.case_1.wait_1": { target: "match_1/case_1/if_1" },
              },
            },
            "match_1/case_1/if_1": {
              always: [{ guard: { type: "condition", params: { node: "match_1.case_1.if_1" } }, target: "follow_up due" }, { target: "done" }],
            },
            "follow_up due": {
              always: [{ guard: { type: "matches", params: { node: "follow_up" } }, target: "follow_up" }, { target: "done", actions: [{ type: "trace", params: { node: "follow_up", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            follow_up: {
              entry: [{ type: "execute", params: { node: "follow_up" } }],
              on: {
                "follow_up.executed": { target: "done", actions: [{ type: "trace", params: { node: "follow_up", state: "processed" } }] },
                "follow_up.failed": { target: "done", actions: [{ type: "trace", params: { node: "follow_up", state: "error", reason: "failed" } }] },
                "follow_up.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "follow_up", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "follow_up", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_1/case_2/repeat_1": {
              always: [{ guard: { type: "condition", params: { node: "match_1.case_2.repeat_1" } }, target: "missed due" }, { target: "done" }],
            },
            "missed due": {
              always: [{ guard: { type: "expired", params: { node: "missed" } }, target: "match_1/case_2/repeat_1/pause", actions: [{ type: "trace", params: { node: "missed", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "missed" } }, target: "missed ready" }, { target: "match_1/case_2/repeat_1/pause", actions: [{ type: "trace", params: { node: "missed", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "missed waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "missed", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "missed:window": { target: "missed due" },
              },
            },
            "missed ready": {
              always: [{ guard: { type: "closed", params: { node: "missed" } }, target: "missed waiting" }, { target: "missed" }],
            },
            missed: {
              entry: [{ type: "execute", params: { node: "missed" } }],
              on: {
                "missed.executed": { target: "match_1/case_2/repeat_1/pause", actions: [{ type: "trace", params: { node: "missed", state: "processed" } }] },
                "missed.failed": { target: "match_1/case_2/repeat_1/pause", actions: [{ type: "trace", params: { node: "missed", state: "error", reason: "failed" } }] },
                "missed.suppressed": { target: "match_1/case_2/repeat_1/pause", actions: [{ type: "trace", params: { node: "missed", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "missed", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_1/case_2/repeat_1/pause": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "match_1.case_2.repeat_1.pause": { target: "match_1/case_2/repeat_1~2" },
              },
            },
            "match_1/case_2/repeat_1~2": {
              always: [{ guard: { type: "condition", params: { node: "match_1.case_2.repeat_1~2" } }, target: "missed~2 due" }, { target: "done" }],
            },
            "missed~2 due": {
              always: [{ guard: { type: "expired", params: { node: "missed~2" } }, target: "match_1/case_2/repeat_1/pause~2", actions: [{ type: "trace", params: { node: "missed~2", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "missed~2" } }, target: "missed~2 ready" }, { target: "match_1/case_2/repeat_1/pause~2", actions: [{ type: "trace", params: { node: "missed~2", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "missed~2 waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "missed~2", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "missed~2:window": { target: "missed~2 due" },
              },
            },
            "missed~2 ready": {
              always: [{ guard: { type: "closed", params: { node: "missed~2" } }, target: "missed~2 waiting" }, { target: "missed~2" }],
            },
            "missed~2": {
              entry: [{ type: "execute", params: { node: "missed~2" } }],
              on: {
                "missed~2.executed": { target: "match_1/case_2/repeat_1/pause~2", actions: [{ type: "trace", params: { node: "missed~2", state: "processed" } }] },
                "missed~2.failed": { target: "match_1/case_2/repeat_1/pause~2", actions: [{ type: "trace", params: { node: "missed~2", state: "error", reason: "failed" } }] },
                "missed~2.suppressed": { target: "match_1/case_2/repeat_1/pause~2", actions: [{ type: "trace", params: { node: "missed~2", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "missed~2", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_1/case_2/repeat_1/pause~2": {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                "match_1.case_2.repeat_1.pause~2": { target: "match_1/case_2/repeat_1~3" },
              },
            },
            "match_1/case_2/repeat_1~3": {
              always: [{ guard: { type: "condition", params: { node: "match_1.case_2.repeat_1~3" } }, target: "missed~3 due" }, { target: "done" }],
            },
            "missed~3 due": {
              always: [{ guard: { type: "expired", params: { node: "missed~3" } }, target: "done", actions: [{ type: "trace", params: { node: "missed~3", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "missed~3" } }, target: "missed~3 ready" }, { target: "done", actions: [{ type: "trace", params: { node: "missed~3", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "missed~3 waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "missed~3", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "missed~3:window": { target: "missed~3 due" },
              },
            },
            "missed~3 ready": {
              always: [{ guard: { type: "closed", params: { node: "missed~3" } }, target: "missed~3 waiting" }, { target: "missed~3" }],
            },
            "missed~3": {
              entry: [{ type: "execute", params: { node: "missed~3" } }],
              on: {
                "missed~3.executed": { target: "done", actions: [{ type: "trace", params: { node: "missed~3", state: "processed" } }] },
                "missed~3.failed": { target: "done", actions: [{ type: "trace", params: { node: "missed~3", state: "error", reason: "failed" } }] },
                "missed~3.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "missed~3", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "missed~3", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "match_1/else/exit_1": {
              entry: [raise({ type: "participant.leave" })],
              on: {
                "participant.leave": { target: "left" },
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
