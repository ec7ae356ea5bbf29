/** Bundles the development page into `runtime/dist/dashboard`, and puts the migrations beside the compiled store. */
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const page = here("../dist/dashboard");
const migrations = here("../dist/store/migrations");

mkdirSync(page, { recursive: true });
mkdirSync(migrations, { recursive: true });
await build({
  entryPoints: [here("app.tsx"), here("style.css")],
  outdir: page,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
cpSync(here("index.html"), `${page}/index.html`);
for (const file of readdirSync(here("../store/migrations"))) {
  cpSync(here(`../store/migrations/${file}`), `${migrations}/${file}`);
}
