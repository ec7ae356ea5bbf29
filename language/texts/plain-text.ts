/** The plain-text part of a mail, made of its HTML. */
import { compile, type DomNode, type FormatCallback } from "html-to-text";
import { parseLiquid } from "./liquid.ts";
import { Aside, replaceLiquid } from "./liquid-parts.ts";
import { scanMarkup } from "./markup.ts";
import { Recent } from "./recent.ts";

/** What people read whose mail program shows no HTML. Liquid stays as it is. */
export function htmlToPlainText(html: string): string {
  return known.get(html, () => convertAnew(html));
}

/** Every change of a journey puts all of its messages together again, and most are as they were. */
const known = new Recent<string, string>(500);

function convertAnew(html: string): string {
  const aside = new Aside();
  const text = aside.restore(convert(aside.putLiquid(html)));
  const whole = `${tagsBeforeBody(html)}${text}`;
  // What is left out can take one half of an `{% if %}` with it.
  return parseLiquid(whole).problems.length === 0 ? whole : bluntText(html);
}

/** Mail is laid out with tables, whose cells are paragraphs; a table of data has heads, and its cells are columns. */
const tableOrLayout: FormatCallback = (element, walk, builder, options) => {
  const format = hasHeads(element) && !hasLooseText(element) ? "dataTable" : "block";
  builder.options.formatters[format]?.(element, walk, builder, options);
};

/** Made once: putting the converter together costs more than using it. */
const converter = compile({
  wordwrap: false,
  formatters: { tableOrLayout },
  selectors: [
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["(", ")"] } },
    { selector: "img", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ...["tr", "td", "th"].map((selector) => ({
      selector,
      format: "block",
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
    {
      selector: "table",
      format: "tableOrLayout",
      options: { uppercaseHeaderCells: false, colSpacing: 3, maxColumnWidth: 60 },
    },
  ],
});

function convert(html: string): string {
  return converter(html).trim();
}

function hasHeads(node: DomNode): boolean {
  return (node.children ?? []).some((child) => child.name === "th" || (child.name !== "table" && hasHeads(child)));
}

/** Liquid between rows: columns would lose it. */
function hasLooseText(node: DomNode): boolean {
  return (node.children ?? []).some((child) => {
    if (child.type === "text") return (child.data ?? "").trim() !== "";
    return child.name !== "td" && child.name !== "th" && hasLooseText(child);
  });
}

/** What is assigned before the body begins is read in it. */
function tagsBeforeBody(html: string): string {
  const parts = scanMarkup(html);
  const body = parts.find((part) => part.kind === "start tag" && part.name === "body");
  return body ? tagsOf(html.slice(0, body.start)) : "";
}

/** All text and all Liquid tags, without any layout. */
function bluntText(html: string): string {
  const ends = /^(?:address|blockquote|div|h[1-6]|li|p|table|td|th|tr|ul|ol)$/;
  let isHidden = false;
  let text = "";
  for (const part of scanMarkup(html)) {
    const written = html.slice(part.start, part.end);
    if (part.kind === "liquid" || (part.kind === "text" && !isHidden)) text += written;
    else text += tagsOf(written);
    if (part.kind === "start tag") isHidden = /^(?:script|style|title)$/.test(part.name);
    else if (part.kind === "end tag") {
      isHidden = false;
      if (ends.test(part.name)) text += "\n";
    }
  }
  return text
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}

function tagsOf(text: string): string {
  let tags = "";
  replaceLiquid(text, (part) => {
    if (part.startsWith("{%")) tags += part;
    return part;
  });
  return tags;
}
