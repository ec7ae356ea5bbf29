import { fileURLToPath } from "node:url";
import { createEngine, openPostgres, realClock } from "@journey/runtime";
import { createServer } from "vite";
import { insertHits } from "../runtime/dist/store/hits.js";
import { judgeRipe } from "../runtime/dist/tracking/judge.js";

const vite = await createServer({ configFile: false, logLevel: "error", server: { middlewareMode: true } });
const { startPostgres } = await vite.ssrLoadModule(
  fileURLToPath(new URL("../test/support/postgres.ts", import.meta.url)),
);
const pg = await startPostgres();
const db = await openPostgres(await pg.createDatabase(), { maxConnections: 1 });
await db.query(`with p as (insert into journey.participant (bucket, journey_id, version_id, record_id, unicity_value, state, entered_at)
 select (n & 255)::smallint, 1, 1, n::text, n::text, 1, now() from generate_series(1, 20000) n returning bucket, id)
 insert into journey.message (bucket, participant_id, journey_id, version_id, activity, channel, recipient, status, created_at, sending_at, sent_at)
 select bucket, id, 1, 1, 'hello', 'email', 'p' || id || '@example.test', 'sent', now(), now() - interval '1 hour', now() - interval '1 hour' from p`);
const msgs = await db.query('select bucket, id::text as "messageId" from journey.message');
const [{ pid }] = await db.query("select pg_backend_pid() as pid");

import fs from "node:fs";

const cpu = () => {
  const f = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(f[11]) + Number(f[12])) * 10;
};
const own = () => {
  const c = process.cpuUsage();
  return (c.user + c.system) / 1000;
};
const N = 500,
  R = 40;
const measure = async (name, rows, work) => {
  const a = cpu(),
    b = own(),
    t = performance.now();
  await work();
  console.log(
    name.padEnd(20),
    "pg",
    (((cpu() - a) * 1000) / rows).toFixed(1),
    "µs  node",
    (((own() - b) * 1000) / rows).toFixed(1),
    "µs  wall",
    (((performance.now() - t) * 1000) / rows).toFixed(1),
  );
};
const batch = (r) =>
  msgs
    .slice((r * N) % 20000, ((r * N) % 20000) + N)
    .map((m) => ({
      ...m,
      kind: "open",
      link: null,
      at: Date.now(),
      ripeAt: Date.now(),
      method: "GET",
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
      purpose: null,
    }));
for (let k = 0; k < 2; k++) {
  await measure("insert", N * R, async () => {
    for (let r = 0; r < R; r++) await insertHits(db, batch(r));
  });
  await measure("judge", N * R, async () => {
    console.log(await judgeRipe(db, async () => undefined, Date.now()));
  });
  await measure("insert again", N * R, async () => {
    for (let r = 0; r < R; r++) await insertHits(db, batch(r));
  });
  await measure("judge again", N * R, async () => {
    console.log(await judgeRipe(db, async () => undefined, Date.now()));
  });
}
await db.close();
await pg.stop();
process.exit();
