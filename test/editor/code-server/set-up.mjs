/**
 * `npm run editor`: VS Code in a server (code-server), with the Node that it wants, into a cache folder. Takes minutes, a C++
 * compiler and Python. Of its compiled modules only those are made that it can't start without.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { codeServer, folder, node, ready, version } from "./place.mjs";

const home = join(folder, "home");
mkdirSync(home, { recursive: true });

function run(cwd, ...args) {
  console.log(`${cwd}: npm ${args.join(" ")}`);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const { status } = spawnSync("npm", args, { cwd, env, stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

const quiet = ["--no-audit", "--no-fund"];
if (existsSync(ready)) {
  console.log(`It is there: ${folder}`);
} else {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
  run(folder, "install", ...quiet, "node@24");
  run(folder, "install", ...quiet, "--ignore-scripts", `code-server@${version}`);
  const editor = join(codeServer, "lib", "vscode");
  run(editor, "install", ...quiet, "--omit=dev", "--ignore-scripts");
  run(join(editor, "extensions"), "install", ...quiet, "--omit=dev", "--ignore-scripts");
  run(editor, "rebuild", "@vscode/spdlog", "node-pty", "@parcel/watcher", "@vscode/native-watchdog", "@vscode/sqlite3");
  run(folder, "rebuild", "argon2");
  for (const [place, source, name] of [
    ["remote-cli", "code-linux.sh", "code-server"],
    ["helpers", "browser-linux.sh", "browser.sh"],
  ]) {
    const link = join(editor, "bin", place, name);
    if (!existsSync(link)) symlinkSync(source, link);
  }
  writeFileSync(ready, "");
  console.log(`Ready: ${folder}`);
}
