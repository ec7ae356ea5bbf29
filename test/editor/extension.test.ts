/** The extension as it is packaged. Its windows need a VS Code: docs/editors.md says how to look at them. */
import { execFileSync, fork } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "@journey/language";
import { lensCommands } from "@journey/language-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-languageserver/node";
import { previewPage } from "../../vscode-extension/client/preview-page.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const extension = join(root, "vscode-extension");
const staged = join(extension, "dist/package");
const examples = join(root, "examples");

interface Manifest {
  readonly main: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}
const manifestText = readFileSync(join(extension, "package.json"), "utf8");
const manifest: Manifest = JSON.parse(manifestText);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** Where no package of the repository is found by accident. */
const elsewhere = mkdtempSync(join(tmpdir(), "journey-extension-"));
const program = join(elsewhere, "dist/journey.cjs");

beforeAll(() => {
  execFileSync(process.execPath, [join(extension, "package.mjs")], { stdio: "pipe" });
  cpSync(staged, elsewhere, { recursive: true });
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

describe("the manifest", () => {
  const client = readdirSync(join(extension, "client")).map((name) =>
    readFileSync(join(extension, "client", name), "utf8"),
  );
  const declared = manifest.contributes.commands.map(({ command }) => command).sort();

  test("declares exactly the commands that are registered, and all that the language server puts above declarations", () => {
    const registered = client.flatMap((text) => [...text.matchAll(/\bcommand\("([\w.]+)"/g)].map(([, name]) => name));
    expect(registered.sort()).toEqual(declared);
    expect(declared).toEqual(expect.arrayContaining(Object.values(lensCommands)));
  });

  test("offers only commands that there are", () => {
    const offered = Object.values(manifest.contributes.menus).flat();
    const linked = [...manifestText.matchAll(/\(command:(journey\.\w+)/g)].map(([, command]) => ({ command }));
    for (const { command } of [...offered, ...linked]) expect(declared).toContain(command);
  });

  test("declares the settings that are read", () => {
    const read = client.flatMap((text) => [...text.matchAll(/\.get(?:<[^(]*>)?\("([\w.]+)"/g)].map(([, name]) => name));
    const properties = Object.keys(manifest.contributes.configuration.properties);
    expect(read.map((name) => `journey.${name}`).sort()).toEqual(
      properties.filter((name) => !name.startsWith("journey.trace")).sort(),
    );
    // What names a program, or a service that is asked, is the user's to say, until the workspace is trusted.
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      "journey.command",
      "journey.service.url",
    ]);
  });
});

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}
const snippets: Readonly<Record<string, Snippet>> = JSON.parse(
  readFileSync(join(extension, "snippets/journey.json"), "utf8"),
);

test.each(Object.entries(snippets))("the snippet “%s” is a text without mistakes of syntax", (_, { body }) => {
  const text = body
    .join("\n")
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1")
    // From the inside out: a place to fill in may stand in another's text.
    .replace(/\$\{\d+:([^${}]*)\}/g, "$1")
    .replace(/\$\{\d+:([^$]*?\})\}/g, "$1")
    .replace(/\$\d/g, "");
  expect(text).not.toContain("${");
  const { diagnostics, tree } = parse(text, "snippet.journey");
  expect(diagnostics).toEqual([]);
  expect(tree.declarations.length).toBeGreaterThan(0);
});

describe("the package", () => {
  test("is under 2 MB, and holds what runs and nothing else", () => {
    expect(statSync(join(extension, "dist/journey-vscode.vsix")).size).toBeLessThan(2_000_000);
    expect(statSync(join(extension, "dist/journey-vscode-web.vsix")).size).toBeLessThan(2_000_000);
    expect(filesBelow(staged)).toEqual([
      "LICENSE.txt",
      "README.md",
      "dist/client.cjs",
      "dist/client.cjs.br",
      "dist/elkjs.cjs",
      "dist/elkjs.cjs.br",
      "dist/journey.cjs",
      "dist/journey.cjs.br",
      "dist/mjml.cjs",
      "dist/mjml.cjs.br",
      "dist/ts-morph.cjs",
      "dist/ts-morph.cjs.br",
      "grammar/journey.tmLanguage.json",
      "grammar/markdown.tmLanguage.json",
      "icons/journey-dark.svg",
      "icons/journey-light.svg",
      "language-configuration.json",
      "package.json",
      "snippets/journey.json",
      "walkthrough/see.md",
      "walkthrough/start.md",
      "walkthrough/test.md",
      "walkthrough/write.md",
    ]);
  });

  test("has every file that the manifest names", () => {
    for (const folder of [staged, join(extension, "dist/web-package")]) {
      const packed = readFileSync(join(folder, "package.json"), "utf8");
      const named = [...packed.matchAll(/"(\.\/[^"]+|walkthrough\/[^"]+)"/g)].map(([, path]) => path ?? "");
      expect(named.length).toBeGreaterThan(8);
      expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    }
  });

  test("serves the language by messages between processes, out of a folder without any packages", async () => {
    const server = fork(program, ["lsp", "--node-ipc", `--clientProcessId=${process.pid}`]);
    const client = createMessageConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
    client.onRequest("client/registerCapability", () => null);
    client.listen();
    try {
      const rootUri = pathToFileURL(examples).href;
      const workspaceFolders = [{ uri: rootUri, name: "examples" }];
      await client.sendRequest("initialize", { processId: null, rootUri, workspaceFolders, capabilities: {} });
      await client.sendNotification("initialized", {});
      const uri = `${rootUri}/welcome-flow.journey`;
      const textDocument = { uri };
      const text = readFileSync(join(examples, "welcome-flow.journey"), "utf8");
      await client.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "journey", version: 1, text },
      });
      const diagram = await client.sendRequest<{ svg: string; nodes: object }>("journey/diagram", { textDocument });
      expect(Object.keys(diagram.nodes)).toContain("discount");
      expect(diagram.svg).toContain('data-node="discount"');
      // The preview forbids styles of elements: they would be lost.
      expect(diagram.svg).not.toContain(" style=");
      // Where the Testing view finds the tests, also of files that aren't open.
      const other = { uri: `${rootUri}/win-back.journey` };
      const lenses = await client.sendRequest<{ command: { command: string } }[]>("textDocument/codeLens", {
        textDocument: other,
      });
      expect(lenses.map(({ command }) => command.command)).toContain("journey.runTest");
    } finally {
      client.dispose();
      server.kill();
    }
  });

  test("runs a test and a simulation, out of a folder without any packages", () => {
    // No model is known from earlier.
    const env = { ...process.env, XDG_CACHE_HOME: join(elsewhere, "cache") };
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [program, ...args], { cwd: examples, encoding: "utf8", stdio: "pipe", env });
    const report = JSON.parse(run("test", ".", "--format", "json", "--name", "a new subscriber gets the discount"));
    expect(report).toMatchObject({
      passed: 1,
      failed: 0,
      tests: [{ place: { file: "welcome-flow.journey" }, standing: expect.any(String) }],
    });
    const simulated = run("simulate", ".", "--journey", "win_back", "--participants", "50", "--runs", "1");
    expect(simulated).toContain("Simulation: Win-back");
  });
});

test("the diagram's page lets nothing run and loads nothing but what has its nonce", () => {
  const page = previewPage("abc");
  expect(page).toContain(`content="default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'"`);
  expect(page.match(/<(script|style)\b[^>]*>/g)).toEqual(['<style nonce="abc">', '<script nonce="abc">']);
  expect(page).not.toMatch(/unsafe|https?:|\son\w+=|\sstyle=/);
});
