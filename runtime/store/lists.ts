/** Mailing lists of the service: which records are on them. */
import type { Queryable } from "./database.ts";

/** Puts records on a list; who is on it already stays. */
export async function addListMembers(
  db: Queryable,
  list: string,
  model: string,
  recordIds: readonly string[],
  now: number,
): Promise<void> {
  await db.query(
    `insert into journey.list_member (list, model, record_id, added_at)
     select $1, $2, record_id, to_timestamp($4::float8 / 1000) from unnest($3::text[]) as k (record_id)
     on conflict do nothing`,
    [list, model, recordIds, now],
  );
}

export async function removeListMembers(
  db: Queryable,
  list: string,
  model: string,
  recordIds: readonly string[],
): Promise<void> {
  await db.query("delete from journey.list_member where list = $1 and model = $2 and record_id = any($3::text[])", [
    list,
    model,
    recordIds,
  ]);
}

/** The lists, among these, that a record is on. */
export async function findListsOf(
  db: Queryable,
  model: string,
  recordId: string,
  among: readonly string[],
): Promise<string[]> {
  const rows = await db.query<{ list: string }>(
    "select list from journey.list_member where model = $1 and record_id = $2 and list = any($3::text[]) order by list",
    [model, recordId, [...among]],
  );
  return rows.map(({ list }) => list);
}

export interface ListMember {
  readonly model: string;
  readonly record: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A page of a list's members, ordered by model and record. @param after the last one of the page before */
export async function findListMembers(
  db: Queryable,
  list: string,
  after: Pick<ListMember, "model" | "record"> | undefined,
  limit: number,
): Promise<ListMember[]> {
  return db.query(
    `select model, record_id as record, to_char(added_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
     from journey.list_member where list = $1 and (model, record_id) > ($2, $3) order by model, record_id limit $4`,
    [list, after?.model ?? "", after?.record ?? "", limit],
  );
}

/** The lists that anybody is on, and how many. */
export async function countLists(db: Queryable): Promise<{ list: string; members: number }[]> {
  return db.query("select list, count(*)::int as members from journey.list_member group by list order by list");
}
