/** Liquid inside other languages, which would take it apart: found as wholes, and put aside meanwhile. */

/**
 * Where the output or tag that begins at `start` ends, as liquidjs has it: quotes count in outputs only. Undefined: none
 * begins there, or it never ends.
 */
export function liquidPartEnd(text: string, start: number): number | undefined {
  if (text.startsWith("{%", start)) {
    const close = text.indexOf("%}", start + 2);
    return close < 0 ? undefined : close + 2;
  }
  if (!text.startsWith("{{", start)) return undefined;
  for (let at = start + 2; at < text.length; at++) {
    const character = text[at];
    if (character === "}" && text[at + 1] === "}") return at + 2;
    if (character !== '"' && character !== "'") continue;
    let close = at + 1;
    while (close < text.length && text[close] !== character) close += text[close] === "\\" ? 2 : 1;
    if (close >= text.length) return undefined;
    at = close;
  }
  return undefined;
}

/** Replaces each output and tag, and all that stands between them. */
export function replaceLiquid(
  text: string,
  replace: (part: string, start: number) => string,
  between: (part: string) => string = (part) => part,
): string {
  let result = "";
  let end = 0;
  for (let at = nextBrace(text, 0); at >= 0; ) {
    const close = liquidPartEnd(text, at);
    if (close !== undefined) {
      result += between(text.slice(end, at)) + replace(text.slice(at, close), at);
      end = close;
    }
    at = nextBrace(text, close ?? at + 1);
  }
  return result + between(text.slice(end));
}

function nextBrace(text: string, from: number): number {
  return text.indexOf("{", from);
}

/** Keeps parts of a text aside; a plain word stands for each of them. */
export class Aside {
  readonly #parts: string[] = [];

  put(part: string): string {
    this.#parts.push(part);
    return `liquid${this.#parts.length - 1}aside`;
  }

  putLiquid(text: string): string {
    return replaceLiquid(text, (part) => this.put(part));
  }

  /** @param around what may have been put around a word, as a regular expression, and goes with it */
  restore(text: string, before = "", after = ""): string {
    const word = new RegExp(`(?:${before})?liquid(\\d+)aside(?:${after})?`, "g");
    return text.replace(word, (whole, index: string) => this.#parts[Number(index)] ?? whole);
  }
}
