import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList, wordList } from "../diagnostics/wording.ts";
import type { Engagement } from "../syntax/ast.ts";
import type { Condition } from "./condition.ts";
import { replacements } from "./fixes.ts";
import type { JourneyScope } from "./scope.ts";
import { channelWords, triggersOf } from "./triggers.ts";

/** `hello opened`, `hello clicked "shop"`: the activity is there, and can have had that happen to it. */
export function checkEngagement(
  expression: Engagement,
  scope: JourneyScope,
): (Condition & { kind: "engagement" }) | undefined {
  const { activity, happening, happeningName, label } = expression;
  const place = scope.activities.get(activity.text);
  if (!place) {
    const names = [...scope.activities.keys()];
    const suggestion = suggest(activity.text, names);
    scope.report(
      diagnostics.unknownActivity({
        file: scope.file,
        span: activity,
        name: activity.text,
        suggestion,
        available: names.length > 0 ? quotedList(names) : undefined,
        fixes: replacements(activity, suggestion),
      }),
    );
    return undefined;
  }
  const isStep = place.channel === "step";
  const possible = triggersOf(place.channel);
  if (happening === "sent" ? isStep : !possible.includes(happening)) {
    scope.report(
      diagnostics.wrongHappening({
        file: scope.file,
        span: happeningName,
        what: channelWords(place.channel),
        happening,
        available: wordList(isStep ? possible : ["sent", ...possible], "or"),
      }),
    );
    return undefined;
  }
  if (label) scope.askedLabels?.push(expression);
  return { kind: "engagement", activity: place.id, happening, ...(label ? { label: label.value } : {}) };
}
