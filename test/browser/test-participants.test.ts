/** A test participant on the development page: shown apart, moved by a clock of its own. */
import type { DevServer } from "@journey/runtime";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DevState } from "../../runtime/dev/api.ts";
import { startBrowser, type TestBrowser } from "../support/browser.ts";
import { startExamples } from "../support/dev.ts";

let dev: DevServer;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  dev = await startExamples({ journey: "tag_hot_contacts" });
  browser = await startBrowser();
  page = await browser.context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(dev.url);
});
afterAll(async () => {
  await browser?.close();
  await dev?.close();
});

it("is tried with a record, played, clicked for, and counted nowhere", async () => {
  const people = page.getByRole("list", { name: "Participants" });
  await people.getByRole("button").first().waitFor();
  const before = await people.getByRole("button").count();
  const state = async () => (await (await fetch(`${dev.url}/api/state`)).json()) as DevState;
  const { journeys } = await state();
  await page.getByText("Tests").click();
  await page.getByLabel("Record to try it with").fill("999");
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByRole("alert").filter({ hasText: "There is no Contact 999." }).waitFor();
  await page.getByLabel("Record to try it with").fill("1");
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByRole("article", { name: "Test 1" }).waitFor();
  await page.getByRole("button", { name: "Next step" }).click();
  await page.getByText("captured, for").first().waitFor();
  await page.getByRole("button", { name: "clicked “shop”" }).click();
  await page.getByRole("button", { name: "Next step" }).click();
  await page.getByText(/would be: Update: tags \+= "hot"/).waitFor();
  expect(await people.getByRole("button").count()).toBe(before);
  expect((await state()).journeys).toEqual(journeys);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("article", { name: "Test 1" }).waitFor({ state: "detached" });
});
