import { describe, expect, test } from "vitest";
import type { Condition } from "./condition.ts";
import { checkText, fixed, journeyOf } from "./testing/check-text.ts";

const conditionOf = (text: string): Condition | undefined => journeyOf(`filter ${text}`).filter;
const found = (text: string): readonly string[] => checkText(`filter ${text}`).found;

const field = (name: string, type: unknown) => ({ kind: "field", path: [{ model: "Contact", field: name }], type });
const country = field("country", { kind: "choice", of: "text", values: ["BE", "FR", "US"] });
const score = field("score", { kind: "number" });
const firstName = field("first_name", { kind: "text" });
const tags = field("tags", { kind: "list", of: { kind: "text" } });
const literal = (value: unknown, type: string) => ({ kind: "literal", value, type });

describe("a condition", () => {
  test("compares a field with a value", () => {
    expect(conditionOf('country = "BE"')).toEqual({
      kind: "compare",
      operator: "=",
      type: "text",
      left: country,
      right: literal("BE", "text"),
    });
  });

  test("keeps and, or, not and parentheses as they were written", () => {
    expect(conditionOf("vip and (score > 1 or not vip)")).toEqual({
      kind: "and",
      operands: [
        { kind: "true", operand: field("vip", { kind: "boolean" }) },
        {
          kind: "or",
          operands: [
            { kind: "compare", operator: ">", type: "number", left: score, right: literal(1, "number") },
            { kind: "not", operand: { kind: "true", operand: field("vip", { kind: "boolean" }) } },
          ],
        },
      ],
    });
  });

  test("follows relations to one record", () => {
    expect(conditionOf('company.country = "BE"')).toMatchObject({
      left: {
        path: [
          { model: "Contact", field: "company" },
          { model: "Company", field: "country" },
        ],
      },
    });
  });

  test("asks whether a value is one of several", () => {
    expect(conditionOf('country not in ["BE", "FR"]')).toEqual({
      kind: "in",
      type: "text",
      operand: country,
      values: [literal("BE", "text"), literal("FR", "text")],
      negated: true,
    });
  });

  test("reads `contains` and `in` on a list as membership, on text as text", () => {
    const member = { kind: "member", value: literal("hot", "text"), list: tags, negated: false };
    expect(conditionOf('tags contains "hot"')).toEqual(member);
    expect(conditionOf('"hot" in tags')).toEqual(member);
    expect(conditionOf('"hot" not in tags')).toEqual({ ...member, negated: true });
    expect(conditionOf('first_name contains "an"')).toEqual({
      kind: "text",
      test: "contains",
      operand: firstName,
      text: literal("an", "text"),
    });
  });

  test("knows ranges, dates, moments, emptiness, lists and suppression", () => {
    expect(conditionOf("score between 1 and 5")).toMatchObject({ kind: "between", type: "number", operand: score });
    expect(conditionOf("birthday < 2000-02-29")).toMatchObject({ type: "date", right: literal("2000-02-29", "date") });
    expect(conditionOf("created_at >= today")).toMatchObject({ right: { kind: "moment", moment: "today" } });
    expect(conditionOf("company is not set")).toMatchObject({ kind: "set", negated: true });
    expect(conditionOf('in list "Newsletter"')).toEqual({ kind: "in list", list: "Newsletter" });
    expect(conditionOf("not suppressed")).toEqual({ kind: "not", operand: { kind: "suppressed" } });
    expect(conditionOf("vip = false")).toMatchObject({ kind: "compare", type: "boolean" });
    expect(conditionOf("true")).toEqual({ kind: "constant", value: true });
  });
});

describe("a mistake in a condition is found", () => {
  test.each([
    ['contry = "BE"', ["unknown-field: contry"]],
    ['company.contry = "BE"', ["unknown-field: contry"]],
    ['country = "BX"', ['unknown-choice: "BX"']],
    ['"BX" = country', ['unknown-choice: "BX"']],
    ['country in ["BE", "BX", "FX"]', ['unknown-choice: "BX"', 'unknown-choice: "FX"']],
    ["country between 1 and 5", ["incompatible-types: country between 1"]],
    ['score > "10"', ['incompatible-types: score > "10"']],
    ['created_at > "2026-01-01"', ['incompatible-types: created_at > "2026-01-01"']],
    ["salesperson = company", ["incompatible-types: salesperson = company"]],
    ["language = country", ["incompatible-types: language = country"]],
    ['country < "FR"', ["wrong-operand: country"]],
    ["vip > false", ["wrong-operand: vip"]],
    ['tags = "hot"', ["wrong-operand: tags"]],
    ['score contains "1"', ["wrong-operand: score"]],
    ["first_name contains 1", ["wrong-operand: 1"]],
    ['"x" is set', ['wrong-operand: "x"']],
    ['country in "BE"', ['wrong-operand: "BE"']],
    ["5 in tags", ["incompatible-types: 5"]],
    ["country in []", ["empty-list: []"]],
    ["score between 10 and 5", ["empty-range: 10 and 5"]],
    ["birthday = 2026-02-30", ["invalid-date: 2026-02-30"]],
    ["orders is set", ["to-many-field: orders"]],
    ["orders.total > 5", ["to-many-field: orders"]],
    ['country.name = "x"', ["not-a-relation: .name"]],
    ["country", ["not-a-condition: country"]],
    ['vip and "BE"', ['not-a-condition: "BE"']],
    ["score + 1 > 2", ["misplaced-expression: score + 1"]],
    ["1 = 1", ["constant-comparison: 1 = 1"]],
    ['contry = "BE" and scor > 5', ["unknown-field: contry", "unknown-field: scor"]],
  ])("in `%s`", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("with what is available", () => {
    const [diagnostic] = checkText("filter company.size > 5").diagnostics;
    expect(diagnostic?.help).toBe("`Company` has `id`, `name`, `country` and `employees`.");
  });

  test.each([
    ['contry = "BE"', 'country = "BE"'],
    ['country = "be"', 'country = "BE"'],
    ['score > "10"', "score > 10"],
    ["first_name = 5", 'first_name = "5"'],
    ["score between 10 and 5", "score between 5 and 10"],
    ['country in "BE"', 'country in ["BE"]'],
    ["company = 5", "company.id = 5"],
  ])("and fixed: `%s` becomes `%s`", (before, after) => {
    const { text, diagnostics } = checkText(`filter ${before}`);
    expect(fixed(text, diagnostics[0])).toContain(`filter ${after}\n`);
    expect(found(after)).toEqual([]);
  });

  test("while it is being typed: a dot asks for a field of that record", () => {
    const { diagnostics } = checkText("filter company.\n");
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ["expected-field", "`Company` has `id`, `name`, `country` and `employees`."],
    ]);
  });
});
