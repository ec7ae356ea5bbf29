/**
 * The language server as it runs in a browser: the built worker, started in a headless Chromium from a page without anything
 * else, gets the example project's files and answers.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "../support/browser.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const extension = join(root, "vscode-extension");
const examples = join(root, "examples");
const uriOf = (name: string): string => `file:///memfs/shop/${name}`;

let browser: TestBrowser;
let page: Page;
let close: () => void;

/** What stands in the examples, by the addresses that the client makes of those of a browser's file system. */
function projectFiles(): Record<string, string> {
  const paths = readdirSync(examples, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    paths
      .filter((path) => /\.(journey|ts|mjml|html|md|txt|json)$/.test(path) && !path.includes("node_modules"))
      .map((path) => [uriOf(path.replaceAll("\\", "/")), readFileSync(join(examples, path), "utf8")]),
  );
}

/** A client in the page, as small as can be. */
const client = `
  const worker = new Worker("/web-server.js");
  const waiting = new Map();
  let next = 0;
  worker.onmessage = ({ data }) => {
    if (data.id !== undefined && data.method) worker.postMessage({ jsonrpc: "2.0", id: data.id, result: null });
    else if (data.id !== undefined) { waiting.get(data.id)?.(data); waiting.delete(data.id); }
  };
  window.tell = (method, params) => worker.postMessage({ jsonrpc: "2.0", method, params });
  window.ask = (method, params) => new Promise((resolve) => {
    const id = ++next;
    waiting.set(id, resolve);
    worker.postMessage({ jsonrpc: "2.0", id, method, params });
  });`;

async function ask<Result>(method: string, params: object): Promise<Result> {
  const answer = await page.evaluate(([name, given]) => Reflect.get(globalThis, "ask")(name, given), [
    method,
    params,
  ] as const);
  const { result, error } = answer as { result: Result; error?: { message: string } };
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

const tell = (method: string, params: object): Promise<void> =>
  page.evaluate(([name, given]) => Reflect.get(globalThis, "tell")(name, given), [method, params] as const);

beforeAll(async () => {
  execFileSync(process.execPath, ["build.mjs"], { cwd: extension, stdio: "pipe" });
  const server = createServer(({ url }, response) => {
    const isWorker = url === "/web-server.js";
    response.setHeader("content-type", isWorker ? "text/javascript" : "text/html");
    response.end(isWorker ? readFileSync(join(extension, "dist/web-server.js")) : `<script>${client}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  browser = await startBrowser();
  page = await browser.context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const files = projectFiles();
  await tell("journey/files", { files });
  const workspaceFolders = [{ uri: uriOf("").replace(/\/$/, ""), name: "shop" }];
  await ask("initialize", { processId: null, rootUri: null, workspaceFolders, capabilities: {} });
  await tell("initialized", {});
}, 240_000);

afterAll(async () => {
  await browser?.close();
  close?.();
});

const name = "tag-hot-contacts.journey";
const text = readFileSync(join(examples, name), "utf8");
const textDocument = { uri: uriOf(name) };

function positionOf(part: string): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(part)).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
}

describe("in a browser's worker", () => {
  test("the examples are fine, models and bodies read", async () => {
    await tell("textDocument/didOpen", {
      textDocument: { ...textDocument, languageId: "journey", version: 1, text },
    });
    const { items } = await ask<{ items: readonly unknown[] }>("textDocument/diagnostic", { textDocument });
    expect(items).toEqual([]);
    const all = await ask<{ items: readonly { items: readonly unknown[] }[] }>("workspace/diagnostic", {
      previousResultIds: [],
    });
    expect(all.items.flatMap((file) => file.items)).toEqual([]);
  }, 60_000);

  test("a mistake is found while somebody types", async () => {
    const start = positionOf("internal_user\n");
    const end = { ...start, character: start.character + "internal_user".length };
    const change = (version: number, range: object, written: string): Promise<void> =>
      tell("textDocument/didChange", {
        textDocument: { ...textDocument, version },
        contentChanges: [{ range, text: written }],
      });
    await change(2, { start, end }, "internal_usr");
    const { items } = await ask<{ items: readonly { code: string }[] }>("textDocument/diagnostic", { textDocument });
    expect(items.map(({ code }) => code)).toEqual(["unknown-field"]);
    await change(3, { start, end: { ...end, character: end.character - 1 } }, "internal_user");
  });

  test("completion knows the fields of the model, hover their types", async () => {
    const position = positionOf("internal_user\n");
    const found = await ask<{ items?: { label: string }[] } | { label: string }[]>("textDocument/completion", {
      textDocument,
      position,
    });
    const labels = (Array.isArray(found) ? found : (found.items ?? [])).map(({ label }) => label);
    expect(labels).toContain("internal_user");
    const hover = await ask<{ contents: { value: string } }>("textDocument/hover", { textDocument, position });
    expect(hover.contents.value).toContain("Contact.internal_user");
  });

  test("a journey is drawn", async () => {
    const drawn = await ask<{ svg: string; journey: string }>("journey/diagram", { textDocument });
    expect(drawn.journey).toBe("tag_hot_contacts");
    expect(drawn.svg).toContain("<svg");
  }, 60_000);
});
