/** The development page as somebody uses it: a real browser on the real server with the examples. */
import type { DevServer } from "@journey/runtime";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBrowser, type TestBrowser } from "../support/browser.ts";
import { startExamples } from "../support/dev.ts";

let dev: DevServer;
let browser: TestBrowser;
let page: Page;
const wrong: string[] = [];

beforeAll(async () => {
  dev = await startExamples();
  browser = await startBrowser();
  page = await browser.context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(dev.url);
});
afterAll(async () => {
  await browser?.close();
  await dev?.close();
});

const people = () => page.getByRole("list", { name: "Participants" });
const inbox = () => page.getByRole("list", { name: "Inbox" });
const button = (name: string | RegExp) => page.getByRole("button", { name });

async function chooseJourney(name: string): Promise<void> {
  await page.getByRole("list", { name: "Journeys" }).getByRole("button", { name }).click();
  await page.getByRole("heading", { name }).waitFor();
}

it("shows the journeys, a diagram, participants, and what was sent at once", async () => {
  expect(await page.getByRole("list", { name: "Journeys" }).getByRole("button").count()).toBe(13);
  await chooseJourney("Tag hot contacts");
  await page.getByRole("group", { name: "Diagram of Tag hot contacts" }).waitFor();
  expect(await people().getByRole("button").count()).toBe(17);
  expect(await inbox().getByRole("button").count()).toBe(11);
});

it("moves the clock to the next event, and by a day; counts and mails appear by themselves", async () => {
  await button("To next event").click();
  // The examples start at 08:00 UTC; the first thing planned is an hour later.
  await page.locator(".clock strong", { hasText: "09:00" }).waitFor();
  await button("+1 day").click();
  await inbox()
    .getByRole("button", { name: /Welcome, Bram!/ })
    .waitFor();
  await page.locator(".journey-diagram .badge.processed", { hasText: "✓ 17" }).waitFor();
});

it("opens a mail and follows its link; the participant moves", async () => {
  await inbox()
    .getByRole("button", { name: /Welcome, Bram!/ })
    .click();
  await page.getByRole("heading", { name: "Welcome, Bram!" }).waitFor();
  const popup = page.waitForEvent("popup");
  // The shop lies outside: that the browser is sent there is enough.
  const visit = browser.context.waitForEvent("request", (request) => request.url() === "https://acme.test/shop");
  await page.frameLocator('iframe[title="Message"]').getByRole("link", { name: "See what grows" }).click();
  await visit;
  await (await popup).close();
  await people()
    .getByRole("button", { name: /Bram Kestelyn/ })
    .click();
  const timeline = page.getByRole("list", { name: "Traces" });
  await timeline.getByText("opened", { exact: true }).waitFor();
  await timeline.getByText("clicked", { exact: true }).waitFor();
  await timeline.getByText("scheduled").first().waitFor();
  await button("+1 day").click();
  await timeline.getByText('tags += "hot"').waitFor();
  await timeline.getByText("processed").nth(1).waitFor();
});

it("answers a mail and lets another bounce", async () => {
  await chooseJourney("Prioritize hot leads");
  await button("← Inbox").click();
  await inbox()
    .getByRole("button", { name: /dwayne\.hp@.*About/ })
    .click();
  await button("Reply").click();
  await page.getByRole("textbox", { name: "Your reply" }).fill("Please call me.");
  await button("Send reply").click();
  await page.locator(".message .pill.replied").waitFor();
  await people()
    .getByRole("button", { name: /Dwayne/ })
    .click();
  await page.getByRole("list", { name: "Traces" }).getByText("replied", { exact: true }).waitFor();

  await chooseJourney("Welcome flow");
  await button("← Inbox").click();
  await inbox()
    .getByRole("button", { name: /theo\.larkspur@.*Get 10% off/ })
    .click();
  await page.getByRole("button", { name: "Bounce", exact: true }).click();
  await page.locator(".message .pill.bounced").waitFor();
  await people().getByRole("button", { name: /Theo/ }).click();
  await page.getByRole("list", { name: "Traces" }).getByText("bounced", { exact: true }).waitFor();
});

it("filters participants by a step of the diagram, by name and by status", async () => {
  await chooseJourney("Tag hot contacts");
  await page.locator('[data-node="welcome.clicked.update_1"]').click();
  expect(await people().getByRole("button", { expanded: false }).count()).toBe(1);
  await button("Show all").click();
  await page.getByRole("searchbox", { name: "Search participants" }).fill("amel");
  expect(await people().getByRole("button", { expanded: false }).count()).toBe(1);
  await page.getByRole("searchbox", { name: "Search participants" }).fill("");
});

it("finds its place again after a reload, works on a phone, and nothing went wrong", async () => {
  await page.reload();
  await page.getByRole("heading", { name: "Tag hot contacts" }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Inbox", exact: true }).click();
  await page.getByRole("region", { name: "Inbox" }).waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(wrong).toEqual([]);
});
