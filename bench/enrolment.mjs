/**
 * Participants per second of an enrolment: a million contacts, of whom a filter lets 30 in 100 in, one for each address;
 * against a bare INSERT … SELECT of the same rows into the same tables. And what a second look costs where a thousand
 * contacts have changed, against looking at all of them again.
 */
import { createEngine, openPostgres, VirtualClock } from "@journey/runtime";
import { createJiti } from "jiti";
import { compile, createContacts, start } from "./engine/journey.mjs";

const { startPostgres } = await createJiti(import.meta.url).import("../test/support/postgres.ts");
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { took: performance.now() - started, result };
}

const bare = `with entered as (
    insert into journey.entry (bucket, journey_id, unicity_value, record_id, entered_at)
    select (hashtextextended(email, 0) & 255)::smallint, 1, email, id::text, now() from contacts where score < 30
    returning bucket, participant_id, record_id)
  insert into journey.participant (bucket, id, journey_id, version_id, record_id, due_at, entered_at)
  select bucket, participant_id, 1, 1, record_id, now(), now() from entered`;

export default async function run({ quick, log }) {
  const contacts = quick ? 100_000 : 1_000_000;
  const runs = quick ? 1 : 3;
  const figures = { enrolled: [], bare: [], ratio: [], first: [], changed: [], all: [] };
  const server = await startPostgres();
  try {
    for (let i = 0; i < runs; i++) {
      const url = await server.createDatabase();
      const db = await openPostgres(url);
      await createContacts(db, contacts);
      await db.script("create index on contacts (updated_at); checkpoint");
      const limit = await timed(() => db.query(bare));
      await db.script("truncate journey.entry, journey.participant; checkpoint");
      const clock = new VirtualClock(start);
      const engine = createEngine({ db, clock });
      await engine.deploy(compile());
      const first = await timed(() => engine.enrol());
      if (first.result !== contacts * 0.3) throw new Error(`${first.result} entered.`);
      await db.script("vacuum analyze");
      await db.script("checkpoint");
      await db.query(
        `update contacts set score = 7, updated_at = to_timestamp($1::float8 / 1000)
         where id in (select id from contacts where score >= 30 order by id limit 1000)`,
        [start + 600_000],
      );
      clock.moveTo(start + 660_000);
      const changed = await timed(() => engine.enrol());
      if (changed.result !== 1000) throw new Error(`${changed.result} entered the second time.`);
      // An hour later all are looked at again.
      clock.moveTo(start + 2 * 3_600_000);
      const all = await timed(() => engine.enrol());
      await db.close();
      figures.enrolled.push(first.result / (first.took / 1000));
      figures.bare.push(first.result / (limit.took / 1000));
      figures.ratio.push(limit.took / first.took);
      figures.first.push(first.took);
      figures.changed.push(changed.took);
      figures.all.push(all.took);
      log(
        `run ${i + 1} of ${runs}: ${Math.round(first.took)} ms, bare ${Math.round(limit.took)} ms, 1,000 changed ${Math.round(changed.took)} ms, all again ${Math.round(all.took)} ms`,
      );
    }
  } finally {
    await server.stop();
  }
  const ratio = median(figures.ratio);
  const share = median(figures.changed.map((took, index) => took / figures.all[index]));
  return {
    figures: [
      { what: "enrolment", value: median(figures.enrolled), unit: "participants/s" },
      { what: "bare INSERT … SELECT of the same rows", value: median(figures.bare), unit: "rows/s" },
      { what: "enrolment against it", value: ratio, unit: "×" },
      { what: "a second look, 1,000 changed", value: median(figures.changed), unit: "ms" },
      { what: "a second look at all", value: median(figures.all), unit: "ms" },
      { what: "the one against the other", value: share, unit: "×" },
    ],
    goals: [
      {
        what: "enrolment against the bare statement",
        goal: "≥ 0.5",
        value: `${ratio.toFixed(2)} ×`,
        met: ratio >= 0.5,
      },
      {
        what: "a second look where 1,000 changed, against one at all",
        goal: "≤ 0.1",
        value: `${share.toFixed(3)} ×`,
        met: share <= 0.1,
      },
    ],
  };
}
