import { describe, expect, test } from "vitest";
import { checkFile } from "../check/check-file.ts";
import { checkText, memoryHost, wholeFile } from "../check/testing/check-text.ts";
import { applyFixes, type FixedFiles, preferredFix } from "./apply-fixes.ts";
import type { Diagnostic, Fix, TextEdit } from "./diagnostic.ts";
import { readCatalogue, readSharedFiles } from "./generate.mjs";

const folder = "/project/";

/** Mends a journey's text, with the catalogue's files and these beside it. */
function mend(piece: string, files: Readonly<Record<string, string>> = {}): FixedFiles {
  const all: Record<string, string> = { ...readSharedFiles(), ...files, "main.journey": wholeFile(piece) };
  const readFile = memoryHost(all).readFile;
  return applyFixes(
    (texts) =>
      checkFile(`${folder}main.journey`, { readFile: (path) => texts.get(path) ?? readFile(path) }).diagnostics,
    readFile,
  );
}

/** The journey's text afterwards; undefined: it was left alone. */
function mended(piece: string): string | undefined {
  return mend(piece).texts.get(`${folder}main.journey`);
}

describe("what can only be one thing is mended", () => {
  test.each([
    ["a slip in a field", 'filter contry = "BE"', 'filter country = "BE"'],
    ["a mistyped word", "wiat 1 day", "wait 1 day"],
    ["two equals signs", 'filter country == "BE"', 'filter country = "BE"'],
    ["a text for a number", 'filter score > "10"', "filter score > 10"],
    ["curly quotes", "filter country = “BE”", 'filter country = "BE"'],
    ["a short unit", "wait 2 d", "wait 2 days"],
    ["a broken duration", "wait 1.5 hours", "wait 90 minutes"],
    ["two at once", 'filter contry == "BE"', 'filter country = "BE"'],
  ])("%s", (_, wrong, right) => {
    expect(mended(wrong)).toBe(wholeFile(right));
  });

  test("in a body's file, where the finding is", () => {
    const { texts, applied } = mend('email hello {\n  subject "Hello"\n  body "./my.md"\n}', {
      "my.md": "{{ languag | default: 'x' }} [Unsubscribe]({{ unsubscribe_url }})\n",
    });
    expect([...texts]).toEqual([
      [`${folder}my.md`, "{{ language | default: 'x' }} [Unsubscribe]({{ unsubscribe_url }})\n"],
    ]);
    expect(applied).toBe(1);
  });

  test("what turns up once the first is mended", () => {
    const result = mend(
      'import { Contact, User, Company } from "./models.ts"\n\njourney a {\n  target Contact\n  wiat 1 day\n}\n',
    );
    expect(result).toMatchObject({ applied: 3, diagnostics: [] });
    expect([...result.texts.values()]).toEqual([
      'import { Contact } from "./models.ts"\n\njourney a {\n  target Contact\n  wait 1 day\n}\n',
    ]);
  });

  test("a comment that silences nothing", () => {
    expect(mended("// allow unused-link: in May\nfilter vip")).toBe(wholeFile("filter vip"));
  });
});

describe("what somebody must look at is left alone", () => {
  test.each([
    ["a short field", "filter vpi"],
    ["a value", 'filter country = "BR"'],
    ["a missing unit", "wait 2"],
    ["minutes or months", "wait 2 m"],
    ["a removed step", "exit\nwait 1 day"],
    ["a link's address", 'sms hello { text "Hi" link shop "https://acme.test" }'],
    ["a removed sign", "filter vip ! = true"],
    ["a name that participants hang on", 'sms HelloThere { text "Hi" }'],
    ["what people read", 'sms hello { text "Hi {{ first_name }}" }'],
    ["a text without an end", 'sms hello {\n  text "Hi\n}'],
  ])("%s", (_, piece) => {
    const { diagnostics } = checkText(piece);
    expect(diagnostics).not.toEqual([]);
    expect(mend(piece)).toMatchObject({ applied: 0, texts: new Map() });
  });

  test("fields that are alike may mean the opposite", () => {
    const models = "export interface Contact { id: number; sms_opt_out: boolean; stage_1: boolean }\n";
    for (const field of ["sms_opt_in", "stage_2"]) {
      const result = mend(`filter ${field}`, { "models.ts": models });
      expect(result.diagnostics[0]?.help).toMatch(/^Did you mean/);
      expect(result.applied).toBe(0);
    }
  });
});

const at = (start: number, end: number, newText: string): TextEdit => ({ start, end, newText });
const fix = (...edits: readonly TextEdit[]): Fix => ({ title: "Change it", edits: () => edits });
const toLookAt = (...edits: readonly TextEdit[]): Fix => ({ ...fix(...edits), preferred: false });
const finding = (fixes: readonly Fix[], file = "a"): Diagnostic => ({
  code: "made-up",
  severity: "warning",
  file,
  start: 0,
  end: 1,
  message: "Made up.",
  fixes,
});

/** Each round finds the next of these. */
function rounds(text: string, ...found: readonly (readonly Diagnostic[])[]): FixedFiles & { readonly checks: number } {
  let checks = 0;
  const result = applyFixes(
    () => found[checks++] ?? [],
    (file) => (file === "a" ? text : undefined),
  );
  return { ...result, checks };
}

describe("of a diagnostic's fixes", () => {
  test("the only one is taken, unless it is to be looked at", () => {
    const only = fix(at(0, 1, "x"));
    expect(preferredFix(finding([only]), "abc")).toBe(only);
    expect(preferredFix(finding([toLookAt(at(0, 1, "x"))]), "abc")).toBeUndefined();
    expect(preferredFix(finding([]), "abc")).toBeUndefined();
  });

  test("of several, the one that needs nobody; none if there are two", () => {
    const sure = fix(at(0, 1, "x"));
    expect(preferredFix(finding([toLookAt(at(1, 2, "y")), sure]), "abc")).toBe(sure);
    expect(preferredFix(finding([sure, fix(at(1, 2, "y"))]), "abc")).toBeUndefined();
  });
});

describe("in one round", () => {
  test("fixes that don't touch each other are applied, whatever their order", () => {
    const result = rounds("abcdef", [finding([fix(at(4, 5, "E"))]), finding([fix(at(0, 1, "A"), at(2, 3, ""))])]);
    expect(result).toMatchObject({ applied: 2, checks: 2, texts: new Map([["a", "AbdEf"]]) });
  });

  test("the second of two in each other's way waits, as a whole", () => {
    const second = finding([fix(at(1, 3, "X"), at(5, 6, "Y"))]);
    const result = rounds("abcdef", [finding([fix(at(0, 2, "12"))]), second], [second]);
    expect(result).toMatchObject({ applied: 2, checks: 3, texts: new Map([["a", "1XdeY"]]) });
  });

  test("the same insertion, found twice, is made once", () => {
    const same = finding([fix(at(1, 1, "!"))]);
    expect(rounds("ab", [same, { ...same, message: "Found from elsewhere." }])).toMatchObject({
      applied: 1,
      texts: new Map([["a", "a!b"]]),
    });
  });

  test("a fix that changes nothing doesn't count", () => {
    expect(rounds("ab", [finding([fix(at(0, 1, "a"))])])).toMatchObject({ applied: 0, checks: 1, texts: new Map() });
  });

  test("a file that can't be mended is left alone", () => {
    expect(rounds("ab", [finding([fix(at(0, 1, "x"))], "b")])).toMatchObject({ applied: 0, texts: new Map() });
  });
});

test("fixes that undo each other come to an end", () => {
  let isA = true;
  const result = applyFixes(
    () => {
      const next = isA ? "b" : "a";
      isA = !isA;
      return [finding([fix(at(0, 1, next))])];
    },
    () => "a",
  );
  expect(result.applied).toBe(10);
  expect(result.texts).toEqual(new Map());
});

describe("mending a wrong example brings no new findings", () => {
  const entries = readCatalogue().flatMap((area) => area.entries);
  test.each(entries)("$code", ({ examples }) => {
    const mine = examples.filter((example) => example.verdict === "bad");
    const files = Object.fromEntries(mine.flatMap(({ name, text }) => (name ? [[name, text]] : [])));
    const piece = mine.find((example) => example.language === "journey")?.text ?? "";
    const before = checkText(piece, files).diagnostics.map((diagnostic) => diagnostic.code);
    const { applied, diagnostics } = mend(piece, files);
    expect(before).toEqual(expect.arrayContaining(diagnostics.map((diagnostic) => diagnostic.code)));
    expect(before.length - diagnostics.length).toBeGreaterThanOrEqual(applied > 0 ? 1 : 0);
  });
});
