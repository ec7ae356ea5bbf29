/** The editor's grammar, run by the library that VS Code runs it with. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tokenTable } from "@journey/language";
import { beforeAll, describe, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { tokenize } from "../../language/syntax/lexer.ts";
import { grammarFiles } from "../../vscode-extension/grammar/make-grammar.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = grammarFiles();
const examples = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".journey"));

let grammar: textmate.IGrammar;
let markdown: textmate.IGrammar | null;

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const name = scope === "source.journey" ? "journey" : scope === "markdown.journey.codeblock" ? "markdown" : "";
      const text = files[`${name}.tmLanguage.json`];
      return text === undefined ? null : textmate.parseRawGrammar(text, `${name}.json`);
    },
  });
  const loaded = await registry.loadGrammar("source.journey");
  markdown = await registry.loadGrammar("markdown.journey.codeblock");
  if (!loaded) throw new Error("The grammar could not be read.");
  grammar = loaded;
});

/** The scopes at each character, the innermost last. */
function scopesOf(text: string, of: textmate.IGrammar = grammar): (offset: number) => readonly string[] {
  const found: { readonly end: number; readonly scopes: readonly string[] }[] = [];
  let state = textmate.INITIAL;
  let start = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = of.tokenizeLine(line, state);
    for (const token of tokens) found.push({ end: start + token.endIndex, scopes: token.scopes });
    state = ruleStack;
    start += line.length + 1;
  }
  return (offset) => found.find(({ end }) => offset < end)?.scopes ?? [];
}

/** The innermost scopes of the words and signs that are asked for, in their order. */
function innermost(text: string, words: readonly string[]): Record<string, string | undefined> {
  const scopes = scopesOf(text);
  let from = 0;
  return Object.fromEntries(
    words.map((word) => {
      const at = text.indexOf(word, from);
      if (at < 0) throw new Error(`${word} isn't there`);
      from = at + word.length;
      return [
        word,
        scopes(at)
          .at(-1)
          ?.replace(/\.journey$/, ""),
      ];
    }),
  );
}

test.each(Object.entries(files))("%s is what the token table gives (npm run grammar)", (name, text) => {
  expect(readFileSync(join(root, "vscode-extension/grammar", name), "utf8")).toBe(text);
});

describe("every token of", () => {
  const kinds = new Map(tokenTable.map(({ name, kind }) => [name, kind]));
  const expected: Readonly<Record<string, RegExp>> = {
    literal: /^(string|constant\.numeric|punctuation\.definition\.template)/,
    comment: /^comment\./,
    operator: /^keyword\.operator\.journey/,
    punctuation: /^punctuation\./,
    // A soft keyword may be a name where it stands, and a reserved one may follow a dot.
    "soft keyword": /^(keyword|storage|support|variable|entity)\./,
    "reserved keyword": /^(keyword|constant\.language|variable\.other\.property)\b/,
    name: /^(variable|entity)\./,
  };
  test.each(examples)("%s looks like what it is", (name) => {
    const text = readFileSync(join(root, "examples", name), "utf8");
    const scopes = scopesOf(text);
    const { tokens, comments } = tokenize(text);
    const wrong = [...tokens, ...comments].flatMap(({ tokenType, startOffset, image }) => {
      const kind = kinds.get(tokenType.name) ?? "";
      const all = scopes(startOffset);
      const innermostScope = all.at(-1) ?? "";
      return expected[kind]?.test(innermostScope) ? [] : [`${image} (${tokenType.name}): ${all.join(" ")}`];
    });
    expect(wrong).toEqual([]);
    expect(tokens.length).toBeGreaterThan(50);
  });
});

test("soft keywords are names where the language takes names", () => {
  const text =
    'journey send "Send" {\n  filter email is set and last.task = 3\n  email update "Hello" {\n    text "x"\n';
  expect(innermost(text, ["journey", "send", "filter", "email", "is", "set", "and", "last", "task", "3"])).toEqual({
    journey: "storage.type.declaration",
    send: "entity.name.type",
    filter: "support.type.property-name.setting",
    email: "variable.other.property",
    is: "keyword.operator.logical",
    set: "keyword.operator.word",
    and: "keyword.operator.logical",
    last: "keyword.operator.word",
    task: "variable.other.property",
    3: "constant.numeric",
  });
  expect(innermost(text.slice(text.indexOf("  email update")), ["email", "update", "text"])).toEqual({
    email: "keyword.control.step",
    update: "entity.name.function.activity",
    text: "support.type.property-name.setting",
  });
});

test("Liquid is coloured inside texts, of one line and of several", () => {
  const line = "{{ first_name | default: 'friend' }} {% if vip %}";
  const looks = {
    "{{": "punctuation.definition.template-expression.begin",
    first_name: "variable.other.liquid",
    default: "support.function.filter.liquid",
    "'friend'": "string.quoted.single.liquid",
    "}}": "punctuation.definition.template-expression.end",
    if: "keyword.control.liquid",
    vip: "variable.other.liquid",
  };
  expect(innermost(`subject "${line}"`, Object.keys(looks))).toEqual(looks);
  expect(innermost(`body """\n  Hello ${line}\n"""`, Object.keys(looks))).toEqual(looks);
});

test("a text without an end ends with its line, also in the middle of Liquid", () => {
  const text = 'subject "Hello {{ first_\nbody "./x.md"';
  expect(innermost(text, ["body"])).toEqual({ body: "support.type.property-name.setting" });
});

test("a Markdown fence is coloured as a journey, and what follows it is not", () => {
  if (!markdown) throw new Error("The grammar could not be read.");
  const text = "A fence:\n\n```journey\nwait 2 days\n```\n\nwait 2 days\n";
  const scopes = scopesOf(text, markdown);
  expect(scopes(text.indexOf("wait"))).toContain("keyword.control.step.journey");
  expect(scopes(text.lastIndexOf("wait"))).not.toContain("keyword.control.step.journey");
});
