/** `npm run package`: the extension as `dist/journey-vscode.vsix`. */
import { cpSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import "./build.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** All that the package holds. */
const contents = [
  "package.json",
  "README.md",
  "language-configuration.json",
  "grammar/journey.tmLanguage.json",
  "grammar/markdown.tmLanguage.json",
  "icons",
  "snippets",
  "walkthrough",
  ...["client", "journey", "elkjs", "mjml", "ts-morph"].flatMap((name) => [`dist/${name}.cjs`, `dist/${name}.cjs.br`]),
];
const staged = here("dist/package");
rmSync(staged, { recursive: true, force: true });
for (const path of contents) {
  mkdirSync(dirname(join(staged, path)), { recursive: true });
  cpSync(here(path), join(staged, path), { recursive: true });
}
cpSync(here("../LICENSE"), join(staged, "LICENSE.txt"));

const packagePath = here("dist/journey-vscode.vsix");
await createVSIX({ cwd: staged, packagePath, dependencies: false, allowMissingRepository: true });
console.log(`${packagePath} (${Math.round(statSync(packagePath).size / 1000)} kB)`);
