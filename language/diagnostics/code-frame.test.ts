import { describe, expect, test } from "vitest";
import { renderDiagnostic } from "./code-frame.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { displayWidth } from "./display-width.ts";

const text = 'journey welcome {\n  target Contact\n  filter contry = "BE"\n}\n';

function diagnosticAt(word: string, source: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = source.indexOf(word);
  return {
    code: "unknown-field",
    severity: "error",
    file: "welcome.journey",
    start,
    end: start + word.length,
    message: "`Contact` has no field `contry`.",
    ...more,
  };
}

/** The columns that the squiggle covers, cut out of the line above it. */
function marked(frame: string): string {
  const lines = frame.split("\n");
  const index = lines.findIndex((line) => line.includes("~"));
  const squiggle = lines[index] ?? "";
  return (lines[index - 1] ?? "").slice(squiggle.indexOf("~"), squiggle.lastIndexOf("~") + 1);
}

describe("a diagnostic as text", () => {
  test("shows code, place, message, the lines with a squiggle, the next step and where to read on", () => {
    const diagnostic = diagnosticAt("contry", text, { help: "Did you mean `country`?" });
    expect(renderDiagnostic(diagnostic, () => text)).toBe(
      [
        "error[unknown-field] welcome.journey:3:10",
        "  `Contact` has no field `contry`.",
        "",
        "  2 │   target Contact",
        '  3 │   filter contry = "BE"',
        "    │          ~~~~~~",
        "",
        "  help: Did you mean `country`?",
        "  see docs/diagnostics.md#unknown-field",
      ].join("\n"),
    );
  });

  test("needs no text of the file", () => {
    const frame = renderDiagnostic(diagnosticAt("contry", text), () => undefined);
    expect(frame.split("\n")[0]).toBe("error[unknown-field] welcome.journey");
  });

  test("shows tabs as spaces, and the squiggle still fits", () => {
    const tabbed = text.replaceAll("  ", "\t");
    expect(marked(renderDiagnostic(diagnosticAt("contry", tabbed), () => tabbed))).toBe("contry");
  });

  test("counts wide characters as two columns", () => {
    const wide = 'filter "東京" = contry';
    const frame = renderDiagnostic(diagnosticAt("contry", wide), () => wide).split("\n");
    const squiggle = frame.find((line) => line.includes("~")) ?? "";
    expect(squiggle.indexOf("~")).toBe(displayWidth('  1 │ filter "東京" = '));
  });

  test("cuts long lines around the span and stays within the width", () => {
    const long = `${"a = 1 and ".repeat(30)}contry = 2${" and b = 3".repeat(30)}`;
    const frame = renderDiagnostic(diagnosticAt("contry", long, { help: "word ".repeat(60) }), () => long, {
      width: 80,
    });
    expect(Math.max(...frame.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
    expect(marked(frame)).toBe("contry");
  });

  test("of a span over several lines shows the first, and says how many follow", () => {
    const source = "email {\n  subject\n}\n";
    const diagnostic = { ...diagnosticAt("email", source), end: source.length - 1 };
    expect(renderDiagnostic(diagnostic, () => source)).toContain(
      "  1 │ email {\n    │ ~~~~~~~\n    │ … and 2 more lines",
    );
  });

  test("marks one column where the span is empty", () => {
    const diagnostic = { ...diagnosticAt("contry", text), start: text.length, end: text.length };
    expect(renderDiagnostic(diagnostic, () => text)).toContain("  5 │\n    │ ~\n");
  });

  test("shows related places with their lines", () => {
    const related = [{ file: "other.journey", start: 8, end: 15, message: "The first `welcome`." }];
    const frame = renderDiagnostic(diagnosticAt("welcome", text, { related }), () => text);
    expect(frame).toContain(
      "  The first `welcome`. (other.journey:1:9)\n\n  1 │ journey welcome {\n    │         ~~~~~~~",
    );
  });

  test("is coloured only by a style that is given", () => {
    const tag = (name: string) => (inner: string) => `<${name}>${inner}</${name}>`;
    const style = { red: tag("red"), yellow: tag("yellow"), cyan: tag("cyan"), bold: tag("bold"), dim: tag("dim") };
    const frame = renderDiagnostic(diagnosticAt("contry", text, { severity: "warning" }), () => text, { style });
    expect(frame).toContain("<yellow><bold>warning[unknown-field]</bold></yellow>");
    expect(frame).toContain("<yellow>~~~~~~</yellow>");
  });
});
