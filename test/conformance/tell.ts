/** One person's story, told by a plain XState actor, by the step function, and by the engine: the same three times. */
import type { CalendarDuration } from "@journey/language";
import type { Database } from "@journey/runtime";
import { expect } from "vitest";
import { createEngineWorld } from "./engine-world.ts";
import type { Change, History, Offset, Person, Reaction, Sending } from "./history.ts";
import { createInMemoryWorld } from "./in-memory-world.ts";
import { play } from "./play.ts";
import { graphOfBody } from "./project.ts";

/** A Monday, 8:00 in UTC and 9:00 in Brussels. */
export const start = Date.parse("2026-11-02T08:00:00Z");

/** `1 day`, `2 days + 1 minute` */
export function offset(text: string): Offset {
  const [, amount = "0", unit = "minute", sign = "+", minutes = "0"] =
    /^(\d+) (minute|hour|day|week|month)s?(?: ([+-]) (\d+) minutes?)?$/.exec(text) ?? [];
  return {
    duration: { amount: Number(amount), unit: unit as CalendarDuration["unit"] },
    minutes: Number(minutes) * (sign === "-" ? -1 : 1),
  };
}

export interface Story {
  readonly start?: string;
  readonly record?: Partial<Person["record"]>;
  readonly sendings?: readonly Sending[];
  /** `[since the handover of their first message, what, how]` */
  readonly reactions?: readonly (readonly [after: string, type: Reaction["type"], more?: Partial<Reaction>])[];
  /** `[since the beginning, what]` */
  readonly changes?: readonly (readonly [at: string, change: Change])[];
  readonly stops?: readonly (readonly [at: string, hours: number])[];
  readonly decisions?: readonly (readonly [at: string, variant: number])[];
}

export const aPerson = (parts: Partial<Person> = {}): Person => ({
  record: { country: "BE", stage: null, score: 0, zone: null, phone: "+32470", until: undefined, owner: false },
  sendings: [{ minutes: 0, result: "sent" }],
  reactions: [],
  changes: [],
  ...parts,
});

/**
 * Plays a story to all three.
 *
 * @param body the journey's, for the model `Person` (see project.ts)
 * @returns what has become of the person: traces, messages and goals with their moments, the end, and the record
 */
export async function tell(db: Database, body: string, story: Story = {}): Promise<readonly string[]> {
  const graph = graphOfBody(body);
  const record = { ...aPerson().record, ...story.record };
  const history: History = {
    start: story.start === undefined ? start : Date.parse(story.start),
    people: [
      aPerson({
        record,
        ...(story.sendings ? { sendings: story.sendings } : {}),
        reactions: (story.reactions ?? []).map(([after, type, more]) => ({
          message: 0,
          type,
          label: undefined,
          machine: false,
          after: offset(after),
          late: 0,
          twice: false,
          ...more,
        })),
        changes: (story.changes ?? []).map(([at, change]) => ({ at: offset(at), change })),
      }),
    ],
    stops: (story.stops ?? []).map(([at, hours]) => ({ at: offset(at), hours })),
    decisions: (story.decisions ?? []).map(([at, variant]) => ({ at: offset(at), test: 0, variant })),
  };
  const [actor] = await play(createInMemoryWorld("xstate", graph, history), graph, history);
  const [steps] = await play(createInMemoryWorld("step", graph, history), graph, history);
  const [engine] = await play(await createEngineWorld(db, graph, history), graph, history);
  expect(steps, "the step function tells what the actor tells").toEqual(actor);
  expect(engine, "the engine tells what the actor tells").toEqual(actor);
  return actor ?? [];
}

/** A text message with a link `shop`. */
export const message = (name: string, more = ""): string =>
  `sms ${name} {\n  text "{{ link shop }} {{ link blog }}"\n  link shop "https://acme.test/shop"\n  link blog "https://acme.test/blog"\n${more}\n}`;

/** An e-mail with the same. */
export const mail = (name: string, more = ""): string =>
  `email ${name} {\n  subject "Hi"\n  body "[a]({{ link shop }}) [b]({{ link blog }}) [c]({{ unsubscribe_url }})"\n  link shop "https://acme.test/shop"\n  link blog "https://acme.test/blog"\n${more}\n}`;

/** Entry, traces, goals and end. */
export const steps = (told: readonly string[]): readonly string[] =>
  told.filter((line) => !line.includes("put into the outbox") && !line.startsWith("{"));

/** The messages that came into the outbox. */
export const outbox = (told: readonly string[]): readonly (string | undefined)[] =>
  told.filter((line) => line.includes("put into the outbox")).map((line) => line.split(" ")[0]);
