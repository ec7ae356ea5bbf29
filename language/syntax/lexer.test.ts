import { Lexer } from "chevrotain";
import { describe, expect, test } from "vitest";
import { tokenize, vocabulary } from "./lexer.ts";
import { tokenTable } from "./tokens.ts";

const tokens = (text: string): string[] =>
  tokenize(text).tokens.map((token) => `${token.tokenType.name} ${token.image}`);

describe("the token table", () => {
  test("has every name once", () => {
    const names = vocabulary.map((type) => type.name);
    expect(names).toEqual([...new Set(names)]);
  });

  test("is sorted by first characters throughout, so that the lexer stays fast", () => {
    expect(() => new Lexer(vocabulary, { ensureOptimizations: true })).not.toThrow();
  });

  test("describes every keyword", () => {
    for (const entry of tokenTable) expect(entry.doc, entry.name).toMatch(/\.$/);
  });

  test.each(tokenTable.filter(({ kind }) => kind.endsWith("keyword")))(
    "reads the keyword $pattern",
    ({ name, pattern }) => {
      expect(tokens(String(pattern))).toEqual([`${name} ${String(pattern)}`]);
      expect(tokens(`${String(pattern)}_`)).toEqual([`Identifier ${String(pattern)}_`]);
    },
  );
});

describe("any text becomes tokens", () => {
  test.each([
    ["names in other alphabets", "größe имя", ["Identifier größe", "Identifier имя"]],
    ["a number beside its unit", "2days", ["NumberText 2", "Days days"]],
    ["a date", "2026-12-24", ["DateText 2026-12-24"]],
    [
      "signs that the language lacks",
      "a § $b 😀",
      ["Identifier a", "Unexpected §", "Unexpected $", "Identifier b", "Unexpected 😀"],
    ],
    ["a text in curly quotes", "“Hello”", ["ForeignText “Hello”"]],
    ["a text in single quotes", "'Hello'", ["ForeignText 'Hello'"]],
    ["a text that ends with its line", '"Hello\nwait', ['UnterminatedText "Hello', "Wait wait"]],
    [
      "a text that would swallow a brace",
      'email x "Hello {\n',
      ["Email email", "Identifier x", 'UnterminatedText "Hello', "LBrace {"],
    ],
    ["Liquid that is being typed", 'text "Hello {{ name }\n', ["Text text", 'UnterminatedText "Hello {{ name }']],
    ["spaces that come with pasted text", "wait\u00a0\u20092", ["Wait wait", "NumberText 2"]],
    [
      "a block text without an end, up to the next statement",
      '  body """\n    Hello\n  wait',
      ["Body body", 'UnterminatedBlockString """\n    Hello', "Wait wait"],
    ],
    [
      "a block text that the next one's beginning would close",
      '  body """\n    Hello\n  text """\n    Bye\n  """',
      ["Body body", 'UnterminatedBlockString """\n    Hello', "Text text", 'BlockString """\n    Bye\n  """'],
    ],
  ])("%s", (_, text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });

  test("comments are kept aside", () => {
    const { comments } = tokenize("// one\n/// two\n/* three */ /* four");
    expect(comments.map((comment) => comment.tokenType.name)).toEqual([
      "LineComment",
      "DocComment",
      "BlockComment",
      "UnterminatedComment",
    ]);
  });
});
