/**
 * Bundles the extension into `dist`: `client.cjs`, which VS Code loads, and `journey.cjs`, the command, with the large libraries
 * that it loads when it first needs them. The command serves as the language server and runs tests and simulations, so that
 * all of them are of one version.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
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

/** Commands of the service and its database: the editor asks for none of them, and neither their package nor what only they use comes along. */
const serviceCommands =
  /[\\/](?:commands[\\/](?:consent|control|deploy|dev|list|person|replay|run|send-test|sms|suppress|tracking|try)|compiler[\\/]replay[\\/][\w-]+)\.ts$/;
const withoutService = {
  name: "without the service",
  setup({ onLoad }) {
    onLoad({ filter: serviceCommands }, ({ path }) => {
      const names = [...readFileSync(path, "utf8").matchAll(/^export (?:async )?function (\w+)/gm)].map(
        ([, name]) => name,
      );
      return { contents: names.map((name) => `export function ${name}() {}`).join("\n") };
    });
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

const library = (path) => readFileSync(here(`../node_modules/${path}`), "utf8");

/**
 * TypeScript as a module that exports what ts-morph asks for, so that what nobody asks for stays behind: as it comes, all of
 * its 2,248 exports are kept. Models bring their own short library, so its declarations of JavaScript's objects stay behind too.
 */
export const partOfTypeScript = {
  name: "a part of TypeScript",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ts-morph-common\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const contents = text.replace(/(fileName: "lib\.[\w.]*",\s*text: )"(?:[^"\\]|\\.)*"/g, '$1""');
      if (contents === text) throw new Error("@ts-morph/common keeps its declarations in another way now.");
      return { contents, loader: "js" };
    });
    onLoad({ filter: /[\\/]@ts-morph[\\/]common[\\/]dist[\\/]typescript\.js$/ }, ({ path }) => {
      const users = library("ts-morph/dist/ts-morph.js") + library("@ts-morph/common/dist/ts-morph-common.js");
      const used = new Set([...users.matchAll(/\bts(?:__\w+|\d+)?\.([A-Za-z_]\w*)/g)].map(([, name]) => name));
      return { contents: asModule(readFileSync(path, "utf8"), used), loader: "js" };
    });
  },
};

function asModule(text, used) {
  const parts =
    /("use strict";[\s\S]*?)var typescript_exports = \{\};\n__export\(typescript_exports, \{([\s\S]*?)\n\}\);([\s\S]*?)module\.exports = __toCommonJS\(typescript_exports\);([\s\S]*)\/\/ Annotate the CommonJS export names/.exec(
      text,
    );
  if (!parts) throw new Error("TypeScript is bundled in another way now.");
  const [, head, list, middle, rest] = parts;
  const body = `${head}${middle}${rest}`
    // What they add to is only there for what is left out.
    .replace(/^(?=(?:registerCodeFix|registerRefactor|__export)\()/gm, "/* @__PURE__ */ ");
  const exported = [...list.matchAll(/^\s+(\w+): \(\) => (\w+),?$/gm)].flatMap(([, name, local]) =>
    used.has(name) ? [`${local} as ${name}`] : [],
  );
  return `${body}\nexport { ${exported.join(", ")} };\n`;
}

/** What is loaded is the small file; what it is about is packed beside it. */
function pack(path) {
  const text = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
  const name = JSON.stringify(`${basename(path)}.br`);
  writeFileSync(
    path,
    `const { readFileSync } = require("node:fs"), { join } = require("node:path");
const packed = readFileSync(join(__dirname, ${name}));
module._compile(require("node:zlib").brotliDecompressSync(packed).toString(), __filename);
`,
  );
}

/** What Node has and a browser has not. */
const inBrowser = {
  name: "without Node",
  setup({ onLoad, onResolve }) {
    const instead = { crypto: "web/sha256.ts", path: "web/path.ts", "path/posix": "web/path.ts" };
    onResolve(
      {
        filter:
          /^(?:node:)?(?:assert|buffer|crypto|events|fs|fs\/promises|inspector|module|os|path|path\/posix|perf_hooks|source-map-support|stream|string_decoder|tty|url|util|worker_threads)$/,
      },
      ({ path }) => ({
        path: here(instead[path.replace("node:", "")] ?? "web/nothing.cjs"),
      }),
    );
    onResolve({ filter: /\/mjml\.ts$/ }, ({ importer }) =>
      importer.endsWith("/web/mjml.ts") ? undefined : { path: here("web/mjml.ts") },
    );
    onLoad({ filter: /[\\/]load-ts-morph\.ts$/ }, () => ({
      contents: 'export const loadTsMorph = () => require("ts-morph");',
      resolveDir: here("../language/models"),
    }));
    onLoad({ filter: /[\\/]diagram[\\/]layout\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace("createRequire(import.meta.url)(", "require("),
      loader: "ts",
      resolveDir: dirname(path),
    }));
    // In a worker it would take all messages for its own.
    onLoad({ filter: /[\\/]elk\.bundled\.js$/ }, ({ path }) => ({
      contents: `var document = {};\n${readFileSync(path, "utf8")}`,
    }));
  },
};

const forBrowser = {
  ...shared,
  platform: "browser",
  target: "es2022",
  mainFields: ["browser", "module", "main"],
  plugins: [partOfTypeScript, inBrowser],
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis", __filename: '"/journey.js"' },
};

await Promise.all([
  build({
    ...forBrowser,
    entryPoints: [here("client/web.ts")],
    outfile: here("dist/web-client.js"),
    external: ["vscode"],
  }),
  build({ ...forBrowser, entryPoints: [here("web/server.ts")], outfile: here("dist/web-server.js"), format: "iife" }),
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
    entryPoints: [here("../cli/main.ts")],
    outfile: here("dist/journey.cjs"),
    // The service and its database: the editor asks for neither.
    external: ["@journey/runtime"],
    plugins: [fromBundles, withoutService],
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "bundleUrl" },
  }),
  ...Object.entries(libraries).map(([library, source]) =>
    build({
      ...shared,
      stdin: { contents: `module.exports = require(${JSON.stringify(library)});`, resolveDir: dirname(here(source)) },
      outfile: here(`dist/${bundleOf(library)}`),
      plugins: [withoutFetching, partOfTypeScript],
      logLevel: "error",
    }),
  ),
]);

for (const name of ["client.cjs", "journey.cjs", ...Object.keys(libraries).map(bundleOf)]) pack(here(`dist/${name}`));
