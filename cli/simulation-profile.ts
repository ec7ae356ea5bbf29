import { readFileSync } from "node:fs";
import type { FieldDistribution, OutsideChange, OutsideEvent, Reaction } from "@journey/compiler";
import { Problem } from "@journey/language";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import * as z from "zod";

const percent = z.number().min(0).max(100);
const duration = z
  .string()
  .regex(/^\d+ (minute|hour|day|week|month)s?$/, "write it as `2 days`, `12 hours` or `30 minutes`");
const value = z.union([z.string(), z.number(), z.boolean()]);

/** What people are like and what they do, where the usual assumptions are not wanted. */
const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  /** Where it was learned from. */
  learned: z.strictObject({ from: z.string(), to: z.string(), at: z.string() }).optional(),
  /** By field of the target. */
  fields: z
    .record(
      z.string(),
      z.strictObject({
        set: percent.optional(),
        values: z.record(z.string(), z.number().min(0)).optional(),
        from: z.number().optional(),
        to: z.number().optional(),
      }),
    )
    .default({}),
  /** By activity: `{ "opened": { "percent": 45, "within": "2 days" } }`; a link behind a blank: `clicked shop`. */
  reactions: z
    .record(
      z.string(),
      z.record(
        z
          .string()
          .regex(/^(opened|replied|bounced|unsubscribed|failed|clicked( .+)?)$/, "this can't happen to a message"),
        z.strictObject({
          percent,
          within: duration.optional(),
          shape: z.enum(["typical", "even"]).optional(),
          /** Minutes after the message at which each tenth of them has done it: what `--learn` writes. */
          deciles: z.array(z.number().min(0)).length(11).optional(),
          /** Of how many messages it was learned. */
          of: z.number().optional(),
        }),
      ),
    )
    .default({}),
  events: z.record(z.string(), z.strictObject({ percent, within: duration })).default({}),
  /** How records change from outside. */
  changes: z.array(z.strictObject({ set: z.record(z.string(), value), percent, within: duration })).default([]),
});

export interface SimulationProfile {
  readonly fields: Readonly<Record<string, FieldDistribution>>;
  readonly reactions: Readonly<Record<string, readonly Reaction[]>>;
  readonly events: readonly OutsideEvent[];
  readonly changes: readonly OutsideChange[];
}

/** @throws Problem `wrong-profile` when the file can't be read, is no JSON, or holds a wrong setting */
export function readProfile(file: string): SimulationProfile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem("wrong-profile", `${file} can't be read: ${reason}.`, "Name a file that is there.");
  }
  const errors: ParseError[] = [];
  const parsed: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors[0]) {
    throw new Problem(
      "wrong-profile",
      `${file} is not JSON (${printParseErrorCode(errors[0].error)}).`,
      "Mend the file.",
    );
  }
  const result = profileSchema.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new Problem(
      "wrong-profile",
      `${file}: \`${issue.path.join(".")}\`: ${issue.message}.`,
      "docs/simulating.md says what a profile may hold.",
    );
  }
  const { fields, reactions, events, changes } = result.data;
  return {
    fields: fields as Readonly<Record<string, FieldDistribution>>,
    reactions: Object.fromEntries(
      Object.entries(reactions).map(([activity, own]) => [
        activity,
        Object.entries(own).map(([what, each]): Reaction => {
          const [happening, ...label] = what.split(" ");
          return {
            happening: happening as Reaction["happening"],
            ...(label.length > 0 ? { label: label.join(" ") } : {}),
            share: each.percent / 100,
            ...(each.within === undefined ? {} : { within: milliseconds(each.within) }),
            ...(each.shape ? { shape: each.shape } : {}),
            ...(each.deciles ? { deciles: each.deciles } : {}),
            source:
              each.of === undefined
                ? "the profile"
                : `the profile, learned of ${each.of.toLocaleString("en")} messages`,
          };
        }),
      ]),
    ),
    events: Object.entries(events).map(([event, each]) => ({
      event,
      share: each.percent / 100,
      within: milliseconds(each.within),
    })),
    changes: changes.map((each) => ({ set: each.set, share: each.percent / 100, within: milliseconds(each.within) })),
  };
}

function milliseconds(text: string): number {
  const [amount = "0", unit = "minute"] = text.split(" ");
  const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200 };
  return Number(amount) * (minutes[unit.replace(/s$/, "")] ?? 1) * 60_000;
}
