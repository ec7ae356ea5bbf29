// Care renewal: made from renewal.journey; do not edit.
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
    "question:window": 0, // until question may be sent (the service knows when)
    "wait_until_1": 0, // until a moment of the record's
    "reminder:window": 0, // until reminder may be sent (the service knows when)
    "wait_until_2": 0, // until a moment of the record's
    "question.clicked_renew:listen": 2_592_000_000, // 30 days: question.clicked_renew listens no longer
    "question.replied": 600_000, // 10 minutes
    "question.replied:listen": 2_592_000_000, // 30 days: question.replied listens no longer
  },
}).createMachine({
  id: "renewal",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "question/clicked_renew": "left" } }), stateIn({ active: { "question/replied": "left" } })]), target: "#renewal.exited" }, { target: "#renewal.completed" }],
      states: {
        sequence: {
          initial: "stop_journey_1 due",
          states: {
            "stop_journey_1 due": {
              always: [{ guard: { type: "matches", params: { node: "stop_journey_1" } }, target: "stop_journey_1" }, { target: "question due", actions: [{ type: "trace", params: { node: "stop_journey_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            stop_journey_1: {
              entry: [{ type: "execute", params: { node: "stop_journey_1" } }],
              on: {
                "stop_journey_1.executed": { target: "question due", actions: [{ type: "trace", params: { node: "stop_journey_1", state: "processed" } }] },
                "stop_journey_1.failed": { target: "question due", actions: [{ type: "trace", params: { node: "stop_journey_1", state: "error", reason: "failed" } }] },
                "stop_journey_1.suppressed": { target: "question due", actions: [{ type: "trace", params: { node: "stop_journey_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "stop_journey_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "question due": {
              always: [{ guard: { type: "expired", params: { node: "question" } }, target: "wait_until_1", actions: [{ type: "trace", params: { node: "question", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "question" } }, target: "question ready" }, { target: "wait_until_1", actions: [{ type: "trace", params: { node: "question", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "question waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "question", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "question:window": { target: "question due" },
              },
            },
            "question ready": {
              always: [{ guard: { type: "closed", params: { node: "question" } }, target: "question waiting" }, { target: "question" }],
            },
            question: {
              entry: [{ type: "execute", params: { node: "question" } }],
              on: {
                "question.executed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "question", state: "processed" } }] },
                "question.failed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "question", state: "error", reason: "failed" } }] },
                "question.suppressed": { target: "wait_until_1", actions: [{ type: "trace", params: { node: "question", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "question", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_until_1: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_1: [{ guard: { type: "reached", params: { node: "wait_until_1" } }, target: "if_1" }, { target: "wait_until_1", reenter: true }],
              },
            },
            if_1: {
              always: [{ guard: { type: "condition", params: { node: "if_1" } }, target: "if_1/then/do_1/run_1 due" }, { target: "if_1/else/if_1" }],
            },
            "if_1/then/do_1/run_1 due": {
              always: [{ guard: { type: "matches", params: { node: "if_1.then.do_1.run_1" } }, target: "if_1/then/do_1/run_1" }, { target: "if_1/then/do_1/call due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.run_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "if_1/then/do_1/run_1": {
              entry: [{ type: "execute", params: { node: "if_1.then.do_1.run_1" } }],
              on: {
                "if_1.then.do_1.run_1.executed": { target: "if_1/then/do_1/call due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.run_1", state: "processed" } }] },
                "if_1.then.do_1.run_1.failed": { target: "if_1/then/do_1/call due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.run_1", state: "error", reason: "failed" } }] },
                "if_1.then.do_1.run_1.suppressed": { target: "if_1/then/do_1/call due", actions: [{ type: "trace", params: { node: "if_1.then.do_1.run_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "if_1.then.do_1.run_1", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "if_1/then/do_1/call due": {
              always: [{ guard: { type: "matches", params: { node: "if_1.then.do_1.call" } }, target: "if_1/then/do_1/call" }, { target: "wait_until_2", actions: [{ type: "trace", params: { node: "if_1.then.do_1.call", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "if_1/then/do_1/call": {
              entry: [{ type: "execute", params: { node: "if_1.then.do_1.call" } }],
              on: {
                "if_1.then.do_1.call.executed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "if_1.then.do_1.call", state: "processed" } }] },
                "if_1.then.do_1.call.failed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "if_1.then.do_1.call", state: "error", reason: "failed" } }] },
                "if_1.then.do_1.call.suppressed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "if_1.then.do_1.call", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "if_1.then.do_1.call", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "if_1/else/if_1": {
              always: [{ guard: { type: "condition", params: { node: "if_1.else.if_1" } }, target: "reminder due" }, { target: "wait_until_2" }],
            },
            "reminder due": {
              always: [{ guard: { type: "expired", params: { node: "reminder" } }, target: "wait_until_2", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "expired" } }] }, { guard: { type: "matches", params: { node: "reminder" } }, target: "reminder ready" }, { target: "wait_until_2", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder waiting": {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "reminder:window": { target: "reminder due" },
              },
            },
            "reminder ready": {
              always: [{ guard: { type: "closed", params: { node: "reminder" } }, target: "reminder waiting" }, { target: "reminder" }],
            },
            reminder: {
              entry: [{ type: "execute", params: { node: "reminder" } }],
              on: {
                "reminder.executed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "reminder", state: "processed" } }] },
                "reminder.failed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "reminder", state: "error", reason: "failed" } }] },
                "reminder.suppressed": { target: "wait_until_2", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "participant left" } }] },
              },
            },
            wait_until_2: {
              on: {
                "participant.leave": { target: "left" },
              },
              after: {
                wait_until_2: [{ guard: { type: "reached", params: { node: "wait_until_2" } }, target: "start_journey_1 due" }, { target: "wait_until_2", reenter: true }],
              },
            },
            "start_journey_1 due": {
              always: [{ guard: { type: "matches", params: { node: "start_journey_1" } }, target: "start_journey_1" }, { target: "done", actions: [{ type: "trace", params: { node: "start_journey_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            start_journey_1: {
              entry: [{ type: "execute", params: { node: "start_journey_1" } }],
              on: {
                "start_journey_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "start_journey_1", state: "processed" } }] },
                "start_journey_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "start_journey_1", state: "error", reason: "failed" } }] },
                "start_journey_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "start_journey_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "start_journey_1", state: "cancelled", reason: "participant left" } }] },
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
        "question/clicked_renew": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "question.failed": { target: "done" },
                "question.suppressed": { target: "done" },
                "question.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "question.clicked": { guard: { type: "label", params: { label: "renew" } }, target: "question/clicked_renew/update_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "question.clicked_renew:listen": { target: "done", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "question/clicked_renew/update_1 due": {
              always: [{ guard: { type: "matches", params: { node: "question.clicked_renew.update_1" } }, target: "question/clicked_renew/update_1" }, { target: "done", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "question/clicked_renew/update_1": {
              entry: [{ type: "execute", params: { node: "question.clicked_renew.update_1" } }],
              on: {
                "question.clicked_renew.update_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "processed" } }] },
                "question.clicked_renew.update_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "error", reason: "failed" } }] },
                "question.clicked_renew.update_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "question.clicked_renew.update_1", state: "cancelled", reason: "participant left" } }] },
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
        "question/replied": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "question.failed": { target: "done" },
                "question.suppressed": { target: "done" },
                "question.executed": { target: "listening" },
              },
            },
            delaying: {
              on: {
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "answer", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "question.replied": { target: "answer due" },
              },
            },
            listening: {
              on: {
                "question.replied": { target: "delaying" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "answer", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "question.replied:listen": { target: "done", actions: [{ type: "trace", params: { node: "answer", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "answer due": {
              always: [{ guard: { type: "matches", params: { node: "answer" } }, target: "answer" }, { target: "done", actions: [{ type: "trace", params: { node: "answer", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            answer: {
              entry: [{ type: "execute", params: { node: "answer" } }],
              on: {
                "answer.executed": { target: "done", actions: [{ type: "trace", params: { node: "answer", state: "processed" } }] },
                "answer.failed": { target: "done", actions: [{ type: "trace", params: { node: "answer", state: "error", reason: "failed" } }] },
                "answer.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "answer", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "answer", state: "cancelled", reason: "participant left" } }] },
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
