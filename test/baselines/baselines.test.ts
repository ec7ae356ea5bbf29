/** What the compiler makes of each example and case is kept in files; a change of it is a change that somebody reads. */
import { describe, expect, test } from "vitest";
import { allSources, keptFolders, keptOutputs, outputsOf } from "./baselines.ts";

const advice = "differs from what is kept. If the change is meant, run `npm run baselines` and review its diff";
const sources = allSources();

describe.each(sources)("$folder", (source) => {
  const outputs = outputsOf(source);
  const kept = keptOutputs(source.folder);

  test("has the outputs that are kept, and no others", () => {
    expect([...kept.keys()].sort(), `${source.folder} ${advice}`).toEqual([...outputs.keys()].sort());
  });

  test.each([...outputs])("%s", (name, content) => {
    expect(content, `${source.folder}/${name} ${advice}`).toBe(kept.get(name));
  });
});

test("nothing is kept of what is gone", () => {
  const folders = sources.map(({ folder }) => folder);
  expect(
    keptFolders().filter((folder) => !folders.includes(folder)),
    `Something ${advice}`,
  ).toEqual([]);
});
