/** What the parser says where the grammar itself gives up. Hardly anything gets here: see parser.ts on its super grammar. */
import { type IParserErrorMessageProvider, type IToken, type TokenType, tokenLabel } from "chevrotain";

const shown = (token: IToken | undefined): string =>
  token === undefined || token.image === "" ? "the end of the file" : `\`${token.image}\``;

export const parserMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }): string =>
    `Expected ${tokenLabel(expected)}, but here stands ${shown(actual)}.`,
  buildNotAllInputParsedMessage: ({ firstRedundant }): string => `${shown(firstRedundant)} was not expected here.`,
  buildNoViableAltMessage: ({ actual }): string => `${shown(actual[0])} was not expected here.`,
  buildEarlyExitMessage: ({ actual, expectedIterationPaths }): string => {
    const expected: TokenType | undefined = expectedIterationPaths[0]?.[0];
    return expected
      ? `Expected ${tokenLabel(expected)}, but here stands ${shown(actual[0])}.`
      : `${shown(actual[0])} was not expected here.`;
  },
};
