import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openPglite, openPostgres } from "./open-database.ts";

const folder = mkdtempSync(join(tmpdir(), "journey-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the embedded database", () => {
  it("keeps its rows, applies migrations once, and refuses a second opener", async () => {
    const first = await openPglite(folder);
    await first.query("insert into journey.setting values ('a', 'b')");
    await expect(openPglite(folder)).rejects.toMatchObject({ code: "database-in-use" });
    await first.close();
    const second = await openPglite(folder);
    expect(await second.query("select * from journey.setting where name <> 'breaking-migration'")).toEqual([
      { name: "a", value: "b" },
    ]);
    await second.close();
  });

  it("rolls a failed transaction back", async () => {
    const database = await openPglite();
    const failing = database.transaction(async (tx) => {
      await tx.query("insert into journey.setting values ('x', 'y')");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await database.query("select * from journey.setting where name <> 'breaking-migration'")).toEqual([]);
    await database.close();
  });
});

it("a database server that is down is said with its address, without the password, and with a next step", async () => {
  await expect(openPostgres("postgres://ann:secret@127.0.0.1:1/crm")).rejects.toMatchObject({
    code: "database-unreachable",
    message: expect.stringMatching(
      /^No connection to the database at postgres:\/\/ann@127\.0\.0\.1:1\/crm: (?!.*secret)/,
    ),
    help: expect.stringContaining("DATABASE_URL"),
  });
});
