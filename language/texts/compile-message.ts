/** Puts a message's texts together: bodies of all formats become HTML and a plain-text part, links are collected. */
import { parseLiquid } from "./liquid.ts";
import { replaceLiquid } from "./liquid-parts.ts";
import { markdownToHtml } from "./markdown.ts";
import { scanMarkup } from "./markup.ts";
import { LinkCollector, type NamedLink } from "./message-links.ts";
import { compileMjml, type MjmlProblem } from "./mjml.ts";
import { htmlToPlainText } from "./plain-text.ts";
import { Recent } from "./recent.ts";
import type { MessageTemplate } from "./template.ts";

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
  readonly links: readonly NamedLink[];
}

/** What is wrong with a body in itself; what it reads of the record is {@link parseLiquid}'s. */
export type BodyProblem = MjmlProblem;

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
 * A link is tracked when it is an `<a href>` or `<area href>` to somewhere on the web. Its label is the name in
 * `{{ link NAME }}`, or the tag's `data-link`; mail addresses, phone numbers, anchors and `{{ unsubscribe_url }}` are left
 * as they are, and so are addresses made of names that the text gave itself: nobody knows these when the link is clicked.
 */
export function compileMessage(source: MessageSource): CompiledMessage {
  return known.get(JSON.stringify(source), () => compileAnew(source));
}

/** Every change of a journey compiles all of its messages again, and most are as they were. */
const known = new Recent<string, CompiledMessage>(5_000);

function compileAnew(source: MessageSource): CompiledMessage {
  const links = new LinkCollector(source.links, source.text ?? source.body?.text ?? "");
  const headers = {
    ...(source.subject === undefined ? {} : { subject: source.subject }),
    ...(source.preheader === undefined ? {} : { preheader: source.preheader }),
    ...(source.from === undefined ? {} : { from: source.from }),
    ...(source.replyTo === undefined ? {} : { replyTo: source.replyTo }),
  };
  if (source.channel !== "email") {
    const text = links.inText(source.text ?? "");
    return {
      template: { channel: source.channel, ...headers, text, links: links.found },
      problems: [],
      canUnsubscribe: readsUnsubscribeUrl(text),
    };
  }
  const body = source.body ?? { format: "markdown", text: "" };
  const canUnsubscribe = showsUnsubscribeUrl(body);
  if (body.format === "text") {
    const text = links.inText(body.text);
    return { template: { channel: "email", ...headers, text, links: links.found }, problems: [], canUnsubscribe };
  }
  const { html: compiled, problems } = toHtml(body);
  const html = links.inHtml(compiled);
  const text = htmlToPlainText(html);
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

/** In a comment nobody sees it. */
function showsUnsubscribeUrl({ format, text }: BodySource): boolean {
  const comments = format === "text" ? [] : scanMarkup(text).filter((part) => part.kind === "comment");
  return parseLiquid(text).reads.some(
    ({ path, start }) =>
      path[0] === "unsubscribe_url" && !comments.some((comment) => comment.start < start && start < comment.end),
  );
}

function readsUnsubscribeUrl(text: string): boolean {
  return parseLiquid(text).reads.some((read) => read.path[0] === "unsubscribe_url");
}

function toHtml(body: BodySource): { html: string; problems: readonly BodyProblem[] } {
  switch (body.format) {
    case "mjml":
      return compileMjml(body.text);
    case "markdown":
      return { html: page(markdownToHtml(body.text)), problems: [] };
    case "html":
    case "text":
      return { html: body.text, problems: [] };
  }
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
  return replaceLiquid(
    text,
    (part) => part,
    (between) => between.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`),
  );
}
