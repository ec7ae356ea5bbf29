/** Puts a message's texts together: bodies of all formats become HTML and a plain-text part, links are collected. */
import { compile } from "html-to-text";
import { Marked } from "marked";
import { linkVariable, parseLiquid, withLinkVariables } from "./liquid.ts";
import { compileMjml } from "./mjml.ts";
import { Recent } from "./recent.ts";
import type { MessageTemplate, TemplateLink } from "./template.ts";

export type BodyFormat = "mjml" | "html" | "markdown" | "text";

/** A body as it was read: in place (Markdown), or from a file. */
export interface BodySource {
  readonly format: BodyFormat;
  readonly text: string;
}

export interface MessageSource {
  readonly channel: "email" | "sms" | "push";
  readonly subject?: string;
  readonly preheader?: string;
  readonly from?: string;
  readonly replyTo?: string;
  /** E-mail. */
  readonly body?: BodySource;
  /** SMS, push. */
  readonly text?: string;
  /** The `link NAME "…"` settings. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

/** What is wrong with a body in itself; what it reads of the record is {@link parseLiquid}'s. */
export interface BodyProblem {
  /** 1-based line of the body. */
  readonly line: number;
  readonly message: string;
}

export interface CompiledMessage {
  readonly template: MessageTemplate;
  readonly problems: readonly BodyProblem[];
  /** The body, or the SMS text, holds a way to unsubscribe. */
  readonly canUnsubscribe: boolean;
}

const bodyFile = /^\.{1,2}\/.*\.(mjml|html|md|txt)$/;

/** The format of a body file, by its extension; undefined: the text is the body itself. */
export function bodyFileFormat(value: string): BodyFormat | undefined {
  switch (bodyFile.exec(value)?.[1]) {
    case "mjml":
      return "mjml";
    case "html":
      return "html";
    case "md":
      return "markdown";
    case "txt":
      return "text";
    default:
      return undefined;
  }
}

/**
 * Compiles a message's texts. In the result each tracked link's address is `{{ journey_links[N] }}`, N its index in
 * `template.links`: the sender gives an array of tracking addresses when it renders.
 *
 * A link is tracked when it is an `<a href>` to somewhere on the web. Its label is the name in `{{ link NAME }}`, or the
 * tag's `data-link`; mail addresses, phone numbers, anchors and `{{ unsubscribe_url }}` are left as they are.
 */
export function compileMessage(source: MessageSource): CompiledMessage {
  const links = new LinkCollector(source.links);
  const headers = {
    ...(source.subject === undefined ? {} : { subject: source.subject }),
    ...(source.preheader === undefined ? {} : { preheader: source.preheader }),
    ...(source.from === undefined ? {} : { from: source.from }),
    ...(source.replyTo === undefined ? {} : { replyTo: source.replyTo }),
  };
  if (source.channel === "sms") {
    const text = links.inText(source.text ?? "");
    return {
      template: { channel: "sms", ...headers, text, links: links.found },
      problems: [],
      canUnsubscribe: readsUnsubscribeUrl(text),
    };
  }
  const body = source.body ?? { format: "markdown", text: "" };
  const canUnsubscribe = readsUnsubscribeUrl(body.text);
  if (body.format === "text") {
    const text = links.inText(body.text);
    return { template: { channel: "email", ...headers, text, links: links.found }, problems: [], canUnsubscribe };
  }
  const { html: compiled, problems } = toHtml(body);
  const html = links.inHtml(compiled);
  const text = toPlainText(html);
  return {
    template: {
      channel: "email",
      ...headers,
      html: source.preheader === undefined ? html : withPreheader(html, source.preheader),
      text,
      links: links.found,
    },
    problems,
    canUnsubscribe,
  };
}

function readsUnsubscribeUrl(text: string): boolean {
  return parseLiquid(text).reads.some((read) => read.path[0] === "unsubscribe_url");
}

function toHtml(body: BodySource): { html: string; problems: readonly BodyProblem[] } {
  if (body.format === "html") return { html: body.text, problems: [] };
  if (body.format === "mjml") {
    const { html, errors } = compileMjml(body.text);
    return { html, problems: errors };
  }
  return { html: page(markdownToHtml(body.text)), problems: [] };
}

const marked = new Marked({ async: false, gfm: true });

/** Quotes in quotes, thousands deep, are more than the stack holds: such a text stays as it is written. */
function parseMarkdown(text: string): string {
  try {
    return marked.parse(text) as string;
  } catch (error) {
    if (error instanceof RangeError) return `<p>${escapeAroundLiquid(text)}</p>`;
    throw error;
  }
}

/** Markdown's own rules would break Liquid apart (spaces end a link's address): it is put aside meanwhile. */
function markdownToHtml(text: string): string {
  const aside: string[] = [];
  const protectedText = text.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, (liquid) => {
    aside.push(liquid);
    return `liquid${aside.length - 1}aside`;
  });
  const html = parseMarkdown(protectedText);
  return html.replace(/liquid(\d+)aside/g, (_, index: string) => aside[Number(index)] ?? "");
}

/** A plain page for Markdown bodies: one column, the reader's own font, light and dark. */
function page(content: string): string {
  return `<!doctype html>
<html lang="und">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
body { margin: 0; padding: 24px 16px; font: 16px/1.6 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: #1f2328; background: #ffffff; }
.message { max-width: 600px; margin: 0 auto; }
h1, h2, h3 { line-height: 1.25; }
a { color: #0b57d0; }
img { max-width: 100%; height: auto; }
blockquote { margin: 0; padding-left: 16px; border-left: 3px solid #c9ced6; }
hr { border: 0; border-top: 1px solid #d8dce2; margin: 24px 0; }
@media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #17191c; } a { color: #8ab4f8; } }
</style>
</head>
<body>
<div class="message">
${content.trim()}
</div>
</body>
</html>
`;
}

/** The line that inboxes show after the subject: first in the body, and not to be seen there. */
function withPreheader(html: string, preheader: string): string {
  const hidden = `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeAroundLiquid(preheader)}</div>`;
  return /<body[^>]*>/i.test(html)
    ? html.replace(/<body[^>]*>/i, (body) => `${body}\n${hidden}`)
    : `${hidden}\n${html}`;
}

/** What stands outside of Liquid as HTML; Liquid's own output is escaped when it is rendered. */
function escapeAroundLiquid(text: string): string {
  return text.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|[&<>]/g, (part) =>
    part.length === 1 ? `&#${part.charCodeAt(0)};` : part,
  );
}

/** Made once: putting the converter together costs more than using it. */
const convertToText = compile({
  wordwrap: false,
  selectors: [
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["[", "]"] } },
    { selector: "img", format: "skip" },
    ...["h1", "h2", "h3", "h4"].map((selector) => ({ selector, options: { uppercase: false } })),
    // Mail is laid out with tables: their cells are paragraphs, not columns.
    { selector: "table", options: { uppercaseHeaderCells: false } },
  ],
});

const plainTexts = new Recent<string, string>(500);

/** Kept: every change of a journey compiles all of its messages again, and most bodies are as they were. */
function toPlainText(html: string): string {
  return plainTexts.get(html, () => convertToText(html).trim());
}

class LinkCollector {
  readonly found: TemplateLink[] = [];
  readonly #named: ReadonlyMap<string, string>;

  constructor(named: MessageSource["links"]) {
    this.#named = new Map(named.map(({ name, url }) => [name, url]));
  }

  inHtml(html: string): string {
    return html.replace(/<a\b[^>]*>/gi, (tag) => {
      const label = /\bdata-link\s*=\s*["']([^"']+)["']/i.exec(tag)?.[1];
      return tag.replace(/(\bhref\s*=\s*)("[^"]*"|'[^']*')/i, (whole, start: string, quoted: string) => {
        const tracked = this.#track(decodeAmpersands(quoted.slice(1, -1).trim()), label);
        return tracked === undefined ? whole : `${start}"${tracked}"`;
      });
    });
  }

  /** Named links only: an address written out in a plain text stays what it says. */
  inText(text: string): string {
    return text.replace(
      /\{\{-?\s*link[ \t]+[A-Za-z_]\w*\s*-?\}\}/g,
      (output) => this.#track(output, undefined) ?? output,
    );
  }

  /** @returns what stands for the link's address in the compiled text; undefined: it is not tracked */
  #track(address: string, label: string | undefined): string | undefined {
    const name = linkName(address);
    if (name !== undefined) {
      const url = this.#named.get(name);
      return url === undefined ? undefined : this.#add({ label: name, url });
    }
    if (!/^https?:\/\//i.test(address) && !/^\{\{/.test(address)) return undefined;
    if (readsUnsubscribeUrl(address)) return undefined;
    return this.#add({ ...(label === undefined ? {} : { label }), url: address });
  }

  #add(link: TemplateLink): string {
    const known = this.found.findIndex((other) => other.label === link.label && other.url === link.url);
    if (known < 0) this.found.push(link);
    return `{{ journey_links[${known < 0 ? this.found.length - 1 : known}] }}`;
  }
}

/** `{{ link shop }}` → `shop` */
function linkName(address: string): string | undefined {
  const variable = /^\{\{-?\s*(\w+)\s*-?\}\}$/.exec(withLinkVariables(address))?.[1];
  return variable !== undefined && /^\{\{-?\s*link\s/.test(address) && variable.startsWith(linkVariable(""))
    ? variable.slice(linkVariable("").length)
    : undefined;
}

function decodeAmpersands(address: string): string {
  return address.replaceAll("&amp;", "&");
}
