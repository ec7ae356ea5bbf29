import { readFileSync } from "node:fs";
import { ruleTable } from "@journey/compiler";
import { expect, it } from "vitest";
import { rulesIn } from "./review.ts";

it("the page on reviewing holds the table of all rules", () => {
  const page = readFileSync(new URL("../../docs/reviewing.md", import.meta.url), "utf8").replaceAll("\r\n", "\n");
  expect(rulesIn(page), "Run `npm run baselines`").toBe(ruleTable());
});
