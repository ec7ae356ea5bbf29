/** The links of a message: which are tracked, what they are called, and what stands for them in the compiled text. */
import { namesGivenIn, parseLiquid } from "./liquid.ts";
import { linkVariable } from "./liquid-engine.ts";
import { liquidPartEnd, replaceLiquid } from "./liquid-parts.ts";
import { decodeAttribute, type MarkupAttribute, type StartTag, scanMarkup } from "./markup.ts";
import type { TemplateLink } from "./template.ts";

/** A `link NAME "…"` setting. */
export interface NamedLink {
  readonly name: string;
  readonly url: string;
}

/** `<v:roundrect href>` is Outlook's button. */
const linkElements = /^(?:a|area|v:\w+)$/;

/** Finds a message's links, and puts in their place what gives them a tracking address. */
export class LinkCollector {
  readonly found: TemplateLink[] = [];
  readonly #named: ReadonlyMap<string, string>;
  /** An address that reads these can't be known when the link is clicked. */
  readonly #ownNames: ReadonlySet<string>;

  constructor(named: readonly NamedLink[], body: string) {
    this.#named = new Map(named.map(({ name, url }) => [name, url]));
    this.#ownNames = namesGivenIn(body);
  }

  inHtml(html: string): string {
    let result = "";
    let end = 0;
    for (const tag of scanMarkup(html)) {
      if (tag.kind !== "start tag" || !linkElements.test(tag.name)) continue;
      for (const { valueSpan, value } of tag.attributes.filter((attribute) => attribute.name === "href")) {
        const tracked = this.#track(addressIn(value), labelOf(tag));
        if (tracked === undefined || !valueSpan) continue;
        result += `${html.slice(end, valueSpan.start)}"${tracked}"`;
        end = valueSpan.end;
      }
    }
    return result + html.slice(end);
  }

  /** Named links only: an address written out in a plain text stays what it says. */
  inText(text: string): string {
    return replaceLiquid(text, (part) => (linkIn(part) ? (this.#track(part, undefined) ?? part) : part));
  }

  /** @returns what stands for the link's address in the compiled text; undefined: it is not tracked */
  #track(address: string, label: string | undefined): string | undefined {
    const named = linkIn(address);
    if (named) {
      const url = this.#named.get(named.name);
      return url === undefined ? undefined : this.#add({ label: named.name, url: filtered(named, url) });
    }
    if (!/^https?:\/\//i.test(address) && !/^\{[{%]/.test(address)) return undefined;
    const roots = parseLiquid(address).reads.map((read) => read.path[0] ?? "");
    if (roots.some((root) => root === "unsubscribe_url" || this.#ownNames.has(root))) return undefined;
    return this.#add({ ...(label === undefined ? {} : { label }), url: address });
  }

  #add(link: TemplateLink): string {
    const known = this.found.findIndex((other) => other.label === link.label && other.url === link.url);
    if (known < 0) this.found.push(link);
    return `{{ journey_links[${known < 0 ? this.found.length - 1 : known}] }}`;
  }
}

/** Liquid stands in an attribute as it does elsewhere; around it, `&amp;` means `&`. */
function addressIn(value: string): string {
  return replaceLiquid(value.trim(), (part) => part, decodeAttribute);
}

function labelOf(tag: StartTag): string | undefined {
  const label = tag.attributes.find((attribute) => attribute.name === "data-link")?.value.trim();
  return label ? decodeAttribute(label) : undefined;
}

interface LinkOutput {
  readonly name: string;
  /** `| append: "?a=1"` */
  readonly filters: string;
}

/** `{{ link shop }}`, `{{ link shop | append: "?a=1" }}`, if that is all there is. */
function linkIn(address: string): LinkOutput | undefined {
  if (liquidPartEnd(address, 0) !== address.length) return undefined;
  const match = /^\{\{-?\s*link[ \t]+([A-Za-z_]\w*)\s*((?:\|[\s\S]*?)?)-?\}\}$/.exec(address);
  return match?.[1] === undefined ? undefined : { name: match[1], filters: match[2]?.trim() ?? "" };
}

/** The address may hold Liquid itself: its filters take what comes out of that. */
function filtered({ name, filters }: LinkOutput, url: string): string {
  const variable = linkVariable(name);
  return filters === "" ? url : `{% capture ${variable} %}${url}{% endcapture %}{{ ${variable} ${filters} }}`;
}

/** A place in a body where a link's address stands. */
export interface LinkPlace {
  readonly address: string;
  readonly addressSpan: { readonly start: number; readonly end: number };
  readonly label?: { readonly name: string; readonly start: number; readonly end: number };
  /** It stands inside a condition: another may stand in its place. */
  readonly isConditional: boolean;
}

/** The links of an HTML or MJML body, or of the HTML in a Markdown one, as they are written. */
export function linkPlaces(body: string): readonly LinkPlace[] {
  const places: LinkPlace[] = [];
  let depth = 0;
  for (const part of scanMarkup(body)) {
    if (part.kind === "liquid") {
      const tag = /^\{%-?\s*(\w+)/.exec(body.slice(part.start, part.end))?.[1] ?? "";
      if (/^(?:if|unless|case)$/.test(tag)) depth++;
      else if (/^end(?:if|unless|case)$/.test(tag)) depth--;
    }
    if (part.kind !== "start tag" || !(linkElements.test(part.name) || part.name.startsWith("mj-"))) continue;
    const label = part.attributes.find((attribute) => attribute.name === "data-link");
    const name = labelOf(part);
    for (const { valueSpan, value } of part.attributes.filter((attribute) => attribute.name === "href")) {
      if (!valueSpan) continue;
      places.push({
        address: addressIn(value),
        addressSpan: valueSpan,
        ...(label && name !== undefined ? { label: { name, ...contentSpan(label) } } : {}),
        isConditional: depth > 0,
      });
    }
  }
  return places;
}

/** Whether an address is `{{ link NAME }}` and nothing else. */
export function isNamedLink(address: string): boolean {
  return linkIn(address) !== undefined;
}

function contentSpan({ value, valueSpan, start, end }: MarkupAttribute): { start: number; end: number } {
  if (!valueSpan) return { start, end };
  const quotes = valueSpan.end - valueSpan.start - value.length > 0 ? 1 : 0;
  return { start: valueSpan.start + quotes, end: valueSpan.start + quotes + value.length };
}
