/**
 * Whether steps cost more the more people are on record: steps per second of 60,000 participants beside 10,000 others, and
 * beside 3,000,000, of whom a third waits, a third has completed and a third waits for nothing but an event, with two traces
 * each. And the bytes that a participant and a trace take.
 */
import { createEngine, openPostgres, VirtualClock } from "@journey/runtime";
import { createJiti } from "jiti";
import { compile, createContacts, day, passes, start } from "./engine/journey.mjs";

const { startPostgres } = await createJiti(import.meta.url).import("../test/support/postgres.ts");
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const others = `with entered as (
    insert into journey.entry (bucket, journey_id, unicity_value, record_id, entered_at)
    select (hashtextextended('o' || n, 0) & 255)::smallint, 1, 'o' || n || '@example.test', (1000000000 + n)::text, now()
    from generate_series($1::int, $2::int) n returning bucket, participant_id, record_id)
  insert into journey.participant (bucket, id, journey_id, version_id, record_id, place, timers, due_at, status, entered_at, ended_at)
  select bucket, participant_id, 1, 1, record_id,
         case when participant_id % 3 = 0 then '' else 'b' end,
         case when participant_id % 3 = 1 then 'wait_1 4102444800000 86400000' else '' end,
         case when participant_id % 3 = 1 then timestamptz '2100-01-01' end,
         case when participant_id % 3 = 0 then 'completed' else 'active' end, now(),
         case when participant_id % 3 = 0 then now() end
  from entered`;
const traces = `insert into journey.trace (bucket, participant_id, version_id, activity, state, at, recorded_at)
  select bucket, id, 1, 'remove_from_list_1', 'processed', now(), to_timestamp($1::float8 / 1000)
  from journey.participant, generate_series(1, 2) where record_id::bigint > 1000000000`;

async function database(server, count) {
  const db = await openPostgres(await server.createDatabase(), { statementTimeout: 600_000 });
  await createContacts(db, 200_000);
  const engine = createEngine({ db, clock: new VirtualClock(start), batchSize: 1000 });
  await engine.deploy(compile());
  await engine.step();
  for (let from = 1; from <= count; from += 100_000) await db.query(others, [from, Math.min(from + 99_999, count)]);
  await db.query(traces, [start]);
  return { db, engine };
}

const sizeOf = async (db, table) => {
  const [row] = await db.query(
    `select sum(pg_table_size(c.oid))::float8 as heap, sum(pg_indexes_size(c.oid))::float8 as indexes
     from pg_class c where c.relnamespace = 'journey'::regnamespace and c.relkind = 'r' and c.relname ~ $1`,
    [table],
  );
  return row;
};

export default async function run({ quick, log }) {
  const many = quick ? 100_000 : 3_000_000;
  const runs = quick ? 1 : 3;
  const figures = { few: [], many: [] };
  const sizes = {};
  const server = await startPostgres();
  try {
    for (let i = 0; i < runs; i++) {
      for (const [name, count] of [
        ["few", 10_000],
        ["many", many],
      ]) {
        const { db } = await database(server, count);
        const clock = new VirtualClock(start);
        const engine = createEngine({ db, clock, batchSize: 1000 });
        await engine.enrol();
        if (name === "many") {
          for (const table of ["^participant$", "^entry$", "^trace_"]) {
            const { heap, indexes } = await sizeOf(db, table);
            const rows = table === "^trace_" ? count * 2 : count + 60_000;
            sizes[table] = { heap: heap / rows, indexes: indexes / rows };
          }
        }
        await db.script("vacuum analyze");
        await db.script("checkpoint");
        const started = performance.now();
        let steps = 0;
        for (let pass = 0; pass < passes; pass++) {
          clock.moveTo(start + pass * day);
          steps += await engine.step();
        }
        figures[name].push((steps / (performance.now() - started)) * 1000);
        await db.close();
      }
      log(
        `run ${i + 1} of ${runs}: ${Math.round(figures.few[i])} steps/s beside 10,000, ${Math.round(figures.many[i])} beside ${many}`,
      );
    }
  } finally {
    await server.stop();
  }
  const ratio = median(figures.many.map((value, index) => value / figures.few[index]));
  const bytes = (table, what) => [
    { what: `${what}, table`, value: sizes[table].heap, unit: "bytes" },
    { what: `${what}, indexes`, value: sizes[table].indexes, unit: "bytes" },
  ];
  return {
    figures: [
      { what: "steps beside 10,000 others", value: median(figures.few), unit: "steps/s" },
      { what: `steps beside ${many.toLocaleString("en")} others`, value: median(figures.many), unit: "steps/s" },
      { what: "the one against the other", value: ratio, unit: "×" },
      ...bytes("^participant$", "a participant"),
      ...bytes("^entry$", "their entry"),
      ...bytes("^trace_", "a trace"),
    ],
    goals: [
      {
        what: "steps beside many against beside few",
        goal: "≥ 0.8",
        value: `${ratio.toFixed(2)} ×`,
        met: ratio >= 0.8,
      },
    ],
  };
}
