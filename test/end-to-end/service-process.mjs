/** The service as `journey run` starts it, as a process that a test may kill, on a clock that the test sets ahead. */
import { createEngine, openPostgres, startService } from "@journey/runtime";

const { databaseUrl, graphs, ahead, ...settings } = JSON.parse(process.env.SERVICE_PROCESS);
let offset = ahead;
const clock = { now: () => Date.now() + offset };
const db = await openPostgres(databaseUrl);
const engine = createEngine({ db, clock });
for (const graph of graphs) await engine.deploy(graph);
await startService({
  db,
  engine,
  clock,
  host: "127.0.0.1",
  publicUrl: "https://go.acme.test",
  domain: "mail.acme.test",
  from: "Acme <hello@acme.test>",
  smtpUrl: "smtp://127.0.0.1:9",
  // Who was killed is taken for dead by the real time, whatever the test sets the clock to.
  lease: 1_000,
  onProblem: (problem) => console.error(`${problem.code}: ${problem.message}`),
  ...settings,
});
process.on("message", (message) => {
  offset += message.advance;
});
process.send("ready");
