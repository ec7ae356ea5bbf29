// markup: made from main.journey; do not edit.
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
    "in_html.clicked_shop:listen": 2_592_000_000, // 30 days: in_html.clicked_shop listens no longer
  },
}).createMachine({
  id: "markup",
  context: ({ input }) => ({ facts: input?.facts ?? {} }),
  initial: "active",
  states: {
    active: {
      type: "parallel",
      onDone: [{ guard: or([stateIn({ active: { "sequence": "left" } }), stateIn({ active: { "in_html/clicked_shop": "left" } })]), target: "#markup.exited" }, { target: "#markup.completed" }],
      states: {
        sequence: {
          initial: "in_html due",
          states: {
            "in_html due": {
              always: [{ guard: { type: "matches", params: { node: "in_html" } }, target: "in_html" }, { target: "in_mjml due", actions: [{ type: "trace", params: { node: "in_html", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            in_html: {
              entry: [{ type: "execute", params: { node: "in_html" } }],
              on: {
                "in_html.executed": { target: "in_mjml due", actions: [{ type: "trace", params: { node: "in_html", state: "processed" } }] },
                "in_html.failed": { target: "in_mjml due", actions: [{ type: "trace", params: { node: "in_html", state: "error", reason: "failed" } }] },
                "in_html.suppressed": { target: "in_mjml due", actions: [{ type: "trace", params: { node: "in_html", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "in_html", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "in_mjml due": {
              always: [{ guard: { type: "matches", params: { node: "in_mjml" } }, target: "in_mjml" }, { target: "in_text due", actions: [{ type: "trace", params: { node: "in_mjml", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            in_mjml: {
              entry: [{ type: "execute", params: { node: "in_mjml" } }],
              on: {
                "in_mjml.executed": { target: "in_text due", actions: [{ type: "trace", params: { node: "in_mjml", state: "processed" } }] },
                "in_mjml.failed": { target: "in_text due", actions: [{ type: "trace", params: { node: "in_mjml", state: "error", reason: "failed" } }] },
                "in_mjml.suppressed": { target: "in_text due", actions: [{ type: "trace", params: { node: "in_mjml", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "in_mjml", state: "cancelled", reason: "participant left" } }] },
              },
            },
            "in_text due": {
              always: [{ guard: { type: "matches", params: { node: "in_text" } }, target: "in_text" }, { target: "done", actions: [{ type: "trace", params: { node: "in_text", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            in_text: {
              entry: [{ type: "execute", params: { node: "in_text" } }],
              on: {
                "in_text.executed": { target: "done", actions: [{ type: "trace", params: { node: "in_text", state: "processed" } }] },
                "in_text.failed": { target: "done", actions: [{ type: "trace", params: { node: "in_text", state: "error", reason: "failed" } }] },
                "in_text.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "in_text", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "in_text", state: "cancelled", reason: "participant left" } }] },
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
        "in_html/clicked_shop": {
          initial: "idle",
          states: {
            idle: {
              on: {
                "sequence.over": { target: "done" },
                "participant.leave": { target: "left" },
                "in_html.failed": { target: "done" },
                "in_html.suppressed": { target: "done" },
                "in_html.executed": { target: "listening" },
              },
            },
            listening: {
              on: {
                "in_html.clicked": { guard: { type: "label", params: { label: "shop" } }, target: "in_html/clicked_shop/add_to_list_1 due" },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
              },
              after: {
                "in_html.clicked_shop:listen": { target: "done", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "cancelled", reason: "stopped listening" } }] },
              },
            },
            "in_html/clicked_shop/add_to_list_1 due": {
              always: [{ guard: { type: "matches", params: { node: "in_html.clicked_shop.add_to_list_1" } }, target: "in_html/clicked_shop/add_to_list_1" }, { target: "done", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "rejected", reason: "filter no longer matches" } }] }],
            },
            "in_html/clicked_shop/add_to_list_1": {
              entry: [{ type: "execute", params: { node: "in_html.clicked_shop.add_to_list_1" } }],
              on: {
                "in_html.clicked_shop.add_to_list_1.executed": { target: "done", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "processed" } }] },
                "in_html.clicked_shop.add_to_list_1.failed": { target: "done", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "error", reason: "failed" } }] },
                "in_html.clicked_shop.add_to_list_1.suppressed": { target: "done", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "rejected", reason: "suppressed" } }] },
                "participant.leave": { target: "left", actions: [{ type: "trace", params: { node: "in_html.clicked_shop.add_to_list_1", state: "cancelled", reason: "participant left" } }] },
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
