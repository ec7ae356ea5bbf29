/**
 * Bundles the extension into `dist`: `client.cjs`, which VS Code loads, and `journey.cjs`, the command, with the large libraries
 * that it loads when it first needs them. The command serves as the language server and runs tests and simulations, so that
 * all of them are of one version.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  bundle: true,
  minify: true,
  // Of VS Code 1.91.
  platform: "node",
  target: "node20.11",
  format: "cjs",
  conditions: ["journey-source", "module"],
  mainFields: ["module", "main"],
  logLevel: "warning",
};

/** What the command requires by name while it runs: nothing is installed beside the extension. */
const libraries = {
  "ts-morph": "../language/models/load-ts-morph.ts",
  mjml: "../language/texts/mjml.ts",
  "elkjs/lib/elk.bundled.js": "../compiler/diagram/layout.ts",
};
const bundleOf = (library) => `${library.split("/")[0]}.cjs`;

/** Turns `createRequire(import.meta.url)("x")` and `.resolve("x")` into the bundles beside the command. */
const fromBundles = {
  name: "libraries from bundles",
  setup({ onLoad }) {
    for (const [library, source] of Object.entries(libraries)) {
      const path = here(source);
      const escaped = path.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      onLoad({ filter: new RegExp(`^${escaped}$`) }, () => {
        const text = readFileSync(path, "utf8");
        const contents = text.replace(`("${library}")`, `("./${bundleOf(library)}")`);
        if (contents === text) throw new Error(`${source} does not require ${library} any more.`);
        return { contents, loader: "ts" };
      });
    }
  },
};

/** MJML parses with cheerio; its entry for browsers leaves out what fetches pages. */
const withoutFetching = {
  name: "cheerio without fetching",
  setup({ onResolve }) {
    onResolve({ filter: /^cheerio$/ }, ({ resolveDir }) => {
      const main = createRequire(join(resolveDir, "x.cjs")).resolve("cheerio");
      return { path: join(dirname(main).replace(/([\\/]dist)[\\/].*$/, "$1"), "browser/index.js") };
    });
  },
};

/** Models know no browser: the declarations of its objects, a third of the library, stay behind. */
const withoutBrowserTypes = {
  name: "TypeScript without a browser's types",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ts-morph-common\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const entry = /(fileName: "lib\.(?:dom|webworker|scripthost)[\w.]*",\s*text: )"(?:[^"\\]|\\.)*"/g;
      const contents = text.replace(entry, '$1""');
      if (contents === text) throw new Error("@ts-morph/common keeps its declarations in another way now.");
      return { contents, loader: "js" };
    });
  },
};

await Promise.all([
  build({
    ...shared,
    // Names stay: VS Code's log shows them.
    keepNames: true,
    entryPoints: [here("client/extension.ts")],
    outfile: here("dist/client.cjs"),
    external: ["vscode"],
  }),
  build({
    ...shared,
    keepNames: true,
    entryPoints: [here("../cli/main.ts")],
    outfile: here("dist/journey.cjs"),
    // The service and its database: the editor asks for neither.
    external: ["@journey/runtime"],
    plugins: [fromBundles],
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "bundleUrl" },
  }),
  ...Object.entries(libraries).map(([library, source]) =>
    build({
      ...shared,
      stdin: { contents: `module.exports = require(${JSON.stringify(library)});`, resolveDir: dirname(here(source)) },
      outfile: here(`dist/${bundleOf(library)}`),
      plugins: [withoutFetching, withoutBrowserTypes],
      logLevel: "error",
    }),
  ),
]);
