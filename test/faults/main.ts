/** What `npm run faults` does: one long run, told as it goes. Ends with 0 if the auditor finds nothing, else with 1. */
import { runFaults } from "./run.ts";

const [kills = 200, databaseKills = 10, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
if (![kills, databaseKills, seed].every(Number.isInteger)) {
  console.error("Usage: npm run faults [-- KILLS DATABASE_KILLS [SEED]]");
  process.exit(2);
}
console.log(`Seed ${seed}.`);
const report = await runFaults({
  kills,
  databaseKills,
  workers: 3,
  contacts: Math.max(60, kills * 4),
  seed,
  log: console.log,
});
console.log(`\nFaults, in ${Math.round(report.took / 1000)} s:`);
for (const [what, count] of Object.entries(report.faults)) console.log(`  ${String(count).padStart(6)}  ${what}`);
console.log("Looked at:");
for (const [what, count] of Object.entries(report.counts)) console.log(`  ${String(count).padStart(6)}  ${what}`);
console.log(
  report.findings.length === 0 ? "The auditor finds nothing." : `The auditor finds ${report.findings.length}:`,
);
for (const finding of report.findings) console.log(`  ${finding}`);
process.exit(report.findings.length === 0 ? 0 : 1);
