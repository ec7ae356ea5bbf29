/** What the command keeps to start faster, in a folder of its own: it helps, or nobody notices it. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const command = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));

let folder: string;
let kept: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-start-"));
  kept = join(folder, "cache", "journey");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function version(args: readonly string[] = ["--version"]) {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache") };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const keptCode = (): string[] => readdirSync(kept).map((name) => join(kept, name));
const fine = { status: 0, stdout: "0.1.0\n", stderr: "" };

it("keeps the code of a subcommand once, and starts from it the next time", () => {
  expect(version()).toEqual(fine);
  const [file, ...others] = keptCode();
  expect(others).toEqual([]);
  const { mtimeMs } = statSync(file!);
  expect(version()).toEqual(fine);
  expect(keptCode()).toEqual([file]);
  expect(statSync(file!).mtimeMs).toBe(mtimeMs);
});

it("does not use code that was damaged, and writes it anew", () => {
  version();
  const [file] = keptCode();
  const whole = readFileSync(file!);
  const damaged = Buffer.from(whole);
  damaged[whole.length >> 1]! ^= 0xff;
  for (const content of [damaged, whole.subarray(0, whole.length >> 1), Buffer.alloc(0)]) {
    writeFileSync(file!, content);
    expect(version()).toEqual(fine);
    expect(readFileSync(file!).equals(content)).toBe(false);
    expect(readFileSync(file!).length).toBeGreaterThan(100_000);
  }
});

it("starts where nothing can be kept", () => {
  writeFileSync(join(folder, "cache"), "no folder");
  expect(version()).toEqual(fine);
  expect(readFileSync(join(folder, "cache"), "utf8")).toBe("no folder");
});

it("keeps nothing of a subcommand that there is not", () => {
  expect(version(["nonsense"])).toMatchObject({ status: 2 });
  expect(() => readdirSync(kept)).toThrow();
});

it("forgets the oldest code when there is much of it, and nothing else", () => {
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, "models-1.json"), "{}");
  for (let i = 0; i < 30; i++) writeFileSync(join(kept, `code-check-${i}`), "");
  version();
  const names = readdirSync(kept);
  expect(names).toContain("models-1.json");
  expect(names.filter((name) => name.startsWith("code-"))).toHaveLength(20);
  expect(names.some((name) => name.startsWith("code-none-"))).toBe(true);
});
