import { describe, expect, test } from "vitest";
import { checkText, fixed } from "../check/testing/check-text.ts";

const link = 'link shop "https://acme.test/shop"';
const sms = (lines: string): string => `sms hello {\n  text "Hello!"\n${lines}\n}`;

/** The codes, with what each points at, besides infos. */
function found(piece: string): readonly string[] {
  return checkText(piece).found;
}

/** What is written after the first finding of a code is mended. */
function mended(piece: string, code: string): string | undefined {
  const checked = checkText(piece);
  const result = fixed(
    checked.text,
    checked.diagnostics.find((each) => each.code === code),
  );
  return result?.slice(result.indexOf("  sms hello"), result.indexOf("\n  wait"));
}

describe("a comment silences a warning or an info", () => {
  test("without it, the warning is there", () => {
    expect(found(sms(`  ${link}`))).toEqual(["unused-link: shop"]);
  });

  test.each([
    ["above its line", `  // allow unused-link: it opens in May\n  ${link}`],
    ["above, with blank lines and other comments between", `  // allow unused-link: May\n\n  // The shop.\n  ${link}`],
    ["above, with a long comment between", `  // allow unused-link: May\n  /* The\n     shop. */\n  ${link}`],
    ["above, one of two comments", `  // allow name-style: as in the shop\n  // allow unused-link: May\n  ${link}`, 1],
    ["at the end of its line", `  ${link} // allow unused-link: it opens in May`],
    ["with other codes", `  // allow name-style, unused-link: as in the shop\n  ${link}`, 1],
    ["without spaces", `  //allow unused-link:May\n  ${link}`],
    ["with a capital", `  // Allow unused-link: May\n  ${link}`],
  ])("%s", (_, lines, unused = 0) => {
    expect(found(sms(lines))).toEqual(Array.from({ length: unused }, () => "unused-suppression: name-style"));
  });

  test("an info too", () => {
    const text = `text "Nous vous attendons à la fête, dès aujourd’hui à la mairie. Répondez vite pour réserver !"`;
    expect(found(`sms hello {\n  ${text}\n}`)).toEqual(["sms-parts: ê"]);
    expect(found(`sms hello {\n  // allow sms-parts: worth it\n  ${text}\n}`)).toEqual([]);
  });

  test("two of a code on one line", () => {
    const lines = `link shop "https://a.test" link docs "https://b.test"`;
    expect(found(sms(`  ${lines}`))).toEqual(["unused-link: shop", "unused-link: docs"]);
    expect(found(sms(`  // allow unused-link: May\n  ${lines}`))).toEqual([]);
  });

  test("whatever ends the lines", () => {
    const text = sms(`  // allow unused-link: May\n  ${link}`);
    expect(found(text.replaceAll("\n", "\r\n"))).toEqual([]);
  });
});

describe("a comment does not silence", () => {
  test("what stands on another line", () => {
    expect(found(sms(`  // allow unused-link: May\n  link docs "https://a.test"\n  ${link}`))).toEqual([
      "unused-link: shop",
    ]);
    expect(found(sms(`  ${link}\n  // allow unused-link: May`))).toEqual([
      "unused-link: shop",
      "unused-suppression: unused-link",
    ]);
  });

  test("another code", () => {
    expect(found(sms(`  // allow name-style: May\n  ${link}`))).toEqual([
      "unused-suppression: name-style",
      "unused-link: shop",
    ]);
  });

  test.each(["", ":", ":   "])("without a reason (%j)", (end) => {
    expect(found(sms(`  // allow unused-link${end}\n  ${link}`))).toEqual([
      `suppression-needs-reason: // allow unused-link${end.trimEnd()}`,
      "unused-link: shop",
    ]);
  });

  test("an error, and says so", () => {
    const checked = checkText("// allow unknown-field: comes later\nfilter vipp");
    expect(checked.found).toEqual(["cannot-suppress: unknown-field", "unknown-field: vipp"]);
    expect(checked.diagnostics[0]).toMatchObject({
      severity: "warning",
      message: "`unknown-field` is an error, and errors can't be silenced.",
    });
  });

  test.each([
    "// allow everybody",
    "// allow everybody to answer: it is polite",
    "// allowed: unused-link",
    "// We allow unused-link: May",
    "/// allow unused-link: May",
    "/* allow unused-link: May */",
  ])("when it is another comment: %s", (comment) => {
    expect(found(sms(`  ${comment}\n  ${link}`))).toEqual(["unused-link: shop"]);
  });

  test("from within a text", () => {
    expect(found('sms hello {\n  text """\n  // allow unused-link: May\n  """\n}')).toEqual([]);
  });

  test("what is wrong in another file", () => {
    const checked = checkText(
      'import { Contact } from "./models.ts" // allow unsupported-model-field: known\n' +
        "journey a {\n  target Contact\n  wait 1 day\n}\n",
      { "models.ts": "export interface Contact { id: number; callback: () => void }\n" },
    );
    expect(checked.diagnostics.map(({ code }) => code)).toEqual(["unused-suppression", "unsupported-model-field"]);
  });
});

describe("a comment that does nothing", () => {
  test("has a code that there isn't", () => {
    const [diagnostic] = checkText("// allow unused-lnk: May\nfilter vip").diagnostics;
    expect(diagnostic).toMatchObject({
      code: "unknown-suppression",
      message: "There is no finding called `unused-lnk`, so this silences nothing.",
      help: "Did you mean `unused-link`?",
    });
    const [far] = checkText("// allow everything: May\nfilter vip").diagnostics;
    expect(far?.help).toBe("Copy the code from the finding that you want to silence; it stands in square brackets.");
    expect(mended(sms(`  // allow unused-lnk: May\n  ${link}`), "unknown-suppression")).toContain(
      "// allow unused-link: May",
    );
  });

  test("has nothing to silence, and is removed", () => {
    const [diagnostic] = checkText("// allow unused-link: May\nfilter vip").diagnostics;
    expect(diagnostic).toMatchObject({
      code: "unused-suppression",
      message: "There is no `unused-link` here to silence.",
    });
    expect(mended(sms("  // allow unused-link: May"), "unused-suppression")).toBe(
      '  sms hello {\n    text "Hello!"\n  }',
    );
    expect(mended('sms hello {\n  text "Hello!"  // allow unused-link: May\n}', "unused-suppression")).toBe(
      '  sms hello {\n    text "Hello!"\n  }',
    );
  });

  test.each([
    ["unused-link, name-style", "unused-link"],
    ["name-style, unused-link", "unused-link"],
    ["name-style, unused-link, missing-default", "unused-link, missing-default"],
  ])("loses the code that silences nothing: %s", (codes, left) => {
    expect(mended(sms(`  // allow ${codes}: May\n  ${link}`), "unused-suppression")).toContain(`// allow ${left}: May`);
  });

  test("is left alone while the file has errors", () => {
    expect(found("// allow unused-link: May\nfilter vipp")).toEqual(["unknown-field: vipp"]);
  });
});
