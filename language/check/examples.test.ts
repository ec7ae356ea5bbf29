import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderDiagnostic } from "../diagnostics/code-frame.ts";
import type { Host } from "../host.ts";
import { checkFiles } from "./check-file.ts";

const folder = fileURLToPath(new URL("../../examples/", import.meta.url)).replaceAll("\\", "/");
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".journey"))
  .map((file) => `${folder}${file}`);

const disk: Host = {
  readFile(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
};

test("the example campaigns have neither errors nor warnings", () => {
  const checked = checkFiles(files, disk);
  const frames = checked.flatMap(({ diagnostics }) => diagnostics.map((each) => renderDiagnostic(each, disk.readFile)));
  expect(frames.join("\n\n")).toBe("");
  expect(checked.flatMap(({ journeys }) => journeys.map(({ name }) => name))).toHaveLength(files.length);
});
