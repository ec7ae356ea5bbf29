/** Test results as JUnit XML, which CI systems read. */
import type { TestResult } from "./run-test.ts";
import { clockOf } from "./timeline.ts";

/** @param shownPath how a file is named in it */
export function toJunit(results: readonly TestResult[], shownPath: (file: string) => string): string {
  const byFile = new Map<string, TestResult[]>();
  for (const result of results) byFile.set(result.place.file, [...(byFile.get(result.place.file) ?? []), result]);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="journey test" tests="${results.length}" failures="${failed}" errors="0" time="${seconds(results)}">`,
    ...[...byFile].flatMap(([file, own]) => [
      `  <testsuite name="${escaped(shownPath(file))}" tests="${own.length}" failures="${own.filter(({ failures }) => failures.length > 0).length}" errors="0" skipped="0" time="${seconds(own)}">`,
      ...own.flatMap((result) => testCase(result, shownPath)),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(result: TestResult, shownPath: (file: string) => string): readonly string[] {
  const { title, journey, place, failures, timeline } = result;
  const head = `    <testcase name="${escaped(title)}" classname="${escaped(journey)}" file="${escaped(shownPath(place.file))}" line="${place.line}" time="${seconds([result])}"`;
  if (failures.length === 0) return [`${head}/>`];
  const story = timeline.map(({ after, what }) => `${clockOf(after)}  ${what}`).join("\n");
  return [
    `${head}>`,
    ...failures.map(
      (failure) =>
        `      <failure message="${escaped(failure.message)}" type="expectation">${escaped(`${shownPath(failure.place.file)}:${failure.place.line}:${failure.place.column}: ${failure.message}\n${story}`)}</failure>`,
    ),
    "    </testcase>",
  ];
}

function seconds(results: readonly TestResult[]): string {
  return (results.reduce((sum, { took }) => sum + took, 0) / 1000).toFixed(3);
}

/** Characters that XML can't hold at all are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
