/** Suppressed addresses, numbers and domains: in and out as files, and what they keep back. */
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { suppress } from "../store/suppressions.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { start, startSmsService } from "../testing/sms-service.ts";
import { readAddress } from "./read-address.ts";
import { exportSuppressions, importSuppressions } from "./suppression-file.ts";

let db: Database;
const from = { origin: "old.csv", reason: "imported", now: start };

beforeAll(async () => {
  db = await openPglite();
});
beforeEach(() => emptyDatabase(db));
afterAll(() => db?.close());

async function exported(): Promise<string> {
  let text = "";
  for await (const lines of exportSuppressions(db)) text += lines;
  return text;
}

it("what was written out is taken in again as it was", async () => {
  await suppress(db, "ann@acme.test", 'said "no", twice', "a call,\nby Jo", start);
  await suppress(db, "+32470123456", "unsubscribed", "text message", start);
  await suppress(db, "@rival.test", "competitor", "legal", start);
  const text = await exported();
  expect(text).toBe(
    `address,reason,origin,at
+32470123456,unsubscribed,text message,2026-03-02T09:00:00Z
@rival.test,competitor,legal,2026-03-02T09:00:00Z
ann@acme.test,"said ""no"", twice","a call,\nby Jo",2026-03-02T09:00:00Z
`,
  );
  await db.query("truncate journey.suppression");
  expect(await importSuppressions(db, Readable.from([text]), from)).toEqual({ added: 3, known: 0, wrong: [] });
  expect(await exported()).toBe(text);
  expect(await importSuppressions(db, text, from)).toEqual({ added: 0, known: 3, wrong: [] });
});

it("files of other programs are understood: their separators, their headers, none at all; lines that are wrong are named", async () => {
  const semicolons = "\ufeffName;E-mail;Reason\r\nAnn;Ann@Acme.test;bounced\r\n\r\nBo;nobody;\r\nCy;cy@acme.test;\r\n";
  expect(await importSuppressions(db, semicolons, from)).toEqual({
    ...{ added: 2, known: 0 },
    wrong: [{ line: 4, text: "nobody" }],
  });
  expect(await importSuppressions(db, "+32 (0)470 12 34 56\n0032470123456\nexample.org\n", from)).toEqual({
    ...{ added: 2, known: 1, wrong: [] },
  });
  expect(await exported()).toContain("ann@acme.test,bounced,old.csv,");
  expect(await exported()).toContain("cy@acme.test,imported,old.csv,");
  await expect(importSuppressions(db, "name,city\nAnn,Ghent\n", from)).rejects.toMatchObject({ code: "wrong-file" });
  await expect(importSuppressions(db, 'a@b.test\n"c@d.test\n', from)).rejects.toMatchObject({ code: "wrong-file" });
  expect(await importSuppressions(db, "a@b.test\nc@d.test\n", from)).toMatchObject({ wrong: [] });
  expect(await exported()).toContain("c@d.test");
});

it("twenty thousand lines go in and out", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `person${index}@acme.test`);
  expect(await importSuppressions(db, Readable.from(lines.map((line) => `${line}\n`)), from)).toMatchObject({
    added: 20_000,
  });
  expect((await exported()).trim().split("\n")).toHaveLength(20_001);
});

it("an address is one, a number has its country, a domain its dot", () => {
  const read = (text: string) => readAddress(text)?.address;
  expect(read(" Ann@Acme.TEST ")).toBe("ann@acme.test");
  expect(read("+32 (0)470 12 34 56")).toBe("+32470123456");
  expect(read("@Müller.example")).toBe("@xn--mller-kva.example");
  for (const text of ["", "ann", "ann@", "@", "0470 12 34 56", "+3", "a b@c.test", "1.2.3.4"]) {
    expect([text, read(text)]).toEqual([text, undefined]);
  }
});

it("a suppressed domain keeps back every address of it, and no other; `suppressed` says so too", async () => {
  const service = await startSmsService(db);
  await suppress(db, "@rival.test", "competitor", "test", start);
  await db.query(
    "insert into people (name, email) values ('A', 'a@Rival.test'), ('B', 'b@sub.rival.test'), ('C', 'c@acme.test')",
  );
  await service.run(`journey hello {
    target Person
    filter email is set
    if suppressed { update { note = "suppressed" } }
    email hi { subject "Hi" body "Hello [out]({{ unsubscribe_url }})" }
  }`);
  expect(await db.query("select name, note from people order by id")).toEqual([
    { name: "A", note: "suppressed" },
    { name: "B", note: null },
    { name: "C", note: null },
  ]);
  expect(await db.query("select recipient from journey.message order by recipient")).toEqual([
    { recipient: "b@sub.rival.test" },
    { recipient: "c@acme.test" },
  ]);
  await service.close();
});
