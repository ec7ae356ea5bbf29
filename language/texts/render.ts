/** Fills texts in for one person. */
import type { Liquid, Template } from "liquidjs";
import { addDateFilters, type Timezones, timezoneKey } from "./date-filters.ts";
import { createEngine, withLinkVariables } from "./liquid-engine.ts";
import { addSafeHtml, escapeHtml } from "./safe-html.ts";
import type { MessageTemplate } from "./template.ts";

/** Values: a task's title, a link's address. They are what Liquid says. */
const valueLiquid = createEngine();

/** In HTML every output is escaped, unless it goes through `raw`: a name with `<b>` in it is shown as written. */
const htmlLiquid = createEngine({ outputEscape: escapeHtml });
addSafeHtml(htmlLiquid);

/** Texts that people read as they are: what a body's filters do for its HTML would be seen in its plain text. */
const plainLiquid = createEngine();
for (const name of ["escape", "escape_once", "xml_escape", "newline_to_br"]) {
  plainLiquid.registerFilter(name, (value: unknown) => value);
}

for (const engine of [valueLiquid, htmlLiquid, plainLiquid]) addDateFilters(engine);

const cacheLimit = 5_000;
const caches = new Map([valueLiquid, htmlLiquid, plainLiquid].map((engine) => [engine, new Map<string, Template[]>()]));

function parsed(engine: Liquid, source: string): Template[] {
  const cache = caches.get(engine);
  let templates = cache?.get(source);
  if (!templates) {
    templates = engine.parse(withLinkVariables(source));
    if (cache && cache.size >= cacheLimit) cache.clear();
    cache?.set(source, templates);
  }
  return templates;
}

function render(engine: Liquid, source: string, variables: object, timezone: string | undefined): string {
  if (!source.includes("{{") && !source.includes("{%")) return source;
  const globals: Timezones = timezone === undefined ? {} : { [timezoneKey]: timezone };
  // A copy: counters (`{% increment score %}`) write where they read.
  return String(engine.renderSync(parsed(engine, source), { ...variables }, { globals }));
}

/**
 * Renders a plain text: a task's title, a field's new value. What is missing prints as nothing.
 *
 * @param timezone for dates, as an IANA name (`Europe/Paris`); UTC when it is missing or unknown
 */
export function renderText(source: string, variables: object, timezone?: string): string {
  return render(valueLiquid, source, variables, timezone);
}

/**
 * Renders HTML: outputs are escaped.
 *
 * @param timezone for dates, as an IANA name; UTC when it is missing or unknown
 */
export function renderHtml(source: string, variables: object, timezone?: string): string {
  return render(htmlLiquid, source, variables, timezone);
}

export interface MessageVariables {
  /** The target's fields, to-one relations nested. */
  readonly record: object;
  /** The address to put for each of the template's links, by its index in `links`. */
  readonly links: readonly string[];
  readonly unsubscribeUrl: string;
}

export interface RenderedMessage {
  readonly subject?: string;
  readonly preheader?: string;
  readonly html?: string;
  readonly text: string;
  readonly from?: string;
  readonly replyTo?: string;
}

/**
 * Renders all parts of a message. Header values come back on one line.
 *
 * @param timezone the participant's, for dates, as an IANA name; UTC when it is missing or unknown
 */
export function renderMessage(
  template: MessageTemplate,
  variables: MessageVariables,
  timezone?: string,
): RenderedMessage {
  const scope = {
    ...variables.record,
    journey_links: variables.links,
    unsubscribe_url: variables.unsubscribeUrl,
  };
  const plain = (source: string) => render(plainLiquid, source, scope, timezone);
  const header = (source: string | undefined) => (source === undefined ? undefined : oneLine(plain(source)));
  const subject = header(template.subject);
  const preheader = header(template.preheader);
  const from = header(template.from);
  const replyTo = header(template.replyTo);
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    ...(template.html === undefined ? {} : { html: renderHtml(template.html, scope, timezone) }),
    text: template.channel === "email" ? withoutGaps(plain(template.text)) : plain(template.text),
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

/** Where a condition left its lines empty, one empty line is enough. */
function withoutGaps(text: string): string {
  return text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** A line break in a header value would start another header (RFC 5322, 2.2); so would what some programs take for one. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0\v\f\u0085\u2028\u2029]+/g, " ").trim();
}
