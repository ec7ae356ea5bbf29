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
  const blocks = aside.putLiquid(text).replace(/^([ \t]*)((?:liquid\d+aside[ \t]*)+)$/gm, (line, indent, words) => {
    const liquid = aside.restore(words.trimEnd());
    return isTagsOnly(liquid) ? `${indent}<!--${aside.put(liquid)}-->` : line;
  });
  return aside.restore(marked.parse(blocks) as string, "<!--|&lt;!--", "-->|--&gt;");
}

function isTagsOnly(liquid: string): boolean {
  return replaceLiquid(liquid, (part) => (part.startsWith("{%") ? "" : part)).trim() === "";
}
