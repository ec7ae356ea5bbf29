/** Liquid in message texts: parsed with positions, so that what it reads can be checked against the target's fields. */
import { Liquid, type Template } from "liquidjs";
import { Recent } from "./recent.ts";

/** A path that a text reads, e.g. `company.name`. */
export interface LiquidRead {
  readonly path: readonly string[];
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /**
   * `output`: printed. `test`: only asked about, in a condition or as an argument. `loop`: walked through.
   */
  readonly use: "output" | "test" | "loop";
  /** An empty value does no harm: a `default` filter follows, or a condition around it asks for it. */
  readonly guarded: boolean;
  /** The filters that it goes through, in order. */
  readonly filters: readonly string[];
}

export interface LiquidProblem {
  readonly start: number;
  readonly end: number;
  readonly kind: "syntax" | "unknown filter";
  /** For people: what is wrong, or the unknown filter's name. */
  readonly message: string;
}

export interface LiquidText {
  readonly reads: readonly LiquidRead[];
  /** `{{ link shop }}` */
  readonly links: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  readonly problems: readonly LiquidProblem[];
}

/**
 * An engine for texts: what is missing prints as nothing, no text reads another file, and none can take a sender's time
 * or memory (the limits are milliseconds, and about a hundred times what a long mail needs).
 */
export function createEngine(options: { readonly outputEscape?: "escape" } = {}): Liquid {
  const engine = new Liquid({
    ...options,
    strictFilters: false,
    strictVariables: false,
    ownPropertyOnly: true,
    renderLimit: 2_000,
    memoryLimit: 50_000_000,
    parseLimit: 5_000_000,
  });
  for (const tag of ["include", "render", "layout", "block"]) delete engine.tags[tag];
  return engine;
}

/** The engine of plain texts: subjects, text messages, the values of fields. */
export const liquid = createEngine();

/** The names of the filters that texts may use. */
export const liquidFilters: readonly string[] = Object.keys(liquid.filters).sort();

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

const texts = new Recent<string, LiquidText>(1000);

/** Kept: one check asks the same text for its fields, its links and its way out. */
export function parseLiquid(text: string): LiquidText {
  return texts.get(text, () => readLiquid(text));
}

function readLiquid(text: string): LiquidText {
  const source = withLinkVariables(text);
  let templates: Template[];
  try {
    templates = liquid.parse(source);
  } catch (error) {
    return { reads: [], links: [], problems: [problemOf(error, text)] };
  }
  const reader = new Reader(text);
  reader.visit(templates, new Set(), new Set(["forloop", "tablerowloop"]));
  return reader;
}

function problemOf(error: unknown, text: string): LiquidProblem {
  const { message, token } = error as { message: string; token?: { begin: number; end: number } };
  const start = Math.max(0, Math.min(token?.begin ?? 0, Math.max(0, text.length - 1)));
  const end = Math.max(start + 1, Math.min(token?.end ?? start + 1, text.length));
  return { kind: "syntax", start, end, message: message.replace(/, (file:.*, )?line:\d+, col:\d+$/, "") };
}

/** The parts of liquidjs's tokens and templates that are read here; they are its public properties. */
interface ValueLike {
  readonly initial: { readonly postfix: readonly TokenLike[] };
  readonly filters: readonly { readonly name: string; readonly args: readonly unknown[] }[];
}
interface TokenLike {
  readonly begin: number;
  readonly end: number;
  readonly props?: readonly { readonly content?: unknown }[];
  readonly variable?: unknown;
  readonly operator?: string;
}
interface TemplateLike extends Template {
  readonly name?: string;
  readonly value?: ValueLike;
  readonly branches?: readonly { readonly value?: ValueLike; readonly templates: Template[] }[];
  readonly elseTemplates?: Template[];
}

class Reader implements LiquidText {
  readonly reads: LiquidRead[] = [];
  readonly links: { name: string; start: number; end: number }[] = [];
  readonly problems: LiquidProblem[] = [];

  constructor(readonly text: string) {}

  /**
   * @param guarded paths that a condition around has asked for
   * @param locals names that are the text's own
   */
  visit(templates: readonly Template[], guarded: ReadonlySet<string>, locals: Set<string>): void {
    for (const template of templates as readonly TemplateLike[]) {
      if (template.branches) this.#branches(template, guarded, locals);
      else if (template.name === undefined && template.value) this.#value(template.value, "output", guarded, locals);
      else if (template.name !== undefined) this.#tag(template, guarded, locals);
    }
  }

  #branches(template: TemplateLike, guarded: ReadonlySet<string>, locals: Set<string>): void {
    for (const branch of template.branches ?? []) {
      const asked = branch.value ? this.#value(branch.value, "test", guarded, locals) : [];
      // After `or` none of the paths is known to be there.
      const sure = branch.value?.initial.postfix.some((token) => token.operator === "or") ? [] : asked;
      const inside = template.name === "if" ? new Set([...guarded, ...sure]) : guarded;
      this.visit(branch.templates, inside, new Set(locals));
    }
    this.visit(template.elseTemplates ?? [], guarded, new Set(locals));
  }

  #tag(template: TemplateLike, guarded: ReadonlySet<string>, locals: Set<string>): void {
    const use = template.name === "for" || template.name === "tablerow" ? "loop" : "test";
    for (const argument of template.arguments?.() ?? []) {
      if (!argument) continue;
      if ("initial" in argument) this.#value(argument as unknown as ValueLike, use, guarded, locals);
      else this.#token(argument as unknown as TokenLike, { use, filters: [], guarded: true }, locals);
    }
    for (const local of template.localScope?.() ?? []) locals.add(local.content);
    const inner = new Set([...locals, ...(template.blockScope?.() ?? [])]);
    const children = template.children?.(false, true);
    if (!children) return;
    for (let step = children.next(); ; step = children.next(step.value)) {
      if (!step.done) continue;
      this.visit(step.value, guarded, inner);
      return;
    }
  }

  /** @returns the paths that the value reads, dotted */
  #value(value: ValueLike, use: LiquidRead["use"], guarded: ReadonlySet<string>, locals: Set<string>): string[] {
    const filters = value.filters.map((filter) => filter.name);
    for (const name of filters) {
      if (name === "default" || name === "raw" || liquidFilters.includes(name)) continue;
      const end = value.initial.postfix.at(-1)?.end ?? 0;
      const found = this.text.indexOf(name, end);
      const start = found < 0 ? end : found;
      this.problems.push({ kind: "unknown filter", start, end: start + name.length, message: name });
    }
    const paths: string[] = [];
    for (const token of value.initial.postfix) {
      const path = this.#token(
        token,
        { use, filters, guarded: use !== "output" || filters.includes("default") },
        locals,
        guarded,
      );
      if (path !== undefined) paths.push(path);
    }
    for (const argument of value.filters.flatMap((filter) => filter.args)) {
      const token = (Array.isArray(argument) ? argument[1] : argument) as TokenLike | undefined;
      if (token) this.#token(token, { use: "test", filters: [], guarded: true }, locals);
    }
    return paths;
  }

  #token(
    token: TokenLike,
    how: Pick<LiquidRead, "use" | "filters" | "guarded">,
    locals: ReadonlySet<string>,
    asked: ReadonlySet<string> = new Set(),
  ): string | undefined {
    const path = token.props?.map((prop) => prop.content);
    const root = path?.[0];
    if (!path || token.variable !== undefined || typeof root !== "string" || locals.has(root)) return undefined;
    // Only a written-out path can be checked: `orders[0]` stops at its first number.
    const names = path.slice(0, path.findIndex((part) => typeof part !== "string") >>> 0) as string[];
    if (root.startsWith(linkPrefix) && /^link[ \t]/.test(this.text.slice(token.begin))) {
      this.links.push({ name: root.slice(linkPrefix.length), start: token.begin, end: token.end });
      return undefined;
    }
    const dotted = names.join(".");
    this.reads.push({
      path: names,
      start: token.begin,
      end: token.end,
      ...how,
      guarded: how.guarded || asked.has(dotted),
    });
    return dotted;
  }
}
