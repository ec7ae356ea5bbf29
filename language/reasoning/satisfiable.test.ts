import { describe, expect, test } from "vitest";
import type { Condition } from "../check/condition.ts";
import { conditionIn, journeyOf } from "../check/testing/check-text.ts";
import { alwaysTrue, implies, satisfiable } from "./satisfiable.ts";

const { schema } = journeyOf("filter vip");
const cache = new Map<string, Condition>();

function conditionOf(text: string): Condition {
  const condition = cache.get(text) ?? conditionIn(text);
  cache.set(text, condition);
  return condition;
}

const answer = (...texts: readonly string[]) =>
  satisfiable(
    texts.map((text) => ({ condition: conditionOf(text), label: text })),
    schema,
  );

/** The parts of the conflict, as the label and the way to the part in it. */
function conflictOf(...texts: readonly string[]): readonly string[] | undefined {
  const result = answer(...texts);
  return result.satisfiable
    ? undefined
    : result.conflict.map(({ label, path, negated }) => [label, ...path, ...(negated ? ["not"] : [])].join(" / "));
}

const impossible: readonly (readonly [about: string, ...filters: string[]])[] = [
  ["two values", 'country = "BE" and country = "FR"'],
  ["a value that is left out", 'country in ["BE", "FR"] and country not in ["BE", "FR"]'],
  ["all declared choices left out of a required field", 'country not in ["BE", "FR", "US"]'],
  ["all declared choices left out of a set field", 'language is set and language not in ["en", "fr", "nl"]'],
  ["a required choice that is not set", "country is not set"],
  ["a comparison with an empty field", 'language = "en" and language is not set'],
  ["a range of nothing", "score > 5 and score < 5"],
  ["an open end", "score >= 5 and score < 5"],
  ["ranges apart", "score between 1 and 3 and score between 4 and 5"],
  ["a point taken out of itself", "score <= 5 and score >= 5 and score != 5"],
  ["a required number that is neither less nor not less", "not (score < 5) and not (score >= 5)"],
  ["`or` of which no side fits", "(score < 1 or score > 9) and score between 2 and 8"],
  ["`or` of different fields, none of which fits", '(vip or country = "BE") and not vip and country = "FR"'],
  ["De Morgan", "not (vip and score > 5) and vip and score > 5"],
  ["a boolean both ways", "vip and not vip"],
  ["a boolean compared", "vip = false and vip"],
  ["a required boolean neither way", "not vip and vip != false"],
  ["two starts", 'first_name starts with "An" and first_name starts with "Be"'],
  ["a longer start that is not the shorter", 'first_name starts with "Anna" and not first_name starts with "An"'],
  ["two ends", 'first_name ends with "na" and first_name ends with "ne"'],
  ["a value without the start", 'first_name = "Anna" and first_name starts with "B"'],
  ["a value without the end", 'first_name in ["Anna", "Bert"] and first_name ends with "e"'],
  ["a value without the part", 'first_name = "Anna" and first_name contains "z"'],
  ["a start that holds a part that is not wanted", 'first_name starts with "Anna" and not first_name contains "nn"'],
  ["a part of a part", 'first_name contains "anna" and not first_name contains "nn"'],
  ["the empty part", 'first_name is set and not first_name contains ""'],
  ["an order of texts", 'first_name < "B" and first_name starts with "C"'],
  ["less than the empty text", 'first_name < ""'],
  ["order by code point, not by UTF-16 unit", 'first_name > "😀" and first_name < "\uffff"'],
  ["an empty text that is set", 'first_name = "" and first_name is set'],
  ["dates apart", "birthday < 2000-01-01 and birthday >= 2000-01-01"],
  ["two dates", "birthday = 2000-01-01 and birthday = 2000-01-02"],
  ["an empty date before now", "birthday is not set and birthday < now"],
  ["tomorrow's now", "created_at > now and created_at < today"],
  ["after now and before the entry", "created_at >= now and created_at < entered"],
  ["today at two times", "today > 2026-12-24 and today < 2026-12-20"],
  ["a field of a record that is not there", "company is not set and company.employees > 5"],
  ["a required field of a record that is there", "company is set and company.country is not set"],
  ["a required field of a record is empty only without it", "company.country is not set and company.id = 1"],
  ["a list's value in and out", '"hot" in tags and "hot" not in tags'],
  ["an empty list's value", 'tags is not set and tags contains "hot"'],
  ["a pair both ways round", "first_name < email and email < first_name"],
  ["a pair equal and not", "salesperson.name = first_name and first_name != salesperson.name"],
  ["a chain", "first_name < email and email < phone and phone < first_name"],
  ["a chain with a value at each end", "score < company.employees and company.employees < 5 and score > 5"],
  ["equal fields of two values", 'first_name = phone and first_name = "a" and phone = "b"'],
  ["equal fields of two ends", 'first_name = phone and first_name ends with "a" and phone ends with "b"'],
  [
    "one of two fields must be empty",
    "not (score <= company.employees) and not (score >= company.employees) and company.employees is set",
  ],
  ["a field not itself", "score != score"],
  ["a field less than itself", "birthday < birthday"],
  ["a list of the service both ways", 'in list "News" and not in list "News"'],
  ["suppressed both ways", "suppressed and not suppressed"],
  ["false", "false"],
  ["several filters", "score > 5", "vip", "score < 3"],
];

const possible: readonly (readonly [about: string, ...filters: string[]])[] = [
  ["`!=` of an empty field", 'language != "en" and language != "fr" and language != "nl"'],
  ["not in all choices, where it may be empty", 'language not in ["en", "fr", "nl"]'],
  ["neither less nor not less, where it may be empty", "not (company.employees < 5) and not (company.employees >= 5)"],
  ["a required text that is empty", "company.name is not set and company is set"],
  ["an empty text that contains nothing", 'first_name contains "" and first_name is not set'],
  ["a relation that is not set", "company is not set and not (company.id = 5)"],
  ["a required field of a record that is not there", "company.country is not set"],
  ["starts one of which is the other's", 'first_name starts with "An" and first_name starts with "Anna"'],
  ["two parts", 'first_name contains "a" and first_name contains "b"'],
  ["a start and another end", 'first_name starts with "An" and first_name ends with "ne"'],
  ["a part that is not the end", 'first_name contains "na" and not first_name ends with "na"'],
  ["an open range between neighbours", "score > 1 and score < 2"],
  ["one value left", 'score between 5 and 9 and score <= 5 and country != "BE" and country != "FR"'],
  ["an `or` with one side left", "(score < 1 or score > 9) and score > 5"],
  ["lists of two", '"hot" in tags and "cold" in tags'],
  ["an empty list without a value", '"hot" not in tags and tags is not set'],
  ["dates in one day", "birthday > 2000-01-01 and birthday < 2000-01-02"],
  ["a day that Samoa left out starts with the next one", "birthday = 2011-12-30 and birthday = 2011-12-31"],
  ["now and today alike", "created_at >= now and created_at <= today"],
  ["a chain that is a circle of equals", "first_name <= email and email <= phone and phone <= first_name"],
  ["two empty fields that are not the same", "first_name != first_name"],
  ["other lists of the service", 'in list "News" and not in list "Other"'],
];

describe("no record matches", () => {
  test.each(impossible)("%s: %s", (_, ...filters) => {
    expect(answer(...filters).satisfiable).toBe(false);
  });
});

describe("some record may match", () => {
  test.each(possible)("%s: %s", (_, ...filters) => {
    expect(answer(...filters).satisfiable).toBe(true);
  });
});

describe("the conflict", () => {
  test("names the two parts, and where they stand", () => {
    expect(
      conflictOf('vip and score > 5 and country = "BE"', 'in list "News"', "not (language is set or score > 3)"),
    ).toEqual(['vip and score > 5 and country = "BE" / 1', "not (language is set or score > 3) / 0 / 1 / not"]);
  });

  test("names one part that contradicts itself", () => {
    expect(conflictOf("vip", "score > 5 or vip", 'first_name < ""')).toEqual(['first_name < ""']);
  });

  test("names an `or` as one part", () => {
    expect(conflictOf("(score < 1 or score > 9) and score between 2 and 8")).toEqual([
      "(score < 1 or score > 9) and score between 2 and 8 / 0",
      "(score < 1 or score > 9) and score between 2 and 8 / 1",
    ]);
  });

  test("names three parts where no two contradict each other, and none too many", () => {
    expect(conflictOf("vip", "first_name < email", "score > 5", "email < phone", "phone < first_name")).toEqual([
      "first_name < email",
      "email < phone",
      "phone < first_name",
    ]);
  });

  test("is the first one when read from the start", () => {
    expect(conflictOf("score > 5", "vip", "score > 7", "score < 3", "not vip")).toEqual(["score > 5", "score < 3"]);
  });
});

describe("one filter says all that another says", () => {
  test.each([
    ["score > 5", "score > 3"],
    ["score > 5", "score != 5"],
    ['country = "BE"', 'country in ["BE", "FR"]'],
    ['country in ["BE", "FR"]', 'country != "US"'],
    ['country != "US"', 'country in ["BE", "FR"]'],
    ['language = "en"', "language is set"],
    ["company.employees > 5", "company is set"],
    ['first_name starts with "Anna"', 'first_name contains "nn"'],
    ['"hot" in tags', "tags is set"],
    ["vip and score > 5", "vip"],
    ["vip", "vip or score > 5"],
    ["created_at > now", "created_at > today"],
    ["not (score > 5 or vip)", "score <= 5"],
    ["false", "vip"],
    ['in list "News" and vip', 'in list "News"'],
  ])("%s: %s", (a, b) => {
    expect(implies(conditionOf(a), conditionOf(b), schema)).toBe(true);
  });

  test.each([
    ["score > 3", "score > 5"],
    ['language != "en"', 'language in ["fr", "nl"]'],
    ["not (company.employees > 5)", "company.employees <= 5"],
    ["company is set", "company.employees is set"],
    ["tags is set", '"hot" in tags'],
    ["vip or score > 5", "vip"],
    ['in list "News"', 'in list "Other"'],
  ])("but not %s: %s", (a, b) => {
    expect(implies(conditionOf(a), conditionOf(b), schema)).toBe(false);
  });
});

describe("each record matches", () => {
  test.each([
    "true",
    "score < 5 or score >= 5",
    "country is set",
    "vip or not vip",
    'language = "en" or language != "en"',
    'country in ["BE", "FR", "US"]',
    "company is set or company.employees is not set",
    "now >= today",
    'in list "News" or not in list "News"',
  ])("%s", (text) => {
    expect(alwaysTrue(conditionOf(text), schema)).toBe(true);
  });

  test.each(["company.employees < 5 or company.employees >= 5", "company.name is set", "tags is set", "vip"])(
    "but not %s",
    (text) => {
      expect(alwaysTrue(conditionOf(text), schema)).toBe(false);
    },
  );
});

describe("kinds of condition that are not known", () => {
  const other = (count: number) => ({ kind: "opened", message: { count, name: "x" } }) as unknown as Condition;
  const sameWrittenOtherwise = { message: { name: "x", count: 1 }, kind: "opened" } as unknown as Condition;
  const not = (operand: Condition): Condition => ({ kind: "not", operand });
  const ask = (...conditions: readonly Condition[]) =>
    satisfiable(
      conditions.map((condition) => ({ condition, label: undefined })),
      schema,
    ).satisfiable;

  test("are true or false as they please, but the same wherever the same is written", () => {
    expect(ask(other(1), not(other(2)))).toBe(true);
    expect(ask(other(1), not(sameWrittenOtherwise))).toBe(false);
    expect(implies(other(1), { kind: "or", operands: [other(2), other(1)] }, schema)).toBe(true);
  });
});

describe("lists of choices", () => {
  const tags = { kind: "list", of: { kind: "choice", of: "text", values: ["a", "b"] } } as const;
  const list = { kind: "field", path: [{ model: "Contact", field: "grades" }], type: tags } as const;
  const without = (value: string): Condition => ({
    kind: "member",
    value: { kind: "literal", type: "text", value },
    list,
    negated: true,
  });
  const set: Condition = { kind: "set", operand: list, negated: false };

  test("hold at least one of the choices unless they are empty", () => {
    const operands = [without("a"), without("b")];
    expect(implies({ kind: "and", operands }, { ...set, negated: true }, schema)).toBe(true);
    expect(implies(without("a"), { ...set, negated: true }, schema)).toBe(false);
  });
});

describe("where the work grows", () => {
  test("the answer is that some record may match, in reasonable time", () => {
    // Pigeons: 9 numbered flags of 8 records, no number twice; by nature hard to refute by search.
    const flag = (pigeon: number, hole: number) => ({ kind: "flag", pigeon, hole }) as unknown as Condition;
    const holes = [...Array(8).keys()];
    const pigeons = [...Array(9).keys()];
    const conditions: Condition[] = pigeons.map((pigeon) => ({
      kind: "or",
      operands: holes.map((hole) => flag(pigeon, hole)),
    }));
    for (const hole of holes) {
      for (const a of pigeons) {
        for (const b of pigeons.slice(a + 1)) {
          conditions.push({ kind: "not", operand: { kind: "and", operands: [flag(a, hole), flag(b, hole)] } });
        }
      }
    }
    const start = performance.now();
    expect(alwaysTrue({ kind: "not", operand: { kind: "and", operands: conditions } }, schema)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("long lists and many alternatives of one field need no search", () => {
    const values = [...Array(2_000).keys()].map((value) => `score = ${value}`);
    expect(answer(values.join(" or "), "score < 0").satisfiable).toBe(false);
    expect(answer(values.join(" or "), "score > 1998").satisfiable).toBe(true);
  });
});
