/** The TextMate grammars, out of the token table: what colours `.journey` text until the server's semantic tokens come. */
import { type KeywordGroup, type TokenEntry, tokenTable } from "@journey/language";

/** A rule of a TextMate grammar (macromates.com/manual/en/language_grammars). */
export interface Rule {
  readonly comment?: string;
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly while?: string;
  readonly include?: string;
  readonly captures?: Readonly<Record<string, Rule>>;
  readonly beginCaptures?: Readonly<Record<string, Rule>>;
  readonly endCaptures?: Readonly<Record<string, Rule>>;
  readonly patterns?: readonly Rule[];
}

export interface Grammar {
  readonly name?: string;
  readonly scopeName: string;
  readonly fileTypes?: readonly string[];
  readonly injectionSelector?: string;
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, Rule>>;
}

const groupScopes: Readonly<Record<KeywordGroup, string>> = {
  declaration: "storage.type.declaration.journey",
  "journey setting": "support.type.property-name.setting.journey",
  step: "keyword.control.step.journey",
  "message setting": "support.type.property-name.setting.journey",
  "activity part": "keyword.other.activity.journey",
  "task setting": "support.type.property-name.setting.journey",
  "part of a step": "keyword.control.part.journey",
  test: "keyword.other.test.journey",
  connective: "keyword.other.connective.journey",
  condition: "keyword.operator.word.journey",
  value: "variable.language.journey",
  unit: "keyword.other.unit.journey",
  logic: "keyword.operator.logical.journey",
};

/** Words of the group `logic` that are no operators. */
const wordScopes: Readonly<Record<string, string>> = {
  true: "constant.language.boolean.journey",
  false: "constant.language.boolean.journey",
  if: "keyword.control.conditional.journey",
  else: "keyword.control.conditional.journey",
};

const literalScopes: Readonly<Record<string, string>> = {
  DateText: "constant.numeric.date.journey",
  TimeText: "constant.numeric.time.journey",
  PercentText: "constant.numeric.percent.journey",
  NumberText: "constant.numeric.journey",
};

const punctuationScopes: Readonly<Record<string, string>> = {
  LBrace: "punctuation.section.block.begin.journey",
  RBrace: "punctuation.section.block.end.journey",
  LBracket: "punctuation.section.brackets.begin.journey",
  RBracket: "punctuation.section.brackets.end.journey",
  LParen: "punctuation.section.parens.begin.journey",
  RParen: "punctuation.section.parens.end.journey",
  Comma: "punctuation.separator.comma.journey",
  Dot: "punctuation.accessor.journey",
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
/** Oniguruma's way to write a character by its number. */
const forOniguruma = (pattern: RegExp): string => pattern.source.replace(/\\u([0-9A-F]{4})/g, "\\x{$1}");

const keywords = tokenTable.filter(({ kind }) => kind.endsWith("keyword"));
const wordsOf = (entries: readonly TokenEntry[]): string =>
  entries
    .map(({ pattern }) => String(pattern))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .join("|");

/** The pattern of a token that has a regular expression. Throws where it has none: a slip in the table. */
function patternOf(name: string): string {
  const entry = tokenTable.find((each) => each.name === name);
  if (!(entry?.pattern instanceof RegExp)) throw new Error(`The token table has no pattern for ${name}.`);
  return forOniguruma(entry.pattern);
}

/** @throws where a token has no scope: whoever adds one decides how it looks. */
function scopeOf(scopes: Readonly<Record<string, string>>, name: string): string {
  const scope = scopes[name];
  if (scope === undefined) throw new Error(`${name} has no scope: say in make-grammar.ts how it looks.`);
  return scope;
}

export function makeJourneyGrammar(): Grammar {
  const name = patternOf("Identifier");
  // `[first letters][other letters]*`
  const [, first = "", rest = ""] = /^\[(.*?)\]\[(.*)\]\*$/.exec(name) ?? [];
  const before = `(?<![${rest}])`;
  const behind = `(?![${rest}])`;
  const word = (words: string): string => `${before}(?:${words})${behind}`;
  const reserved = wordsOf(keywords.filter(({ kind }) => kind === "reserved keyword"));
  const ofGroup = (group: KeywordGroup): string => wordsOf(keywords.filter((entry) => entry.group === group));
  const freeName = `(?!(?:${reserved})${behind})${name}`;

  const byScope = new Map<string, TokenEntry[]>();
  for (const entry of keywords) {
    if (!entry.group) throw new Error(`${entry.name} is a keyword without a group.`);
    const scope = wordScopes[String(entry.pattern)] ?? groupScopes[entry.group];
    byScope.set(scope, [...(byScope.get(scope) ?? []), entry]);
  }
  const symbols = tokenTable.filter(({ kind }) => kind === "operator");
  const signs = symbols.map(({ pattern }) => escaped(String(pattern))).sort((a, b) => b.length - a.length);

  return {
    name: "Journey",
    scopeName: "source.journey",
    fileTypes: ["journey"],
    patterns: [
      { include: "#comments" },
      { include: "#texts" },
      { include: "#names" },
      { include: "#literals" },
      { include: "#keywords" },
      { include: "#signs" },
    ],
    repository: {
      comments: {
        patterns: [
          { name: "comment.line.documentation.journey", match: patternOf("DocComment") },
          { name: "comment.line.double-slash.journey", match: patternOf("LineComment") },
          { name: "comment.block.journey", begin: "/\\*", end: "\\*/" },
        ],
      },
      texts: {
        patterns: [
          {
            name: "string.quoted.triple.journey",
            begin: '"""',
            end: '"""',
            patterns: [{ include: "#escapes" }, { include: "#liquid" }],
          },
          {
            name: "string.quoted.double.journey",
            begin: '"',
            // An open text ends with its line.
            end: '"|$',
            patterns: [{ include: "#escapes" }, { include: "#liquid" }],
          },
        ],
      },
      escapes: { name: "constant.character.escape.journey", match: "\\\\." },
      liquid: {
        patterns: [
          {
            name: "meta.embedded.liquid.output.journey",
            begin: "\\{\\{-?",
            end: "-?\\}\\}|$",
            beginCaptures: { 0: { name: "punctuation.definition.template-expression.begin.journey" } },
            endCaptures: { 0: { name: "punctuation.definition.template-expression.end.journey" } },
            patterns: [{ include: "#liquidWords" }],
          },
          {
            name: "meta.embedded.liquid.tag.journey",
            begin: "(\\{%-?)\\s*([a-z]+)?",
            end: "-?%\\}|$",
            beginCaptures: {
              1: { name: "punctuation.definition.template-expression.begin.journey" },
              2: { name: "keyword.control.liquid.journey" },
            },
            endCaptures: { 0: { name: "punctuation.definition.template-expression.end.journey" } },
            patterns: [{ include: "#liquidWords" }],
          },
        ],
      },
      liquidWords: {
        patterns: [
          { name: "string.quoted.single.liquid.journey", match: "'[^'\"\\n]*'" },
          {
            match: `(\\|)\\s*(${name})`,
            captures: {
              1: { name: "keyword.operator.pipe.liquid.journey" },
              2: { name: "support.function.filter.liquid.journey" },
            },
          },
          {
            match: `(?<=\\{\\{|\\{\\{-)\\s*(link)\\s+(${name})`,
            captures: { 1: { name: "keyword.other.link.liquid.journey" }, 2: { name: "variable.other.journey" } },
          },
          { name: "constant.numeric.liquid.journey", match: `${before}\\d+(?:\\.\\d+)?` },
          { name: "keyword.operator.word.liquid.journey", match: word("and|or|contains|in|by") },
          { name: "constant.language.liquid.journey", match: word("true|false|nil|empty|blank") },
          { name: "variable.other.liquid.journey", match: name },
        ],
      },
      names: {
        comment: "Nearly all keywords are soft: these are the places where they are names.",
        patterns: [
          {
            match: `(\\.)\\s*([${first}][${rest}]*)`,
            captures: {
              1: { name: scopeOf(punctuationScopes, "Dot") },
              2: { name: "variable.other.property.journey" },
            },
          },
          {
            match: `${word(`(${ofGroup("declaration")})`)}\\s+(${freeName})(?=\\s*["{]|\\s+(?:for|of)${behind})`,
            captures: { 1: { name: groupScopes.declaration }, 2: { name: "entity.name.type.journey" } },
          },
          {
            match: `^\\s*(${ofGroup("step")})\\s+(${freeName})(?=\\s*(?:"|\\{))`,
            captures: { 1: { name: groupScopes.step }, 2: { name: "entity.name.function.activity.journey" } },
          },
          {
            name: "variable.other.property.journey",
            match: `${before}${freeName}(?=\\s*(?:[-+!=<>]=|[=<>])|\\s+(?:is|in|contains|matches)${behind})`,
          },
        ],
      },
      literals: {
        patterns: tokenTable
          .filter((entry) => entry.kind === "literal" && !/String$|QuotedText/.test(entry.name))
          .map((entry) => ({ name: scopeOf(literalScopes, entry.name), match: `${before}${patternOf(entry.name)}` })),
      },
      keywords: {
        patterns: [
          ...[...byScope].map(([scope, entries]) => ({ name: scope, match: word(wordsOf(entries)) })),
          { name: "variable.other.journey", match: `${before}${name}` },
        ],
      },
      signs: {
        patterns: [
          { name: "keyword.operator.journey", match: signs.join("|") },
          ...tokenTable
            .filter(({ kind }) => kind === "punctuation")
            .map((entry) => ({
              name: scopeOf(punctuationScopes, entry.name),
              match: escaped(String(entry.pattern)),
            })),
        ],
      },
    },
  };
}

/** Colours journeys in Markdown's fences. */
export function makeMarkdownGrammar(): Grammar {
  return {
    scopeName: "markdown.journey.codeblock",
    injectionSelector: "L:text.html.markdown",
    patterns: [{ include: "#fence" }],
    repository: {
      fence: {
        name: "markup.fenced_code.block.markdown",
        begin: "(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(?i:(journey)(\\s+[^`~]*)?$)",
        end: "(^|\\G)(\\2|\\s{0,3})(\\3)\\s*$",
        beginCaptures: {
          3: { name: "punctuation.definition.markdown" },
          4: { name: "fenced_code.block.language.markdown" },
          5: { name: "fenced_code.block.language.attributes.markdown" },
        },
        endCaptures: { 3: { name: "punctuation.definition.markdown" } },
        patterns: [
          {
            begin: "(^|\\G)(\\s*)(.*)",
            while: "(^|\\G)(?!\\s*([`~]{3,})\\s*$)",
            contentName: "meta.embedded.block.journey",
            patterns: [{ include: "source.journey" }],
          },
        ],
      },
    },
  };
}

/** The files that `npm run grammar` writes, by their names in this folder. */
export const grammarFiles = (): Readonly<Record<string, string>> => ({
  "journey.tmLanguage.json": `${JSON.stringify(makeJourneyGrammar(), null, 2)}\n`,
  "markdown.tmLanguage.json": `${JSON.stringify(makeMarkdownGrammar(), null, 2)}\n`,
});
