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

/** A value that the service keeps for itself. */
export async function loadSetting(db: Queryable, name: string): Promise<string | undefined> {
  const [row] = await db.query<{ value: string }>("select value from journey.setting where name = $1", [name]);
  return row?.value;
}

export async function saveSetting(db: Queryable, name: string, value: string): Promise<void> {
  await db.query(
    "insert into journey.setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
    [name, value],
  );
}

/** The keys that push services know this service by: made once per database, and kept; subscriptions are bound to them. */
export async function loadVapidKeys(
  db: Queryable,
  make: () => Promise<{ publicKey: string; privateKey: string }>,
): Promise<{ publicKey: string; privateKey: string }> {
  const known = await loadSetting(db, "vapid");
  if (known === undefined) {
    await db.query("insert into journey.setting (name, value) values ('vapid', $1) on conflict do nothing", [
      JSON.stringify(await make()),
    ]);
  }
  return JSON.parse(known ?? (await loadSetting(db, "vapid")) ?? "{}");
}
