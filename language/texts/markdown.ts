/** Markdown with Liquid in it. */
import { Marked } from "marked";
import { Aside, replaceLiquid } from "./liquid-parts.ts";

const marked = new Marked({ async: false, gfm: true });

/**
 * Markdown's own rules would break Liquid apart (spaces end a link's address): it is put aside meanwhile. A line of tags
 * alone is no paragraph. It becomes a comment, which to Markdown is a block of its own: `{% if %}` then stands around
 * paragraphs, never inside one that would be left empty.
 */
export function markdownToHtml(text: string): string {
  const aside = new Aside();
  const words = replaceLiquid(text, (part) => (part.startsWith("{%") ? tagMark(aside.put(part)) : aside.put(part)));
  const blocks = words
    .replace(/^([ \t]*)((?:\u0001liquid\d+aside\u0001[ \t]*)+)$/gm, (_, indent: string, tags: string) => {
      const together = aside.put(aside.restore(tags.trimEnd().replaceAll("\u0001", "")));
      return `${indent}<!--${together}-->`;
    })
    .replaceAll("\u0001", "");
  return aside.restore(marked.parse(blocks) as string, "<!--|&lt;!--", "-->|--&gt;");
}

/** Between these characters, which no text has, stands a tag. */
function tagMark(word: string): string {
  return `\u0001${word}\u0001`;
}
