/** Who has agreed to what: the consent in force, and the log that proves it. */
import type { Database, Queryable } from "./database.ts";
import { liftOptOut, optOutReason, suppress } from "./suppressions.ts";

export type Purpose = "marketing" | "transactional";

/** How a consent, or its end, came about. */
export interface ConsentProof {
  /** `subscription page`, `text message`, `journey consent`, a file's name … */
  readonly origin: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whose it is, where it came over the web. */
  readonly ip?: string | undefined;
  readonly browser?: string | undefined;
  /** The very words that were agreed to, and their language. */
  readonly wording?: string | undefined;
  readonly locale?: string | undefined;
  /** The mailing lists that it is about; none: all messages of the purpose. */
  readonly lists?: readonly string[] | undefined;
}

export type ConsentStep = "requested" | "given" | "withdrawn";

/** @param address normalised */
export async function logConsent(
  tx: Queryable,
  address: string,
  step: ConsentStep,
  purpose: Purpose,
  proof: ConsentProof,
): Promise<void> {
  await tx.query(
    `insert into journey.consent_log (address, step, purpose, lists, at, origin, ip, browser, wording, locale)
     values ($1, $2, $3, $4::text[], to_timestamp($5::float8 / 1000), $6, $7, $8, $9, $10)`,
    [
      address,
      step,
      purpose,
      [...(proof.lists ?? [])],
      proof.at,
      proof.origin,
      proof.ip ?? null,
      proof.browser ?? null,
      proof.wording ?? null,
      proof.locale ?? null,
    ],
  );
}

/** From now on `consents to marketing` holds. A consent that is in force already keeps its beginning. */
export async function giveConsent(
  tx: Queryable,
  address: string,
  purpose: Purpose,
  proof: ConsentProof,
): Promise<void> {
  await tx.query(
    `insert into journey.consent (address, purpose, given_at, origin, ip, wording)
     values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, $6) on conflict (address, purpose) do nothing`,
    [address, purpose, proof.at, proof.origin, proof.ip ?? null, proof.wording ?? null],
  );
  await logConsent(tx, address, "given", purpose, proof);
}

/** @returns whether there was one in force */
export async function withdrawConsent(
  tx: Queryable,
  address: string,
  purpose: Purpose,
  proof: ConsentProof,
): Promise<boolean> {
  const rows = await tx.query("delete from journey.consent where address = $1 and purpose = $2 returning 1", [
    address,
    purpose,
  ]);
  await logConsent(tx, address, "withdrawn", purpose, proof);
  return rows.length > 0;
}

/** Somebody asks to be left alone: no more marketing, and no consent to it. */
export function optOut(db: Database, address: string, proof: ConsentProof): Promise<void> {
  return db.transaction(async (tx) => {
    await suppress(tx, address, optOutReason, proof.origin, proof.at);
    await withdrawConsent(tx, address, "marketing", proof);
  });
}

/** Somebody wants messages again. What others have decided about their address stays. */
export function optIn(db: Database, address: string, proof: ConsentProof): Promise<void> {
  return db.transaction(async (tx) => {
    await liftOptOut(tx, address);
    await giveConsent(tx, address, "marketing", proof);
  });
}

export interface ConsentRecord {
  readonly address: string;
  readonly step: ConsentStep;
  readonly purpose: string;
  readonly lists: readonly string[];
  /** ISO 8601. */
  readonly at: string;
  readonly origin: string;
  readonly ip: string | null;
  readonly browser: string | null;
  readonly wording: string | null;
  readonly locale: string | null;
}

/** All that is known of an address's consent, the oldest first. */
export function findConsentLog(db: Queryable, address: string): Promise<ConsentRecord[]> {
  return db.query(
    `select address, step, purpose, lists, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, origin, ip,
            browser, wording, locale
     from journey.consent_log where address = $1 order by at, id`,
    [address],
  );
}

/** The purposes that an address has agreed to. */
export async function findConsents(db: Queryable, address: string): Promise<string[]> {
  const rows = await db.query<{ purpose: string }>(
    "select purpose from journey.consent where address = $1 order by purpose",
    [address],
  );
  return rows.map(({ purpose }) => purpose);
}
