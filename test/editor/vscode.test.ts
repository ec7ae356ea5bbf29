/**
 * The extension in a real VS Code (code-server) in a headless Chromium: what somebody sees who opens the examples, writes, and
 * runs a test. `npm run editor` sets the editor up; without it, these are passed over. Pictures of it in light and dark go to
 * the folder that JOURNEY_PICTURES names.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startBrowser, type TestBrowser } from "../support/browser.ts";
import { codeServer, node, ready } from "./code-server/place.mjs";

const isThere = existsSync(ready);
if (!isThere) console.log("No VS Code to test the extension in: `npm run editor` sets one up.");

const root = fileURLToPath(new URL("../../", import.meta.url));
const pictures = process.env.JOURNEY_PICTURES;
const patience = 60_000;

let folder: string;
let editor: ChildProcess;
let service: ChildProcess;
let browser: TestBrowser;
let page: Page;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const places = (name: string): string => join(folder, name);

/** The command line of the editor. */
function args(...rest: readonly string[]): string[] {
  const own = ["--extensions-dir", places("extensions"), "--user-data-dir", places("data")];
  return [codeServer, ...own, "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", ...rest];
}

function writeSettings(serviceUrl: string): void {
  mkdirSync(places("data/User"), { recursive: true });
  const settings = {
    "files.autoSave": "off",
    "journey.service.url": serviceUrl,
    "workbench.colorTheme": "Default Light Modern",
    "workbench.preferredDarkColorTheme": "Default Dark Modern",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "chat.disableAIFeatures": true,
    "editor.fontSize": 13,
    "window.commandCenter": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
  };
  writeFileSync(places("data/User/settings.json"), JSON.stringify(settings));
}

async function picture(name: string): Promise<void> {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Opens a file as somebody does who knows its name. */
async function open(name: string): Promise<void> {
  await page.keyboard.press("Control+P");
  await page.locator(".quick-input-widget input").fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor({ timeout: patience });
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: patience });
}

async function command(title: string): Promise<void> {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor({ timeout: patience });
  await page.keyboard.press("Enter");
}

/** Puts the cursor behind the first place where the text stands. */
async function cursorBehind(text: string): Promise<void> {
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+F");
  const find = page.locator(".find-widget textarea").first();
  await find.fill(text);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
}

const lines = (): Promise<string> =>
  page
    .locator(".monaco-editor .view-lines")
    .first()
    .innerText()
    .then((text) => text.replaceAll("\u00a0", " "));

describe.skipIf(!isThere)("in VS Code", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "journey-vscode-"));
    cpSync(join(root, "examples"), places("shop"), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
    writeFileSync(places("shop/journey.config.json"), "{}");
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test", ...args], { cwd: places("shop") });
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "As it was");
    const vsix = join(root, "vscode-extension/dist/journey-vscode.vsix");
    execFileSync(process.execPath, ["package.mjs"], { cwd: join(root, "vscode-extension"), stdio: "pipe" });
    const env = { ...process.env, HOME: places("home"), PATH: `${dirname(node)}:${process.env.PATH}` };
    const servicePort = await freePort();
    writeSettings(`http://127.0.0.1:${servicePort}`);
    service = spawn(
      process.execPath,
      [join(root, "cli/dist/start.cjs"), "dev", places("shop"), "--headless", "--port", String(servicePort)],
      { env: { ...env, PATH: process.env.PATH }, stdio: "ignore" },
    );
    execFileSync(node, args("--install-extension", vsix), { env, stdio: "pipe" });
    // What is asked for and isn't there yet is asked for a minute later.
    const isUp = () =>
      fetch(`http://127.0.0.1:${servicePort}/api/journeys`).then(
        ({ ok }) => ok,
        () => false,
      );
    await vi.waitUntil(isUp, { timeout: 2 * patience, interval: 500 });
    const port = await freePort();
    const at = `127.0.0.1:${port}`;
    editor = spawn(node, args("--auth", "none", "--bind-addr", at, places("shop")), { env, stdio: "ignore" });
    browser = await startBrowser();
    page = await browser.context.newPage();
    for (let tries = 0; ; tries++) {
      try {
        await page.goto(`http://${at}/?folder=${encodeURIComponent(places("shop"))}`);
        break;
      } catch (error) {
        if (tries > 60) throw error;
        await page.waitForTimeout(500);
      }
    }
    await page.locator(".monaco-workbench .explorer-folders-view").waitFor({ timeout: 2 * patience });
    await open("tag-hot-contacts.journey");
    // The language server is there when its lenses are.
    await page
      .locator(".codelens-decoration", { hasText: "Show diagram" })
      .first()
      .waitFor({ timeout: 2 * patience });
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    editor?.kill();
    service?.kill();
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test("lenses and hints stand in the text", async () => {
    expect(await page.locator(".codelens-decoration").first().innerText()).toContain("Show diagram");
    await expect.poll(lines, { timeout: patience }).toMatch(/email welcome.*2 h/);
    await picture("text-light");
  }, 120_000);

  test("above a journey stands how many are under way, as the service in the settings says", async () => {
    const lens = page.locator(".codelens-decoration", { hasText: /participants? under way/ });
    await lens.first().waitFor({ timeout: 2 * patience });
    await picture("people-light");
  }, 150_000);

  test("a mistake gets its squiggle, and goes with its mending", async () => {
    await cursorBehind("not internal_user");
    await page.keyboard.type("s");
    await page.locator(".squiggly-error").first().waitFor({ timeout: patience });
    await page.keyboard.press("F8");
    const zone = page.locator(".zone-widget");
    await zone.waitFor({ timeout: patience });
    expect(await zone.innerText()).toContain("has no field");
    await picture("mistake-light");
    await page.keyboard.press("Escape");
    await command("File: Revert File");
    await page.locator(".squiggly-error").first().waitFor({ state: "detached", timeout: patience });
  }, 180_000);

  test("completion offers the model's fields", async () => {
    await cursorBehind("not internal_user");
    await page.keyboard.type(" and fir");
    const list = page.locator(".suggest-widget.visible");
    await list.waitFor({ timeout: patience });
    await expect.poll(() => list.innerText(), { timeout: patience }).toContain("first_name");
    await picture("completion-light");
    await page.keyboard.press("Tab");
    await expect.poll(lines, { timeout: patience }).toContain("internal_user and first_name");
    await command("File: Revert File");
    await expect.poll(lines, { timeout: patience }).not.toContain("and first_name");
  }, 120_000);

  test("hover says what a step is, and when it comes", async () => {
    await cursorBehind("email welcome");
    await command("Show or Focus Hover");
    const hover = page.locator(".monaco-editor .monaco-hover:not(.hidden)").first();
    await hover.waitFor({ timeout: patience });
    await expect.poll(() => hover.innerText(), { timeout: patience }).toContain("welcome");
    await picture("hover-light");
    await page.keyboard.press("Escape");
  }, 120_000);

  test("a step is renamed wherever it is named", async () => {
    await cursorBehind("email welcome");
    await page.keyboard.press("F2");
    const input = page.locator(".rename-box input");
    await input.waitFor({ timeout: patience });
    await input.fill("greeting");
    await page.keyboard.press("Enter");
    // That people under way are kept is to be confirmed; here nobody ticks it.
    const preview = page.locator(".bulk-edit-panel");
    await preview.waitFor({ timeout: patience });
    await expect.poll(() => preview.innerText(), { timeout: patience }).toContain("renamed from welcome");
    await picture("rename-light");
    await preview.getByText("Apply", { exact: true }).click();
    await expect.poll(lines, { timeout: patience }).toContain("expect greeting sent");
    expect(await lines()).toContain("email greeting");
    expect(await lines()).not.toContain("renamed from");
    await command("File: Revert File");
    await expect.poll(lines, { timeout: patience }).toContain("email welcome");
  }, 120_000);

  test("the diagram is drawn beside the text", async () => {
    await page.locator(".codelens-decoration a", { hasText: "Show diagram" }).first().click();
    const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe");
    await frame.locator("svg [data-node]").first().waitFor({ timeout: patience });
    expect(await frame.locator("svg").first().innerHTML()).toContain("Welcome!");
    await picture("diagram-light");
  }, 120_000);

  test("the diagram marks what has changed since the last commit", async () => {
    const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe");
    await cursorBehind("on clicked after 2");
    await page.keyboard.type("4");
    await frame.locator("[data-node].changed").first().waitFor({ timeout: patience });
    expect(await frame.locator("#note").innerText()).toContain("Since the last commit: 1 changed.");
    await picture("changes-light");
    await command("Preferences: Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs-dark").waitFor({ timeout: patience });
    await page.waitForTimeout(500);
    await picture("changes-dark");
    await command("Preferences: Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs").waitFor({ timeout: patience });
    await command("File: Revert File");
    await frame.locator("[data-node].changed").first().waitFor({ state: "detached", timeout: patience });
  }, 180_000);

  test("the Testing view knows the tests, and runs them", async () => {
    await command("Testing: Focus on Test Explorer View");
    const view = page.locator(".test-explorer");
    await view.waitFor({ timeout: patience });
    await expect.poll(() => view.innerText(), { timeout: patience }).toContain("tag-hot-contacts.journey");
    await command("Test: Run Tests in Current File");
    await expect.poll(() => view.innerText(), { timeout: 2 * patience }).toMatch(/3\/3|100/);
    await picture("tests-light");
  }, 240_000);

  test("and all of it in the dark", async () => {
    await command("Preferences: Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs-dark").waitFor({ timeout: patience });
    await page.waitForTimeout(500);
    await picture("tests-dark");
    const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe");
    const colour = await frame
      .locator("body")
      .evaluate((body) => body.ownerDocument.defaultView!.getComputedStyle(body).backgroundColor);
    const [red = 255] = colour.match(/\d+/g)?.map(Number) ?? [];
    expect(red).toBeLessThan(100);
  }, 120_000);
});
