import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Journey } from "./ast.ts";
import { type ParsedFile, parse } from "./parse.ts";

const examples = new URL("../../examples/", import.meta.url);
const texts = readdirSync(examples)
  .filter((name) => name.endsWith(".journey"))
  .map((name) => readFileSync(new URL(name, examples), "utf8"));

/** Fixes by what they do, identities left out. */
function plain({ tree, diagnostics, comments, segments }: ParsedFile): unknown {
  const shown = (found: readonly Diagnostic[]): unknown =>
    found.map((each) => ({ ...each, fixes: each.fixes?.map(({ title, edits }) => ({ title, edits: edits() })) }));
  return { tree, comments, diagnostics: shown(diagnostics), lists: segments.map(({ lists }) => [...lists].sort()) };
}

const written = [
  '  wait 3 days\n  if score > 10 and country = "BE" {\n    add to list "warm"\n  }\n',
  '  email again "Again" {\n    subject "Still there?"\n    body "./again.md"\n    on opened after 2 days {\n      exit\n    }\n  }\n',
  "} else {\n",
  '"""',
  "/* ",
  "journey other {\n",
];

/** What people do: they write a statement letter by letter, and take out or put back a piece. */
const work = fc.record({
  kind: fc.constantFrom("write", "write", "remove", "back"),
  at: fc.nat(),
  what: fc.constantFrom(...written),
  gone: fc.nat(60),
  isAtLineStart: fc.boolean(),
});

test(
  "while somebody writes, a file reads like a new one after every letter",
  () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(work, { minLength: 1, maxLength: 4 }), (first, works) => {
        let text = first;
        let before = parse(text, "x.journey");
        const become = (now: string): void => {
          text = now;
          before = parse(text, "x.journey", before);
          expect(plain(before)).toEqual(plain(parse(text, "x.journey")));
        };
        for (const { kind, at, what, gone, isAtLineStart } of works) {
          const somewhere = at % (text.length + 1);
          let place = isAtLineStart ? text.lastIndexOf("\n", somewhere) + 1 : somewhere;
          if (kind === "remove") become(text.slice(0, place) + text.slice(place + gone));
          else if (kind === "back") become(first);
          else {
            for (const letter of what) {
              become(text.slice(0, place) + letter + text.slice(place));
              place++;
            }
          }
        }
      }),
      { numRuns: process.env.JOURNEY_LONG ? 3_000 : 25 },
    );
  },
  process.env.JOURNEY_LONG ? 1_800_000 : 60_000,
);

describe("reading a journey again", () => {
  const steps = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const text = `journey a {\n  target Contact\n${steps.map((list) => `  add to list "${list}"\n`).join("")}}\n`;
  const journeyIn = ({ tree }: ParsedFile): Journey => {
    const [journey] = tree.declarations;
    if (journey?.kind !== "journey") throw new Error("There is no journey.");
    return journey;
  };
  const before = parse(text, "x.journey");
  const keptAfter = (from: string, to: string): readonly (string | undefined)[] => {
    const now = journeyIn(parse(text.replace(from, to), "x.journey", before)).steps;
    const known = new Set(journeyIn(before).steps);
    return now.flatMap((step) => (known.has(step) && step.kind === "list membership" ? [step.list?.value] : []));
  };

  test("reads only what stands around the change", () => {
    expect(keptAfter('"nine"', '"other"')).toEqual(["one", "two", "three", "four", "five"]);
  });

  test("reads all where braces don't match what the indentation says", () => {
    expect(keptAfter('  add to list "three"', '    if vip {\n  exit\n  }\n  add to list "three"')).toEqual([]);
  });

  test("reads all where the journey's head has changed", () => {
    expect(keptAfter("journey a", "journey b")).toEqual([]);
  });
});
