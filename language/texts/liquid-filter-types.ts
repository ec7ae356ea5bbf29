/** What Liquid's filters take and what they make of it, as far as it helps to find a filter in the wrong place. */

/** A kind of value in a text. `formatted`: text that may well be a number, such as a date's year. */
export type LiquidType = "text" | "number" | "boolean" | "date" | "list" | "record" | "formatted" | "unknown";

interface FilterType {
  readonly takes: readonly LiquidType[];
  /** `same`: what it takes. */
  readonly makes: LiquidType | "same";
}

const scalars: readonly LiquidType[] = ["text", "number", "boolean", "date", "formatted"];
const textual = (makes: LiquidType = "text"): FilterType => ({ takes: scalars, makes });
const numeric: FilterType = { takes: ["number", "formatted"], makes: "number" };
const dated: FilterType = { takes: ["date", "text", "number", "formatted"], makes: "formatted" };
const listed = (makes: LiquidType): FilterType => ({ takes: ["list"], makes });

/** Filters that are not here take anything, and make who knows what. */
const filterTypes: ReadonlyMap<string, FilterType> = new Map<string, FilterType>([
  ...entries(textual(), [
    "append",
    "base64_decode",
    "base64_encode",
    "capitalize",
    "cgi_escape",
    "downcase",
    "escape",
    "escape_once",
    "hmac_sha256",
    "lstrip",
    "newline_to_br",
    "normalize_whitespace",
    "prepend",
    "rstrip",
    "sha256",
    "slugify",
    "squish",
    "strip",
    "strip_html",
    "strip_newlines",
    "truncate",
    "truncatewords",
    "upcase",
    "uri_escape",
    "url_decode",
    "url_encode",
    "xml_escape",
  ]),
  ...entries(textual("formatted"), [
    "remove",
    "remove_first",
    "remove_last",
    "replace",
    "replace_first",
    "replace_last",
  ]),
  ...entries(textual("list"), ["split"]),
  ...entries(textual("number"), ["number_of_words"]),
  ...entries({ takes: ["number", "text", "formatted"], makes: "number" }, ["to_integer"]),
  ...entries(numeric, [
    "abs",
    "at_least",
    "at_most",
    "ceil",
    "divided_by",
    "floor",
    "minus",
    "modulo",
    "plus",
    "round",
    "times",
  ]),
  ...entries(dated, ["date", "date_to_long_string", "date_to_rfc822", "date_to_string", "date_to_xmlschema"]),
  ...entries({ takes: ["list", "text", "formatted"], makes: "number" }, ["size"]),
  ...entries({ takes: ["list", "text", "formatted"], makes: "same" }, ["slice"]),
  ...entries(listed("text"), ["array_to_sentence_string", "join"]),
  ...entries(listed("unknown"), ["first", "last", "sample", "find", "find_exp"]),
  ...entries(listed("number"), ["sum", "find_index", "find_index_exp"]),
  ...entries(listed("boolean"), ["has", "has_exp"]),
  ...entries(listed("list"), [
    "compact",
    "concat",
    "group_by",
    "group_by_exp",
    "map",
    "pop",
    "push",
    "reject",
    "reject_exp",
    "reverse",
    "shift",
    "sort",
    "sort_natural",
    "uniq",
    "unshift",
    "where",
    "where_exp",
  ]),
  ...entries({ takes: [...scalars, "list", "record"], makes: "same" }, ["default", "raw"]),
  ...entries({ takes: [...scalars, "list", "record"], makes: "text" }, ["inspect", "json", "jsonify"]),
]);

function entries(type: FilterType, names: readonly string[]): readonly (readonly [string, FilterType])[] {
  return names.map((name) => [name, type]);
}

/** What comes out of a filter, e.g. text of `date: "%d"`. */
export function typeAfterFilter(type: LiquidType, filter: string): LiquidType {
  const makes = filterTypes.get(filter)?.makes ?? "unknown";
  return makes === "same" ? type : makes;
}

/** What a filter is for, when it can do nothing good with such a value; undefined: all is well. */
export function misfit(type: LiquidType, filter: string): readonly LiquidType[] | undefined {
  const takes = filterTypes.get(filter)?.takes;
  return takes === undefined || type === "unknown" || takes.includes(type) ? undefined : takes;
}

/** The filters that take such a value and do more than pass it on. */
export function filtersFor(type: LiquidType): readonly string[] {
  return [...filterTypes].flatMap(([name, { takes, makes }]) =>
    takes.includes(type) && makes !== "same" && takes.length <= scalars.length ? [name] : [],
  );
}
