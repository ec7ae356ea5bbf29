/**
 * The six classic campaigns, end to end and without mocks: mails go through SMTP into the inbox, the pixel is fetched,
 * links are followed, bounces and replies come back by SMTP, the clock moves. On the embedded database and on a
 * PostgreSQL server.
 */
import type { DevServer } from "@journey/runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { start, startExamples } from "./support/dev.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";

const hour = 3_600_000;
const day = 24 * hour;

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

describe.each(["PGlite", "PostgreSQL"])("on %s", (backend) => {
  let dev: DevServer;

  async function run(journey: string): Promise<void> {
    dev = await startExamples({
      journey,
      databaseUrl: backend === "PostgreSQL" ? await postgres.createDatabase() : undefined,
    });
  }
  afterEach(() => dev?.close());

  const advance = (milliseconds: number) => dev.advance({ milliseconds });

  /** Who got what: `address: subject`, in the order of addresses. */
  const inbox = () => dev.inbox.messages.map((mail) => `${mail.to}: ${mail.subject}`).sort();
  const subjectsTo = (address: string) =>
    dev.inbox.messages.filter((mail) => mail.to === address).map((mail) => mail.subject);

  function mailTo(address: string, subject?: string) {
    const found = dev.inbox.messages.findLast((mail) => mail.to === address && (!subject || mail.subject === subject));
    if (!found) throw new Error(`No mail to ${address}; there are ${inbox().join(", ")}`);
    return found;
  }

  /** Loads the mail's tracking pixel, as opening it does. */
  async function open(address: string): Promise<void> {
    const pixel = /<img src="(http[^"]+\.gif)"/.exec(mailTo(address).html ?? "")?.[1];
    expect(pixel).toBeDefined();
    const answer = await fetch(pixel ?? "");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
    await dev.settle();
  }

  /** Follows the first link whose text is this, and says where it leads. */
  async function click(address: string, text: RegExp): Promise<string | null> {
    const links = [...(mailTo(address).html ?? "").matchAll(/<a\b[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g)];
    const link = links.find(([, , content = ""]) => text.test(content.replace(/<[^>]+>/g, "")));
    const url = link?.[1]?.replaceAll("&amp;", "&").replaceAll("&#38;", "&");
    if (!url) throw new Error(`No link ${text} in ${links.map(([, , content]) => content?.trim()).join(", ")}`);
    expect(url.startsWith(`${dev.url}/c/`)).toBe(true);
    const answer = await fetch(url, { redirect: "manual" });
    expect(answer.status).toBe(302);
    await dev.settle();
    return answer.headers.get("location");
  }

  async function reply(address: string): Promise<void> {
    expect(await dev.inbox.reply(mailTo(address).id, "Yes, please call me.")).toBe(true);
    await dev.settle();
  }

  async function bounce(address: string): Promise<void> {
    expect(await dev.inbox.bounce(mailTo(address).id)).toBe(true);
    await dev.settle();
  }

  const column = async (sql: string): Promise<unknown[]> =>
    (await dev.db.query<{ value: unknown }>(sql)).map((row) => row.value);

  /** `record activity state: reason`, in the order in which they count. */
  const traces = () =>
    column(
      `select p.record_id || ' ' || t.activity || ' ' || t.state || coalesce(': ' || t.reason, '') as value
       from journey.trace t join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
       order by t.at, p.record_id::int, t.id`,
    );
  const tracesOf = async (record: number) =>
    ((await traces()) as string[])
      .filter((line) => line.startsWith(`${record} `))
      .map((line) => line.slice(`${record} `.length));

  it("tag hot contacts: a click earns the tag, a bounce a task, both two hours later", async () => {
    await run("tag_hot_contacts");
    await advance(2 * hour - 1);
    expect(inbox()).toEqual([]);
    await advance(1);
    // Not those without an address, not colleagues, not the archived, and each address once whatever its case.
    expect(inbox()).toHaveLength(17);
    expect(new Set(inbox()).size).toBe(17);
    expect(subjectsTo("bram@groenhoek.example")).toEqual(["Welcome, Bram!"]);
    expect(subjectsTo("orders@littlegreenhouse.example")).toEqual(["Welcome, gardener!"]);
    expect(inbox().join()).not.toMatch(/acme\.test:|mina@/);

    await open("amelie.vautrin@vallon.example");
    expect(await click("bram@groenhoek.example", /see what grows/i)).toBe("https://acme.test/shop");
    await bounce("rosalind@thistlefern.example");
    await advance(2 * hour - 1);
    expect(await column("select tags as value from contacts where id = 2")).toEqual([["garden centre"]]);
    await advance(1);
    expect(await column("select tags as value from contacts where id in (1, 2) order by id")).toEqual([
      ["nursery"],
      ["garden centre", "hot"],
    ]);
    expect(
      await dev.db.query(
        `select title, record_id, assignee_model, assignee_id, (extract(epoch from due_at) * 1000)::float8 as due
         from journey.task`,
      ),
    ).toEqual([
      {
        title: "Check e-mail address",
        record_id: "3",
        assignee_model: "User",
        assignee_id: "2",
        due: start + 4 * hour + 2 * day,
      },
    ]);
    expect(await tracesOf(2)).toEqual(["welcome processed", "welcome.clicked.update_1 processed"]);
    expect(await tracesOf(3)).toEqual(["welcome processed", "welcome.bounced.task_1 processed"]);
    expect(await tracesOf(1)).toEqual(["welcome processed"]);

    // Nothing more happens, and everybody's journey ends.
    await advance(60 * day);
    expect(inbox()).toHaveLength(17);
    expect(await column("select distinct status as value from journey.participant")).toEqual(["completed"]);
  });

  it("welcome flow: an address that bounces is suppressed two hours later, and written to no more", async () => {
    await run("welcome_flow");
    await advance(2 * hour);
    expect(inbox()).toHaveLength(15);
    expect(subjectsTo("maeve.dunbarrow@mailbox.example")).toEqual(["Get 10% off your first order"]);
    await bounce("maeve.dunbarrow@mailbox.example");
    await advance(2 * hour - 1);
    expect(await column("select address as value from journey.suppression")).toEqual([]);
    await advance(1);
    expect(await column("select address as value from journey.suppression")).toEqual([
      "maeve.dunbarrow@mailbox.example",
    ]);
    expect(await tracesOf(3)).toEqual(["discount processed", "discount.bounced.suppress_1 processed"]);

    // Unsubscribing is a button, not a visit.
    const page = /href="(http[^"]+\/u\/[^"]+)"/.exec(mailTo("theo.larkspur@mailbox.example").html ?? "")?.[1] ?? "";
    expect((await fetch(page)).status).toBe(200);
    expect(await column("select count(*)::int as value from journey.suppression")).toEqual([1]);
    expect(
      (await fetch(page, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) })).status,
    ).toBe(200);
    expect(await column("select address as value from journey.suppression order by created_at, address")).toEqual([
      "maeve.dunbarrow@mailbox.example",
      "theo.larkspur@mailbox.example",
    ]);
    const headers = Object.fromEntries(
      mailTo("theo.larkspur@mailbox.example").headers.map(({ name, value }) => [name, value]),
    );
    expect(headers["list-unsubscribe"]).toBe(`<${page}>`);
    expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
  });

  it("double opt-in: only who follows the confirmation link is confirmed, at once", async () => {
    await run("double_opt_in");
    // In the list, with an address, not archived: at once.
    expect(inbox()).toHaveLength(11);
    await open("elsbeth.mournier@post.example");
    expect(await click("corentin.lafage@post.example", /confirm|yes/i)).toBe("https://acme.test/newsletter/confirmed");
    expect(
      await column("select record_id as value from journey.list_member where list = 'Confirmed contacts'"),
    ).toEqual(["2"]);
    expect(await tracesOf(2)).toEqual([
      "confirmation processed",
      "confirmation.clicked_confirm.add_to_list_1 processed",
    ]);
    expect(await tracesOf(1)).toEqual(["confirmation processed"]);
    await advance(31 * day);
    expect(await tracesOf(1)).toEqual([
      "confirmation processed",
      "confirmation.clicked_confirm.add_to_list_1 cancelled: stopped listening",
    ]);
  });

  it("commercial prospection: a catalogue, an invitation a week after entry, a note when it is answered", async () => {
    await run("commercial_prospection");
    await advance(hour);
    const catalogues = inbox().filter((line) => line.endsWith("Your free Acme Gardens catalogue"));
    expect(catalogues).toHaveLength(19);
    expect(inbox()).toHaveLength(19);
    await advance(7 * day - hour - 1);
    expect(inbox()).toHaveLength(19);
    await advance(1);
    expect(inbox()).toHaveLength(38);
    expect(subjectsTo("jonas@moosgrund.example")).toEqual([
      "Your free Acme Gardens catalogue",
      "Shall we grow together, Jonas?",
    ]);
    const before = (await column("select count(*)::int as value from notes"))[0] as number;
    await reply("jonas@moosgrund.example");
    await advance(hour - 1);
    expect(await column("select count(*)::int as value from notes")).toEqual([before]);
    await advance(1);
    expect(
      await dev.db.query(
        "select contact_id::int as contact, reader_id::int as reader, text from notes order by id desc limit 1",
      ),
    ).toEqual([{ contact: 6, reader: 1, text: "Jonas answered the invitation to the partner programme." }]);
    expect(await column("select count(*)::int as value from notes")).toEqual([before + 1]);
  });

  it("schedule calls: every lead with a salesperson gets a call, due two days later", async () => {
    await run("schedule_calls");
    await advance(2 * hour - 1);
    expect(await column("select title as value from journey.task")).toEqual([]);
    await advance(1);
    const tasks = await dev.db.query<{ record: number; assignee: string }>(
      `select record_id::int as record, assignee_id as assignee from journey.task
       where title = 'Call' and due_at = to_timestamp(${(start + 2 * hour + 2 * day) / 1000}) order by record_id::int`,
    );
    // Not the two without a salesperson, not the archived one, not the one without an address, not the double.
    expect(tasks.map((task) => task.record)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 16]);
    expect(tasks.map((task) => task.assignee)).toEqual(["1", "2", "3", "3", "1", "4", "3", "2", "2", "4", "1"]);
    expect(inbox()).toEqual([]);
    expect(await column("select distinct status as value from journey.participant")).toEqual(["completed"]);
  });

  it("prioritize hot leads: an answer raises the priority, an unopened mail lowers it, an open leaves it", async () => {
    await run("prioritize_hot_leads");
    await advance(hour);
    expect(inbox()).toHaveLength(11);
    await open("odette@maplerow.example");
    await reply("dwayne.hp@prairieroot.example");
    await advance(3 * hour);
    expect(await column("select priority as value from leads where id in (3, 4, 6) order by id")).toEqual([3, 1, 2]);
    await advance(3 * hour - 1);
    expect(await column("select priority as value from leads where id = 6")).toEqual([2]);
    await advance(1);
    // Six hours after the mail: who neither opened nor answered.
    expect(await column("select priority as value from leads where id in (3, 4, 6) order by id")).toEqual([3, 1, 0]);
    expect(await tracesOf(4)).toEqual(["introduction processed", "introduction.not_opened.update_1 cancelled: opened"]);
    expect(await tracesOf(3)).toEqual([
      "introduction processed",
      "introduction.not_opened.update_1 cancelled: replied",
      "introduction.replied.update_1 processed",
    ]);
    expect(await tracesOf(6)).toEqual(["introduction processed", "introduction.not_opened.update_1 processed"]);
  });

  it("a week in one jump is the same as hour by hour", async () => {
    await run("prioritize_hot_leads");
    await advance(7 * day);
    const jumped = await traces();
    await dev.close();
    await run("prioritize_hot_leads");
    for (let passed = 0; passed < 7 * 24; passed++) await advance(hour);
    expect(await traces()).toEqual(jumped);
  });
});
