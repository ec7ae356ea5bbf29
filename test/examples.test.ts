/** The examples are what people copy: nothing may be wrong with them. What they do is tested beside. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkFiles, format } from "@journey/language";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../examples/", import.meta.url)).replaceAll("\\", "/");
const journeys = readdirSync(folder).filter((name) => name.endsWith(".journey"));

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

test("there are the six classic campaigns and seven of their own", () => {
  expect(journeys).toEqual([
    "abandoned-cart.journey",
    "birthday.journey",
    "commercial-prospection.journey",
    "double-opt-in.journey",
    "event-reminder.journey",
    "prioritize-hot-leads.journey",
    "renewal.journey",
    "schedule-calls.journey",
    "tag-hot-contacts.journey",
    "trial-ending.journey",
    "webinar-follow-up.journey",
    "welcome-flow.journey",
    "win-back.journey",
  ]);
});

test("they check together without an error or a warning", () => {
  const checked = checkFiles(
    journeys.map((name) => folder + name),
    { readFile },
  );
  expect(checked.flatMap((file) => file.diagnostics)).toEqual([]);
  expect(checked.map((file) => file.journeys.length)).toEqual(journeys.map(() => 1));
});

describe.each(journeys)("%s", (name) => {
  test("has the canonical layout", () => {
    const text = readFileSync(folder + name, "utf8");
    expect(format(text, name).text).toBe(text);
  });
});
