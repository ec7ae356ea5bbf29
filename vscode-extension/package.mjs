/** `npm run package`: the extension as `dist/journey-vscode.vsix`. */
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import "./build.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What both packages hold. */
const shared = [
  "README.md",
  "language-configuration.json",
  "grammar/journey.tmLanguage.json",
  "grammar/markdown.tmLanguage.json",
  "icons",
  "snippets",
  "walkthrough",
];
const bundles = ["client", "journey", "elkjs", "mjml", "ts-morph"];
const manifest = JSON.parse(readFileSync(here("package.json"), "utf8"));

/** @param manifest the package's own `package.json` */
async function pack(name, manifest, contents, target) {
  const staged = here(`dist/${name}`);
  rmSync(staged, { recursive: true, force: true });
  for (const path of contents) {
    mkdirSync(dirname(join(staged, path)), { recursive: true });
    cpSync(here(path), join(staged, path), { recursive: true });
  }
  writeFileSync(join(staged, "package.json"), JSON.stringify(manifest, undefined, 2));
  cpSync(here("../LICENSE"), join(staged, "LICENSE.txt"));
  const packagePath = here(`dist/${target === "web" ? "journey-vscode-web" : "journey-vscode"}.vsix`);
  const options = { cwd: staged, packagePath, dependencies: false, allowMissingRepository: true };
  await createVSIX(target === undefined ? options : { ...options, target });
  console.log(`${packagePath} (${Math.round(statSync(packagePath).size / 1000)} kB)`);
}

const { browser, ...onDisk } = manifest;
const { main: _, extensionKind: __, ...inBrowser } = manifest;
const packed = bundles.flatMap((name) => [`dist/${name}.cjs`, `dist/${name}.cjs.br`]);
await pack("package", onDisk, [...shared, ...packed], undefined);
// For VS Code in a browser alone: it has no Node, and no way to unpack the smaller form.
await pack("web-package", inBrowser, [...shared, browser, "dist/web-server.js"], "web");
