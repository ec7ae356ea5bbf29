/** What part of a Liquid text a place is in: for completion and hover, also while it is half-typed. */
import type { Span } from "../syntax/span.ts";
import { liquidFilters, liquidTags } from "../texts/liquid.ts";

export interface LiquidPlace {
  readonly kind: "value" | "filter" | "tag" | "link";
  /** The names of the path so far, without the word that is being typed: `["company"]` in `{{ company.na`. */
  readonly path: readonly string[];
  /** The word that is being typed. */
  readonly word: Span;
}

/** Undefined: the place is in plain text. */
export function liquidPlaceAt(text: string, offset: number): LiquidPlace | undefined {
  const before = text.slice(0, offset);
  const output = before.lastIndexOf("{{");
  const tag = before.lastIndexOf("{%");
  const open = Math.max(output, tag);
  if (open < 0) return undefined;
  const inside = before.slice(open + 2);
  if (inside.includes("}}") || inside.includes("%}")) return undefined;
  const typed = /[\p{L}\p{N}_]*$/u.exec(inside)?.[0] ?? "";
  const word = { start: offset - typed.length, end: offset };
  const rest = inside.slice(0, inside.length - typed.length);
  // In a quoted text of the Liquid itself nothing is to be completed.
  if ((rest.match(/"/g)?.length ?? 0) % 2 === 1 || (rest.match(/'/g)?.length ?? 0) % 2 === 1) return undefined;
  if (/\|\s*$/.test(rest)) return { kind: "filter", path: [], word };
  if (open === tag && /^-?\s*$/.test(rest)) return { kind: "tag", path: [], word };
  if (open === output && /^-?\s*link\s+$/.test(rest)) return { kind: "link", path: [], word };
  const path = /([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)\.$/u.exec(rest)?.[1];
  return { kind: "value", path: path?.split(".") ?? [], word };
}

/** What Liquid's more common filters do; the others are named alone. */
export const filterDocs: Readonly<Record<string, string>> = {
  append: "Puts a text behind it.",
  capitalize: "Makes the first letter a capital.",
  date: "Writes a date in a format: `date: '%d %B'`.",
  default: "What to write when it is empty: `default: 'friend'`.",
  downcase: "In small letters.",
  escape: "Makes it safe in HTML.",
  first: "The first of a list.",
  join: "The elements of a list, with a text between them.",
  last: "The last of a list.",
  minus: "Subtracts.",
  plus: "Adds.",
  prepend: "Puts a text before it.",
  raw: "As it is, also where it is HTML.",
  replace: "Replaces a text in it by another.",
  round: "To so many places.",
  size: "How many, or how long.",
  strip: "Without the white space around it.",
  times: "Multiplies.",
  truncate: "At most so many characters.",
  upcase: "In capital letters.",
};

export const tagDocs: Readonly<Record<string, string>> = {
  assign: "Gives a value a name.",
  capture: "Gives a name to what it encloses.",
  case: "One of several, by a value.",
  comment: "Is not printed.",
  for: "For each element of a list.",
  if: "Only where this holds.",
  raw: "Prints Liquid as it is.",
  unless: "Only where this does not hold.",
};

/** A filter's or tag's name at the place, with what it does. */
export function liquidWordAt(text: string, offset: number): (Span & { readonly markdown: string }) | undefined {
  let end = offset;
  while (/[\w]/.test(text[end] ?? "")) end++;
  const place = liquidPlaceAt(text, end);
  if (!place) return undefined;
  const word = text.slice(place.word.start, place.word.end);
  if (place.kind === "filter" && liquidFilters.includes(word)) {
    return { ...place.word, markdown: joined(`**filter** \`${word}\``, filterDocs[word]) };
  }
  if (place.kind === "tag" && liquidTags.includes(word)) {
    return { ...place.word, markdown: joined(`**tag** \`${word}\``, tagDocs[word]) };
  }
  return undefined;
}

const joined = (head: string, doc: string | undefined): string => (doc === undefined ? head : `${head}\n\n${doc}`);
