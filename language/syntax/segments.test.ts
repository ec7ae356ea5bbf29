import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type ParsedFile, parse, parseWithGaps } from "./parse.ts";
import { segmentsOf } from "./segments.ts";
import { arbitraryJourney } from "./testing/arbitrary-journey.ts";

const long = "  // what this one is for, in as many words as it takes to be a part of its own\n".repeat(6);

/** The first line of each part. */
const partsOf = (text: string): readonly string[] =>
  segmentsOf(text).map(({ start, end }) => text.slice(start, end).split("\n")[0] ?? "");

describe("a file is read in parts", () => {
  test("that begin with a declaration, and with what is said about it", () => {
    const text = `import { Contact } from "./models.ts"\n\n/// The first.\njourney a {\n${long}}\n\n// Two.\njourney b {\n}\n`;
    expect(partsOf(text)).toEqual([`import { Contact } from "./models.ts"`, "", ""]);
    expect(
      segmentsOf(text)
        .map(({ start, end }) => text.slice(start, end))
        .join(""),
    ).toBe(text);
  });

  test("small ones of a kind together", () => {
    expect(segmentsOf("journey x { exit }\n".repeat(100)).length).toBeLessThan(10);
  });

  test("not in a text, a comment, or the middle of a step", () => {
    const inText = `journey a {\n${long}  email b {\n    body """\njourney c {\n"""\n  }\n}\n`;
    expect(segmentsOf(inText)).toHaveLength(1);
    expect(segmentsOf(`journey a {\n${long}/*\njourney b {\n*/\n}\n`)).toHaveLength(1);
    expect(segmentsOf(`journey a {\n${long}  start\njourney b {\n}\n}\n`)).toHaveLength(1);
  });

  test("so that a brace that is missing in one leaves the next as it is", () => {
    const { tree, diagnostics } = parse(
      `journey a {\n${long}  if vip {\n  exit\n}\n\njourney b {\n  exit\n}\n`,
      "x.journey",
    );
    expect(tree.declarations.map((each) => "name" in each && each.name?.text)).toEqual(["a", "b"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["missing-brace"]);
  });
});

/** Fixes by what they do, identities left out. */
function plain({ tree, diagnostics, comments, segments }: ParsedFile): unknown {
  const shown = (found: readonly Diagnostic[]): unknown =>
    found.map((each) => ({ ...each, fixes: each.fixes?.map(({ title, edits }) => ({ title, edits: edits() })) }));
  const places = segments.map(({ start, end }) => ({ start, end }));
  return { tree, comments, diagnostics: shown(diagnostics), places };
}

const slip = fc.record({
  at: fc.nat(),
  gone: fc.nat(40),
  come: fc.constantFrom("", "{", "}", '"', '"""', "\n", "x ", "journey y {\n", "/*", "//"),
});

test(
  "after every edit a file that was read before reads like a new one",
  () => {
    fc.assert(
      fc.property(arbitraryJourney(), arbitraryJourney(), fc.array(slip, { maxLength: 6 }), (one, two, slips) => {
        let text = `${one}\n${long}\n${two}\n`;
        let before = parse(text, "x.journey");
        for (const { at, gone, come } of slips) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + come + text.slice(place + gone);
          before = parse(text, "x.journey", before);
          expect(plain(before)).toEqual(plain(parse(text, "x.journey")));
          expect(parseWithGaps(text, "x.journey").tree).toEqual(before.tree);
        }
      }),
      { numRuns: process.env.JOURNEY_LONG ? 20_000 : 40 },
    );
  },
  process.env.JOURNEY_LONG ? 1_800_000 : 60_000,
);
