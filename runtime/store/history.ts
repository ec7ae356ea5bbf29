/** What is recorded of those who entered a journey in a period, for a replay. Nothing is written: the transaction is a read-only one. */
import type { EntryHistory, JourneyGraph, JourneyHistory, PlainRecord } from "@journey/compiler";
import { Problem, type Trigger } from "@journey/language";
import { loadHolidays } from "./ab-tests.ts";
import type { Database, Queryable } from "./database.ts";
import { listJourneys, loadGraph } from "./journeys.ts";
import { openPostgres } from "./open-database.ts";
import { addressesOf } from "./person.ts";
import { recordsWithRelated } from "./population.ts";
import { modelOf } from "./records.ts";

export interface HistoryPeriod {
  /** Epoch milliseconds: who entered from here … */
  readonly from: number;
  /** … up to here, but not at it. */
  readonly to: number;
  /** What was recorded up to here is read. */
  readonly until: number;
  /** At most so many entries, the first ones. */
  readonly limit: number;
}

/** As {@link historyOf}, of a database that is opened for it, and neither migrated nor changed. */
export async function readHistory(url: string, journey: string, proposed: JourneyGraph, period: HistoryPeriod) {
  const db = await openPostgres(url, { migrate: false });
  try {
    return await historyOf(db, journey, proposed, period);
  } finally {
    await db.close();
  }
}

/**
 * @param proposed its models say what is read of records, and its events which of them
 * @throws Problem `unknown-journey`, `different-targets`
 */
export function historyOf(
  db: Database,
  journey: string,
  proposed: JourneyGraph,
  period: HistoryPeriod,
): Promise<JourneyHistory> {
  return db.transaction(async (tx) => {
    await tx.query("set transaction isolation level repeatable read read only");
    const row = (await listJourneys(tx)).find(({ name }) => name === journey);
    if (!row)
      throw new Problem("unknown-journey", `There is no journey ${journey} in the database.`, "See `journey status`.");
    return readEntries(tx, row.id, journey, proposed, period);
  });
}

interface EntryRow {
  readonly bucket: number;
  readonly id: string;
  readonly recordId: string;
  readonly unicity: string;
  readonly versionId: number;
  readonly enteredAt: number;
  readonly payload: PlainRecord | null;
  readonly status: EntryHistory["status"];
  readonly endedAt: number | null;
  readonly endedReason: string | null;
}

const epoch = (column: string): string => `round(extract(epoch from ${column}) * 1000)::float8`;

async function readEntries(
  tx: Queryable,
  journeyId: number,
  journey: string,
  proposed: JourneyGraph,
  { from, to, until, limit }: HistoryPeriod,
): Promise<JourneyHistory> {
  const rows = await tx.query<EntryRow>(
    `select p.bucket, p.id::text as id, p.record_id as "recordId", e.unicity_value as unicity, p.version_id as "versionId",
            ${epoch("p.entered_at")} as "enteredAt", e.payload, p.status, ${epoch("p.ended_at")} as "endedAt",
            p.ended_reason as "endedReason"
     from journey.participant p join journey.entry e on e.bucket = p.bucket and e.participant_id = p.id and e.journey_id = p.journey_id
     where p.journey_id = $1 and p.entered_at >= to_timestamp($2::float8 / 1000) and p.entered_at < to_timestamp($3::float8 / 1000)
     order by p.entered_at, p.id limit $4`,
    [journeyId, from, Math.min(to, until), limit + 1],
  );
  const isCut = rows.length > limit;
  const entries = isCut ? rows.slice(0, limit) : rows;
  const graphs = new Map<number, JourneyGraph>();
  for (const id of new Set(entries.map(({ versionId }) => versionId))) {
    const graph = await loadGraph(tx, id);
    if (graph) graphs.set(id, graph);
  }
  for (const graph of graphs.values()) {
    if (graph.target === proposed.target) continue;
    throw new Problem(
      "different-targets",
      `${journey} was for ${graph.target}, and is to be for ${proposed.target}: nobody of then can take part.`,
      "Replay a version of the same target.",
    );
  }
  const records = await recordsWithRelated(tx, proposed.schema, proposed.target, [
    ...new Set(entries.map(({ recordId }) => recordId)),
  ]);
  const there = entries.filter(({ recordId }) => records.has(recordId));
  const own = await readOwn(tx, there, until);
  const around = await readAround(tx, proposed, records, until);
  const events = await readEvents(tx, proposed, [...records.keys()], from, until);
  const model = modelOf(proposed.schema, proposed.target);
  return {
    journey,
    from,
    to,
    until,
    isCut,
    versions: new Map([...graphs.values()].map((graph) => [graph.hash, graph])),
    holidays: await loadHolidays(tx),
    winners: await tx.query<{ test: string; winner: string; at: number }>(
      `select activity as test, winner, ${epoch("decided_at")} as at from journey.ab_test
       where journey_id = $1 and decided_at <= to_timestamp($2::float8 / 1000)`,
      [journeyId, until],
    ),
    withoutRecord: entries.length - there.length,
    entries: there.map((row): EntryHistory => {
      const record = records.get(row.recordId)!;
      const addresses = addressesOf(model, record);
      // What ended later has not ended yet.
      const hasEnded = row.endedAt !== null && row.endedAt <= until;
      return {
        participant: row.id,
        recordId: row.recordId,
        unicity: row.unicity,
        version: graphs.get(row.versionId)!.hash,
        enteredAt: row.enteredAt,
        payload: row.payload ?? undefined,
        status: hasEnded ? row.status : "active",
        endedAt: hasEnded ? row.endedAt! : undefined,
        endedReason: hasEnded ? (row.endedReason ?? undefined) : undefined,
        record,
        lists: around.lists.get(row.recordId) ?? [],
        suppressed: addresses.flatMap((address) => {
          const at = around.suppressed.get(address);
          return at === undefined ? [] : [{ address, at }];
        }),
        consents: [...new Set(addresses.flatMap((address) => around.consents.get(address) ?? []))],
        events: events.get(row.recordId) ?? [],
        ...own(row.id),
      };
    }),
  };
}

/** What hangs on the participants themselves. */
async function readOwn(tx: Queryable, entries: readonly EntryRow[], until: number) {
  const keys = [entries.map(({ bucket }) => bucket), entries.map(({ id }) => id), until];
  const whose = (table: string, columns: string, moment: string, order = moment): string =>
    `select h.participant_id::text as participant, ${columns}, ${epoch(`h.${moment}`)} as at
     from journey.${table} h
     where (h.bucket, h.participant_id) in (select * from unnest($1::smallint[], $2::bigint[]))
       and h.${moment} <= to_timestamp($3::float8 / 1000)
     order by h.${order}, h.id`;
  type Row<More> = More & { readonly participant: string; readonly at: number };
  const made = await tx.query<Row<{ activity: string }>>(whose("message", "h.activity", "created_at"), keys);
  const events = await tx.query<Row<{ type: string; activity: string; label: string | null; machine: boolean }>>(
    whose("event", "h.type, h.activity, h.label, h.machine", "occurred_at"),
    keys,
  );
  const traces = await tx.query<Row<{ activity: string; state: string; reason: string | null }>>(
    whose("trace", "h.activity, h.state, h.reason", "at"),
    keys,
  );
  const goals = await tx.query<Row<{ goal: string }>>(
    whose("goal_reached", "h.goal", "reached_at").replace(", h.id", ", h.goal"),
    keys,
  );
  const [madeBy, eventsBy, tracesBy, goalsBy] = [by(made), by(events), by(traces), by(goals)];
  return (id: string) => {
    const all = eventsBy.get(id) ?? [];
    return {
      made: madeBy.get(id) ?? [],
      results: all.flatMap(({ type, activity, at }) => (isOutcome(type) ? [{ activity, outcome: type, at }] : [])),
      reactions: all.flatMap(({ type, activity, label, machine, at }) =>
        isReaction(type) ? [{ activity, trigger: type, label: label ?? undefined, machine, at }] : [],
      ),
      leaves: all.flatMap(({ type, label, at }) => (type === "leave" ? [{ reason: label ?? "", at }] : [])),
      checks: all.flatMap(({ type, activity, at }) => (type === "check" ? [{ activity, at }] : [])),
      traces: (tracesBy.get(id) ?? []).map(({ activity, state, reason, at }) => ({
        activity,
        state,
        reason: reason ?? undefined,
        at,
      })),
      goals: goalsBy.get(id) ?? [],
    };
  };
}

function isOutcome(type: string): type is "executed" | "failed" | "suppressed" {
  return type === "executed" || type === "failed" || type === "suppressed";
}

function isReaction(type: string): type is Trigger {
  return ["opened", "clicked", "replied", "bounced", "delivered", "unsubscribed"].includes(type);
}

/** What the service knows of records and addresses, with the moments where it has them. */
async function readAround(
  tx: Queryable,
  graph: JourneyGraph,
  records: ReadonlyMap<string, PlainRecord>,
  until: number,
) {
  const model = modelOf(graph.schema, graph.target);
  const addresses = [...records.values()].flatMap((record) => addressesOf(model, record));
  const members = await tx.query<{ id: string; list: string; at: number }>(
    `select record_id as id, list, ${epoch("added_at")} as at from journey.list_member
     where model = $1 and record_id = any($2::text[]) and added_at <= to_timestamp($3::float8 / 1000)`,
    [graph.target, [...records.keys()], until],
  );
  const suppressed = await tx.query<{ address: string; at: number }>(
    `select address, ${epoch("created_at")} as at from journey.suppression
     where address = any($1::text[]) and created_at <= to_timestamp($2::float8 / 1000)`,
    [addresses, until],
  );
  const consents = await tx.query<{ address: string; purpose: string }>(
    "select address, purpose from journey.consent where address = any($1::text[])",
    [addresses],
  );
  const purposes = new Map<string, string[]>();
  for (const { address, purpose } of consents) purposes.set(address, [...(purposes.get(address) ?? []), purpose]);
  const lists = new Map<string, { list: string; at: number }[]>();
  for (const { id, list, at } of members) lists.set(id, [...(lists.get(id) ?? []), { list, at }]);
  return { lists, suppressed: new Map(suppressed.map(({ address, at }) => [address, at])), consents: purposes };
}

/** Custom events that the proposed version knows, by the record that they are about. */
async function readEvents(tx: Queryable, graph: JourneyGraph, ids: readonly string[], from: number, until: number) {
  const found = new Map<string, { name: string; payload: PlainRecord; at: number }[]>();
  for (const [name, { fields }] of Object.entries(graph.schema.events ?? {})) {
    const field = fields.find(({ type }) => type.kind === "record" && type.model === graph.target);
    if (!field) continue;
    const rows = await tx.query<{ record: string; payload: PlainRecord; at: number }>(
      `select record, payload, ${epoch("occurred_at")} as at
       from (select coalesce(payload -> $2 ->> 'id', payload ->> $2) as record, payload, occurred_at, id
             from journey.custom_event
             where name = $1 and occurred_at between to_timestamp($3::float8 / 1000) and to_timestamp($4::float8 / 1000)) e
       where record = any($5::text[]) order by occurred_at, id`,
      [name, field.name, from, until, [...ids]],
    );
    for (const { record, payload, at } of rows) {
      const own = found.get(record) ?? [];
      own.push({ name, payload, at });
      found.set(record, own);
    }
  }
  return found;
}

function by<Row extends { readonly participant: string }>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    const own = grouped.get(row.participant);
    if (own) own.push(row);
    else grouped.set(row.participant, [row]);
  }
  return grouped;
}
