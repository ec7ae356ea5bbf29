/**
 * Test participants: kept as a whole, apart from everybody else, and put into the engine's tables only within a transaction, under a
 * journey of their own, so that no one ever sees them there. What they are moved by is the engine itself.
 */
import { type JourneyGraph, type NodeId, quotedTable, SqlFilterBuilder, suppressedSql } from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Queryable } from "./database.ts";
import { timezoneSql } from "./guards.ts";
import { bucketSql, type ClaimedParticipant } from "./participants.ts";
import { idColumn, modelOf } from "./records.ts";

/** Captured: nothing leaves, nothing is written. Redirected: messages go to given addresses. Real: as for anybody. */
export type TestMode = "captured" | "redirected" | "real";

/** A message as it was put together when its turn came. */
export interface TestText {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  readonly from?: string;
  readonly replyTo?: string;
  /** Where it went; absent: nowhere. */
  readonly sentTo?: string;
}

/** Something that an activity has written, or would have. */
export interface TestEffect {
  readonly node: NodeId;
  /** The moment that it counts for, and the clock's then, epoch ms. */
  readonly at: number;
  readonly now: number;
  readonly event: unknown;
  /** Fields of the record that became others by it and what was done with it in the same moment. */
  readonly changes: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** What is kept of a test participant, beside who it is. */
export interface TestState {
  /** The test's own clock, epoch ms. */
  readonly now: number;
  readonly key: TestKey;
  /** Rows of the engine's tables. */
  readonly rows: Rows;
  readonly texts: Readonly<Record<string, TestText>>;
  readonly effects: readonly TestEffect[];
  /** Its events and traces in the order in which they came about: `event 7`, `trace 12`. */
  readonly order: readonly string[];
  readonly notices: readonly string[];
}

/** Under which it stands in the engine's tables. */
export interface TestKey {
  readonly journeyId: number;
  readonly versionId: number;
  readonly bucket: number;
  readonly participantId: string;
}

export interface TestParticipant {
  readonly id: string;
  readonly journey: string;
  readonly hash: string;
  readonly target: string;
  readonly recordId: string;
  readonly mode: TestMode;
  readonly addresses: readonly string[];
  /** Epoch ms. */
  readonly startedAt: number;
  readonly playedAt: number;
  readonly sendingAt: number | null;
  readonly state: TestState;
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const columns = `id::text as id, journey, hash, target, record_id as "recordId", mode, addresses, ${ms("started_at")} as "startedAt",
  ${ms("played_at")} as "playedAt", ${ms("sending_at")} as "sendingAt", state`;

export function listTestParticipants(db: Queryable): Promise<TestParticipant[]> {
  return db.query(`select ${columns} from journey.test_participant order by test_participant.id desc limit 200`);
}

/** @throws Problem `unknown-test` */
export async function findTestParticipant(db: Queryable, id: string, lock = false): Promise<TestParticipant> {
  const known = /^\d{1,18}$/.test(id) ? id : "0";
  const [row] = await db.query<TestParticipant>(
    `select ${columns} from journey.test_participant where id = $1 ${lock ? "for update" : ""}`,
    [known],
  );
  if (row) return row;
  throw new Problem(
    "unknown-test",
    `There is no test participant ${id}.`,
    "`journey try list` shows those that there are.",
  );
}

/** @returns whether there was one */
export async function dropTestParticipant(db: Queryable, id: string): Promise<boolean> {
  if (!/^\d{1,18}$/.test(id)) return false;
  return (await db.query("delete from journey.test_participant where id = $1 returning 1", [id])).length > 0;
}

export interface NewTest extends Pick<TestParticipant, "mode" | "addresses" | "recordId"> {
  readonly graph: JourneyGraph;
  /** What an event would bring along. */
  readonly payload: unknown;
  readonly notices: readonly string[];
  /** Epoch ms: the test's own clock, and everybody's. */
  readonly now: number;
  readonly realNow: number;
}

/** Makes one, which has not entered yet. Call it in a transaction. @returns its id */
export async function insertTestParticipant(tx: Queryable, test: NewTest): Promise<string> {
  const { graph, recordId, now } = test;
  const [made] = await tx.query<{ id: string }>(
    `insert into journey.test_participant (journey, hash, target, record_id, mode, addresses, started_at, played_at, state)
     values ($1, $2, $3, $4, $5, $6::text[], to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000), '{}')
     returning id::text as id`,
    [graph.name, graph.hash, graph.target, recordId, test.mode, [...test.addresses], test.realNow],
  );
  const id = made?.id ?? "";
  // No journey of anybody's has a blank in its name.
  const [journey] = await tx.query<{ id: number }>(
    "insert into journey.journey (name, state, started_at) values ($1, 'running', to_timestamp($2::float8 / 1000)) returning id",
    [`test ${id}`, now],
  );
  const [version] = await tx.query<{ id: number }>(
    `insert into journey.journey_version (journey_id, hash, graph, created_at)
     values ($1, $2, $3::jsonb, to_timestamp($4::float8 / 1000)) returning id`,
    [journey!.id, graph.hash, JSON.stringify(graph), now],
  );
  // Tests that are decided are decided for a test participant, too.
  await tx.query(
    `insert into journey.ab_test (journey_id, activity, winner, decided_at)
     select $1, t.activity, t.winner, t.decided_at from journey.ab_test t join journey.journey j on j.id = t.journey_id where j.name = $2`,
    [journey!.id, graph.name],
  );
  const [entry] = await tx.query<{ bucket: number; participantId: string }>(
    `insert into journey.entry (bucket, journey_id, unicity_value, record_id, entered_at, payload)
     values (${bucketSql("$2::text")}, $1, $2::text, $2::text, to_timestamp($3::float8 / 1000), $4::jsonb)
     returning bucket, participant_id::text as "participantId"`,
    [journey!.id, recordId, now, test.payload === undefined ? null : JSON.stringify(test.payload)],
  );
  const key: TestKey = { journeyId: journey!.id, versionId: version!.id, ...entry! };
  await tx.query(
    `insert into journey.participant (bucket, id, journey_id, version_id, record_id, payload, due_at, entered_at, watched)
     select bucket, participant_id, journey_id, $2, record_id, payload, entered_at, entered_at, true from journey.entry where journey_id = $1`,
    [key.journeyId, key.versionId],
  );
  const state: TestState = {
    now,
    key,
    rows: await takeRows(tx, key),
    texts: {},
    effects: [],
    order: [],
    notices: test.notices,
  };
  await saveTestState(tx, id, state, test.realNow, false);
  return id;
}

/** @param isSending messages are about to be handed over */
export async function saveTestState(
  db: Queryable,
  id: string,
  state: TestState,
  realNow: number,
  isSending: boolean,
): Promise<void> {
  const recipients = state.rows.message?.map(({ recipient }) => recipient) ?? [];
  await db.query(
    `update journey.test_participant
     set state = $2::jsonb, played_at = to_timestamp($3::float8 / 1000), recipients = $5::text[],
         sending_at = case when $4 then to_timestamp($3::float8 / 1000) end
     where id = $1`,
    [id, JSON.stringify(state), realNow, isSending, [...new Set(recipients)]],
  );
}

/** Where a test participant's rows are, in the order in which they can be put in. */
const tables: readonly (readonly [table: string, where: string])[] = [
  ["journey", "id = $1"],
  ["journey_version", "id = $2"],
  ["ab_test", "journey_id = $1"],
  ["pace_slot", "journey_id = $1"],
  ["entry", "journey_id = $1"],
  ["participant", "bucket = $3 and id = $4"],
  ["message", "bucket = $3 and participant_id = $4"],
  ["event", "bucket = $3 and participant_id = $4"],
  ["trace", "bucket = $3 and participant_id = $4"],
  ["goal_reached", "bucket = $3 and participant_id = $4"],
];

/** Says what the parameters are, also where a statement does not use them all. */
const allParameters =
  "$1::int is not null and $2::int is not null and $3::smallint is not null and $4::bigint is not null";

const parametersOf = ({ journeyId, versionId, bucket, participantId }: TestKey) => [
  journeyId,
  versionId,
  bucket,
  participantId,
];

/** All that the engine's tables hold of it. */
export async function takeRows(tx: Queryable, key: TestKey): Promise<Rows> {
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const [table, where] of tables) {
    const found = await tx.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(r) as row from journey.${table} r where ${where} and ${allParameters} order by r`,
      parametersOf(key),
    );
    rows[table] = found.map(({ row }) => row);
  }
  return rows;
}

/** Puts it into the engine's tables, for the rest of the transaction: {@link removeRows} or a rollback comes before its end. */
export async function putRows(tx: Queryable, rows: Rows): Promise<void> {
  for (const [table] of tables) {
    const own = rows[table] ?? [];
    const [first] = own;
    if (!first) continue;
    // Columns that came with a later release take their defaults.
    const names = Object.keys(first).map((name) => `"${name}"`);
    await tx.query(
      `insert into journey.${table} (${names.join(", ")}) overriding system value
       select ${names.join(", ")} from jsonb_populate_recordset(null::journey.${table}, $1::jsonb)`,
      [JSON.stringify(own)],
    );
  }
}

export async function removeRows(tx: Queryable, key: TestKey, realJourney: string): Promise<void> {
  // A real test's tasks are real: they belong to the journey that it is a test of.
  await tx.query(
    `update journey.task set journey_id = coalesce((select id from journey.journey where name = $2), journey_id) where journey_id = $1`,
    [key.journeyId, realJourney],
  );
  await tx.query("delete from journey.trace_count where version_id = $1", [key.versionId]);
  await tx.query("delete from journey.custom_event where source = $1", [testSource(key)]);
  for (const [table, where] of tables.toReversed()) {
    await tx.query(`delete from journey.${table} where ${where} and ${allParameters}`, parametersOf(key));
  }
}

/** Who says so, in its events. */
export const testSource = ({ participantId }: Pick<TestKey, "participantId">): string =>
  `test participant ${participantId}`;

export async function loadTestParticipant(tx: Queryable, key: TestKey): Promise<ClaimedParticipant> {
  const [row] = await tx.query<ClaimedParticipant & object>(
    `select bucket, id::text as id, journey_id as "journeyId", version_id as "versionId", record_id as "recordId", place, timers,
            payload, event, ${ms("entered_at")} as "enteredAt"
     from journey.participant where bucket = $1 and id = $2`,
    [key.bucket, key.participantId],
  );
  return row!;
}

/** A message whose turn has come: marked as being sent. */
export interface DueTestMessage {
  readonly bucket: number;
  readonly id: string;
  readonly activity: NodeId;
  readonly channel: "email" | "sms" | "push" | "webhook" | "run";
  readonly recipient: string;
  readonly locale: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly attempt: number;
  readonly suppressed: boolean;
}

export function claimTestMessages(tx: Queryable, key: TestKey, now: number): Promise<DueTestMessage[]> {
  return tx.query<DueTestMessage & object>(
    `update journey.message set status = 'sending', attempt_at = null, attempts = attempts + 1, sending_at = to_timestamp($3::float8 / 1000)
     where bucket = $1 and participant_id = $2 and attempt_at <= to_timestamp($3::float8 / 1000)
     returning bucket, id::text as id, activity, channel, recipient, locale, data, attempts as attempt, ${suppressedSql("recipient")} as suppressed`,
    [key.bucket, key.participantId, now],
  );
}

/** When it has something to do next, and when a message of it is to leave, epoch ms. */
export async function testDueAt(tx: Queryable, key: TestKey): Promise<number | undefined> {
  const [row] = await tx.query<{ due: number | null }>(
    `select ${ms("least((select due_at from journey.participant where bucket = $1 and id = $2), (select min(attempt_at) from journey.message where bucket = $1 and participant_id = $2))")} as due`,
    [key.bucket, key.participantId],
  );
  return row?.due ?? undefined;
}

/** Whether somebody with this record would enter by the journey's filter. */
export async function matchesFilter(
  db: Queryable,
  graph: JourneyGraph,
  recordId: string,
  now: number,
): Promise<boolean> {
  if (!graph.filter) return true;
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [recordId, now];
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($2::float8 / 1000)",
    entered: "to_timestamp($2::float8 / 1000)",
    timezone: "z.name",
    entry: "null::jsonb",
  });
  const condition = builder.condition(graph.filter);
  const zone = timezoneSql(graph, builder);
  const rows = await db.query(
    `select 1 from ${quotedTable(model.table)} t ${builder.joins()} cross join lateral (select ${zone} as name) z
     where t.${idColumn(model)}::text = $1 and $2::float8 is not null and (${condition})`,
    parameters,
  );
  return rows.length > 0;
}

/** The newest trace's id. */
export async function lastTrace(tx: Queryable, key: TestKey): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    "select coalesce(max(id), 0)::text as id from journey.trace where bucket = $1 and participant_id = $2",
    [key.bucket, key.participantId],
  );
  return row?.id ?? "0";
}

/** What was carried out since a trace. */
export function processedSince(tx: Queryable, key: TestKey, last: string): Promise<{ activity: NodeId; at: number }[]> {
  return tx.query(
    `select activity, ${ms("at")} as at from journey.trace
     where bucket = $1 and participant_id = $2 and id > $3 and state = 'processed' order by id`,
    [key.bucket, key.participantId, last],
  );
}

/** The message that left last, of one step or of any. */
export async function lastTestMessage(
  tx: Queryable,
  key: TestKey,
  activity: NodeId | undefined,
): Promise<{ readonly id: string; readonly activity: NodeId } | undefined> {
  const [message] = await tx.query<{ id: string; activity: string }>(
    `select id::text as id, activity from journey.message
     where bucket = $1 and participant_id = $2 and channel in ('email', 'sms', 'push') and sent_at is not null
       and ($3::text is null or activity = $3) order by id desc limit 1`,
    [key.bucket, key.participantId, activity ?? null],
  );
  return message;
}

export function sendingTestMessages(
  tx: Queryable,
  key: TestKey,
): Promise<{ bucket: number; id: string; attempt: number }[]> {
  return tx.query(
    `select bucket, id::text as id, attempts as attempt from journey.message
     where bucket = $1 and participant_id = $2 and status = 'sending'`,
    [key.bucket, key.participantId],
  );
}
