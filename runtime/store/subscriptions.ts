/** What people ask for on the subscription page, and what becomes of it. */
import { normalisedSql, quoted, quotedTable } from "@journey/compiler";
import { type Model, Problem } from "@journey/language";
import type { Queryable } from "./database.ts";
import { idColumn } from "./records.ts";

export interface SubscriptionRequest {
  /** Normalised. */
  readonly address: string;
  readonly lists: readonly string[];
  readonly locale: string;
  /** The very words that were agreed to. */
  readonly wording: string;
  readonly ip: string | undefined;
  readonly browser: string | undefined;
}

/** How many were asked for since then, from one connection and for one address. */
export async function countRequests(
  db: Queryable,
  { ip, address }: Pick<SubscriptionRequest, "ip" | "address">,
  since: number,
): Promise<{ readonly fromIp: number; readonly forAddress: number }> {
  const [row] = await db.query<{ fromIp: number; forAddress: number }>(
    `select (select count(*) from journey.subscription where ip = $1 and requested_at > to_timestamp($3::float8 / 1000))::int as "fromIp",
            (select count(*) from journey.subscription where address = $2 and requested_at > to_timestamp($3::float8 / 1000))::int as "forAddress"`,
    [ip ?? null, address, since],
  );
  return row ?? { fromIp: 0, forAddress: 0 };
}

/** Keeps a request; its confirmation mail is due at once. */
export async function insertSubscription(tx: Queryable, request: SubscriptionRequest, now: number): Promise<void> {
  await tx.query(
    `insert into journey.subscription (address, lists, locale, wording, ip, browser, requested_at, attempt_at)
     values ($1, $2::text[], $3, $4, $5, $6, to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000))`,
    [
      request.address,
      [...request.lists],
      request.locale,
      request.wording,
      request.ip ?? null,
      request.browser ?? null,
      now,
    ],
  );
}

export interface DueConfirmation {
  readonly id: string;
  readonly address: string;
  readonly lists: readonly string[];
  readonly locale: string;
  readonly attempt: number;
}

/**
 * Takes requests whose mail is due, and puts them off by an hour: a sender that ends while sending leaves them to another one then.
 */
export function claimConfirmations(db: Queryable, now: number, limit: number): Promise<DueConfirmation[]> {
  return db.query(
    `update journey.subscription s
     set attempts = attempts + 1, attempt_at = to_timestamp($1::float8 / 1000) + interval '1 hour'
     from (select id from journey.subscription where attempt_at <= to_timestamp($1::float8 / 1000)
           order by attempt_at limit $2 for update skip locked) due
     where s.id = due.id
     returning s.id::text as id, s.address, s.lists, s.locale, s.attempts as attempt`,
    [now, limit],
  );
}

/** @param retryAt epoch milliseconds; undefined: it is not tried again */
export async function noteConfirmation(
  db: Queryable,
  id: string,
  result: { readonly sentAt?: number; readonly error?: string; readonly retryAt?: number },
): Promise<void> {
  await db.query(
    `update journey.subscription
     set attempt_at = to_timestamp($2::float8 / 1000), sent_at = to_timestamp($3::float8 / 1000), error = $4 where id = $1`,
    [id, result.retryAt ?? null, result.sentAt ?? null, result.error ?? null],
  );
}

export interface StoredSubscription extends SubscriptionRequest {
  readonly requestedAt: number;
  readonly isConfirmed: boolean;
}

export async function findSubscription(db: Queryable, id: string): Promise<StoredSubscription | undefined> {
  const [row] = await db.query<{
    address: string;
    lists: string[];
    locale: string;
    wording: string;
    ip: string | undefined;
    browser: string | undefined;
    requestedAt: number;
    isConfirmed: boolean;
  }>(
    `select address, lists, locale, wording, ip, browser, (extract(epoch from requested_at) * 1000)::float8 as "requestedAt",
            confirmed_at is not null as "isConfirmed"
     from journey.subscription where id = $1`,
    [id],
  );
  return row;
}

/** @returns false when it was confirmed before */
export async function markConfirmed(tx: Queryable, id: string, now: number): Promise<boolean> {
  const rows = await tx.query(
    `update journey.subscription set confirmed_at = to_timestamp($2::float8 / 1000), attempt_at = null
     where id = $1 and confirmed_at is null returning 1`,
    [id, now],
  );
  return rows.length > 0;
}

/**
 * The records of a model that have an address; where there is none, one is made.
 *
 * @param fields what a new record gets besides the address, by field name
 * @throws Problem `unknown-model`, `cannot-subscribe` when the model has no address, or the database refuses a new record
 */
export async function recordsWithAddress(
  tx: Queryable,
  model: Model,
  address: string,
  fields: Readonly<Record<string, unknown>>,
  now: number,
): Promise<string[]> {
  const field = model.fields.find((candidate) => candidate.type.kind === "email");
  if (!field) {
    throw new Problem(
      "cannot-subscribe",
      `${model.name} has no e-mail address, so nobody can subscribe as one.`,
      "Name a model with a field of the type Email in the list's settings.",
    );
  }
  // Two requests for one address at the same moment make one record.
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`journey subscription ${address}`]);
  const found = await tx.query<{ id: string }>(
    `select ${idColumn(model)}::text as id from ${quotedTable(model.table)} t
     where ${normalisedSql(`t.${quoted(field.column)}`, "email")} = $1 order by ${idColumn(model)}`,
    [address],
  );
  if (found.length > 0) return found.map(({ id }) => id);
  const values = new Map<string, unknown>([[field.column, address]]);
  for (const each of model.fields) {
    const given = fields[each.name];
    if (given !== undefined) values.set(each.column, given);
    else if (each.name === model.activeField) values.set(each.column, true);
    // `created_at: Date`: what must be there, and nobody has said otherwise, is now.
    else if (each.type.kind === "date" && !each.optional) values.set(each.column, new Date(now).toISOString());
  }
  await tx.query("savepoint new_record");
  try {
    const [created] = await tx.query<{ id: string }>(
      `insert into ${quotedTable(model.table)} (${[...values.keys()].map(quoted).join(", ")})
       values (${[...values].map((_, index) => `$${index + 1}`).join(", ")}) returning ${idColumn(model)}::text as id`,
      [...values.values()],
    );
    return created ? [created.id] : [];
  } catch (error) {
    await tx.query("rollback to savepoint new_record");
    throw new Problem(
      "cannot-subscribe",
      `The database refuses a new ${model.name}: ${error instanceof Error ? error.message : String(error)}.`,
      "Say in the list's settings, under `new`, what a new record gets.",
      { cause: error },
    );
  }
}
