/** Liquid in message texts: parsed with positions, so that what it reads can be checked against the target's fields. */
import type { Template } from "liquidjs";
import { fileTags, linkOfVariable, liquid, liquidFilters, liquidTags, withLinkVariables } from "./liquid-engine.ts";
import { filledWhen, filledWhenOneOf, intersection, isSomething } from "./liquid-guards.ts";
import { type FilterLike, pathOf, type TemplateLike, type TokenLike, type ValueLike } from "./liquid-tokens.ts";
import { Recent } from "./recent.ts";

export { liquidFilters, liquidTags, serviceVariables } from "./liquid-engine.ts";

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
  /** An empty value does no harm: a `default` filter follows, it isn't printed, or it can't be empty here. */
  readonly guarded: boolean;
  /** How many of the path's names are known to be filled here: of `company.name`, 1 inside `{% if company %}`. */
  readonly filled: number;
  /** A name that the text may have given itself by now: where the record has no such field, nothing is wrong. */
  readonly isMaybeOwn: boolean;
  /** What is written here is a name that the text gave to the field: `{% assign who = first_name %}{{ who }}`. */
  readonly isAlias: boolean;
  /** The path is all written out: `tags[0]` isn't, and what stands there is unknown. */
  readonly isWhole: boolean;
  /** The filters that it goes through, in order. */
  readonly filters: readonly LiquidFilterUse[];
}

export interface LiquidFilterUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface LiquidProblem {
  readonly start: number;
  readonly end: number;
  readonly kind: "syntax" | "unknown filter" | "unknown tag" | "file tag";
  /** For people: what is wrong, or the name of the filter or tag. */
  readonly message: string;
}

export interface LiquidLink {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface LiquidText {
  readonly reads: readonly LiquidRead[];
  /** `{{ link shop }}` */
  readonly links: readonly LiquidLink[];
  readonly problems: readonly LiquidProblem[];
}

/** Parses a text. While it has a mistake in its syntax, nothing else is known of it. */
export function parseLiquid(text: string): LiquidText {
  return known.get(text, () => parseAnew(text));
}

/** Every change of a journey parses all of its texts again, and most are as they were. */
const known = new Recent<string, LiquidText>(5_000);

function parseAnew(text: string): LiquidText {
  const source = withLinkVariables(text);
  let templates: Template[];
  try {
    templates = liquid.parse(source);
  } catch (error) {
    return { reads: [], links: [], problems: [problemOf(error, text)] };
  }
  const reader = new Reader(text);
  reader.visit(templates, {
    assigned: new Set(),
    maybe: new Set(),
    filled: new Set(),
    aliases: new Map(),
    block: new Set(),
  });
  return reader;
}

/** All names that a text gives itself: what it assigns, and the elements of its loops. */
export function namesGivenIn(text: string): ReadonlySet<string> {
  try {
    return namesIn(liquid.parse(withLinkVariables(text)), (part) => [
      ...ownNames(part),
      ...(part.blockScope?.() ?? []),
    ]);
  } catch {
    return nothing;
  }
}

function problemOf(error: unknown, text: string): LiquidProblem {
  const { message, token } = error as { message: string; token?: { begin: number; end: number } };
  const start = Math.max(0, Math.min(token?.begin ?? 0, Math.max(0, text.length - 1)));
  const end = Math.max(start + 1, Math.min(token?.end ?? start + 1, text.length));
  const reason = message.replace(/, (file:.*, )?line:\d+, col:\d+$/, "");
  const tag = /^tag "(.*)" not found$/.exec(reason)?.[1];
  if (tag === undefined) return { kind: "syntax", start, end, message: reason };
  const opener = openerOf(tag);
  if (opener) {
    return { kind: "syntax", start, end, message: `\`${tag}\` stands alone, without the \`${opener}\` it belongs to` };
  }
  const at = tag === "" ? start : text.indexOf(tag, start);
  return {
    kind: fileTags.includes(tag) ? "file tag" : "unknown tag",
    start: at,
    end: Math.max(at + tag.length, start + 1),
    message: tag,
  };
}

/** What `{% endif %}`, `{% else %}` and the like belong to. */
function openerOf(tag: string): string | undefined {
  if (tag === "else" || tag === "elsif") return "if";
  if (tag === "when") return "case";
  const opened = /^end(\w+)$/.exec(tag)?.[1];
  return opened !== undefined && liquidTags.includes(opened) ? opened : undefined;
}

/** What is known at a place of a text. */
interface State {
  /** Names that the text has given itself for certain. */
  assigned: ReadonlySet<string>;
  /** Names that it may have given itself, on some way to this place. */
  maybe: ReadonlySet<string>;
  /** Dotted paths that aren't empty here. */
  filled: ReadonlySet<string>;
  /** The fields that own names stand for, where nothing comes instead of an empty one. */
  aliases: ReadonlyMap<string, readonly string[]>;
  /** Names that a block around gives: a loop's element. */
  readonly block: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

class Reader implements LiquidText {
  readonly reads: LiquidRead[] = [];
  readonly links: LiquidLink[] = [];
  readonly problems: LiquidProblem[] = [];

  constructor(readonly text: string) {}

  /** Reads templates one after the other; the state is what holds after them in the end. */
  visit(templates: readonly Template[], state: State): void {
    for (const template of templates as readonly TemplateLike[]) this.#template(template, state);
  }

  #template(template: TemplateLike, state: State): void {
    switch (template.name) {
      case undefined:
      case "echo":
        if (template.value) this.#value(template.value, "output", state);
        return;
      case "if":
      case "unless":
        this.#conditions(template, state);
        return;
      case "case":
        this.#cases(template, state);
        return;
      case "for":
      case "tablerow":
        this.#loop(template, state);
        return;
      case "assign":
        this.#assign(template, state);
        return;
      case "capture":
        this.visit(template.templates ?? [], state);
        assign(state, ownNames(template), true);
        return;
      case "increment":
      case "decrement":
        assign(state, ownNames(template), true);
        return;
      case "cycle":
        for (const candidate of template.candidates ?? []) this.#value(candidate, "output", state);
        if (template.group) this.#token(template.group, asked, state);
        return;
      default:
        // `liquid`; others hold no templates.
        this.visit(template.templates ?? [], state);
    }
  }

  #assign(template: TemplateLike, state: State): void {
    const { value } = template;
    if (!value) return;
    this.#value(value, "test", state);
    const names = ownNames(template);
    const alias = fieldOf(value, state);
    assign(state, names, isFilledValue(value, state));
    if (alias) state.aliases = new Map([...state.aliases, ...names.map((name) => [name, alias] as const)]);
  }

  /** Each branch is met when all before it have failed. */
  #conditions(template: TemplateLike, state: State): void {
    let before = state.filled;
    const exits: State[] = [];
    for (const [index, branch] of (template.branches ?? []).entries()) {
      const { value } = branch;
      if (!value) continue;
      this.#value(value, "test", state);
      const isNegated = template.name === "unless" && index === 0;
      exits.push(
        this.#inside(branch.templates, { ...state, filled: join(before, filledWhen(value, !isNegated)) }, nothing),
      );
      before = join(before, filledWhen(value, isNegated));
    }
    exits.push(this.#inside(template.elseTemplates ?? [], { ...state, filled: before }, nothing));
    meet(state, exits);
  }

  /** Several `when` may apply, one after the other; `else` applies when none did. */
  #cases(template: TemplateLike, state: State): void {
    const { value } = template;
    if (!value) return;
    this.#value(value, "test", state);
    const branches = template.branches ?? [];
    for (const token of branches.flatMap((branch) => branch.values ?? [])) this.#token(token, asked, state);
    const start = { ...state };
    let otherwise = start.filled;
    const exits: State[] = [];
    const [subject] = pathOf(value.initial.postfix[0]) ?? [];
    let isChanged = false;
    for (const { values = [], templates } of branches) {
      // What is compared is the value from before the first branch.
      const filled = join(state.filled, isChanged ? nothing : filledWhenOneOf(value, values, true));
      const exit = this.#inside(templates, { ...state, filled }, nothing);
      exits.push(exit);
      const assigned = namesAssignedIn(templates);
      forget(state, assigned);
      isChanged ||= subject !== undefined && assigned.has(subject);
      otherwise = join(otherwise, filledWhenOneOf(value, values, false));
    }
    exits.push(this.#inside(template.elseTemplates ?? [], { ...start, filled: otherwise }, nothing));
    // The last one to apply may be any of them; what an earlier one did is known by `forget` to be uncertain.
    meet(state, exits);
  }

  /** A loop's block may be met never, once or often; what it assigns is uncertain inside it and after it. */
  #loop(template: TemplateLike, state: State): void {
    const { collection } = template;
    if (collection) this.#token(collection, { use: "loop", filters: [], guarded: true }, state);
    for (const argument of template.arguments?.() ?? []) {
      if (argument && argument !== (collection as unknown)) this.#token(argument as unknown as TokenLike, asked, state);
    }
    const templates = template.templates ?? [];
    forget(state, namesAssignedIn(templates));
    const walked = collection ? pathsTo(collection) : [];
    this.#inside(templates, { ...state, filled: join(state.filled, walked) }, new Set(template.blockScope?.() ?? []));
    this.#inside(template.elseTemplates ?? [], state, nothing);
    forget(state, namesAssignedIn(template.elseTemplates ?? []));
  }

  #inside(templates: readonly Template[], state: State, names: ReadonlySet<string>): State {
    const inner: State = {
      ...state,
      filled: new Set([...state.filled].filter((path) => !names.has(rootOf(path)))),
      block: join(state.block, names),
    };
    this.visit(templates, inner);
    return inner;
  }

  #value(value: ValueLike, use: LiquidRead["use"], state: State): void {
    const filters = value.filters.map(filterUse);
    for (const { name, start, end } of filters) {
      if (!liquidFilters.includes(name)) this.problems.push({ kind: "unknown filter", start, end, message: name });
    }
    const { postfix } = value.initial;
    const guarded = use !== "output" || filters.some(({ name }) => name === "default");
    for (const token of postfix) {
      // Filters take the result of the whole expression.
      this.#token(token, { use, filters: postfix.length === 1 ? filters : [], guarded }, state);
    }
    for (const argument of value.filters.flatMap((filter) => filter.args)) {
      const token = isPair(argument) ? argument[1] : argument;
      if (token) this.#token(token, asked, state);
    }
  }

  #token(token: TokenLike, how: Pick<LiquidRead, "use" | "filters" | "guarded">, state: State): void {
    // `(1..score)` and `tags[index]` read more than one path.
    for (const part of [token.lhs, token.rhs, ...(token.props ?? [])]) if (part) this.#token(part, asked, state);
    const path = pathOf(token);
    const [root] = path ?? [];
    if (!path || root === undefined || state.block.has(root)) return;
    if (state.assigned.has(root)) {
      this.#alias(token, path, how, state);
      return;
    }
    const link = linkOfVariable(root);
    if (link !== undefined && /^link[ \t]/.test(this.text.slice(token.begin))) {
      this.links.push({ name: link, start: token.begin, end: token.end });
      return;
    }
    const filled = filledLength(path, state.filled);
    this.reads.push({
      path,
      start: token.begin,
      end: token.end,
      ...how,
      guarded: how.guarded || filled === path.length,
      filled,
      isWhole: path.length === token.props?.length,
      isMaybeOwn: state.maybe.has(root),
      isAlias: false,
    });
  }

  /** An own name is a field by another name, as far as emptiness goes. */
  #alias(
    token: TokenLike,
    [name = "", ...more]: readonly string[],
    how: Pick<LiquidRead, "use" | "filters" | "guarded">,
    state: State,
  ): void {
    const path = state.aliases.get(name);
    if (!path || more.length > 0 || how.use !== "output") return;
    const isReplaced = state.maybe.has(path[0] ?? "");
    const filled = isReplaced ? 0 : filledLength(path, state.filled);
    this.reads.push({
      path,
      start: token.begin,
      end: token.end,
      ...how,
      guarded: how.guarded || filled === path.length || state.filled.has(name),
      filled,
      isWhole: false,
      isMaybeOwn: false,
      isAlias: true,
    });
  }
}

const asked = { use: "test", filters: [], guarded: true } as const;

function isPair(argument: FilterLike["args"][number]): argument is readonly [string, TokenLike | undefined] {
  return Array.isArray(argument);
}

function filterUse(filter: FilterLike): LiquidFilterUse {
  const start = filter.token?.begin ?? filter.begin ?? 0;
  return { name: filter.name, start, end: start + filter.name.length };
}

/** The names that `assign`, `capture` and counters give. */
function ownNames(template: TemplateLike): readonly string[] {
  return [...(template.localScope?.() ?? [])].map((name) => String(name.content));
}

/** All names that are assigned in a block, however deep. */
function namesAssignedIn(templates: readonly Template[]): ReadonlySet<string> {
  return namesIn(templates, ownNames);
}

function namesIn(
  templates: readonly Template[],
  given: (template: TemplateLike) => readonly string[],
): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (parts: readonly Template[]): void => {
    for (const part of parts as readonly TemplateLike[]) {
      for (const name of given(part)) names.add(name);
      for (const branch of part.branches ?? []) visit(branch.templates);
      visit(part.templates ?? []);
      visit(part.elseTemplates ?? []);
    }
  };
  visit(templates);
  return names;
}

/** Whether a value that is assigned can't be empty. */
function isFilledValue(value: ValueLike, state: State): boolean {
  const [token, ...more] = value.initial.postfix;
  if (!token || more.length > 0) return false;
  const fallback = value.filters.at(-1);
  if (fallback?.name === "default") {
    const [argument] = fallback.args;
    return argument !== undefined && !isPair(argument) && isSomething(argument);
  }
  if (value.filters.length > 0) return false;
  const path = pathOf(token);
  if (path === undefined) return isSomething(token);
  return path.length === token.props?.length && state.filled.has(path.join("."));
}

/** Filters that make nothing of nothing. */
const passing: readonly string[] = ["capitalize", "date", "downcase", "escape", "raw", "strip", "truncate", "upcase"];

/** The field whose value is assigned, perhaps by way of another own name. */
function fieldOf(value: ValueLike, state: State): readonly string[] | undefined {
  const [token, ...more] = value.initial.postfix;
  const path = pathOf(token);
  if (!path || more.length > 0 || path.length !== token?.props?.length) return undefined;
  if (value.filters.some(({ name }) => !passing.includes(name))) return undefined;
  const [root = ""] = path;
  if (state.assigned.has(root)) return path.length === 1 ? state.aliases.get(root) : undefined;
  return state.block.has(root) || state.maybe.has(root) ? undefined : path;
}

function assign(state: State, names: readonly string[], isFilled: boolean): void {
  forget(state, new Set(names));
  state.assigned = join(state.assigned, names);
  if (isFilled) state.filled = join(state.filled, names);
}

/** Names that may have been given by now: what was known of them doesn't hold any more. */
function forget(state: State, names: ReadonlySet<string>): void {
  if (names.size === 0) return;
  state.maybe = join(state.maybe, names);
  state.aliases = new Map([...state.aliases].filter(([name]) => !names.has(name)));
  state.filled = new Set([...state.filled].filter((path) => !names.has(rootOf(path))));
}

/** One of several ways was taken: what holds after all of them holds. */
function meet(state: State, exits: readonly State[]): void {
  state.assigned = intersection(exits.map((exit) => exit.assigned));
  state.filled = intersection(exits.map((exit) => exit.filled));
  state.maybe = new Set(exits.flatMap((exit) => [...exit.maybe]));
  state.aliases = new Map(exits.flatMap((exit) => [...exit.aliases]));
}

function rootOf(path: string): string {
  return path.split(".", 1)[0] ?? path;
}

function pathsTo(token: TokenLike): readonly string[] {
  const names = pathOf(token) ?? [];
  return names.map((_, index) => names.slice(0, index + 1).join("."));
}

function filledLength(path: readonly string[], filled: ReadonlySet<string>): number {
  for (let length = path.length; length > 0; length--) if (filled.has(path.slice(0, length).join("."))) return length;
  return 0;
}

function join(set: ReadonlySet<string>, more: Iterable<string>): ReadonlySet<string> {
  return new Set([...set, ...more]);
}
