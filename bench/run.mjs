#!/usr/bin/env node
/**
 * Runs one benchmark of this folder: `npm run bench -- NAME [--quick] [--json]`.
 *
 * A benchmark is `bench/NAME.mjs` with a default export `async ({ quick, log }) => ({ figures, goals })`; its figures
 * are medians over paired runs, and everything it compares is measured in the same run.
 */
import { existsSync, readdirSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs") && file !== "run.mjs")
  .map((file) => file.slice(0, -".mjs".length));
const options = process.argv.slice(2);
const name = options.find((option) => !option.startsWith("--"));
const unknown = options.filter((option) => option.startsWith("--") && option !== "--quick" && option !== "--json");

if (!name || unknown.length > 0 || !existsSync(new URL(`${name}.mjs`, folder))) {
  console.error(`Usage: npm run bench -- NAME [--quick] [--json]\nBenchmarks: ${names.join(", ") || "none yet"}`);
  process.exit(2);
}
const json = options.includes("--json");
const quick = options.includes("--quick");
const log = (line) => json || console.error(line);
const { default: run } = await import(new URL(`${name}.mjs`, folder).href);
const { figures, goals } = await run({ quick, log });
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
if (json) {
  console.log(JSON.stringify({ name, machine, figures, goals }, null, 2));
} else {
  console.log(`${name}${quick ? " (quick)" : ""} on ${machine}\n`);
  const width = Math.max(...figures.map((figure) => figure.what.length));
  for (const { what, value, unit } of figures) {
    console.log(`  ${what.padEnd(width)}  ${value.toLocaleString("en", { maximumFractionDigits: 2 })} ${unit}`);
  }
  for (const { what, goal, value, met } of goals)
    console.log(`  ${met ? "met    " : "NOT met"} ${what}: ${value} (goal ${goal})`);
}
