/**
 * Bundles the extension into `dist`: `client.cjs`, which VS Code loads, and `journey.cjs`, the command. The command serves as
 * the language server and runs tests and simulations, so that all of them are of one version.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  bundle: true,
  minify: true,
  // Names stay: error messages show some.
  keepNames: true,
  platform: "node",
  // Of VS Code 1.91.
  target: "node20.11",
  format: "cjs",
  conditions: ["journey-source", "module"],
  mainFields: ["module", "main"],
  logLevel: "warning",
};

await Promise.all([
  build({
    ...shared,
    entryPoints: [here("client/extension.ts")],
    outfile: here("dist/client.cjs"),
    external: ["vscode"],
  }),
  build({
    ...shared,
    entryPoints: [here("../cli/main.ts")],
    outfile: here("dist/journey.cjs"),
    // The service and its database: the editor asks for neither.
    external: ["@journey/runtime"],
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "bundleUrl" },
  }),
]);
