/** `npm run baselines`: writes every baseline anew and says which changed. */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

// The sources themselves, as in the tests: nothing needs building.
const resolve = { conditions: ["journey-source", "module", "node"], noExternal: [/^@journey\//] };
const { module } = await runnerImport(fileURLToPath(new URL("./baselines.ts", import.meta.url)), {
  environments: { inline: { resolve } },
});
const changed = module.rewriteBaselines();
for (const path of changed) console.log(path);
console.log(changed.length === 0 ? "Nothing has changed." : `${changed.length} files changed: review them.`);
