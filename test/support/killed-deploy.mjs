/** `node killed-deploy.mjs DATABASE_URL PLAN.json N`: carries a plan out, and is killed behind its Nth transaction. */
import { readFileSync } from "node:fs";
import { carryOut, openDatabase, realClock } from "@journey/runtime";

const [url, file, last] = process.argv.slice(2);
const db = await openDatabase(url);
let batches = 0;
await carryOut(JSON.parse(readFileSync(file, "utf8")), {
  db,
  clock: realClock,
  batchSize: 10,
  onBatch: () => {
    if (++batches === Number(last)) process.kill(process.pid, "SIGKILL");
  },
});
await db.close();
