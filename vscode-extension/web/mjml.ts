/**
 * MJML in a browser, where its library does not run at once: its links and its Liquid are found, its layout is not made and not
 * judged. A preview shows the texts one below the other.
 */
import type { MjmlResult } from "../../language/texts/mjml.ts";

export type { MjmlProblem, MjmlResult } from "../../language/texts/mjml.ts";

export function compileMjml(text: string): MjmlResult {
  const html = text
    .replace(/<(\/?)mj-button\b/g, "<$1a")
    .replace(/<(\/?)mj-(?:text|section|column|body|wrapper|hero|table)\b/g, "<$1div")
    .replace(/<mj-head>[\s\S]*?<\/mj-head>/g, "")
    .replace(/<mj-image\b/g, "<img")
    .replace(/<\/?mj[\w-]*[^>]*>/g, "");
  return { html: `<html><body>${html}</body></html>`, problems: [] };
}

/** There is no folder to keep anything in. */
export function keepMjmlIn(_folder: string): void {}
