/**
 * Bundles the command into one file, `cli/dist/bundle.cjs`: hundreds of small files take longer to load than `check` takes
 * to work. `start.cts` runs it.
 */
import { createHash } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { outputFiles } = await build({
  entryPoints: [here("main.ts")],
  outfile: here("dist/bundle.cjs"),
  write: false,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  conditions: ["journey-source", "module"],
  mainFields: ["module", "main"],
  // It has files of its own, and finds them by its place.
  external: ["@journey/runtime"],
  // One expression, whose value is the function that `start.cts` calls.
  banner: { js: "(function (require, importRuntime, bundleUrl) {" },
  footer: { js: "})" },
  define: { "import.meta.url": "bundleUrl" },
  logLevel: "warning",
});
// A script has no `import()`.
const text = outputFiles[0].text.replaceAll('import("@journey/runtime")', "importRuntime()");
// `start.cts` knows the bundle by its first line, which spares it reading all of it for that.
writeFileSync(here("dist/bundle.cjs"), `// ${createHash("sha256").update(text).digest("hex")}\n${text}`);
chmodSync(here("dist/start.cjs"), 0o755);
