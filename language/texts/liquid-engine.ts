/** The Liquid that texts are written in: what is switched off, what limits it has, and `{{ link NAME }}`. */
import { Liquid } from "liquidjs";

/** Tags of Liquid that read other files. A text stands alone: its sender's disk is none of its business. */
export const fileTags: readonly string[] = ["include", "render", "layout", "block"];

/**
 * An engine for texts: what is missing prints as nothing, no text reads another file, and none can take a sender's time
 * or memory (the limits are milliseconds, and about a hundred times what a long mail needs).
 */
export function createEngine(options: { readonly outputEscape?: (value: unknown) => string } = {}): Liquid {
  const engine = new Liquid({
    ...options,
    strictFilters: false,
    strictVariables: false,
    ownPropertyOnly: true,
    // The server's own settings may not show in a mail.
    locale: "en-US",
    timezoneOffset: 0,
    renderLimit: 2_000,
    memoryLimit: 50_000_000,
    parseLimit: 5_000_000,
  });
  for (const tag of fileTags) delete engine.tags[tag];
  return engine;
}

/** The engine that texts are parsed with; nothing is rendered with it. */
export const liquid: Liquid = createEngine();

/** The names of the filters that texts may use. */
export const liquidFilters: readonly string[] = Object.keys(liquid.filters).sort();

/** The names of the tags that open something or stand alone; `else` and the like belong to one of these. */
export const liquidTags: readonly string[] = Object.keys(liquid.tags)
  .filter((name) => /^\w/.test(name))
  .sort();

/** The variables that the service gives to texts, besides the record's fields. */
export const serviceVariables: readonly string[] = ["unsubscribe_url"];

const linkPrefix = "link_";

/**
 * `{{ link shop }}` as plain Liquid, of the same length so that offsets hold: `{{ link_shop }}`.
 */
export function withLinkVariables(text: string): string {
  return text.replace(
    /(\{\{-?\s*)link([ \t]+)([A-Za-z_]\w*)/g,
    (_, open: string, space: string, name: string) => `${open}${linkPrefix}${name}${" ".repeat(space.length - 1)}`,
  );
}

/** The variable that holds a named link's address. */
export function linkVariable(name: string): string {
  return `${linkPrefix}${name}`;
}

/** The link that a variable stands for, if it is one's. */
export function linkOfVariable(variable: string): string | undefined {
  return variable.startsWith(linkPrefix) ? variable.slice(linkPrefix.length) : undefined;
}
