import { expect, test } from "vitest";
import { diagnosticsToJson } from "./to-json.ts";

const text = 'journey a {\n  filter contry = "BE"\n}\n';

test("diagnostics become plain data with lines and columns from 1", () => {
  const start = text.indexOf("contry");
  const [json] = diagnosticsToJson(
    [
      {
        code: "unknown-field",
        severity: "error",
        file: "a.journey",
        start,
        end: start + 6,
        message: "`Contact` has no field `contry`.",
        help: "Did you mean `country`?",
        fixes: [{ title: "Change to `country`", edits: () => [] }],
      },
    ],
    () => text,
  );
  expect(json).toEqual({
    code: "unknown-field",
    severity: "error",
    file: "a.journey",
    range: { start: { line: 2, column: 10 }, end: { line: 2, column: 16 } },
    message: "`Contact` has no field `contry`.",
    help: "Did you mean `country`?",
  });
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});
