/** How many messages one person may get from a journey, at worst. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";
import type { DurationUnit, Journey } from "../syntax/ast.ts";
import { settingsOf } from "./check-settings.ts";
import { insertion } from "./fixes.ts";
import type { CheckedJourney } from "./program.ts";
import type { FileScope } from "./scope.ts";
import { day, rangeOf } from "./step-length.ts";
import { waysThrough } from "./volume-graph.ts";
import { type SentMessage, worstCase } from "./worst-case.ts";

/** More than this is worth knowing. */
const thresholds = [
  { minutes: 7 * day, most: 7, stretch: "7 days", per: "week" },
  { minutes: day, most: 3, stretch: "24 hours", per: "day" },
] as const;

const stretches: Readonly<Record<DurationUnit, string>> = {
  minute: "a minute",
  hour: "an hour",
  day: "24 hours",
  week: "7 days",
  month: "a month",
};

const channelWords = { email: "e-mails", sms: "text messages", push: "push messages" } as const;

/**
 * Reports caps that somebody may come up against, and journeys that write often.
 *
 * @returns the most messages that somebody gets in a week
 */
export function checkVolume(journey: CheckedJourney, tree: Journey, scope: FileScope): number {
  const graph = waysThrough(journey);
  if (!graph) return 0;
  const { schema, caps } = journey;
  const settings = settingsOf(tree, "cap");
  for (const [index, cap] of caps.entries()) {
    const setting = settings[index];
    const isCounted = ({ kind }: { readonly kind: string }): boolean =>
      cap.channel === undefined || kind === cap.channel;
    const worst = worstCase(graph, rangeOf(cap.per).from, schema, isCounted);
    if (!setting || worst.length <= cap.count) continue;
    scope.report(
      diagnostics.capExceeded({
        file: scope.file,
        span: { start: setting.start, end: setting.end },
        count: worst.length,
        what: cap.channel ? channelWords[cap.channel] : "messages",
        stretch: cap.per.amount === 1 ? stretches[cap.per.unit] : `${cap.per.amount} ${cap.per.unit}s`,
        cap: cap.count,
        rest: cap.rest === "skip" ? "the rest are skipped" : "the rest wait",
        related: evidence(worst, scope),
      }),
    );
  }
  let perWeek = 0;
  for (const { minutes, most, stretch, per } of thresholds) {
    const worst = worstCase(graph, minutes, schema);
    const count = Math.min(worst.length, mostByCaps(journey, minutes));
    if (per === "week") perWeek = count;
    if (count <= most || !tree.name) continue;
    const last = tree.settings.at(-1);
    scope.report(
      diagnostics.tooManyMessages({
        file: scope.file,
        span: tree.name,
        count,
        stretch,
        cap: most,
        per,
        related: evidence(worst, scope),
        fixes: last
          ? [insertion(last.end, `\n  cap ${most} messages per ${per}`, `Add \`cap ${most} messages per ${per}\``)]
          : [],
      }),
    );
    // Who gets too many in a week often gets them in a day: one finding is enough.
    break;
  }
  return perWeek;
}

/** What the journey's own caps leave of any number of messages. */
function mostByCaps({ caps }: CheckedJourney, minutes: number): number {
  const limits = caps
    .filter(({ channel }) => channel === undefined)
    .map(({ count, per }) => count * Math.ceil(minutes / rangeOf(per).from));
  return Math.min(Number.POSITIVE_INFINITY, ...limits);
}

function evidence(worst: readonly SentMessage[], scope: FileScope): readonly RelatedPlace[] {
  return worst.map(({ message: { step, place }, at }) => ({
    file: scope.file,
    start: place.start,
    end: place.end,
    message: `Day ${Math.floor(at / day)}: \`${step.id}\`.`,
  }));
}
