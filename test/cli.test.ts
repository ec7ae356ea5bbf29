/** The command as people meet it: the built `journey`, in folders of its own. */
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SarifLog } from "@journey/language";
import { applyPatch } from "diff";
import type { Log } from "sarif";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
const examples = fileURLToPath(new URL("../examples", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function journey(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const { DATABASE_URL: _database, FORCE_COLOR: _color, ...rest } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder, env: { ...rest, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const models = `export interface Contact { id: number; name: string; country: "BE" | "FR" }\n`;

describe("a first project", () => {
  it("is made by init, checks, is formatted, compiles, and is not overwritten by a second init", async () => {
    const made = await journey(["init"]);
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("wrote welcome.journey");
    expect(made.stdout).toContain("Next: journey check");
    expect(await journey(["check"])).toMatchObject({ code: 0, stdout: "1 file checked: 0 errors, 0 warnings.\n" });
    expect(await journey(["fmt", "--check"])).toMatchObject({ code: 0 });
    expect(await journey(["compile", "--out", "out"])).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "out"))).toEqual(["welcome.graph.json", "welcome.machine.ts"]);
    expect(readFileSync(join(folder, "out", "welcome.machine.ts"), "utf8")).toContain('from "xstate"');
    writeFileSync(join(folder, "models.ts"), "// mine\n");
    expect((await journey(["init"])).stdout).toContain("kept  models.ts");
    expect(readFileSync(join(folder, "models.ts"), "utf8")).toBe("// mine\n");
  });

  it("is drawn by graph, as Mermaid or as JSON", async () => {
    await journey(["init"]);
    expect((await journey(["graph"])).stdout).toContain("flowchart TD");
    expect(JSON.parse((await journey(["graph", "--format", "json"])).stdout)).toMatchObject({
      name: "welcome",
      formatVersion: 1,
    });
    expect(await journey(["graph", "--journey", "nope"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There are: welcome."),
    });
  });
});

describe("check", () => {
  it("finds nothing in the examples", async () => {
    expect(await journey(["check", examples])).toMatchObject({
      code: 0,
      stdout: "13 files checked: 0 errors, 0 warnings.\n",
      stderr: "",
    });
  });

  it("exits with 1 on findings; as JSON they have 1-based places", async () => {
    write({
      "models.ts": models,
      "a.journey":
        'import { Contact } from "./models.ts"\n\njourney a {\n  target Contact\n  filter contry = "BE"\n  wait 1 day\n}\n',
    });
    const text = await journey(["check"]);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain("error[unknown-field] a.journey:5:10");
    expect(text.stdout).toContain("Did you mean `country`?");
    expect(text.stdout).not.toContain("\u001b[");
    const json = await journey(["check", "--format", "json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual([
      {
        code: "unknown-field",
        severity: "error",
        file: "a.journey",
        range: { start: { line: 5, column: 10 }, end: { line: 5, column: 16 } },
        message: expect.any(String),
        help: expect.any(String),
      },
    ]);
  });

  it.each([
    [
      "an unknown model",
      'import { Contact } from "./models.ts"\njourney a {\n  target Contract\n  wait 1 day\n}\n',
      "unknown-model",
    ],
    [
      "a missing model file",
      'import { Contact } from "./nope.ts"\njourney a {\n  target Contact\n  wait 1 day\n}\n',
      "import-not-found",
    ],
    ["a broken file", "journey a {\n  target\n", "error["],
  ])("says %s with a code, a place and a next step", async (_, text, code) => {
    write({ "models.ts": models, "a.journey": text });
    const result = await journey(["check"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toContain(code);
    expect(result.stdout).toMatch(/a\.journey:\d+:\d+/);
    expect(result.stdout).toContain("help:");
    expect(result.stdout + result.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  it("says a missing body file where it is named", async () => {
    await journey(["init"]);
    rmSync(join(folder, "messages", "hello.md"));
    const result = await journey(["check"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/error\[[a-z-]+\] welcome\.journey:\d+:\d+[\s\S]*messages\/hello\.md/);
  });
});

type Writable<T> = { -readonly [Key in keyof T]: Writable<T[Key]> };

/** Doesn't compile once our log is something else than the standard's, whose types come from its schema. */
function standard(log: Writable<SarifLog>): Log {
  return log;
}

describe("check for other programs", () => {
  const wrong =
    'import { Contact } from "./models.ts"\n\njourney a {\n  target Contact\n  filter contry = "BE"\n  wait 1 day\n}\n';

  it("prints workflow commands for GitHub, with paths from where it runs", async () => {
    write({ "models.ts": models, "mails/a.journey": wrong.replace("./models.ts", "../models.ts") });
    expect(await journey(["check", "mails", "--format", "github"])).toEqual({
      code: 1,
      stdout:
        "::error file=mails/a.journey,line=5,endLine=5,col=10,endColumn=16,title=unknown-field::" +
        "`Contact` has no field `contry`.%0ADid you mean `country`?\n1 file checked: 1 error, 0 warnings.\n",
      stderr: "",
    });
  });

  it("prints SARIF, also when nothing is wrong", async () => {
    write({ "models.ts": models, "a.journey": wrong });
    const found = await journey(["check", "--format", "sarif", "--docs", "https://acme.test/codes"]);
    expect(found).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(found.stdout)).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "journey", version: expect.stringMatching(/^\d+\.\d+\.\d+/) } },
          originalUriBaseIds: { "%SRCROOT%": { uri: expect.stringMatching(/^file:\/\/\/.*\/$/) } },
          results: [
            {
              ruleId: "unknown-field",
              locations: [{ physicalLocation: { artifactLocation: { uri: "a.journey", uriBaseId: "%SRCROOT%" } } }],
            },
          ],
        },
      ],
    });
    expect(found.stdout).toContain('"helpUri": "https://acme.test/codes#unknown-field"');
    write({ "a.journey": wrong.replace("contry", "country") });
    const clean = await journey(["check", "--format", "sarif"]);
    expect(clean.code).toBe(0);
    expect(standard(JSON.parse(clean.stdout)).runs.map((run) => run.results)).toEqual([[]]);
  });
});

describe("check --fix", () => {
  const wrong =
    'import { Contact, User } from "./models.ts"\n\n' +
    'journey a {\n  target Contact\n  filter contry = "BE"\n  // allow unused-link: in May\n  wiat 1 day\n}\n';
  const right =
    'import { Contact } from "./models.ts"\n\njourney a {\n  target Contact\n  filter country = "BE"\n  wait 1 day\n}\n';
  const both = `${models}export interface User { id: number }\n`;
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");

  it("mends until nothing is left, writes only what changed, and says how much it was", async () => {
    write({ "models.ts": both, "a.journey": wrong, "b.journey": right.replace("journey a", "journey b") });
    const before = statSync(join(folder, "b.journey")).mtimeMs;
    expect(await journey(["check", "--fix"])).toEqual({
      code: 0,
      stdout: "2 files checked: 0 errors, 0 warnings.\n4 fixes applied in 1 file.\n",
      stderr: "",
    });
    expect(read("a.journey")).toBe(right);
    expect(statSync(join(folder, "b.journey")).mtimeMs).toBe(before);
    expect((await journey(["check", "--fix"])).stdout).toContain("0 fixes applied in 0 files.");
  });

  it("prints what remains, and exits with 1 for errors", async () => {
    write({ "models.ts": models, "a.journey": right.replace("country = ", "contry = ").replace('"BE"', '"BR"') });
    const result = await journey(["check", "--fix"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toContain("error[unknown-choice] a.journey:5:20");
    expect(result.stdout).toContain("1 file checked: 1 error, 0 warnings.\n1 fix applied in 1 file.\n");
    expect(read("a.journey")).toBe(right.replace('"BE"', '"BR"'));
  });

  it("leaves what other programs read free of it", async () => {
    write({ "models.ts": both, "a.journey": wrong });
    const result = await journey(["check", "--fix", "--format", "json"]);
    expect(JSON.parse(result.stdout)).toEqual([]);
    expect(result.stderr).toBe("4 fixes applied in 1 file.\n");
  });

  it("mends a text in its own file, but none that isn't UTF-8", async () => {
    const mail = 'email hello {\n    from "a@b.test"\n    subject "Hello"\n    body "./hello.md"\n  }\n\n  wait 1 day';
    const file = right.replace("wait 1 day", mail);
    const typed =
      'import type { Email } from "journey/model";\nexport interface Contact { id: number; name: string; email: Email; country: "BE" | "FR" }\n';
    write({ "models.ts": typed, "a.journey": file, "hello.md": "{{ nam }} [x]({{ unsubscribe_url }}) é\n" });
    expect((await journey(["check", "--fix"])).stdout).toContain("1 fix applied in 1 file.");
    expect(read("hello.md")).toBe("{{ name }} [x]({{ unsubscribe_url }}) é\n");
    const latin = Buffer.from("{{ countr }} [x]({{ unsubscribe_url }}) é\n", "latin1");
    writeFileSync(join(folder, "hello.md"), latin);
    expect((await journey(["check", "--fix"])).stdout).toContain("0 fixes applied in 0 files.");
    expect(readFileSync(join(folder, "hello.md"))).toEqual(latin);
  });

  it("--dry-run prints a diff that can be applied, and writes nothing", async () => {
    write({ "models.ts": both, "a.journey": wrong });
    const result = await journey(["check", "--fix", "--dry-run"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toBe(
      `--- a/a.journey
+++ b/a.journey
@@ -1,8 +1,7 @@
-import { Contact, User } from "./models.ts"
+import { Contact } from "./models.ts"
 
 journey a {
   target Contact
-  filter contry = "BE"
-  // allow unused-link: in May
-  wiat 1 day
+  filter country = "BE"
+  wait 1 day
 }
`,
    );
    expect(result.stderr).toBe("4 fixes would be applied in 1 file; what would remain: 0 errors, 0 warnings.\n");
    expect(read("a.journey")).toBe(wrong);
    expect(applyPatch(wrong, result.stdout)).toBe(right);
  });
});

describe("fmt", () => {
  it("writes the canonical layout once; --check only lists", async () => {
    write({ "a.journey": "journey   a{target Contact\nwait   1 day}" });
    expect(await journey(["fmt", "--check"])).toMatchObject({ code: 1, stdout: expect.stringContaining("a.journey") });
    expect(await journey(["fmt"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "a.journey"), "utf8")).toBe("journey a {\n  target Contact\n\n  wait 1 day\n}\n");
    expect(await journey(["fmt", "--check"])).toMatchObject({ code: 0 });
  });
});

describe("wrong use and what stops a command", () => {
  it.each<[string, string[], string]>([
    ["an unknown command", ["chek"], "Did you mean check?"],
    ["a missing option", ["compile"], "--out"],
    ["a wrong choice", ["check", "--format", "xml"], "text, json, github, sarif"],
    ["a diff of no fixes", ["check", "--dry-run"], "--dry-run goes with --fix."],
    ["a diff in another format", ["check", "--fix", "--dry-run", "--format", "sarif"], "so it takes no --format."],
    ["an address that is none", ["check", "--docs", "docs"], "docs is not a web address."],
    ["a folder that is not there", ["check", "nope"], "error[no-such-path]"],
    ["a folder without journeys", ["check"], "error[no-journeys]"],
    ["a wrong port", ["dev", "--port", "70000"], "Ports go from 0 to 65535."],
  ])("%s exits with 2", async (_, args, message) => {
    const result = await journey(args);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(message);
    expect(result.stdout).toBe("");
  });

  it("unreadable settings are said with their place", async () => {
    write({ "a.journey": "", "journey.config.json": '{\n  "from": "x"\n  "domain": "y"\n}' });
    expect(await journey(["check"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/error\[config-unreadable\] .*journey\.config\.json:3:3/),
    });
    write({ "journey.config.json": '{ "form": "x" }' });
    expect(await journey(["check"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Settings are: journeys, from"),
    });
  });

  it("run says what it needs, and that the database is down", async () => {
    expect(await journey(["run", examples])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("DATABASE_URL is not set"),
    });
    const down = await journey(["run", examples], {
      DATABASE_URL: "postgres://ann:secret@127.0.0.1:1/crm",
      JOURNEY_SMTP_URL: "smtp://127.0.0.1:1",
    });
    expect(down).toMatchObject({ code: 2, stderr: expect.stringContaining("error[database-unreachable]") });
    expect(down.stderr).not.toContain("secret");
  });

  it("a port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const result = await journey(["dev", examples, "--port", String(port)]);
    server.close();
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(`Port ${port} is in use`) });
    expect(existsSync(join(examples, ".journey", "postgres"))).toBe(false);
  });
});
