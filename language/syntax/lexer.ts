import { createToken, type ILexingResult, type IToken, Lexer, type TokenType } from "chevrotain";
import { type TokenEntry, tokenTable } from "./tokens.ts";

const category = (name: string, label: string): TokenType => createToken({ name, label, pattern: Lexer.NA });

/** Every token but the braces, which recovery counts on. */
export const Anything = category("Anything", "anything");
/** What can be a name: identifiers and soft keywords. */
export const Name = category("Name", "a name");
/** Any word, also a reserved one: what may follow a dot. */
export const Word = category("Word", "a name");
export const AnyText = category("AnyText", "a text in quotes");
export const Unit = category("Unit", "a unit of time");
export const Moment = category("Moment", "a moment");
export const ComparisonSign = category("ComparisonSign", "a comparison");
export const AssignmentSign = category("AssignmentSign", "`=`");

const anyText = ["QuotedText", "BlockString", "UnterminatedText", "UnterminatedBlockString", "ForeignText"];
const comparisonSigns = ["Equals", "DoubleEquals", "NotEquals", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"];
const assignmentSigns = ["Equals", "DoubleEquals", "PlusEquals", "MinusEquals"];

function categoriesOf(entry: TokenEntry): TokenType[] {
  const { name, kind, group } = entry;
  if (kind === "whitespace" || kind === "comment" || name === "UnterminatedComment") return [];
  if (name === "LBrace" || name === "RBrace") return [];
  const categories = [Anything];
  if (kind === "name" || kind === "soft keyword") categories.push(Name, Word);
  if (kind === "reserved keyword") categories.push(Word);
  if (anyText.includes(name)) categories.push(AnyText);
  if (group === "unit") categories.push(Unit);
  if (name === "Today" || name === "Now" || name === "Entered") categories.push(Moment);
  if (comparisonSigns.includes(name)) categories.push(ComparisonSign);
  if (assignmentSigns.includes(name)) categories.push(AssignmentSign);
  return categories;
}

function tokenTypeOf(entry: TokenEntry, identifier: TokenType | undefined): TokenType {
  const { name, kind, label, pattern, starts, multiline } = entry;
  const isComment = kind === "comment" || name === "UnterminatedComment";
  return createToken({
    name,
    label,
    pattern: typeof pattern === "function" ? (text, offset) => pattern(text, offset) : pattern,
    line_breaks: multiline ?? false,
    categories: categoriesOf(entry),
    ...(starts ? { start_chars_hint: [...starts] } : {}),
    ...(isComment ? { group: "comments" } : kind === "whitespace" ? { group: Lexer.SKIPPED } : {}),
    ...(identifier ? { longer_alt: identifier } : {}),
  });
}

const identifierEntry = tokenTable.find((entry) => entry.kind === "name");
if (!identifierEntry) throw new Error("The token table has no names.");
const identifier = tokenTypeOf(identifierEntry, undefined);

/** The token types by their names in the table. */
const types = new Map<string, TokenType>(
  tokenTable.map((entry) => [
    entry.name,
    entry === identifierEntry
      ? identifier
      : tokenTypeOf(entry, entry.kind.endsWith("keyword") ? identifier : undefined),
  ]),
);

/** The token type with that name in the table. Throws where there is none: a slip in the grammar, not in a file. */
export function tokenType(name: string): TokenType {
  const type = types.get(name);
  if (!type) throw new Error(`The token table has no ${name}.`);
  return type;
}

/**
 * The lexer takes the first pattern that matches, so of two keywords the longer one has to be tried first: `today` is
 * neither `to` nor, with the rest of its letters, an identifier.
 */
const isKeyword = (entry: TokenEntry): boolean => entry.kind.endsWith("keyword");
const keywordsFirst = [...tokenTable.filter(isKeyword)].sort(
  (a, b) => String(b.pattern).length - String(a.pattern).length,
);
const lexingOrder = [...keywordsFirst, ...tokenTable.filter((entry) => !isKeyword(entry))];

/** The types of all tokens, categories included: what the parser has to know. */
export const vocabulary: TokenType[] = [
  ...lexingOrder.map((entry) => tokenType(entry.name)),
  Anything,
  Name,
  Word,
  AnyText,
  Unit,
  Moment,
  ComparisonSign,
  AssignmentSign,
];

/** Made once; `ensureOptimizations` makes a pattern that can't be sorted by its first character an error. */
const lexer = new Lexer(vocabulary, { ensureOptimizations: true, positionTracking: "full" });

export interface Tokens {
  readonly tokens: IToken[];
  /** All comments, documentation ones too, in order. */
  readonly comments: IToken[];
}

export function tokenize(text: string): Tokens {
  const result: ILexingResult = lexer.tokenize(text);
  return { tokens: result.tokens, comments: result.groups.comments ?? [] };
}
