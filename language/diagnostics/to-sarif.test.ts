import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";
import formatsPlugin from "ajv-formats";
import { describe, expect, test } from "vitest";
import { checkText } from "../check/testing/check-text.ts";
import { catalogue } from "./catalogue.generated.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { readCatalogue } from "./generate.mjs";
import { diagnosticsToSarif, type SarifOptions, type SarifRun } from "./to-sarif.ts";

/** The standard's own schema, by OASIS: https://github.com/oasis-tcs/sarif-spec */
const schema = JSON.parse(
  readFileSync(new URL("../../test/support/sarif-schema-2.1.0.json", import.meta.url), "utf8"),
) as object;
const ajv = new Ajv.default({ strict: false });
formatsPlugin.default(ajv);
const isValid = ajv.compile(schema);

/** The one run of a log that keeps to the schema. */
function sarifOf(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
  options: Partial<SarifOptions> = {},
): SarifRun {
  const log = diagnosticsToSarif(diagnostics, textOf, { root: "/project", ...options });
  expect(isValid(JSON.parse(JSON.stringify(log))), ajv.errorsText(isValid.errors)).toBe(true);
  const { runs } = log;
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

const text = 'journey a {\n  filter 👋 contry = "BE"\n}\n';
const start = text.indexOf("contry");
const finding: Diagnostic = {
  code: "unknown-field",
  severity: "error",
  file: "/project/mails/a b.journey",
  start,
  end: start + 6,
  message: "`Contact` has no field `contry`; {{ link shop }}.",
  help: "Did you mean `country`?",
  related: [{ file: "/elsewhere/models.ts", start: 0, end: 7, message: "The model `Contact`." }],
  fixes: [
    {
      title: "Change to `country`",
      edits: () => [
        { start, end: start + 6, newText: "country" },
        { start: 0, end: 8, newText: "" },
      ],
    },
  ],
};

describe("a log", () => {
  test("has one run of a named program", () => {
    const log = diagnosticsToSarif([], () => undefined, { root: "/project", version: "1.2.3" });
    expect(log).toMatchObject({
      $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "journey", version: "1.2.3" } },
          originalUriBaseIds: { "%SRCROOT%": { uri: "file:///project/" } },
          columnKind: "utf16CodeUnits",
          results: [],
        },
      ],
    });
    expect(JSON.parse(JSON.stringify(log))).toEqual(log);
  });

  test("has a rule for every code, and a link to its explanation where the page's address is known", () => {
    const { rules } = sarifOf([], () => undefined, { docs: "https://acme.test/diagnostics.html" }).tool.driver;
    expect(rules.map((rule) => rule.id)).toEqual(Object.keys(catalogue));
    expect(rules.find((rule) => rule.id === "unknown-choice")).toEqual({
      id: "unknown-choice",
      shortDescription: {
        text: "'‹value›' is none of the choices of '‹field›'.",
        markdown: "`‹value›` is none of the choices of `‹field›`.",
      },
      fullDescription: expect.any(Object),
      help: { text: expect.any(String), markdown: expect.any(String) },
      helpUri: "https://acme.test/diagnostics.html#unknown-choice",
      defaultConfiguration: { level: "error" },
    });
    expect(rules.find((rule) => rule.id === "syntax-error")).toMatchObject({
      shortDescription: { text: "Syntax error." },
      help: { text: "Syntax error." },
    });
    expect(rules.find((rule) => rule.id === "sms-parts")?.defaultConfiguration).toEqual({ level: "note" });
    expect(sarifOf([], () => undefined).tool.driver.rules[0]).not.toHaveProperty("helpUri");
  });
});

describe("a result", () => {
  const run = sarifOf([finding], (file) => (file.endsWith(".journey") ? text : "export interface Contact {}\n"));
  const [result] = run.results;

  test("names its rule", () => {
    expect(result).toMatchObject({ ruleId: "unknown-field", level: "error" });
    expect(run.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe("unknown-field");
  });

  test("says what is wrong and what to do, with its own braces doubled, for single ones are SARIF's", () => {
    expect(result?.message).toEqual({
      text: "'Contact' has no field 'contry'; {{{{ link shop }}}}.\nDid you mean 'country'?",
      markdown: "`Contact` has no field `contry`; {{{{ link shop }}}}.\n\nDid you mean `country`?",
    });
  });

  test("has its place, from the root, with columns in UTF-16 code units", () => {
    expect(result?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "mails/a%20b.journey", uriBaseId: "%SRCROOT%" },
          region: { startLine: 2, startColumn: 13, endLine: 2, endColumn: 19 },
        },
      },
    ]);
  });

  test("has related places; those outside of the root with their whole address", () => {
    expect(result?.relatedLocations).toEqual([
      {
        id: 1,
        physicalLocation: {
          artifactLocation: { uri: "file:///elsewhere/models.ts" },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 8 },
        },
        message: { text: "The model 'Contact'.", markdown: "The model `Contact`." },
      },
    ]);
  });

  test("has its fixes; one that only removes inserts nothing", () => {
    expect(result?.fixes).toEqual([
      {
        description: { text: "Change to 'country'", markdown: "Change to `country`" },
        artifactChanges: [
          {
            artifactLocation: { uri: "mails/a%20b.journey", uriBaseId: "%SRCROOT%" },
            replacements: [
              {
                deletedRegion: { startLine: 2, startColumn: 13, endLine: 2, endColumn: 19 },
                insertedContent: { text: "country" },
              },
              { deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 9 } },
            ],
          },
        ],
      },
    ]);
  });
});

test("a file on a Windows drive has an address too", () => {
  const run = sarifOf([{ ...finding, file: "D:/mails/a.journey" }], () => text, { root: "C:/my project" });
  expect(run.originalUriBaseIds).toEqual({ "%SRCROOT%": { uri: "file:///C:/my%20project/" } });
  expect(run.results[0]?.locations[0]?.physicalLocation.artifactLocation).toEqual({
    uri: "file:///D:/mails/a.journey",
  });
});

/** What the schema asks of numbers and addresses, and the types can't say. */
describe("the log of every wrong example keeps to the standard", () => {
  const entries = readCatalogue().flatMap((area) => area.entries);
  test.each(entries)("$code", ({ code, examples }) => {
    const mine = examples.filter((example) => example.verdict === "bad");
    const files = Object.fromEntries(mine.flatMap(({ name, text }) => (name ? [[name, text]] : [])));
    const checked = checkText(mine.find((example) => example.language === "journey")?.text ?? "", files);
    const textOf = (file: string): string => files[file.slice("/project/".length)] ?? checked.text;
    const { results } = sarifOf(checked.diagnostics, textOf);
    expect(results.map((result) => result.ruleId)).toContain(code);
    for (const result of results) {
      const places = [...result.locations, ...(result.relatedLocations ?? [])].map((each) => each.physicalLocation);
      const changes = (result.fixes ?? []).flatMap((fix) => fix.artifactChanges);
      const regions = changes.flatMap((change) => change.replacements.map((each) => each.deletedRegion));
      for (const region of [...places.map((place) => place.region), ...regions]) {
        const { startLine, startColumn, endLine, endColumn } = region;
        expect(Math.min(startLine, startColumn, endLine, endColumn)).toBeGreaterThanOrEqual(1);
        expect(endLine > startLine || (endLine === startLine && endColumn >= startColumn)).toBe(true);
      }
      for (const { artifactLocation } of [...places, ...changes]) {
        expect(artifactLocation.uri).toMatch(/^[\w./%-]+$/);
        expect(new URL(artifactLocation.uri, "file:///project/").pathname).toBe(`/project/${artifactLocation.uri}`);
      }
      expect(result.message.text).not.toContain("`");
      expect(changes.every((change) => change.replacements.length > 0)).toBe(true);
    }
  });
});
