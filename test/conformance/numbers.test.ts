/** Every numbered rule of docs/semantics.md has a test with its number, and every number in a test's name has a rule. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rules = [...readFileSync(join(root, "docs/semantics.md"), "utf8").matchAll(/^- \*\*(\d+\.\d+)\*\* /gm)].map(
  ([, number]) => number,
);
const tested = ["compiler", "runtime", "test"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(root, folder, path)),
  )
  .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
  .flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/\b(?:it|describe)(?:\.each\([^)]*\))?\(\s*["'`]([^\n]*)/g),
  ])
  .flatMap(([, title]) => [...(title ?? "").matchAll(/§(\d+\.\d+)/g)].map(([, number]) => number));

it("the rules are numbered one after the other", () => {
  const expected: string[] = [];
  for (const rule of rules) {
    const [section, place] = (rule ?? "").split(".").map(Number);
    const before = expected.at(-1)?.split(".").map(Number) ?? [0, 0];
    expect([`${before[0]}.${before[1]! + 1}`, `${before[0]! + 1}.1`]).toContain(`${section}.${place}`);
    expected.push(`${section}.${place}`);
  }
  expect(rules.length).toBeGreaterThan(60);
});

it("each has a test that bears its number", () => {
  expect(rules.filter((rule) => !tested.includes(rule))).toEqual([]);
});

it("no test bears a number that is no rule", () => {
  expect([...new Set(tested)].filter((rule) => !rules.includes(rule))).toEqual([]);
});
