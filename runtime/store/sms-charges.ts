/** What text messages cost, and which of them wait for room under a cap. */
import type { Database, Queryable } from "./database.ts";
import { bucketCount } from "./participants.ts";

/** A text message that is due, and whose price nobody has worked out yet. */
export interface UnpricedMessage {
  readonly bucket: number;
  readonly id: string;
  readonly journeyId: number;
  readonly versionId: number;
  readonly activity: string;
  readonly recordId: string;
  readonly recipient: string;
  readonly locale: string | null;
  readonly entry: unknown;
  readonly event: unknown;
  readonly createdAt: number;
  readonly suppressed: boolean;
  readonly untracked: boolean;
}

export function findUnpriced(db: Queryable, now: number, limit: number): Promise<UnpricedMessage[]> {
  return db.query(
    `select m.bucket, m.id::text as id, m.journey_id as "journeyId", m.version_id as "versionId", m.activity, m.recipient,
            m.locale, p.record_id as "recordId", p.payload as entry, p.event,
            (extract(epoch from m.created_at) * 1000)::float8 as "createdAt",
            exists (select from journey.suppression s where s.address = m.recipient) as suppressed,
            exists (select from journey.untracked u where u.address = m.recipient) as untracked
     from generate_series(0, ${bucketCount - 1}) as b (bucket)
     cross join lateral (
       select * from journey.message due
       where due.bucket = b.bucket::smallint and due.attempt_at <= to_timestamp($1::float8 / 1000) and due.channel = 'sms'
         and due.journey_id in (select id from journey.journey where state = 'running')
         and not exists (select from journey.sms_charge c where c.bucket = due.bucket and c.message_id = due.id)
       order by due.attempt_at limit $2
     ) m
     join journey.participant p on p.bucket = m.bucket and p.id = m.participant_id
     limit $2`,
    [now, limit],
  );
}

export interface NewCharge {
  readonly message: UnpricedMessage;
  /** Empty: of no one country, or no number at all. */
  readonly country: string;
  /** The day of the batch that it belongs to, `2026-12-24`. */
  readonly day: string;
  readonly parts: number;
  readonly cost: number;
  /** It can't leave whatever else does: its country has no price. */
  readonly reason: string | undefined;
}

export async function insertCharges(tx: Queryable, charges: readonly NewCharge[]): Promise<void> {
  await tx.query(
    `insert into journey.sms_charge (bucket, message_id, journey_id, activity, batch, state, country, parts, cost, reason)
     select k.bucket, k.message_id, k.journey_id, k.activity, k.batch::date,
            case when k.reason is null then 'priced' else 'held' end, k.country, k.parts, k.cost, k.reason
     from unnest($1::smallint[], $2::bigint[], $3::int[], $4::text[], $5::text[], $6::smallint[], $7::numeric[], $8::text[], $9::text[])
       as k (bucket, message_id, journey_id, activity, country, parts, cost, reason, batch)
     on conflict (bucket, message_id) do nothing`,
    [
      charges.map(({ message }) => message.bucket),
      charges.map(({ message }) => message.id),
      charges.map(({ message }) => message.journeyId),
      charges.map(({ message }) => message.activity),
      charges.map(({ country }) => country),
      charges.map(({ parts }) => parts),
      charges.map(({ cost }) => cost),
      charges.map(({ reason }) => reason ?? null),
      charges.map(({ day }) => day),
    ],
  );
  await withdrawHeld(tx);
}

/** What is held is not due. */
async function withdrawHeld(tx: Queryable): Promise<void> {
  await tx.query(
    `update journey.message m set attempt_at = null from journey.sms_charge c
     where c.state = 'held' and m.bucket = c.bucket and m.id = c.message_id and m.attempt_at is not null
       and m.status in ('pending', 'deferred')`,
  );
}

/** Prices and caps may have changed: what waits is looked at as if it were new. */
export function forgetWaiting(db: Database, now: number): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.query(
      `with forgotten as (
         delete from journey.sms_charge where state in ('held', 'priced') returning bucket, message_id
       )
       update journey.message m set attempt_at = to_timestamp($1::float8 / 1000)
       from forgotten f
       where m.bucket = f.bucket and m.id = f.message_id and m.attempt_at is null and m.status in ('pending', 'deferred')`,
      [now],
    );
  });
}

/** Text messages of one step of a journey that came up on one day: they leave together or not at all. */
export interface SmsBatch {
  readonly journeyId: number;
  readonly journey: string;
  readonly activity: string;
  readonly day: string;
  readonly messages: number;
  readonly parts: number;
  readonly cost: number;
  /** Why it is held. */
  readonly reason: string | null;
}

const batchesSql = (states: string, and = "") =>
  `select c.journey_id as "journeyId", j.name as journey, c.activity, to_char(c.batch, 'YYYY-MM-DD') as day,
          count(*)::int as messages, sum(c.parts)::int as parts, sum(c.cost)::float8 as cost, max(c.reason) as reason
   from journey.sms_charge c join journey.journey j on j.id = c.journey_id
   where c.state in (${states}) ${and}
   group by c.journey_id, j.name, c.activity, c.batch order by c.batch, min(c.message_id)`;

/** The batches that wait for room, the oldest first. */
export function findHeld(db: Queryable): Promise<SmsBatch[]> {
  return db.query(batchesSql("'held'"));
}

export interface SmsSpend {
  readonly journeyId: number;
  readonly journey: string;
  readonly today: number;
  readonly total: number;
}

/** What each journey has spent on text messages, and what is reserved for those about to leave. */
export function findSpend(db: Queryable, day: string): Promise<SmsSpend[]> {
  return db.query(
    `select s.journey_id as "journeyId", j.name as journey,
            coalesce(sum(s.amount) filter (where s.day = $1::date), 0)::float8 as today, sum(s.amount)::float8 as total
     from journey.sms_spend s join journey.journey j on j.id = s.journey_id group by s.journey_id, j.name order by j.name`,
    [day],
  );
}

/**
 * Decides about every batch that waits: `judge` says why one can't leave, or lets it. One worker at a time.
 *
 * @param judge is told what was spent today and what by that journey, with what was let go before in the same round, and whether
 * the journey has people whose step is due, or messages without a price: more of the batch may be on its way. It says why the
 * batch is held; undefined: it may leave; `later`: it is left as it is
 */
export function decideBatches(
  db: Database,
  day: string,
  now: number,
  judge: (
    batch: SmsBatch,
    spentToday: number,
    spentByJourney: number,
    isGrowing: boolean,
  ) => string | "later" | undefined,
): Promise<void> {
  return db.transaction(async (tx) => {
    // Whoever updates this row decides; the others wait for it.
    await tx.query(
      "insert into journey.setting (name, value) values ('sms budget', '') on conflict (name) do update set value = excluded.value",
    );
    await settle(tx);
    // A message whose country has no price stays where it is.
    const waiting = await tx.query<SmsBatch>(
      batchesSql(
        "'priced', 'held'",
        "and j.state = 'running' and (c.state = 'priced' or c.reason not like 'no price%')",
      ),
    );
    if (waiting.length === 0) return;
    // In this order: who was moved before the first look has left a message that the second one finds.
    const underWay = await journeysUnderWay(tx, now);
    const unpriced = new Set((await findUnpriced(tx, now, unpricedLooked)).map(({ journeyId }) => journeyId));
    const spend = await findSpend(tx, day);
    let today = spend.reduce((sum, each) => sum + each.today, 0);
    const byJourney = new Map(spend.map((each) => [each.journeyId, each.total]));
    for (const batch of waiting) {
      const id = batch.journeyId;
      const spentByJourney = byJourney.get(id) ?? 0;
      const reason = judge(batch, today, spentByJourney, underWay.has(id) || unpriced.has(id));
      if (reason === "later") continue;
      if (reason === undefined) {
        await reserve(tx, batch, day, now);
        today += batch.cost;
        byJourney.set(id, spentByJourney + batch.cost);
      } else {
        await tx.query(
          `update journey.sms_charge set state = 'held', reason = $4
           where journey_id = $1 and activity = $2 and batch = $3::date and state in ('priced', 'held')
             and (state = 'priced' or reason not like 'no price%')`,
          [id, batch.activity, batch.day, reason],
        );
      }
    }
    await withdrawHeld(tx);
  });
}

/** So many messages without a price are looked at: where there are more, their journeys come up when the first ones are priced. */
const unpricedLooked = 1_000;

/** Journeys with people whose step is due, as far as they stand among the first ones. */
async function journeysUnderWay(tx: Queryable, now: number): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ journeyId: number }>(
    `select distinct p.journey_id as "journeyId" from generate_series(0, ${bucketCount - 1}) as b (bucket)
     cross join lateral (
       select journey_id from journey.participant
       where bucket = b.bucket::smallint and due_at <= to_timestamp($1::float8 / 1000) order by due_at limit 100
     ) p`,
    [now],
  );
  return new Set(rows.map(({ journeyId }) => journeyId));
}

/** Lets a batch leave, whatever the caps say of it. */
async function reserve(tx: Queryable, batch: SmsBatch, day: string, now: number): Promise<void> {
  await tx.query(
    `with let_go as (
       update journey.sms_charge set state = 'reserved', reason = null, day = $4::date
       where journey_id = $1 and activity = $2 and batch = $3::date and state in ('priced', 'held')
         and (state = 'priced' or reason not like 'no price%')
       returning bucket, message_id
     )
     update journey.message m set attempt_at = to_timestamp($5::float8 / 1000) from let_go c
     where m.bucket = c.bucket and m.id = c.message_id and m.attempt_at is null and m.status in ('pending', 'deferred')`,
    [batch.journeyId, batch.activity, batch.day, day, now],
  );
  await addSpend(tx, day, batch.journeyId, batch.cost);
}

/** What has left was spent; what was refused costs nothing. */
async function settle(tx: Queryable): Promise<void> {
  const refunds = await tx.query<{ day: string; journeyId: number; cost: number }>(
    `with settled as (
       update journey.sms_charge c set state = case when m.status = 'failed' then 'void' else 'spent' end
       from journey.message m
       where c.state = 'reserved' and m.bucket = c.bucket and m.id = c.message_id and m.status in ('sent', 'failed', 'unknown')
       returning c.journey_id, c.day, c.cost, c.state
     )
     select to_char(day, 'YYYY-MM-DD') as day, journey_id as "journeyId", sum(cost)::float8 as cost
     from settled where state = 'void' group by day, journey_id`,
  );
  for (const { day, journeyId, cost } of refunds) await addSpend(tx, day, journeyId, -cost);
}

async function addSpend(tx: Queryable, day: string, journeyId: number, amount: number): Promise<void> {
  await tx.query(
    `insert into journey.sms_spend (day, journey_id, amount) values ($1::date, $2, $3::numeric)
     on conflict (day, journey_id) do update set amount = sms_spend.amount + excluded.amount`,
    [day, journeyId, amount],
  );
}

/**
 * An operator lets what a journey's batches hold leave, above the caps.
 *
 * @returns the batches
 */
export function releaseHeld(db: Database, journey: string, day: string, now: number): Promise<SmsBatch[]> {
  return db.transaction(async (tx) => {
    const held = (await tx.query<SmsBatch>(batchesSql("'held'", "and c.reason not like 'no price%'"))).filter(
      (batch) => batch.journey === journey,
    );
    for (const batch of held) await reserve(tx, batch, day, now);
    return held;
  });
}

/** Whether a message may leave: its price is known, and there is room for it. */
export async function isAdmitted(db: Queryable, message: { bucket: number; id: string }): Promise<boolean> {
  const rows = await db.query(
    "select from journey.sms_charge where bucket = $1 and message_id = $2 and state in ('reserved', 'spent')",
    [message.bucket, message.id],
  );
  return rows.length > 0;
}
