/** `npm run faults [-- KILLS DATABASE_KILLS [SEED]]`: the long run of the fault kit, 200 and 10 if nothing is said. */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

// The sources themselves, as in the tests; the workers are the built ones.
const resolve = { conditions: ["journey-source", "module", "node"], noExternal: [/^@journey\//] };
await runnerImport(fileURLToPath(new URL("./main.ts", import.meta.url)), {
  logLevel: "error",
  environments: { inline: { resolve } },
});
