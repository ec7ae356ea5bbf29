/**
 * Steps per second of the engine on the embedded database, against the limit there: a loop that claims, updates and
 * inserts the same rows with no logic at all. Both in one process, in turns, on databases of their own.
 */
import { createEngine, openPglite, VirtualClock } from "@journey/runtime";

const start = Date.parse("2026-03-02T09:00:00Z");
const day = 86_400_000;
const source = { file: "/bench.journey", line: 1, column: 1 };

/** A journey of waits and a filtered step: what moves a participant without sending. */
function graph() {
  const model = { name: "Contact", table: "contacts", idField: "id", idType: "number", file: "", start: 0, end: 0 };
  const field = (name, kind) => ({ name, type: { kind }, optional: true, column: name, file: "", start: 0, end: 0 });
  const path = (name, kind) => ({ kind: "field", path: [{ model: "Contact", field: name }], type: { kind } });
  const filter = {
    kind: "compare",
    operator: ">=",
    type: "number",
    left: path("score", "number"),
    right: { kind: "literal", value: 0, type: "number" },
  };
  const base = (id, next) => ({ id, region: "sequence", named: false, label: id, source, ...(next ? { next } : {}) });
  return {
    formatVersion: 1,
    name: "bench",
    target: "Contact",
    schema: {
      models: {
        Contact: { ...model, fields: [field("id", "number"), field("email", "email"), field("score", "number")] },
      },
    },
    includeArchived: false,
    purpose: "marketing",
    timezone: { fallback: "UTC" },
    listen: { amount: 30, unit: "day" },
    unicity: path("email", "email"),
    regions: [{ id: "sequence", start: "wait_1", source }],
    nodes: [
      { ...base("wait_1", "list_1"), kind: "wait", duration: { amount: 1, unit: "day" } },
      { ...base("list_1", "wait_2"), kind: "remove from list", list: "nobody", filter },
      { ...base("wait_2", "wait_3"), kind: "wait", duration: { amount: 1, unit: "day" } },
      { ...base("wait_3"), kind: "wait", duration: { amount: 1, unit: "day" } },
    ],
    hash: "bench",
  };
}

async function database(participants) {
  const db = await openPglite();
  await db.script("create table contacts (id bigint primary key, email text, score double precision)");
  await db.query("insert into contacts select n, 'p' || n || '@example.test', n from generate_series(1, $1::int) n", [
    participants,
  ]);
  return db;
}

async function engineRun(participants) {
  const db = await database(participants);
  const clock = new VirtualClock(start);
  const engine = createEngine({ db, clock, batchSize: 1000 });
  await engine.deploy(graph());
  const enrolStart = performance.now();
  await engine.enrol();
  const enrolled = performance.now() - enrolStart;
  const stepStart = performance.now();
  let steps = await engine.step();
  for (let passed = 1; passed <= 3; passed++) {
    clock.moveTo(start + passed * day);
    steps += await engine.step();
  }
  const stepped = performance.now() - stepStart;
  await db.close();
  return { enrolment: participants / (enrolled / 1000), steps: steps / (stepped / 1000) };
}

async function limitRun(participants) {
  const db = await database(participants);
  await db.query(
    `insert into journey.participant (bucket, journey_id, version_id, record_id, unicity_value, due_at, entered_at)
     select (n & 255)::smallint, 1, 1, n::text, n::text, to_timestamp(0), to_timestamp(0) from generate_series(1, $1::int) n`,
    [participants],
  );
  const started = performance.now();
  let moved = 0;
  for (let pass = 1; pass <= 4; pass++) {
    for (;;) {
      const count = await db.transaction(async (tx) => {
        const rows = await tx.query(
          `select p.bucket, p.id::text as id from generate_series(0, 255) as b (bucket)
           cross join lateral (select bucket, id from journey.participant where bucket = b.bucket::smallint
             and due_at <= to_timestamp($1::float8) order by due_at limit 1000 for update skip locked) p limit 1000`,
          [pass - 1],
        );
        if (rows.length === 0) return 0;
        const buckets = rows.map((row) => row.bucket);
        const ids = rows.map((row) => row.id);
        await tx.query(
          `update journey.participant p set state = $3::int, timers = '{"wait_1": [1, 1]}', due_at = to_timestamp($4::float8)
           from unnest($1::smallint[], $2::bigint[]) as k (bucket, id) where p.bucket = k.bucket and p.id = k.id`,
          [buckets, ids, pass, pass],
        );
        if (pass === 2) {
          await tx.query(
            `insert into journey.trace (bucket, participant_id, journey_id, version_id, activity, state, at, recorded_at)
             select bucket, id, 1, 1, 'list_1', 'processed', now(), now()
             from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)`,
            [buckets, ids],
          );
        }
        return rows.length;
      });
      moved += count;
      if (count === 0) break;
    }
  }
  const took = performance.now() - started;
  await db.close();
  return moved / (took / 1000);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export default async function run({ quick, log }) {
  const participants = quick ? 5_000 : 50_000;
  const runs = quick ? 3 : 5;
  const engine = [];
  const limit = [];
  for (let i = 0; i < runs; i++) {
    engine.push(await engineRun(participants));
    limit.push(await limitRun(participants));
    log(`run ${i + 1} of ${runs}: ${Math.round(engine[i].steps)} steps/s, limit ${Math.round(limit[i])} rows/s`);
  }
  const ratio = median(engine.map((figure, index) => figure.steps / limit[index]));
  return {
    figures: [
      { what: "enrolment, PGlite", value: median(engine.map((figure) => figure.enrolment)), unit: "participants/s" },
      { what: "steps, PGlite", value: median(engine.map((figure) => figure.steps)), unit: "steps/s" },
      { what: "the limit: the same rows without logic", value: median(limit), unit: "rows/s" },
      { what: "steps against the limit", value: ratio, unit: "×" },
    ],
    goals: [{ what: "steps against the limit, PGlite, one process", goal: "≥ 0.75", value: ratio, met: ratio >= 0.75 }],
  };
}
