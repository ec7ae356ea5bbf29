/** The steps of `action.yml` and of the GitLab template, run as their runners run them, in a repository made here. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { type ForgeStandIn, startForge } from "./support/forge-stand-in.ts";

// Each starts several processes.
vi.setConfig({ testTimeout: 180_000 });

const root = fileURLToPath(new URL("../", import.meta.url));
const command = `${process.execPath} ${join(root, "cli/dist/start.cjs")}`;

const models = `import type { Email } from "journey/model";
export interface Contact { id: number; email: Email; first_name: string; active: boolean }
`;
const journey = (steps: string) => `import { Contact } from "./models.ts"

journey welcome {
  target Contact
  purpose transactional

${steps}
}

test "hello comes first" for welcome {
  given Contact { email = "ann@acme.test", first_name = "Ann" }
  expect hello sent
}
`;
const before = journey(`  email hello {
    subject "Hello"
    body "Good day."
  }

  wait 3 days

  email second {
    subject "Still there?"
    body "Good day again."
  }`);
const breaking = before.replace("  wait 3 days\n\n", "");
const shorter = before.replace("3 days", "1 day");

let folder: string;
let forge: ForgeStandIn;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-action-"));
  mkdirSync(join(folder, "mails"));
  git("init", "--quiet", "--initial-branch=main");
  commit(before);
  git("checkout", "--quiet", "-b", "work");
});
afterEach(async () => {
  await forge?.close();
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const who = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test"];
  return execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" }).trim();
}

function commit(text: string): void {
  writeFileSync(join(folder, "mails/models.ts"), models);
  writeFileSync(join(folder, "mails/welcome.journey"), text);
  git("add", "--all");
  git("commit", "--quiet", "--message", "Change");
}

interface Run {
  readonly code: number;
  readonly output: string;
}

function bash(script: string, env: Record<string, string>): Promise<Run> {
  // What GitHub's runner calls a step with `shell: bash` by.
  const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  return new Promise((resolve) => {
    const clean = { PATH: process.env.PATH, HOME: folder };
    execFile("bash", args, { cwd: folder, env: { ...clean, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr });
    });
  });
}

interface ActionStep {
  readonly name: string;
  readonly if?: string;
  readonly env: Record<string, string>;
  readonly run: string;
}

const action = parse(readFileSync(join(root, "action.yml"), "utf8")) as {
  readonly inputs: Record<string, { readonly default?: string }>;
  readonly runs: { readonly steps: readonly ActionStep[] };
};

/** Every step of the action up to the first that fails, with what each printed. */
async function runAction(given: Record<string, string> = {}): Promise<readonly (Run & { readonly name: string })[]> {
  const event = {
    pull_request: { number: 7, base: { sha: git("rev-parse", "main") }, head: { sha: git("rev-parse", "work") } },
  };
  writeFileSync(join(folder, "event.json"), JSON.stringify(event));
  writeFileSync(join(folder, "summary.md"), "");
  const github = {
    event,
    event_name: "pull_request",
    server_url: "https://github.com",
    repository: "acme/mails",
    token: "t0ken",
    sha: event.pull_request.head.sha,
  };
  const evaluate = (text: string, inputs: Record<string, string>) =>
    text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
      const code = expression.replace(/([a-z_])\.(?=[a-z])/g, "$1?.").replace(/inputs\?\.([a-z-]+)/g, 'inputs["$1"]');
      return String(new Function("github", "inputs", `return ${code}`)(github, inputs) ?? "");
    });
  const inputs: Record<string, string> = { command, project: "mails", ...given };
  for (const [name, { default: value = "" }] of Object.entries(action.inputs)) inputs[name] ??= evaluate(value, inputs);
  const runs: (Run & { readonly name: string })[] = [];
  for (const step of action.runs.steps) {
    if (step.if !== undefined && evaluate(step.if, inputs) !== "true") continue;
    const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, evaluate(value, inputs)]));
    const run = await bash(step.run, {
      ...env,
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: "acme/mails",
      GITHUB_EVENT_PATH: join(folder, "event.json"),
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
      GITHUB_API_URL: forge.url,
    });
    runs.push({ name: step.name, ...run });
    if (run.code !== 0) break;
  }
  return runs;
}

const own = () => forge.comments.filter(({ body }) => body.startsWith("<!-- journey-diff -->"));

describe("the GitHub Action", () => {
  beforeEach(async () => {
    forge = await startForge("github");
  });

  it("comments on a breaking change, marks its lines, and fails", async () => {
    commit(breaking);
    const runs = await runAction();
    expect(runs.map(({ name, code }) => [name, code])).toEqual([
      ["Check", 0],
      ["Test", 0],
      ["Say what changes", 0],
      ["Refuse what must not go out", 1],
    ]);
    expect(runs[2]?.output).toContain(
      "::error file=mails/welcome.journey,title=breaking%3A waiting-place-removed::wait 3 days: (behind email hello)%0Apeople who wait here have no next step",
    );
    expect(own()).toHaveLength(1);
    const head = git("rev-parse", "work");
    const body = own()[0]?.body.replaceAll(head, "SHA") ?? "";
    await expect(body).toMatchFileSnapshot(join(root, "test/diff/comment.md"));
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toBe(own()[0]?.body);
    expect(runs[3]?.output).toContain("1 journey changed, 0 added, 0 removed. 1 breaking.");
  });

  it("keeps one comment up to date", async () => {
    commit(breaking);
    await runAction();
    commit(shorter);
    const runs = await runAction();
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(runs[2]?.output).toContain("::warning file=mails/welcome.journey,line=12,title=dangerous%3A wait-shortened");
    expect(own()).toHaveLength(1);
    expect(own()[0]?.body).toContain("3 days → 1 day");
    commit(before);
    await runAction();
    expect(own()[0]?.body).toContain("No change of meaning.");
  });

  it("says nothing where nothing changes", async () => {
    commit(before.replace("  wait 3 days", "  // Time to read.\n  wait 3 days"));
    const runs = await runAction();
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(own()).toEqual([]);
  });

  it("goes on where it may not comment, as for a fork", async () => {
    forge.readOnly = true;
    commit(shorter);
    const runs = await runAction();
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(runs[2]?.output).toContain("this run may not write to the pull request");
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toContain("3 days → 1 day");
  });

  it("stops at a mistake in a journey, with its line", async () => {
    commit(before.replace("target Contact", "target Contract"));
    const runs = await runAction();
    expect(runs.map(({ name, code }) => [name, code])).toEqual([["Check", 1]]);
    expect(runs[0]?.output).toContain("::error file=mails/welcome.journey,line=4");
  });

  it("fails on what it is told to fail on", async () => {
    commit(shorter);
    expect((await runAction({ "fail-on": "dangerous" })).at(-1)).toMatchObject({ code: 1 });
    expect(await runAction({ "fail-on": "" })).toHaveLength(3);
  });
});

describe("the GitLab template", () => {
  it("comments on the merge request, and fails on a breaking change", async () => {
    forge = await startForge("gitlab");
    const template = parse(readFileSync(join(root, "ci/journey.gitlab-ci.yml"), "utf8")) as {
      readonly variables: Record<string, string>;
      readonly journey: { readonly script: readonly string[] };
    };
    commit(breaking);
    const env = {
      ...template.variables,
      JOURNEY: command,
      JOURNEY_PROJECT: "mails",
      JOURNEY_GITLAB_TOKEN: "t0ken",
      GITLAB_CI: "true",
      CI_API_V4_URL: `${forge.url}/api/v4`,
      CI_PROJECT_ID: "42",
      CI_PROJECT_URL: "https://gitlab.com/acme/mails",
      CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: git("rev-parse", "main"),
      CI_COMMIT_SHA: git("rev-parse", "work"),
    };
    const codes: number[] = [];
    for (const line of template.journey.script) codes.push((await bash(line, env)).code);
    expect(codes).toEqual([0, 0, 0, 1]);
    expect(own()).toHaveLength(1);
    expect(own()[0]?.body).toContain("waiting-place-removed");
  });
});
