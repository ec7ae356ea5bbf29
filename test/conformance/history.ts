/** What happens to a journey and to the people in it: who they are, what they do, and when it is heard of. */
import { addDuration } from "@journey/compiler";
import type { CalendarDuration } from "@journey/language";
import fc from "fast-check";
import { durations } from "./arbitrary-journey.ts";

/** Reckoned in the person's zone, then so many minutes beside it. */
export interface Offset {
  readonly duration: CalendarDuration;
  readonly minutes: number;
}

export const reactionTypes = ["opened", "clicked", "replied", "bounced", "delivered", "unsubscribed"] as const;

/** What somebody does with a message that was handed over. */
export interface Reaction {
  /** Of all the messages that were handed over to them, in order. */
  readonly message: number;
  readonly type: (typeof reactionTypes)[number];
  readonly label: "shop" | "blog" | undefined;
  readonly machine: boolean;
  /** Since the handover. */
  readonly after: Offset;
  /** Minutes until it is heard of. */
  readonly late: number;
  readonly twice: boolean;
}

export type Change =
  | {
      readonly kind: "set";
      readonly field: "country" | "stage" | "score" | "phone" | "active";
      readonly value: unknown;
    }
  | { readonly kind: "until"; readonly days: number | undefined }
  | { readonly kind: "delete" }
  | { readonly kind: "suppress" }
  | { readonly kind: "ordered"; readonly total: number; readonly late: number; readonly twice: boolean };

/** How a message's sending goes: so many minutes after it was put into the outbox. */
export interface Sending {
  readonly minutes: number;
  readonly result: "sent" | "failed";
}

export interface Person {
  readonly record: {
    readonly country: "BE" | "FR" | "US";
    readonly stage: "new" | "won" | null;
    readonly score: number;
    readonly zone: string | null;
    readonly phone: string | null;
    readonly until: number | undefined;
    readonly owner: boolean;
  };
  /** One after the other; then from the beginning again. */
  readonly sendings: readonly Sending[];
  readonly reactions: readonly Reaction[];
  readonly changes: readonly { readonly at: Offset; readonly change: Change }[];
}

export interface History {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly people: readonly Person[];
  readonly stops: readonly { readonly at: Offset; readonly hours: number }[];
  /** A test is decided by hand: the place of the test, and of its variant. */
  readonly decisions: readonly { readonly at: Offset; readonly test: number; readonly variant: number }[];
}

export const after = (at: number, { duration, minutes }: Offset, zone: string): number =>
  Math.max(at, addDuration(at, duration, zone) + minutes * 60_000);

/** A Monday; and just before the clocks change in Brussels (spring, autumn) and in New York. */
const starts = [
  "2026-11-02T08:00:00Z",
  "2026-03-27T08:30:00Z",
  "2026-10-23T22:00:00Z",
  "2026-03-07T01:30:00Z",
  "2026-01-30T12:00:00Z",
];

const parse = (text: string): CalendarDuration => {
  const [amount = "0", unit = "minutes"] = text.split(" ");
  return { amount: Number(amount), unit: unit.replace(/s$/, "") as CalendarDuration["unit"] };
};
export const offset: fc.Arbitrary<Offset> = fc.record({
  duration: fc.constantFrom("0 minutes", ...durations).map(parse),
  minutes: fc.constantFrom(0, 0, 0, 0, 1, -1, 30),
});
const late = fc.constantFrom(0, 0, 0, 1, 60, 24 * 60, 3 * 24 * 60);

const person: fc.Arbitrary<Person> = fc.record({
  record: fc.record({
    country: fc.constantFrom("BE", "BE", "FR", "US"),
    stage: fc.constantFrom(null, "new", "won"),
    score: fc.constantFrom(0, 2, 5),
    zone: fc.constantFrom(null, "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Nowhere/Town"),
    phone: fc.constantFrom("+32470", "+32470", "+32470", null),
    until: fc.constantFrom(undefined, 1, 2, 9),
    owner: fc.boolean(),
  }),
  sendings: fc.array(
    fc.record({
      minutes: fc.constantFrom(0, 0, 0, 5, 60, 24 * 60),
      result: fc.constantFrom("sent", "sent", "sent", "failed"),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  reactions: fc.array(
    fc.record({
      message: fc.nat(3),
      type: fc.constantFrom(...reactionTypes),
      label: fc.constantFrom(undefined, "shop", "blog"),
      machine: fc.constantFrom(false, false, true),
      after: offset,
      late,
      twice: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  changes: fc.array(
    fc.record({
      at: offset,
      change: fc.oneof<fc.Arbitrary<Change>[]>(
        fc.constantFrom<Change>(
          { kind: "set", field: "country", value: "BE" },
          { kind: "set", field: "country", value: "US" },
          { kind: "set", field: "stage", value: "won" },
          { kind: "set", field: "stage", value: "lost" },
          { kind: "set", field: "score", value: 4 },
          { kind: "set", field: "phone", value: null },
          { kind: "set", field: "active", value: false },
          { kind: "until", days: 3 },
          { kind: "until", days: undefined },
          { kind: "suppress" },
        ),
        fc.record({
          kind: fc.constant("ordered" as const),
          total: fc.constantFrom(3, 8, 20),
          late,
          twice: fc.boolean(),
        }),
        fc.constant<Change>({ kind: "delete" }),
      ),
    }),
    { maxLength: 4 },
  ),
});

/** @param people how many, at most */
export const arbitraryHistory = (people: number): fc.Arbitrary<History> =>
  fc.record({
    start: fc.constantFrom(...starts).map((text) => Date.parse(text)),
    people: fc.array(person, { minLength: 1, maxLength: people }),
    stops: fc.array(fc.record({ at: offset, hours: fc.constantFrom(1, 24, 72) }), { maxLength: 2 }),
    decisions: fc.array(fc.record({ at: offset, test: fc.nat(3), variant: fc.nat(1) }), { maxLength: 2 }),
  });
