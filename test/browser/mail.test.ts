/** A mail as somebody gets it: seen in a browser, read as text, and left by one click of the mail program. */
import type { DevServer } from "@journey/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBrowser, type TestBrowser } from "../support/browser.ts";
import { startExamples } from "../support/dev.ts";

let dev: DevServer;
let browser: TestBrowser;

beforeAll(async () => {
  dev = await startExamples({ journey: "welcome_flow" });
  await dev.advance({ milliseconds: 3 * 3_600_000 });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await dev?.close();
});

const mail = () => dev.inbox.messages.find(({ subject }) => subject.startsWith("Get 10% off"))!;
const header = (name: string) => mail().headers.find((each) => each.name === name)?.value ?? "";

it("looks as it was written, on a wide screen and on a phone, and its links are tracked", async () => {
  const page = await browser.context.newPage();
  for (const width of [1024, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.setContent(mail().html ?? "");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await page.evaluate("document.body.innerText.trim().length > 100")).toBe(true);
    // Nothing of a template is left over, and nothing is cut off.
    expect(await page.locator("body").innerText()).not.toMatch(/\{\{|\}\}|undefined|\[object/);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/mail-${width}.png`, fullPage: true });
  }
  const targets = await page
    .locator("a[href]")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(targets.length).toBeGreaterThan(1);
  for (const target of targets) expect(new URL(target).pathname).toMatch(/^\/(c|u)\//);
  await page.close();
});

it("can be read as text", () => {
  const { text } = mail();
  expect(text).not.toMatch(/<[a-z/]|&[a-z]+;|\{\{/i);
  expect(text.split("\n").filter((line) => line.trim() !== "").length).toBeGreaterThan(3);
  expect(text).toMatch(/https?:\/\/\S+\/c\/[\w-]+/);
  expect(text).toMatch(/https?:\/\/\S+\/u\/[\w-]+/);
});

it("one click of the mail program leaves, by POST alone (RFC 8058)", async () => {
  const url = /<(https?:[^>]+)>/.exec(header("list-unsubscribe"))?.[1] ?? "";
  expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  const isSuppressed = async () =>
    (await dev.db.query("select 1 from journey.suppression where address = $1", [mail().to])).length === 1;
  // Scanners read every address, in every way that reads.
  for (const method of ["GET", "HEAD"]) await fetch(url, { method });
  expect(await isSuppressed()).toBe(false);
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
    redirect: "manual",
  });
  expect(answer.status).toBe(200);
  expect(await isSuppressed()).toBe(true);
});
