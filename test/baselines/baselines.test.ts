/** What the compiler makes of each example and case is kept in files; a change of it is a change that somebody reads. */
import { describe, expect, test } from "vitest";
import { allSources, keptFolders, keptOutputs, outputsOf } from "./baselines.ts";
import { allNodeKinds, allTokenNames, shownNodeKinds, shownTokenNames } from "./coverage.ts";

const advice = "differs from what is kept. If the change is meant, run `npm run baselines` and review its diff";
const sources = allSources().map((source) => ({ ...source, outputs: outputsOf(source) }));

describe.each(sources)("$folder", ({ folder, outputs }) => {
  const kept = keptOutputs(folder);

  test("has the outputs that are kept, and no others", () => {
    expect([...kept.keys()].sort(), `${folder} ${advice}`).toEqual([...outputs.keys()].sort());
  });

  test.each([...outputs])("%s", (name, content) => {
    expect(content, `${folder}/${name} ${advice}`).toBe(kept.get(name));
  });
});

test("nothing is kept of what is gone", () => {
  const folders = sources.map(({ folder }) => folder);
  expect(
    keptFolders().filter((folder) => !folders.includes(folder)),
    "These have no source any more; `npm run baselines` removes them",
  ).toEqual([]);
});

describe("the cases together", () => {
  const cases = sources.filter(({ folder }) => folder.startsWith("cases/"));

  test("have every kind of node in their trees", () => {
    const seen = new Set(cases.flatMap(({ outputs }) => [...shownNodeKinds(outputs.get("tree.txt") ?? "")]));
    // Names stand in the line of what they name, nothing else does.
    expect(allNodeKinds().filter((kind) => !seen.has(kind))).toEqual([]);
  });

  test("use every word of the language", () => {
    const seen = new Set(cases.flatMap(({ outputs }) => [...shownTokenNames(outputs.get("tokens.txt") ?? "")]));
    expect(allTokenNames().filter((name) => !seen.has(name))).toEqual([]);
  });

  test("are sixty at least, twenty-five of them wrong", () => {
    const wrong = cases.filter(({ checked }) => checked.diagnostics.some(({ severity }) => severity === "error"));
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(wrong.length).toBeGreaterThanOrEqual(25);
  });
});
