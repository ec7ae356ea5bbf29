import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenize } from "./lexer.ts";
import { type ParsedFile, parse } from "./parse.ts";
import { format } from "./print.ts";
import { arbitraryJourney } from "./testing/arbitrary-journey.ts";
import { found, journeyOf, outline, parseSteps } from "./testing/parsed.ts";

describe("half-typed text leaves the rest of the journey alone", () => {
  /** Something broken between two good steps: both are still there, and the mistake is reported once. */
  test.each<[string, string, readonly string[], readonly string[]]>([
    ["a half-typed keyword", "ema", [], ["unknown ema"]],
    [
      "a mistyped keyword",
      'emial hello {\n  subject "A"\n  on opened { exit }\n}',
      ["unknown-statement: emial"],
      ["email hello", "on opened", "exit"],
    ],
    ["a word that is near a keyword of another place", "foo bar", [], ["unknown foo"]],
    ["a keyword as a name", 'email email {\n  subject "A"\n}', [], ["email email"]],
    ["a message without a name", "email {\n}", [], ["email ?"]],
    ["only the keyword of a message", "email", [], ["email ?"]],
    ["a text without an end", 'sms a {\n  text "Hello\n  filter vip\n}', ['unterminated-string: "Hello'], ["sms a"]],
    ["a title without an end", 'sms a "Hello {\n  text "A"\n}', ['unterminated-string: "Hello'], ["sms a"]],
    ["a dot without a field", "if company. {\n  exit\n}", [], ["if", "exit"]],
    ["a duration without a unit", "wait 3", [], ["wait 3 ?"]],
    ["a wait without a duration", "wait", ["syntax-error: wait"], ["wait ? ?"]],
    ["a condition that has only begun", "if score >", ["syntax-error: >"], ["if"]],
    ["a condition with `and` at its end", "if vip and {\n  exit\n}", ["syntax-error: and"], ["if", "exit"]],
    ["an if without its block", "if vip", ["syntax-error: if"], ["if"]],
    ["an assignment without a value", "update { score = }", ["syntax-error: ="], ["update"]],
    ["an assignment without a sign", "update { score }", ["syntax-error: score"], ["update"]],
    ["a clause without its block", 'sms a {\n  text "A"\n  on failed\n}', ["syntax-error: on"], ["sms a", "on failed"]],
    ["a clause without its trigger", 'sms a {\n  text "A"\n  on\n}', ["syntax-error: on"], ["sms a", "on ?"]],
    ["a list that is never closed", 'update {\n  tags = ["a", "b"\n  score = 1\n}', ["syntax-error: ["], ["update"]],
    ["a parenthesis that is never closed", "if (vip or new {\n  exit\n}", ["syntax-error: ("], ["if", "exit"]],
    ["a parenthesis too many", "if vip) {\n  exit\n}", ["syntax-error: )"], ["if", "exit"]],
    ["a name with a hyphen", 'sms my-name {\n  text "A"\n}', ["syntax-error: -"], ["sms my"]],
    ["semicolons", "wait 3 days;", ["unexpected-character: ;"], ["wait 3 day"]],
    ["another language's equality", "if score == 3 {\n  exit\n}", ["syntax-error: =="], ["if", "exit"]],
    ["curly quotes", "add to list “x”", ["wrong-quotes: “x”"], ["add x"]],
    ["a comment without an end", "/* why", ["unterminated-comment: /* why"], []],
    [
      "a setting of a message that there is not",
      'sms a {\n  text "A"\n  colour "red"\n}',
      ["unknown-statement: colour"],
      ["sms a"],
    ],
    ["a step inside a message", 'sms a {\n  text "A"\n  wait 2 days\n}', ["unknown-statement: wait"], ["sms a"]],
    ["a filter that stands twice", "sms a {\n  filter vip\n  filter new\n}", ["duplicate-setting: filter"], ["sms a"]],
    ["garbage", "§ $ %", ["unexpected-character: §"], []],
    ["the step of another version", "teleport every 2 days up to 3 times {\n  exit\n}", [], ["unknown teleport"]],
  ])("%s", (_, broken, diagnostics, steps) => {
    const parsed = parseSteps(`wait 1 hour\n${broken}\nwait 2 hours`);
    expect(found(parsed)).toEqual(diagnostics);
    expect(outline(parsed)).toEqual(["wait 1 hour", ...steps, "wait 2 hour"]);
  });

  test("a setting that has only begun leaves the next one alone", () => {
    for (const begun of [
      "filter",
      "filter a =",
      "filter a and",
      "filter not",
      "unicity",
      "purpose",
      "listen",
      "timezone",
    ]) {
      const parsed = parseSteps(`${begun}\nunicity email\nemail hello {\n}`);
      expect(found(parsed), begun).toHaveLength(1);
      expect(journeyOf(parsed).settings.at(-1), begun).toMatchObject({
        kind: "unicity",
        field: { path: [{ text: "email" }] },
      });
      expect(outline(parsed), begun).toEqual(["email hello"]);
    }
  });
});

describe("braces that don't match", () => {
  const whole = `journey x {
  target Contact

  email hello {
    subject "A"

    on opened {
      wait 1 day
      if vip {
        exit
      }
    }
  }
  wait 2 days
}

journey y {
  wait 3 days
}
`;
  const steps = outline(parse(whole, "x"));

  test.each(
    whole.split("\n").flatMap((line, index) => (/[{}]\s*$/.test(line) ? [[index + 1, line.trim()] as const] : [])),
  )("without the brace of line %i (%s) everything is where it was", (number) => {
    const lines = whole.split("\n");
    lines[number - 1] = (lines[number - 1] ?? "").replace(/[{}]\s*$/, "");
    const parsed = parse(lines.join("\n"), "x");
    expect(outline(parsed)).toEqual(steps);
    expect(found(parsed)).toHaveLength(1);
    expect(parsed.diagnostics[0]?.code).toBe("missing-brace");
  });

  test.each([5, 8, 11, 13, 14])("a brace too many behind line %i ends nothing", (number) => {
    const lines = whole.split("\n");
    lines.splice(number, 0, "          }");
    const parsed = parse(lines.join("\n"), "x");
    expect(outline(parsed)).toEqual(steps);
    expect(found(parsed)).toEqual(["stray-brace: }"]);
  });

  test.each(["  if vip\n    exit\n  }\n", "  if vip {\n    exit\n"])("a fix adds the missing one in %j", (block) => {
    const broken = `journey x {\n${block}  wait 1 day\n}\n`;
    const [edit] = parse(broken, "x").diagnostics[0]?.fixes?.[0]?.edits() ?? [];
    if (!edit) throw new Error("There is no fix.");
    const mended = broken.slice(0, edit.start) + edit.newText + broken.slice(edit.end);
    expect(mended).toBe("journey x {\n  if vip {\n    exit\n  }\n  wait 1 day\n}\n");
  });

  test("a journey that is never closed ends where the next one begins", () => {
    const parsed = parse("journey x {\n  wait 1 day\n\njourney y {\n  wait 2 days\n}\n", "x");
    expect(found(parsed)).toEqual(["missing-brace: {"]);
    expect(parsed.tree.declarations).toHaveLength(2);
  });

  test("steps outside of a journey are said to be so, once", () => {
    const parsed = parse("wait 1 day\nexit\n", "x");
    expect(found(parsed)).toEqual(["syntax-error: wait"]);
    expect(outline(parsed)).toEqual(["wait 1 day", "exit"]);
  });

  test.each(["jurney x {", "journey {x {", "(journey x {", 'journey "x {'])("the steps of `%s` are read", (head) => {
    const parsed = parse(`${head}\n  wait 1 day\n  exit\n}\n`, "x");
    expect(outline(parsed)).toEqual(["wait 1 day", "exit"]);
    expect(found(parsed)).toHaveLength(1);
  });
});

test.each([
  "",
  "\n",
  "// only a comment",
  "/* open",
  "}",
  "{",
  '"',
  '"""',
  "journey",
  "import",
  "journey x",
  "on",
  ".",
  "\\",
  "\u0000",
])("%j is read without a fall", (text) => {
  const parsed = parse(text, "x");
  expect(spansOutside(parsed)).toEqual([]);
  expect(parsed.diagnostics.length).toBeLessThanOrEqual(1);
});

test.each([
  ["parentheses", "filter ", "(", ")"],
  ["brackets", "filter a in ", "[", "]"],
  ["blocks", "", "if a { ", "}"],
  ["nots", "filter ", "not ", ""],
  ["else ifs", "if a { exit } ", "else if a { exit } ", ""],
])("thousands of %s are too many, but not too much", (_, before, open, close) => {
  const text = `journey x {\n${before}${open.repeat(5000)}${close.repeat(5000)}\n}\n`;
  const parsed = parse(text, "x");
  expect(parsed.diagnostics.map(({ message }) => message)).toEqual(["This is nested too deeply."]);
  expect(format(text).text).toContain(open.repeat(5000).trim());
});

/** Spans that don't lie within the file, or within the node around them. */
function spansOutside({ tree, diagnostics, text }: ParsedFile): unknown[] {
  const outside: unknown[] = [];
  const visit = (value: unknown, around: { start: number; end: number }): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, around);
    } else if (typeof value === "object" && value !== null) {
      let inner = around;
      if ("start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number") {
        inner = { start: value.start, end: value.end };
        if (inner.start > inner.end || inner.start < around.start || inner.end > around.end) outside.push(value);
      }
      for (const [key, each] of Object.entries(value)) if (key !== "map" && key !== "fixes") visit(each, inner);
    }
  };
  visit(tree, { start: 0, end: text.length });
  visit(diagnostics, { start: 0, end: text.length });
  return outside;
}

/** Something typed, deleted or pasted somewhere. */
const slip = fc.tuple(
  fc.nat(),
  fc.nat(12),
  fc.constantFrom(
    "",
    "{",
    "}",
    '"',
    '"""',
    "(",
    "[",
    "/*",
    "//",
    "journey ",
    "filter ",
    "email ",
    "= ",
    ".",
    "\n",
    "1 ",
    "'",
    "é",
    "\ud83d",
  ),
);

test("whatever is typed, a tree comes out, quickly, with all its places inside the file", () => {
  fc.assert(
    fc.property(arbitraryJourney(), fc.array(slip, { minLength: 1, maxLength: 6 }), (text, slips) => {
      let broken = text;
      for (const [at, deleted, inserted] of slips) {
        const place = at % (broken.length + 1);
        broken = broken.slice(0, place) + inserted + broken.slice(place + (inserted === "" ? deleted : 0));
      }
      const begun = performance.now();
      const parsed = parse(broken, "x.journey");
      expect(spansOutside(parsed)).toEqual([]);
      expect(() => format(broken)).not.toThrow();
      expect(performance.now() - begun).toBeLessThan(2_000);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 8_000 },
  );
});

const examples = new URL("../../examples/", import.meta.url);
/** Every token of every example takes minutes: each kind of damage is done to every tenth one, and to all of them in a long run. */
const stride = process.env.JOURNEY_LONG ? 1 : 10;

describe.each(readdirSync(examples).filter((file) => file.endsWith(".journey")))(
  "%s, broken in many places",
  (file) => {
    const text = readFileSync(new URL(file, examples), "utf8");
    const { tokens } = tokenize(text);
    /** Every step by the lines that it takes; a slip may cost what stands on the slip's own statement. */
    const steps = stepsOf(parse(text, file));

    test.each<[string, (start: number, end: number) => string]>([
      ["without a token", (start: number, end: number) => text.slice(0, start) + text.slice(end)],
      ["with a character less", (start: number) => text.slice(0, start) + text.slice(start + 1)],
      ["with a word too many", (start: number) => `${text.slice(0, start)}oops ${text.slice(start)}`],
      ["with a `)` too many", (start: number) => `${text.slice(0, start)})${text.slice(start)}`],
      ["with a `}` too many", (start: number) => `${text.slice(0, start)}}${text.slice(start)}`],
      ["with a quote too many", (start: number) => `${text.slice(0, start)}"${text.slice(start)}`],
      ["cut off", (start: number) => text.slice(0, start)],
    ])("%s, the other steps are still there", (kind, damage) => {
      // Another kind, other tokens.
      const damaged = tokens.filter((_, index) => (index + kind.length) % stride === 0);
      for (const { startOffset: start, image } of damaged) {
        const broken = parse(damage(start, start + image.length), file);
        expect(spansOutside(broken)).toEqual([]);
        const left = stepsOf(broken).map(({ title }) => title);
        const expected = steps.filter((step) =>
          kind === "cut off"
            ? step.end <= start
            : !step.around.some((each) => each.head.start <= start && start <= each.head.end),
        );
        const missing = expected.filter(({ title }) => !left.includes(title));
        expect(
          missing.map(({ title }) => title),
          `at ${JSON.stringify(text.slice(start, start + 20))}`,
        ).toEqual([]);
      }
    });
  },
);

interface StepPlace {
  readonly title: string;
  readonly end: number;
  /** The first lines of the step and of those around it. */
  readonly around: readonly { readonly head: { readonly start: number; readonly end: number } }[];
}

function stepsOf(parsed: ParsedFile): StepPlace[] {
  const all: StepPlace[] = [];
  const visit = (value: unknown, around: StepPlace["around"]): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, around);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    let inner = around;
    if ("kind" in value && "keyword" in value && "start" in value && "end" in value && value.kind !== "journey") {
      const { start, end } = value as { start: number; end: number };
      const lineEnd = parsed.text.indexOf("\n", start);
      const before = parsed.text.slice(0, start).trimEnd().length;
      inner = [...around, { head: { start: Math.min(start, before), end: lineEnd === -1 ? end : lineEnd } }];
      const isStep = ![
        "target",
        "filter",
        "unicity",
        "text setting",
        "link setting",
        "expire",
        "timezone",
        "purpose",
        "enter",
        "reenter",
        "exit when",
        "goal",
        "locale",
        "send",
        "cap",
        "pace",
        "template setting",
        "webhook call",
        "webhook header",
        "webhook body",
        "test share",
        "winner",
        "given",
        "at",
        "expect",
        "import",
        "audience",
        "action",
        "template",
        "test",
        "simulate",
      ].includes(String(value.kind));
      if (isStep) all.push({ title: parsed.text.slice(start, end).split("\n")[0] ?? "", end, around: inner });
    }
    for (const [key, each] of Object.entries(value)) if (key !== "map") visit(each, inner);
  };
  visit(parsed.tree, []);
  return all;
}
