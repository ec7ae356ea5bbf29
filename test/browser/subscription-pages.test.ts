/** The pages that recipients see, as they meet them: a real browser, in light and dark, on a phone and on a desk. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createEngine } from "../../runtime/engine/engine.ts";
import type { Database } from "../../runtime/store/database.ts";
import { openPglite } from "../../runtime/store/open-database.ts";
import { emptyDatabase } from "../../runtime/store/testing/empty-database.ts";
import { type SubscriptionService, startSubscriptionService } from "../../runtime/testing/subscription-service.ts";
import { startBrowser, type TestBrowser } from "../support/browser.ts";

let db: Database;
let browser: TestBrowser;
let page: Page;
let service: SubscriptionService;
/** Where pictures go, to be looked at; none are taken without it. */
const pictures = process.env.JOURNEY_PICTURES;

beforeAll(async () => {
  db = await openPglite();
  browser = await startBrowser();
  page = await browser.context.newPage();
  page.setDefaultTimeout(10_000);
});
beforeEach(async () => {
  await emptyDatabase(db);
  service = await startSubscriptionService(db);
});
afterEach(() => service?.close());
afterAll(async () => {
  await browser?.close();
  await db?.close();
});

const looks = [
  { colorScheme: "light", width: 1280, height: 900 },
  { colorScheme: "dark", width: 1280, height: 900 },
  { colorScheme: "light", width: 320, height: 640 },
  { colorScheme: "dark", width: 320, height: 640 },
] as const;

/** What runs in the page: which texts are hard to read, and by how many pixels something sticks out. */
const lookAtPage = `(() => {
  const luminance = (color) => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\\d.]+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$|transparent/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll("h1, p, label, legend, button, a, span, strong, input[type=email]")];
  const weak = texts.flatMap((element) => {
    const [one, other] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    return contrast < 4.5 ? [element.tagName + " " + element.textContent.slice(0, 30) + ": " + contrast.toFixed(2)] : [];
  });
  return { weak, sticksOut: document.documentElement.scrollWidth - document.documentElement.clientWidth };
})()`;

/** Nothing sticks out, and all text can be told from what is behind it (WCAG 2.2, 1.4.3 and 1.4.10). */
async function looksRight(name: string): Promise<void> {
  for (const { colorScheme, width, height } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
    const found = await page.evaluate(lookAtPage);
    expect([name, colorScheme, width, found]).toEqual([name, colorScheme, width, { weak: [], sticksOut: 0 }]);
  }
}

it("people subscribe in their own language: page, mail, confirmation", async () => {
  await browser.context.setExtraHTTPHeaders({ "accept-language": "de" });
  await page.goto(`${service.url}/subscribe`);
  await page.getByRole("heading", { name: "Anmelden" }).waitFor();
  await looksRight("subscribe");
  await page.getByRole("link", { name: "Français" }).click();
  await page.getByRole("heading", { name: "S’abonner" }).waitFor();
  await page.getByLabel("Adresse e-mail").fill("ann");
  await page.getByRole("button", { name: "M’abonner" }).click();
  await page.getByRole("alert").waitFor();
  await looksRight("subscribe-wrong");
  await page.getByLabel("Adresse e-mail").fill("ann@acme.test");
  await page.getByLabel(/^Lettre d’information/).check();
  await page.getByLabel(/^J’accepte/).check();
  // A keyboard is enough.
  await page.getByLabel("Adresse e-mail").press("Enter");
  await page.getByRole("heading", { name: "Encore une étape" }).waitFor();
  await looksRight("check-mail");
  await service.subscriptions.send();
  const mail = service.mails[0];
  await page.setContent(String(mail?.html));
  await looksRight("mail");
  await page.goto(/http\S+\/confirm\/\S+/.exec(mail?.text ?? "")?.[0] ?? "");
  await looksRight("confirm");
  await page.getByRole("button", { name: "Confirmer" }).click();
  await page.getByRole("heading", { name: "Merci" }).waitFor();
  await looksRight("confirmed");
});

it("and leave the same way", async () => {
  await db.query("insert into people (id, name, email) values (1, 'Ann', 'ann@acme.test')");
  await db.query(
    "insert into journey.list_member values ('News', 'Person', '1', now()), ('Offers', 'Person', '1', now())",
  );
  const engine = createEngine({ db, clock: service.clock });
  await engine.enrol();
  await engine.step();
  const [message] = await db.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.message",
  );
  const token = service.tokens.create({ kind: "unsubscribe", bucket: message!.bucket, messageId: message!.id });
  await browser.context.setExtraHTTPHeaders({ "accept-language": "nl-BE" });
  await page.goto(`${service.url}/u/${token}`);
  await looksRight("unsubscribe");
  await page.getByRole("link", { name: "English" }).click();
  await page.getByLabel("Offers").check();
  await page.getByRole("button", { name: "Leave the lists I chose" }).click();
  await page.getByText("You have left: Offers.").waitFor();
  await page.goto(`${service.url}/u/${token}?lang=en`);
  await page.getByRole("button", { name: "Unsubscribe" }).click();
  await page.getByRole("heading", { name: "You are unsubscribed" }).waitFor();
  await looksRight("unsubscribed");
  await page.goto(`${service.url}/u/nonsense?lang=it`);
  await page.getByRole("heading", { name: "Questo link non è valido" }).waitFor();
});
