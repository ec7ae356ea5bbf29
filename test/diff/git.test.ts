/** `journey diff` on versions out of git, and git's own diff by meaning. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 180_000 });

const main = fileURLToPath(new URL("../../cli/dist/start.cjs", import.meta.url));
const models = "export interface Contact { id: number; score: number; active: boolean }\n";
const journey = (wait: string) =>
  `import { Contact } from "./models.ts"\n\njourney welcome {\n  target Contact\n\n  wait ${wait}\n  add to list "Seen"\n}\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-git-"));
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(folder, "models.ts"), models);
  commit("3 days", "First");
  git("checkout", "--quiet", "-b", "work");
  commit("2 days", "Second");
  writeFileSync(join(folder, "welcome.journey"), journey("1 day"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const who = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test"];
  return execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" });
}

function commit(wait: string, message: string): void {
  writeFileSync(join(folder, "welcome.journey"), journey(wait));
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

function diff(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "diff", "--no-effects", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  return { status, stdout, stderr };
}

it("compares the working tree, branches, and folders, without checking anything out", () => {
  expect(diff().stdout).toContain("2 days -> 1 day");
  expect(diff("main").stdout).toContain("3 days -> 1 day");
  expect(diff("main..work").stdout).toContain("3 days -> 2 days");
  expect(diff("work", "main").stdout).toContain("2 days -> 3 days");
  expect(diff("main", "--fail-on", "dangerous").status).toBe(1);
  expect(diff("nowhere")).toMatchObject({ status: 2, stderr: expect.stringContaining("no-such-version") });
  expect(git("status", "--short")).toBe(" M welcome.journey\n");
});

it("lets a change through that a comment allows, once", () => {
  const write = (wait: string) => writeFileSync(join(folder, "welcome.journey"), journey(wait));
  write("1 day // allow change wait-shortened: agreed with sales");
  expect(diff("--fail-on", "safe")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("allowed: agreed with sales"),
  });
  git("commit", "--quiet", "--all", "--message", "Shorter");
  write("6 hours // allow change wait-shortened: agreed with sales");
  expect(diff("--fail-on", "dangerous")).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("This allowance of `wait-shortened` was for an earlier change."),
  });
});

it("is what git shows, once it is told to", () => {
  git("config", "diff.journey.command", `${process.execPath} ${main} git-diff`);
  writeFileSync(join(folder, ".git/info/attributes"), "*.journey diff=journey\n");
  expect(git("diff")).toContain("journey diff welcome.journey\n~ welcome  1 dangerous");
  writeFileSync(join(folder, "welcome.journey"), "journey welcome {\n");
  expect(git("diff"), "a file with errors is shown as text").toContain("-  target Contact");
});
