import { createTokenInstance, type IToken, tokenMatcher } from "chevrotain";
import { suggest } from "../diagnostics/suggest.ts";
import { isTrigger, statementStarts } from "./body-kinds.ts";
import { AnyText, AssignmentSign, Name, tokenType } from "./lexer.ts";

const identifier = tokenType("Identifier");
const journey = tokenType("Journey");
const keywords = new Map(
  [...statementStarts, journey, tokenType("Import")].map((type) => [String(type.PATTERN), type]),
);

/** What a text in quotes may stand behind. */
const beforeText = new Set(
  ["email", "sms", "push", "task", "journey", "webhook", "goal", "variant", "test", "timezone"].concat(
    ["subject", "preheader", "title", "body", "text", "from", "reply", "link", "post", "put", "patch", "header"],
    ["on", "ab"],
  ),
);

const headEnds = new Set([tokenType("LBrace"), tokenType("NumberText"), tokenType("Not")]);
const expressionWords = new Set(["Between", "Contains", "Starts", "Ends"].map(tokenType));
const operatorsBefore = new Set(
  ["Comma", "LParen", "LBracket", "Dot", "Plus", "Minus", "Multiply", "Divide"].map(tokenType),
);
const joinsBefore = new Set(["And", "Or", "Not", "In", "Is", "If", "Else"].map(tokenType));

/**
 * The tokens, with `emal hello {` read as if it said `email`: what a mistyped keyword leads is kept, and all that is wrong is
 * the one word. Only a word that begins a line is looked at, and only when a statement goes on behind it.
 */
export function forgiveMisspelled(tokens: readonly IToken[]): IToken[] {
  return tokens.map((token, index) => {
    if (token.tokenType !== identifier || !beginsStatement(tokens, index)) return token;
    const next = tokens[index + 1];
    const isReaction = next !== undefined && (next.image === "not" || isTrigger(next.image));
    const near = suggest(token.image, isReaction ? ["on"] : keywords.keys());
    const type = near === undefined ? undefined : keywords.get(near);
    if (!type || near === undefined) return token;
    if (next && tokenMatcher(next, AnyText) && !beforeText.has(near)) return token;
    return createTokenInstance(
      type,
      token.image,
      token.startOffset,
      token.endOffset ?? token.startOffset,
      token.startLine ?? 1,
      token.endLine ?? 1,
      token.startColumn ?? 1,
      token.endColumn ?? 1,
    );
  });
}

/** The keyword that was meant, where the token is not written as it should be. */
export function meantKeyword(token: IToken): string | undefined {
  const { PATTERN } = token.tokenType;
  return typeof PATTERN === "string" && PATTERN !== token.image ? PATTERN : undefined;
}

function beginsStatement(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (!token || !next || next.startLine !== token.endLine) return false;
  const goesOn = headEnds.has(next.tokenType) || tokenMatcher(next, AnyText) || tokenMatcher(next, Name);
  if (!goesOn || expressionWords.has(next.tokenType)) return false;
  const before = tokens[index - 1];
  if (!before) return true;
  const isBrace = before.image === "{" || before.image === "}";
  if (isBrace) return true;
  if (before.endLine === token.startLine) return false;
  // The line before is not done yet.
  if (operatorsBefore.has(before.tokenType) || joinsBefore.has(before.tokenType)) return false;
  if (tokenMatcher(before, AssignmentSign) || /^[<>!]=?$/.test(before.image)) return false;
  const first = tokens[index - 2];
  const isKeywordAlone =
    statementStarts.has(before.tokenType) && (!first || first.endLine !== before.startLine || first.image === "{");
  return !isKeywordAlone;
}
