/** `npm run grammar`: writes the editor's grammars anew, out of the token table. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const resolve = { conditions: ["journey-source", "module", "node"], noExternal: [/^@journey\//] };
const { module } = await runnerImport(fileURLToPath(new URL("./make-grammar.ts", import.meta.url)), {
  environments: { inline: { resolve } },
});
for (const [name, text] of Object.entries(module.grammarFiles())) {
  writeFileSync(new URL(name, import.meta.url), text);
}
