import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";
import { format } from "./print.ts";
import { arbitraryJourney } from "./testing/arbitrary-journey.ts";
import { meaningOf } from "./testing/meaning.ts";

const formatted = (text: string): string => format(text).text;

/** Formats lines of a journey's braces. */
function formattedSteps(steps: string): string {
  const lines = formatted(`journey x {\n${steps}\n}`).split("\n").slice(1, -2);
  return lines.map((line) => line.slice(2)).join("\n");
}

describe("one layout for one meaning", () => {
  test.each([
    ["a line a setting, one space between words", "target   Contact unicity email", "target Contact\nunicity email"],
    ["the spaces of expressions", "filter a=1 and(b or c)and d in[1,2 ,]", "filter a = 1 and (b or c) and d in [1, 2]"],
    ["units in the number that fits", "wait 1 days wait 2 day", "wait 1 day\nwait 2 days"],
    ["short assignments on one line", "update {\n a = 1\n b+=2 }", "update { a = 1, b += 2 }"],
    [
      "many assignments one a line, without commas",
      "update { a = 1, b = 2, c = 3, d = 4 }",
      "update {\n  a = 1\n  b = 2\n  c = 3\n  d = 4\n}",
    ],
    ["a task's braces", 'task "Call" for a due in 2 day', 'task "Call" { for a due in 2 days }'],
    ["no braces that hold nothing", 'add to list "x" { }', 'add to list "x"'],
    [
      "steps of a clause on lines of their own",
      "sms x { on failed { exit } }",
      "sms x {\n  on failed {\n    exit\n  }\n}",
    ],
    [
      "else on the line of the brace",
      "if a { exit }\nelse if b { exit }\nelse { exit }",
      "if a {\n  exit\n} else if b {\n  exit\n} else {\n  exit\n}",
    ],
    ["at most one blank line", "wait 1 day\n\n\n\nwait 2 days", "wait 1 day\n\nwait 2 days"],
    ["a blank line between settings and steps", "target Contact\nwait 1 day", "target Contact\n\nwait 1 day"],
    [
      "a block text indented as its place",
      'sms x { text """\nHi\n  you\n""" }',
      'sms x {\n  text """\n    Hi\n      you\n    """\n}',
    ],
    [
      "long conditions an operand a line",
      'filter first_name is set and country in ["BE", "FR"] and company.employees > 100 and score between 10 and 20',
      'filter first_name is set\n  and country in ["BE", "FR"]\n  and company.employees > 100\n  and score between 10 and 20',
    ],
    [
      "blocks of conditions",
      "if all of { a, b = 2 any of {c} } { exit }",
      "if all of {\n  a\n  b = 2\n  any of {\n    c\n  }\n} {\n  exit\n}",
    ],
  ])("%s", (_, written, expected) => {
    expect(formattedSteps(written)).toBe(expected);
  });

  test("the brace of an if with a long condition stands alone", () => {
    const long = "a_rather_long_name_of_a_field_in_a_model is set";
    expect(formattedSteps(`if ${long} and ${long} and ${long} { exit }`)).toBe(
      `if ${long}\n  and ${long}\n  and ${long}\n{\n  exit\n}`,
    );
  });

  test("declarations are set off by a blank line", () => {
    expect(formatted('import { A } from "./a.ts"\nimport { B } from "./b.ts"\njourney x {}\njourney y {}')).toBe(
      'import { A } from "./a.ts"\nimport { B } from "./b.ts"\n\njourney x {}\n\njourney y {}\n',
    );
  });

  test("an empty file stays empty", () => {
    expect(formatted("")).toBe("");
    expect(formatted("\n\n  \n")).toBe("");
  });
});

describe("comments stay where they are", () => {
  test.each([
    ["above a statement", "// why\nwait 1 day", "// why\nwait 1 day"],
    ["behind a statement", "wait 1 day    //why\nexit", "wait 1 day // why\nexit"],
    ["behind a brace", 'sms x { // why\n text "Hi" }', 'sms x { // why\n  text "Hi"\n}'],
    ["alone in braces", "sms x { // why\n }", "sms x { // why\n}"],
    ["at the end of braces", 'sms x {\n text "Hi"\n // why\n }', 'sms x {\n  text "Hi"\n  // why\n}'],
    [
      "in a condition",
      "filter a // first\n and b\n // second\n and c",
      "filter a // first\n  and b\n  // second\n  and c",
    ],
    ["in a list", 'filter a in ["B", // first\n "C"]', 'filter a in [\n  "B", // first\n  "C"\n]'],
    ["as documentation", "///Why\nexit", "/// Why\nexit"],
  ])("%s", (_, written, expected) => {
    expect(formattedSteps(written)).toBe(expected);
  });
});

describe("what is wrong is left as it is", () => {
  test.each([
    [
      "a half-typed statement",
      "wait   1 day\nwait   foo  bar\nwait   2 days",
      "wait 1 day\nwait   foo  bar\nwait 2 days",
    ],
    [
      "an unknown one with its block",
      "emal   x {\n    a   b\n   }\nwait   2 days",
      "emal   x {\n  a   b\n }\nwait 2 days",
    ],
    ["a text without an end", 'sms x { text   "Hi\n filter   a }', 'sms x {\n  text   "Hi\n  filter a\n}'],
    ["a filter that stands twice", "sms x { filter  a filter  b }", "sms x {\n  filter  a filter  b\n}"],
  ])("%s", (_, written, expected) => {
    expect(formattedSteps(written)).toBe(expected);
  });

  test("a journey whose braces don't match stays whole, the others are formatted", () => {
    const broken = "journey x {\n  if a {\n    wait   1 day\n  exit\n}";
    expect(formatted(`${broken}\njourney   y { exit }`)).toBe(`${broken}\n\njourney y {\n  exit\n}\n`);
  });
});

const withoutSpace = (text: string): string => text.replace(/[\s,{}]+/g, "");

test("formatting changes no meaning, and formatting twice changes nothing more", () => {
  fc.assert(
    fc.property(arbitraryJourney(), (text) => {
      const before = parse(text, "x.journey");
      expect(before.diagnostics).toEqual([]);
      const once = formatted(text);
      const after = parse(once, "x.journey");
      expect(after.diagnostics).toEqual([]);
      expect(meaningOf(after.tree)).toEqual(meaningOf(before.tree));
      expect(formatted(once)).toBe(once);
      expect(after.comments).toHaveLength(before.comments.length);
    }),
    { numRuns: 200, interruptAfterTimeLimit: 8_000 },
  );
});

test("nothing that was written is lost, however broken it is", () => {
  fc.assert(
    fc.property(
      arbitraryJourney(),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom("", "{", "}", '"', "foo ", ")", "\n"))),
      (text, slips) => {
        let broken = text;
        for (const [at, inserted] of slips.slice(0, 4)) {
          const place = at % (broken.length + 1);
          broken = broken.slice(0, place) + inserted + broken.slice(place + (inserted === "" ? 3 : 0));
        }
        const letters = (source: string): string =>
          [...withoutSpace(source).replaceAll("/", "").replaceAll("*", "")].sort().join("");
        const lost = letters(broken).length - letters(formatted(broken)).length;
        // `1 days` becomes `1 day`, and the other way round.
        const units = [...broken.matchAll(/days?|hours?|minutes?|weeks?|months?/g)].length;
        expect(lost).toBeLessThanOrEqual(units);
      },
    ),
    { numRuns: 100, interruptAfterTimeLimit: 8_000 },
  );
});

const examples = new URL("../../examples/", import.meta.url);

test.each(readdirSync(examples).filter((file) => file.endsWith(".journey")))("%s keeps its meaning", (file) => {
  const text = readFileSync(new URL(file, examples), "utf8");
  const once = formatted(text);
  expect(meaningOf(parse(once, file).tree)).toEqual(meaningOf(parse(text, file).tree));
  expect(formatted(once)).toBe(once);
});
