/**
 * HTML and MJML with Liquid in it, taken apart into tags and what stands between them. A sketch of the HTML standard's
 * tokenizer (13.2.5), to which Liquid is one opaque character wherever it stands.
 */
import { liquidPartEnd } from "./liquid-parts.ts";

export interface MarkupAttribute {
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** As written, without its quotes. */
  readonly value: string;
  /** Where the value stands, with its quotes; undefined: there is none. */
  readonly valueSpan: { readonly start: number; readonly end: number } | undefined;
}

export type MarkupPart =
  | {
      readonly kind: "start tag";
      /** In lower case. */
      readonly name: string;
      readonly start: number;
      readonly end: number;
      readonly isSelfClosing: boolean;
      readonly attributes: readonly MarkupAttribute[];
    }
  | { readonly kind: "end tag"; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: "text" | "comment" | "liquid"; readonly start: number; readonly end: number };

export type StartTag = MarkupPart & { kind: "start tag" };

const htmlRawText: ReadonlySet<string> = new Set(["script", "style", "textarea", "title", "xmp"]);

/**
 * The parts of a text, in order and without gaps. What is in a comment is no part of its own, save in Outlook's
 * conditional comments: there it is what Outlook shows.
 *
 * @param rawText elements whose content is one text, whatever is in it
 */
export function scanMarkup(text: string, rawText: ReadonlySet<string> = htmlRawText): readonly MarkupPart[] {
  const parts: MarkupPart[] = [];
  let textStart = 0;
  let at = 0;
  const add = (part: MarkupPart): void => {
    if (part.start > textStart) parts.push({ kind: "text", start: textStart, end: part.start });
    parts.push(part);
    textStart = at = part.end;
  };
  while (at < text.length) {
    const part = partAt(text, at);
    if (!part) {
      at++;
      continue;
    }
    add(part);
    if (part.kind !== "start tag" || part.isSelfClosing || !rawText.has(part.name)) continue;
    at = rawTextEnd(text, at, part.name);
    if (at > textStart) add({ kind: "text", start: textStart, end: at });
  }
  if (textStart < text.length) parts.push({ kind: "text", start: textStart, end: text.length });
  return parts;
}

function rawTextEnd(text: string, start: number, name: string): number {
  const close = new RegExp(`</${name}(?=[\\s/>])`, "iy");
  for (let at = start; at < text.length; at = liquidPartEnd(text, at) ?? at + 1) {
    close.lastIndex = at;
    if (text[at] === "<" && close.test(text)) return at;
  }
  return text.length;
}

function partAt(text: string, start: number): MarkupPart | undefined {
  switch (text[start]) {
    case "{": {
      const end = liquidPartEnd(text, start);
      return end === undefined ? undefined : { kind: "liquid", start, end };
    }
    case "<":
      return text[start + 1] === "!" ? commentAt(text, start) : tagAt(text, start);
    default:
      return undefined;
  }
}

function commentAt(text: string, start: number): MarkupPart {
  const conditional = /<!(?:--)?\[(?:if\b[^\]]*|endif)\](?:--)?>/iy;
  conditional.lastIndex = start;
  const short = conditional.exec(text) ?? /^<!--?-?>/.exec(text.slice(start, start + 6));
  if (short) return { kind: "comment", start, end: start + short[0].length };
  const [open, close] = text.startsWith("<!--", start) ? ["<!--", "-->"] : ["<!", ">"];
  const found = text.indexOf(close, start + open.length);
  return { kind: "comment", start, end: found < 0 ? text.length : found + close.length };
}

function tagAt(text: string, start: number): MarkupPart | undefined {
  const opening = /<(\/?)([A-Za-z][^\s/>{]*)/y;
  opening.lastIndex = start;
  const match = opening.exec(text);
  if (!match) return undefined;
  const [whole, slash, written = ""] = match;
  const name = written.toLowerCase();
  const attributes: MarkupAttribute[] = [];
  let at = start + whole.length;
  while (at < text.length) {
    if (text[at] === ">") {
      const end = at + 1;
      if (slash) return { kind: "end tag", name, start, end };
      return { kind: "start tag", name, start, end, isSelfClosing: text[at - 1] === "/", attributes };
    }
    if (/[\s/]/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    const liquid = liquidPartEnd(text, at);
    if (liquid !== undefined) {
      at = liquid;
      continue;
    }
    const attribute = attributeAt(text, at);
    attributes.push(attribute);
    at = attribute.end;
  }
  return undefined;
}

function attributeAt(text: string, start: number): MarkupAttribute {
  const nameEnd = endOf(text, start + 1, /[\s=/>]/);
  const name = text.slice(start, nameEnd).toLowerCase();
  const equals = /\s*=\s*/y;
  equals.lastIndex = nameEnd;
  if (!equals.test(text)) return { name, start, end: nameEnd, value: "", valueSpan: undefined };
  const valueStart = equals.lastIndex;
  const quote = text[valueStart];
  if (quote === '"' || quote === "'") {
    const close = endOf(text, valueStart + 1, quote === '"' ? /"/ : /'/);
    const end = Math.min(close + 1, text.length);
    return { name, start, end, value: text.slice(valueStart + 1, close), valueSpan: { start: valueStart, end } };
  }
  const end = endOf(text, valueStart, /[\s>]/);
  return { name, start, end, value: text.slice(valueStart, end), valueSpan: { start: valueStart, end } };
}

/** Where something that ends at such a character ends; Liquid is passed over. */
function endOf(text: string, start: number, stop: RegExp): number {
  let at = start;
  while (at < text.length && !stop.test(text[at] ?? "")) at = liquidPartEnd(text, at) ?? at + 1;
  return at;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** An attribute's value with its character references resolved: those that stand in addresses. */
export function decodeAttribute(value: string): string {
  return value.replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name) return entities[String(name).toLowerCase()] ?? whole;
    const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
