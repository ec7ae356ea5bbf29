/**
 * Bundles the command into one file, `cli/dist/bundle.cjs`: hundreds of small files take longer to load than `check` takes
 * to work. `start.cts` runs it.
 */
import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("main.ts")],
  outfile: here("dist/bundle.cjs"),
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  conditions: ["journey-source", "module"],
  mainFields: ["module", "main"],
  // It has files of its own, and finds them by its place.
  external: ["@journey/runtime"],
  // One expression, whose value is the function that `start.cts` calls.
  banner: { js: "(function (require, bundleUrl) {" },
  footer: { js: "})" },
  define: { "import.meta.url": "bundleUrl" },
  logLevel: "warning",
});
chmodSync(here("dist/start.cjs"), 0o755);
