import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { Span } from "../syntax/span.ts";
import { replacements } from "./fixes.ts";
import type { JourneyScope } from "./scope.ts";

/** Asking Intl costs a tenth of a millisecond, and every journey names a zone; there are a few hundred names. */
const known = new Set<string>();

/** Whether it is the name of a zone in the IANA database, as this machine's Intl knows it. Offsets (`+01:00`) are no zones. */
export function isTimezone(name: string): boolean {
  if (known.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    known.add(name);
    return true;
  } catch {
    return false;
  }
}

/** Reports a zone that doesn't exist; `span` is that of the quoted string. */
export function reportUnknownTimezone(name: string, span: Span, scope: JourneyScope): void {
  const suggestion = suggestTimezone(name);
  scope.report(
    diagnostics.unknownTimezone({
      file: scope.file,
      span,
      name,
      suggestion,
      fixes: replacements(span, suggestion && JSON.stringify(suggestion)),
    }),
  );
}

/** Near names first; else the zone of that city: people write `Brussels`. */
function suggestTimezone(name: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const cities = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf("/") + 1), zone]));
  const city = suggest(name.trim().replaceAll(" ", "_").replace(/^.*\//, ""), cities.keys());
  return suggest(name.trim().replaceAll(" ", "_"), zones) ?? (city && cities.get(city));
}
