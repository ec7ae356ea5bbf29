// texting: made from main.journey; do not edit.
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
    /** Messages don't leave now. */
    closed: ({ context }, params: { node: string; branch?: number }) => context.facts[`closed:${[params.node, params.branch].filter((part) => part !== undefined).join(":")}`] ?? false,
    /** The click was on this link. */
    label: ({ event }, params: { label: string }) => event.label === params.label,
  },
  delays: {
    "reminder:window": 0, // until reminder may be sent (the service knows when)
    "reminder.delivered:listen": 2_592_000_000, // 30 days: reminder.delivered listens no longer
    "reminder.not_clicked": 7_200_000, // 2 hours
    "reminder.clicked_table:listen": 2_592_000_000, // 30 days: reminder.clicked_table listens no longer
  },
}).createMachine({
  id: "texting",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "reminder/delivered": "left" } }), stateIn({ active: { "reminder/not_clicked": "left" } }), stateIn({ active: { "reminder/clicked_table": "left" } })]), target: "#texting.exited" }, { target: "#texting.completed" }],
      states: {
        sequence: {
          initial: "reminder due",
          states: {
            "reminder due": {
              always: [{ guard: { type: "matches", params: { node: "reminder" } }, target: "reminder ready" }, { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "filter no longer matches" } }] }],
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
                "reminder.executed": { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "processed" } }] },
                "reminder.failed": { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "error", reason: "failed" } }] },
                "reminder.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reminder", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder", state: "cancelled", reason: "participant left" } }] },
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
        "reminder/delivered": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "reminder.failed": { target: "done" },
                "reminder.suppressed": { target: "done" },
                "reminder.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "reminder.delivered": { target: "reminder/delivered/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "reminder.delivered:listen": { target: "done", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "reminder/delivered/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder.delivered.add_to_list_1" } }, target: "reminder/delivered/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder/delivered/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "reminder.delivered.add_to_list_1" } }],
              on: {
                "reminder.delivered.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "processed" } }] },
                "reminder.delivered.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "error", reason: "failed" } }] },
                "reminder.delivered.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder.delivered.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "reminder/not_clicked": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "reminder.failed": { target: "done" },
                "reminder.suppressed": { target: "done" },
                "reminder.executed": { target: "delaying" },
              },
            },
            delaying: {
              on: {
                "reminder.clicked": { target: "done", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "cancelled", reason: "clicked" } }] },
                "reminder.bounced": { target: "done", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "cancelled", reason: "bounced" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "reminder.not_clicked": { target: "reminder/not_clicked/add_to_list_1 due" },
              },
            },
            "reminder/not_clicked/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder.not_clicked.add_to_list_1" } }, target: "reminder/not_clicked/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder/not_clicked/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "reminder.not_clicked.add_to_list_1" } }],
              on: {
                "reminder.not_clicked.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "processed" } }] },
                "reminder.not_clicked.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "error", reason: "failed" } }] },
                "reminder.not_clicked.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder.not_clicked.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
        "reminder/clicked_table": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "reminder.failed": { target: "done" },
                "reminder.suppressed": { target: "done" },
                "reminder.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "reminder.clicked": { guard: { type: "label", params: { label: "table" } }, target: "reminder/clicked_table/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "reminder.clicked_table:listen": { target: "done", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "reminder/clicked_table/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "reminder.clicked_table.add_to_list_1" } }, target: "reminder/clicked_table/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "reminder/clicked_table/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "reminder.clicked_table.add_to_list_1" } }],
              on: {
                "reminder.clicked_table.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "processed" } }] },
                "reminder.clicked_table.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "error", reason: "failed" } }] },
                "reminder.clicked_table.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "reminder.clicked_table.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
