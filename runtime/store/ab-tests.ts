/** A/B tests: how their variants do, and which one has won. Also the project's days off. */
import {
  type AbTestNode,
  addDuration,
  type JourneyGraph,
  type NodeId,
  quotedTable,
  SqlFilterBuilder,
} from "@journey/compiler";
import type { Database, Queryable } from "./database.ts";
import { recordParticipantEvents } from "./events.ts";
import type { JourneyRow } from "./journeys.ts";
import { idColumn, modelOf } from "./records.ts";

export async function loadWinners(db: Queryable, journeyId: number): Promise<ReadonlyMap<NodeId, string>> {
  const rows = await db.query<{ activity: string; winner: string }>(
    "select activity, winner from journey.ab_test where journey_id = $1",
    [journeyId],
  );
  return new Map(rows.map(({ activity, winner }) => [activity, winner]));
}

/** The days off, as `2026-12-25`. */
export async function loadHolidays(db: Queryable): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ day: string }>("select day::text as day from journey.holiday");
  return new Set(rows.map(({ day }) => day));
}

export async function saveHolidays(db: Queryable, days: readonly string[]): Promise<void> {
  await db.query("delete from journey.holiday where not day = any($1::date[])", [[...days]]);
  await db.query("insert into journey.holiday select unnest($1::date[]) on conflict do nothing", [[...days]]);
}

/**
 * Writes the winner down and tells those who wait for it. A test is decided once; one whose winner is no variant any more, once more.
 *
 * @param decision `among`: the variants that the test has now
 */
export async function recordWinner(
  tx: Queryable,
  journey: JourneyRow,
  test: NodeId,
  { winner, among }: { readonly winner: string; readonly among: readonly string[] },
  now: number,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into journey.ab_test (journey_id, activity, winner, decided_at)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000))
     on conflict (journey_id, activity) do update set winner = excluded.winner, decided_at = excluded.decided_at
     where not ab_test.winner = any($5::text[])
     returning 1`,
    [journey.id, test, winner, now, [...among]],
  );
  if (rows.length === 0) return false;
  const participants = await tx.query<{ bucket: number; id: string }>(
    "select bucket, id::text as id from journey.participant where journey_id = $1 and status = 'active' and place <> ''",
    [journey.id],
  );
  await recordParticipantEvents(
    tx,
    participants.map(({ bucket, id }) => ({
      bucket,
      participantId: id,
      type: "decided",
      activity: test,
      label: winner,
      occurredAt: now,
      source: "journey",
      externalId: `${id}:decided:${test}:${now}`,
    })),
    now,
  );
  return true;
}

/** How a variant has done. */
export interface VariantResult {
  readonly name: string;
  /** Who got its message. */
  readonly sent: number;
  /** Who opened, clicked, replied or reached the goal; of a sum: all added up. */
  readonly successes: number;
}

/** How the variants of a test have done so far, by its own measure. */
export async function measureTest(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
  test: AbTestNode,
): Promise<readonly VariantResult[]> {
  const { winner } = test;
  const parameters: unknown[] = [journey.id];
  const success = ((): string => {
    switch (winner.by) {
      case "manual":
      case "click rate":
        return "count(*) filter (where s.clicked)";
      case "open rate":
        return "count(*) filter (where s.opened or s.clicked or s.replied)";
      case "reply rate":
        return "count(*) filter (where s.replied)";
      case "conversion":
        parameters.push(winner.goal);
        return `count(*) filter (where exists (select from journey.goal_reached g where g.bucket = s.bucket and g.participant_id = s.participant_id and g.goal = $${parameters.length}))`;
      case "sum":
        return "coalesce(sum(s.amount), 0)";
    }
  })();
  const model = modelOf(graph.schema, graph.target);
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters });
  const amount = winner.by === "sum" ? builder.operand(winner.sum) : "0";
  const results: VariantResult[] = [];
  for (const variant of test.variants) {
    const rows = await db.query<{ sent: number; successes: number }>(
      `select count(*)::int as sent, (${success})::float8 as successes from (
         select m.bucket, m.participant_id, bool_or(m.opened_at is not null) as opened,
                bool_or(m.clicked_at is not null) as clicked, bool_or(m.replied_at is not null) as replied,
                max(${amount}) as amount
         from journey.message m
         join journey.participant p on p.bucket = m.bucket and p.id = m.participant_id
         join ${quotedTable(model.table)} t on t.${idColumn(model)}::text = p.record_id
         ${builder.joins()}
         where m.journey_id = $1 and split_part(m.activity, '~', 1) = any($${parameters.length + 1}::text[]) and m.sent_at is not null
         group by m.bucket, m.participant_id) s`,
      [...parameters, [...variant.messages]],
    );
    results.push({ name: variant.name, sent: rows[0]?.sent ?? 0, successes: rows[0]?.successes ?? 0 });
  }
  return results;
}

/** When the first message of a test left; undefined: none has. */
async function startOf(db: Queryable, journey: JourneyRow, test: AbTestNode): Promise<number | undefined> {
  const [row] = await db.query<{ at: number | null }>(
    `select (extract(epoch from min(sent_at)) * 1000)::float8 as at from journey.message
     where journey_id = $1 and split_part(activity, '~', 1) = any($2::text[])`,
    [journey.id, test.variants.flatMap((variant) => variant.messages)],
  );
  return row?.at ?? undefined;
}

/** The open tests of a journey, each with the moment of its decision, where that is known. */
async function openTests(db: Queryable, journey: JourneyRow, graph: JourneyGraph) {
  // A test that is repeated is one test.
  const tests = graph.nodes.filter(
    (node) => node.kind === "ab test" && node.of === undefined && node.winner.by !== "manual",
  );
  if (tests.length === 0) return [];
  const decided = await loadWinners(db, journey.id);
  const open: { readonly test: AbTestNode; readonly at: number }[] = [];
  for (const test of tests) {
    if (test.kind !== "ab test" || test.winner.by === "manual") continue;
    const winner = decided.get(test.id);
    // A winner that is no variant any more is none.
    if (test.variants.some(({ name }) => name === winner)) continue;
    const start = await startOf(db, journey, test);
    if (start !== undefined) open.push({ test, at: addDuration(start, test.winner.after, graph.timezone.fallback) });
  }
  return open;
}

/** Decides the tests whose time has come: by the rate, or by the sum per head; of equals the first. */
export async function decideTests(
  db: Database,
  journey: JourneyRow,
  graph: JourneyGraph,
  now: number,
): Promise<number> {
  let decided = 0;
  for (const { test, at } of await openTests(db, journey, graph)) {
    if (at > now) continue;
    const results = await measureTest(db, journey, graph, test);
    const rate = ({ sent, successes }: VariantResult): number => (sent === 0 ? -1 : successes / sent);
    const best = results.reduce((one, other) => (rate(other) > rate(one) ? other : one));
    const among = test.variants.map(({ name }) => name);
    const decision = { winner: best.name, among };
    if (await db.transaction((tx) => recordWinner(tx, journey, test.id, decision, now))) decided++;
  }
  return decided;
}

/** When the next test is decided, epoch milliseconds. */
export async function nextDecision(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
): Promise<number | undefined> {
  const times = (await openTests(db, journey, graph)).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}
