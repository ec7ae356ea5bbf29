/** HTML that needs no escaping any more: what `escape`, `newline_to_br` and `capture` make in an HTML body. */
import {
  CaptureTag,
  type Context,
  Drop,
  type Emitter,
  type Liquid,
  Tag,
  type TagToken,
  type TopLevelToken,
  Value,
} from "liquidjs";

/** Filters see its HTML as text; only an output knows that it is escaped already. */
export class SafeHtml extends Drop {
  constructor(readonly html: string) {
    super();
  }

  get length(): number {
    return this.html.length;
  }

  get size(): number {
    return this.html.length;
  }

  override valueOf(): string {
    return this.html;
  }

  override toString(): string {
    return this.html;
  }
}

const characters: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** A value as HTML, where no tag can begin and no attribute end. What is safe is left as it is. */
export function escapeHtml(value: unknown): string {
  if (value instanceof SafeHtml) return value.html;
  return plain(value).replace(/[&<>"']/g, (character) => characters[character] ?? character);
}

/** A value as Liquid prints it. */
function plain(value: unknown): string {
  if (value instanceof Drop) return plain(value.valueOf());
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(plain).join("") : String(value);
}

type Filter = (this: unknown, value: unknown, ...args: readonly unknown[]) => unknown;

/** Filters that make HTML of HTML: they cut and join, and open no tag. */
const keeping: readonly string[] = [
  "capitalize",
  "downcase",
  "lstrip",
  "normalize_whitespace",
  "rstrip",
  "squish",
  "strip",
  "strip_html",
  "strip_newlines",
  "truncate",
  "truncatewords",
  "upcase",
];

/**
 * Lets an engine that escapes its outputs know what is escaped: `{{ x | escape }}` is the same as `{{ x }}`,
 * `{{ x | newline_to_br }}` breaks lines, and a captured block of HTML is HTML.
 */
export function addSafeHtml(engine: Liquid): void {
  const filter = (name: string): Filter => engine.filters[name] as Filter;
  const escaped: Filter = (value) => new SafeHtml(escapeHtml(value));
  engine.registerFilter("escape", escaped);
  engine.registerFilter("xml_escape", escaped);
  const escapeOnce = filter("escape_once");
  engine.registerFilter("escape_once", function (this: unknown, value: unknown) {
    return value instanceof SafeHtml ? value : new SafeHtml(plain(escapeOnce.call(this, value)));
  });
  engine.registerFilter(
    "newline_to_br",
    (value: unknown) => new SafeHtml(escapeHtml(value).replace(/\r?\n/g, "<br />\n")),
  );
  engine.registerFilter(
    "append",
    joined(filter("append"), (html, more) => html + more),
  );
  engine.registerFilter(
    "prepend",
    joined(filter("prepend"), (html, more) => more + html),
  );
  const fallback = filter("default");
  engine.registerFilter("default", function (this: unknown, value: unknown, ...args: readonly unknown[]) {
    return value instanceof SafeHtml && value.html !== "" ? value : fallback.call(this, value, ...args);
  });
  for (const name of keeping) {
    const original = filter(name);
    engine.registerFilter(name, function (this: unknown, value: unknown, ...args: readonly unknown[]) {
      const result = original.call(this, value, ...args);
      return value instanceof SafeHtml ? new SafeHtml(plain(result)) : result;
    });
  }
  engine.registerTag("capture", CaptureHtml);
  engine.registerTag("echo", EchoHtml);
}

/** What is joined to HTML is text, and escaped. */
function joined(original: Filter, join: (html: string, more: string) => string): Filter {
  return function (this: unknown, value: unknown, more: unknown) {
    if (value instanceof SafeHtml) return new SafeHtml(join(value.html, escapeHtml(more)));
    if (more instanceof SafeHtml) return new SafeHtml(join(escapeHtml(value), more.html));
    return original.call(this, value, more);
  };
}

class CaptureHtml extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    const scope = context.bottom() as Record<string, unknown>;
    scope[this.variable] = new SafeHtml(plain(scope[this.variable]));
  }
}

/** As `{{ … }}`; Liquid's own `echo` forgets what is safe. */
class EchoHtml extends Tag {
  readonly #value: Value | undefined;

  constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid) {
    super(token, rest, engine);
    if (token.args.trim() !== "") this.#value = new Value(token.args, engine);
  }

  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    if (!this.#value) return;
    const value = yield this.#value.value(context, false);
    emitter.write(this.#value.filters.at(-1)?.name === "raw" ? plain(value) : escapeHtml(value));
  }
}
