import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkText } from "../check/testing/check-text.ts";
import { generate, readCatalogue } from "./generate.mjs";

const root = new URL("../../", import.meta.url);

describe("generated files are current (npm run generate)", () => {
  test.each(Object.entries(generate()))("%s", (path, text) => {
    expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
  });
});

interface Example {
  readonly language: string;
  readonly verdict: string;
  readonly name?: string;
  readonly text: string;
}

/** An info about the models may come along; what an example is about may not be hidden by one. */
function codesOf(examples: readonly Example[], verdict: string, code: string): readonly string[] {
  const mine = examples.filter((example) => example.verdict === verdict);
  const journey = mine.find((example) => example.language === "journey")?.text ?? "";
  const files = Object.fromEntries(mine.flatMap(({ name, text }) => (name ? [[name, text]] : [])));
  const { diagnostics } = checkText(journey, files);
  const telling = diagnostics.filter((diagnostic) => diagnostic.severity !== "info" || diagnostic.code === code);
  return [...new Set(telling.map((diagnostic) => diagnostic.code))];
}

for (const { title, entries } of readCatalogue()) {
  describe(title, () => {
    test.each(entries)("the wrong example has $code, the right one nothing", ({ code, examples }) => {
      expect(codesOf(examples, "bad", code)).toEqual([code]);
      expect(codesOf(examples, "good", code)).toEqual([]);
    });
  });
}
