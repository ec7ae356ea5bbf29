/** Fills texts in for one person. */
import type { Template } from "liquidjs";
import { createEngine, liquid, withLinkVariables } from "./liquid.ts";
import type { MessageTemplate } from "./template.ts";

/** In HTML every output is escaped, unless it goes through `raw`: a name with `<b>` in it is shown as written. */
const htmlLiquid = createEngine({ outputEscape: "escape" });

const cacheLimit = 5_000;
const caches = { text: new Map<string, Template[]>(), html: new Map<string, Template[]>() };

function parsed(kind: "text" | "html", source: string): Template[] {
  const cache = caches[kind];
  let templates = cache.get(source);
  if (!templates) {
    templates = (kind === "html" ? htmlLiquid : liquid).parse(withLinkVariables(source));
    if (cache.size >= cacheLimit) cache.clear();
    cache.set(source, templates);
  }
  return templates;
}

/** Renders a plain text: a task's title, a field's new value. What is missing prints as nothing. */
export function renderText(source: string, variables: object): string {
  if (!source.includes("{{") && !source.includes("{%")) return source;
  return String(liquid.renderSync(parsed("text", source), variables));
}

/** Renders HTML: outputs are escaped. */
export function renderHtml(source: string, variables: object): string {
  return String(htmlLiquid.renderSync(parsed("html", source), variables));
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

/** Renders all parts of a message. Header values come back on one line. */
export function renderMessage(template: MessageTemplate, variables: MessageVariables): RenderedMessage {
  const scope = {
    ...variables.record,
    journey_links: variables.links,
    unsubscribe_url: variables.unsubscribeUrl,
  };
  const header = (source: string | undefined) =>
    source === undefined ? undefined : oneLine(renderText(source, scope));
  const subject = header(template.subject);
  const preheader = header(template.preheader);
  const from = header(template.from);
  const replyTo = header(template.replyTo);
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    ...(template.html === undefined ? {} : { html: renderHtml(template.html, scope) }),
    text: renderText(template.text, scope),
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

/** A line break in a header value would start another header. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0\u2028\u2029]+/g, " ").trim();
}
