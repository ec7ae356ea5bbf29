import { expect, test } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticsToGithub } from "./to-github.ts";

const text = 'journey a {\n  filter contry = "BE"\n}\n';
const start = text.indexOf("contry");
const finding: Diagnostic = {
  code: "unknown-field",
  severity: "error",
  file: "/project/a.journey",
  start,
  end: start + 6,
  message: "`Contact` has no field `contry`.",
  help: "Did you mean `country`?",
};

function command(changes: Partial<Diagnostic>, shownPath = (file: string) => file.slice("/project/".length)): string {
  return diagnosticsToGithub([{ ...finding, ...changes }], () => text, shownPath)[0] ?? "";
}

test("a finding becomes a workflow command with its place, its code and its next step", () => {
  expect(command({})).toBe(
    "::error file=a.journey,line=2,endLine=2,col=10,endColumn=16,title=unknown-field::" +
      "`Contact` has no field `contry`.%0ADid you mean `country`?",
  );
});

test("a warning is a warning, an info a notice", () => {
  expect(command({ severity: "warning" })).toMatch(/^::warning file=/);
  expect(command({ severity: "info" })).toMatch(/^::notice file=/);
});

test("a place on several lines has no columns, for GitHub would refuse them", () => {
  expect(command({ end: text.length })).toContain("file=a.journey,line=2,endLine=4,title=unknown-field::");
});

test("what GitHub would read otherwise is escaped, colons and commas only in the properties", () => {
  expect(command({ message: "100%: a, b\r\nc", help: "%0A is no line" }, () => "a,b:c%d\n.journey")).toBe(
    "::error file=a%2Cb%3Ac%25d%0A.journey,line=2,endLine=2,col=10,endColumn=16,title=unknown-field::" +
      "100%25: a, b%0D%0Ac%0A%250A is no line",
  );
});
