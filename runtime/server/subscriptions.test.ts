/** Subscribing by the page: real HTTP, real SMTP, a real database. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEngine } from "../engine/engine.ts";
import { findConsentLog, findConsents, optOut } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { suppress } from "../store/suppressions.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { lists, type SubscriptionService, startSubscriptionService } from "../testing/subscription-service.ts";
import { locales } from "./page-texts.ts";

const day = 86_400_000;
let db: Database;
let service: SubscriptionService;

beforeAll(async () => {
  db = await openPglite();
});
beforeEach(async () => {
  await emptyDatabase(db);
  service = await startSubscriptionService(db);
});
afterEach(() => service?.close());
afterAll(() => db?.close());

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(new URL(path, service.url), { method: "POST", body: new URLSearchParams(form), headers });
const filled = (more: Record<string, string> = {}) => ({
  ...{ address: "Ann@Acme.test", "list:News": "on", agree: "yes", lang: "fr" },
  ...more,
});
const linkIn = (index = 0) => /http\S+\/subscribe\/confirm\/\S+/.exec(service.mails[index]?.text ?? "")?.[0] ?? "";
const members = () =>
  db.query("select m.list, p.email, p.name from journey.list_member m join people p on p.id::text = m.record_id");

async function subscribe(more: Record<string, string> = {}): Promise<string> {
  expect((await post("/subscribe", filled(more))).status).toBe(200);
  await service.subscriptions.send();
  return linkIn(service.mails.length - 1);
}

describe("the subscription page", () => {
  it("speaks the language that the browser asks for, or the one that was chosen", async () => {
    const languageOf = async (accept: string, query = "") => {
      const page = await fetch(`${service.url}/subscribe${query}`, { headers: { "accept-language": accept } });
      return /<html lang="(..)">/.exec(await page.text())?.[1];
    };
    expect(await languageOf("de-AT,de;q=0.9,en;q=0.5")).toBe("de");
    expect(await languageOf("pt-BR, nl;q=0.4, it;q=0.8")).toBe("it");
    expect(await languageOf("pt")).toBe("en");
    expect(await languageOf("de", "?lang=es")).toBe("es");
    expect(await languageOf("de", "?lang=xx")).toBe("de");
    for (const locale of locales) expect(await languageOf(locale)).toBe(locale);
  });

  it("says what is missing, and keeps what was filled in", async () => {
    const answer = async (form: Record<string, string>) => {
      const response = await post("/subscribe", { lang: "en", ...form });
      return [response.status, /role="alert">([^<]*)/.exec(await response.text())?.[1]];
    };
    expect(await answer({ address: "nobody", "list:News": "on", agree: "yes" })).toEqual([
      422,
      "Please enter your e-mail address, such as name@example.com.",
    ]);
    expect(await answer({ address: "a@b.test", agree: "yes" })).toEqual([422, "Please choose at least one list."]);
    expect(await answer({ address: "a@b.test", "list:News": "on" })).toEqual([
      422,
      "Please agree, so that we may write to you.",
    ]);
    const page = await (await post("/subscribe", { address: '"><script>', "list:Offers": "on" })).text();
    expect(page).not.toContain("<script>");
    expect(page).toContain('list:Offers" value="on" checked');
  });

  it("subscribes nobody before the button behind the mail's link was pressed; then the proof is kept", async () => {
    const link = await subscribe();
    expect(service.mails[0]).toMatchObject({ subject: "Confirmez votre abonnement à Acme Gardens" });
    expect((await fetch(link)).status).toBe(200);
    expect(await members()).toEqual([]);
    expect(await findConsents(db, "ann@acme.test")).toEqual([]);
    const done = await post(link, {}, { "user-agent": "Test browser" });
    expect(await done.text()).toContain("Lettre d’information");
    expect(await members()).toEqual([{ list: "News", email: "ann@acme.test", name: "Subscriber" }]);
    expect(await findConsents(db, "ann@acme.test")).toEqual(["marketing"]);
    expect(await findConsentLog(db, "ann@acme.test")).toMatchObject([
      { step: "requested", lists: ["News"], ip: "127.0.0.1", at: "2026-03-02T09:00:00Z", locale: "fr" },
      {
        ...{ step: "given", lists: ["News"], ip: "127.0.0.1", browser: "Test browser" },
        wording: expect.stringMatching(/^J’accepte que Acme Gardens .*\(Lettre d’information\)$/),
      },
    ]);
    // Pressed twice, it was pressed once.
    expect((await post(link, {})).status).toBe(200);
    expect(await findConsentLog(db, "ann@acme.test")).toHaveLength(2);
    // And whoever subscribes enters the journeys for them.
    expect(await createEngine({ db, clock: service.clock }).enrol()).toBe(1);
  });

  it("takes records that are there; one for each address, however often it is written", async () => {
    await db.query(
      "insert into people (name, email) values ('Ann', ' ANN@acme.test'), ('Ann at work', 'ann@acme.test')",
    );
    await post(await subscribe(), {});
    await post(await subscribe({ address: "ANN@ACME.TEST", "list:Offers": "on" }), {});
    expect(await members()).toHaveLength(4);
    expect(await db.query("select from people")).toHaveLength(2);
  });

  it("brings back who had unsubscribed, and nobody whom an operator or a complaint has suppressed", async () => {
    await optOut(db, "ann@acme.test", { origin: "test", at: 0 });
    await post(await subscribe(), {});
    expect(await db.query("select from journey.suppression")).toEqual([]);
    await suppress(db, "@blocked.test", "complaint", "test", 0);
    // The visitor learns nothing of it.
    expect((await post("/subscribe", filled({ address: "x@blocked.test" }))).status).toBe(200);
    await service.subscriptions.send();
    expect(service.mails).toHaveLength(1);
  });

  it("fills nobody's mailbox, and takes nothing from programs that fill in every field", async () => {
    for (let time = 0; time < 5; time++) await post("/subscribe", filled());
    await post("/subscribe", filled({ address: "bot@acme.test", website: "spam" }));
    await service.subscriptions.send();
    expect(service.mails.map(({ to }) => [to].flat()[0]?.text)).toEqual(Array(3).fill("ann@acme.test"));
  });

  it("a tampered link is none; one that is too old asks to begin again", async () => {
    const link = await subscribe();
    const tampered = link.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
    expect((await fetch(tampered)).status).toBe(404);
    expect((await post(tampered, {})).status).toBe(404);
    service.clock.moveTo(service.clock.now() + 8 * day);
    expect((await fetch(link)).status).toBe(410);
    expect((await post(link, {})).status).toBe(410);
    expect(await members()).toEqual([]);
  });

  it("a mail server that has no time gets the mail later", async () => {
    service.refusals.push(451);
    await post("/subscribe", filled());
    await service.subscriptions.send();
    expect(service.mails).toHaveLength(0);
    service.clock.moveTo(service.clock.now() + 60_000);
    await service.subscriptions.send();
    expect(service.mails).toHaveLength(1);
  });

  it("what the database refuses is said to the operator, and can be confirmed once it is mended", async () => {
    await service.close();
    service = await startSubscriptionService(db, { lists: [{ name: "News", model: "Person" }] });
    const link = await subscribe();
    const answer = await post(link, {});
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("null value");
    expect(service.problems).toMatchObject([{ code: "cannot-subscribe" }]);
    await service.close();
    service = await startSubscriptionService(db, { lists });
    expect((await post(new URL(link).pathname, {})).status).toBe(200);
    expect(await members()).toHaveLength(1);
  });
});

it("the way out of a mail lets go of single lists, or of everything", async () => {
  await post(await subscribe({ "list:Offers": "on" }), {});
  const engine = createEngine({ db, clock: service.clock });
  await engine.enrol();
  await engine.step();
  const [message] = await db.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.message",
  );
  const token = service.tokens.create({ kind: "unsubscribe", bucket: message!.bucket, messageId: message!.id });
  const page = await (await fetch(`${service.url}/u/${token}?lang=en`)).text();
  expect(page).toContain("Newsletter");
  expect(page).toContain("Offers");
  const left = await post(`/u/${token}`, { only: "lists", "list:Offers": "on", lang: "en" });
  expect(await left.text()).toContain("You have left: Offers.");
  expect(await members()).toMatchObject([{ list: "News" }]);
  expect(await db.query("select from journey.suppression")).toEqual([]);
  await post(`/u/${token}`, {});
  expect(await db.query("select address, reason from journey.suppression")).toEqual([
    { address: "ann@acme.test", reason: "unsubscribed" },
  ]);
  expect(await findConsents(db, "ann@acme.test")).toEqual([]);
});
