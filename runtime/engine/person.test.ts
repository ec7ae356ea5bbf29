/** What is kept of somebody, shown and erased. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { giveConsent } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { addListMembers } from "../store/lists.ts";
import { openPglite } from "../store/open-database.ts";
import { suppress } from "../store/suppressions.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { type SmsService, startSmsService } from "../testing/sms-service.ts";
import { erasePerson, exportPerson } from "./person.ts";

let db: Database;
let service: SmsService;

beforeAll(async () => {
  db = await openPglite();
});
beforeEach(async () => {
  await emptyDatabase(db);
  service = await startSmsService(db);
  await db.query(
    "insert into people (name, phone, email, note) values ('Ann', '+32 470 12 34 56', 'Ann@Acme.test', 'likes roses'), ('Bo', '+32470999999', 'bo@acme.test', null)",
  );
  await service.run(`journey nudge {
    target Person
    filter phone is set
    unicity phone
    sms hello { text "Hi {{ name }}" }
    task "Call {{ name }}"
    wait 3 days
    update { note = "late" }
  }`);
  const { twilio, url } = service;
  await twilio.receive(`${url}/webhooks/twilio/incoming`, {
    ...{ from: "+32470123456", to: "+32460000001", body: "Who is this? Ann here" },
  });
  await twilio.report(twilio.messages.find(({ to }) => to === "+32470123456")?.sid ?? "", "delivered");
  await db.transaction((tx) =>
    giveConsent(tx, "ann@acme.test", "marketing", { origin: "form", at: 0, ip: "192.0.2.7" }),
  );
  await addListMembers(db, "News", "Person", ["1"], 0);
  await suppress(db, "ann@acme.test", "complaint", "call of ann@acme.test", 0);
});
afterEach(() => service?.close());
afterAll(() => db?.close());

/** Everything that is stored, in one text. */
async function everything(): Promise<string> {
  const tables = await db.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'journey' and table_name not in ('time_zone', 'journey_version', 'migration')",
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => JSON.stringify(await db.query(`select * from journey.${name}`))),
  );
  return texts.join("\n");
}

const counts = () =>
  db.query(
    `select (select count(*)::int from journey.participant) as participants, (select count(*)::int from journey.trace where state = 'processed') as processed,
            (select count(*)::int from journey.message where delivered_at is not null) as delivered,
            (select count(*)::int from journey.message where replied_at is not null) as replied,
            (select count(*)::int from journey.event) as events`,
  );

it("all that is kept is shown, by an address, a number or a record", async () => {
  const byNumber = await exportPerson(db, "+32 (0)470 12 34 56");
  expect(byNumber).toMatchObject({
    addresses: ["+32470123456", "ann@acme.test"],
    records: [{ model: "Person", id: "1", data: { name: "Ann", note: "likes roses" } }],
    consent: [{ purpose: "marketing", origin: "form", ip: "192.0.2.7" }],
    suppressions: [{ reason: "complaint" }],
    lists: [{ list: "News" }],
    journeys: [{ journey: "nudge", status: "active" }],
    messages: [{ activity: "hello", recipient: "+32470123456", replied: expect.any(String) }],
    tasks: [{ title: "Call Ann" }],
  });
  expect(JSON.stringify(byNumber.events)).toContain("Who is this? Ann here");
  expect(JSON.stringify(byNumber)).not.toContain("Bo");
  const sorted = (value: Record<string, unknown>) => ({
    ...value,
    addresses: [...(value.addresses as string[])].sort(),
  });
  expect(sorted(await exportPerson(db, "ann@ACME.test"))).toEqual(sorted(byNumber));
  expect(sorted(await exportPerson(db, "Person:1"))).toEqual(sorted(byNumber));
});

it("nobody is erased whom the user's own tables still hold, unless that is meant", async () => {
  await expect(erasePerson(db, "ann@acme.test", {}, 0)).rejects.toMatchObject({
    code: "record-exists",
    message: "Your own tables still hold them: Person:1.",
  });
  expect(await everything()).toContain("ann@acme.test");
});

it("after erasure nothing says who it was, and everything counts as before; nothing more is sent", async () => {
  const before = await counts();
  await db.query("delete from people where id = 1");
  // The record is gone: the number leads to what is left.
  expect(await erasePerson(db, "+32470123456", { forgetSuppression: true }, service.clock.now())).toEqual({
    participants: 1,
    messages: 1,
  });
  await erasePerson(db, "ann@acme.test", { forgetSuppression: true }, service.clock.now());
  await erasePerson(db, "Person:1", {}, service.clock.now());
  const left = await everything();
  for (const trace of [
    "Ann",
    "ann@",
    "470123456",
    "192.0.2.7",
    "Who is this",
    ...service.twilio.messages.filter(({ to }) => to === "+32470123456").map(({ sid }) => sid),
  ]) {
    expect([trace, left.includes(trace)]).toEqual([trace, false]);
  }
  expect(left).toContain("470999999");
  expect(await counts()).toEqual(before);
  service.clock.moveTo(service.clock.now() + 4 * 86_400_000);
  await service.run();
  expect(await db.query("select status, ended_reason from journey.participant order by id")).toMatchObject([
    { status: "exited", ended_reason: "erased" },
    { status: "completed" },
  ]);
});

it("an objection outlives the data, without saying where it came from", async () => {
  await erasePerson(db, "ann@acme.test", { keepRecord: true }, 0);
  expect(await db.query("select address, origin from journey.suppression")).toEqual([
    { address: "ann@acme.test", origin: "kept after erasure" },
  ]);
});

it("whom it names must be said so that it can be found", async () => {
  await expect(exportPerson(db, "Ann")).rejects.toMatchObject({ code: "wrong-person" });
  await expect(exportPerson(db, "@acme.test")).rejects.toMatchObject({ code: "wrong-person" });
  await expect(exportPerson(db, "Contact:1")).rejects.toMatchObject({ code: "unknown-model" });
});
