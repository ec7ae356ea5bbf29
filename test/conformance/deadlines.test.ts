/**
 * A reminder with its deadline, and every order in which up to two things may happen around it: before, at and after the
 * deadline, heard of at once or late, with the journey running or stopped. What is to come out is reckoned here by
 * itself, in one sentence: the reminder is cancelled if what cancels it happened up to the deadline and was known when the
 * reminder would have left.
 */
import { describe, expect, it } from "vitest";
import type { Reaction } from "./history.ts";
import { createInMemoryWorld } from "./in-memory-world.ts";
import { play } from "./play.ts";
import { graphOfBody } from "./project.ts";
import { aPerson, start } from "./tell.ts";

const minute = 60_000;
const day = 1440;
const deadline = 2 * day;

const cases = [
  {
    name: "not clicked",
    channel: 'sms m1 {\n  text "{{ link shop }}"\n  link shop "https://acme.test"',
    types: ["clicked", "replied", "bounced"] as const,
    cancels: ["clicked", "bounced"],
  },
  {
    name: "not opened",
    channel: 'email m1 {\n  subject "Hi"\n  body "{{ unsubscribe_url }}"',
    types: ["opened", "clicked", "replied", "bounced", "delivered"] as const,
    cancels: ["opened", "clicked", "replied", "bounced"],
  },
];

describe.each(cases)("on $name after 2 days", ({ name, channel, types, cancels }) => {
  const graph = graphOfBody(`${channel}\n  on ${name} after 2 days { add to list "reminded" }\n}`);
  const events = types.flatMap((type) =>
    [day, deadline - 1, deadline, deadline + 1].flatMap((minutes) =>
      [0, day].map(
        (late): Reaction => ({
          message: 0,
          type,
          label: undefined,
          machine: false,
          after: { duration: { amount: 0, unit: "minute" }, minutes },
          late,
          twice: false,
        }),
      ),
    ),
  );
  const histories = [
    [],
    ...events.map((each) => [each]),
    ...events.flatMap((one) => events.map((other) => [one, other])),
  ];
  const stops = [
    { name: "running", stop: undefined },
    { name: "stopped from 1.5 to 2.5 days", stop: { from: 1.5 * day, hours: 24 } },
  ];

  it.each(stops)(`is right in all ${histories.length} histories, $name`, { timeout: 600_000 }, async ({ stop }) => {
    for (const reactions of histories) {
      const history = {
        start,
        people: [aPerson({ reactions })],
        stops: stop
          ? [{ at: { duration: { amount: 0, unit: "minute" }, minutes: stop.from }, hours: stop.hours } as const]
          : [],
        decisions: [],
      };
      const lines = (await play(createInMemoryWorld("step", graph, history), graph, history))[0] ?? [];
      // What was known when the reminder would have left.
      const leaves = stop ? stop.from + stop.hours * 60 : deadline;
      const known = reactions
        .filter(
          ({ type, after, late }) =>
            cancels.includes(type) && after.minutes <= deadline && after.minutes + late <= leaves,
        )
        .map((reaction, index) => ({ ...reaction, index }))
        .sort(
          (a, b) =>
            seenAt(a, stop) - seenAt(b, stop) ||
            a.after.minutes - b.after.minutes ||
            heardAt(a) - heardAt(b) ||
            a.index - b.index,
        );
      const why = known[0]?.type;
      const trace = lines.find((line) => line.startsWith("m1.") && !line.includes("outbox"));
      const at = new Date(start + (known[0]?.after.minutes ?? deadline) * minute)
        .toISOString()
        .replace(/:00\.000Z$/, "Z");
      expect(trace, JSON.stringify(reactions)).toBe(
        `m1.${name.replace(" ", "_")}.add_to_list_1 ${why === undefined ? "processed" : `cancelled: ${why}`} at ${at}`,
      );
    }
  });
});

const heardAt = ({ after, late }: Reaction): number => after.minutes + late;
/** When it is first looked at: what is heard of while the journey is stopped, when it is started again. */
function seenAt(reaction: Reaction, stop: { readonly from: number; readonly hours: number } | undefined): number {
  const heard = heardAt(reaction);
  const end = stop ? stop.from + stop.hours * 60 : 0;
  return stop && heard >= stop.from && heard < end ? end : heard;
}
