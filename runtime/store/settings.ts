import { randomBytes } from "node:crypto";
import type { Queryable } from "./database.ts";

/** The key that tokens are signed with: made once per database, and kept. */
export async function loadSecret(db: Queryable): Promise<string> {
  await db.query("insert into journey.setting (name, value) values ('secret', $1) on conflict do nothing", [
    randomBytes(32).toString("hex"),
  ]);
  const [row] = await db.query<{ value: string }>("select value from journey.setting where name = 'secret'");
  return row?.value ?? "";
}
