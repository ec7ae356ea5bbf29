#!/usr/bin/env node
/**
 * Starts the command: runs its bundle with the code that V8 made of it the last time, kept in the user's cache folder.
 * Compiling the bundle anew takes longer than most commands.
 */
import crypto = require("node:crypto");
import fs = require("node:fs");
import os = require("node:os");
import path = require("node:path");
import url = require("node:url");
import v8 = require("node:v8");
import vm = require("node:vm");

const bundle = path.join(__dirname, "bundle.cjs");
// esbuild writes ASCII only.
const source = fs.readFileSync(bundle, "latin1");
const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "journey");
/** How many files the folder keeps: a few versions' subcommands, 1 to 2 MB each. */
const kept = 20;

/** Each subcommand runs other parts, and only what ran is kept: so each has a file of its own. */
const command = /^[a-z]+$/.exec(process.argv[2] ?? "")?.[0] ?? "none";
const bundleHash = source.slice(0, source.indexOf("\n"));
/** V8's tag covers its own version, its flags and the processor. */
const key = sha256(`${process.version} ${process.arch} ${v8.cachedDataVersionTag()} ${bundleHash}`).slice(0, 32);
const cache = path.join(folder, `code-${command}-${key}`);

const cachedData = read();
const script = new vm.Script(source, {
  filename: bundle,
  ...(cachedData && { cachedData }),
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
if (!cachedData || script.cachedDataRejected) {
  process.once("exit", (code) => {
    // After wrong use little has run, and the subcommand may not even exist.
    if (code !== 2) write(script.createCachedData());
  });
}
script.runInThisContext()(require, url.pathToFileURL(bundle).href);

function sha256(data: string | Buffer): string {
  return crypto.createHash("sha256").update(data).digest("hex");
}

/** V8 trusts what it is given: a file that is not what was written is not used. */
function read(): Buffer | undefined {
  try {
    const file = fs.readFileSync(cache);
    const data = file.subarray(64);
    return file.toString("latin1", 0, 64) === sha256(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** What can't be written is done without. */
function write(data: Buffer): void {
  const unfinished = `${cache}.${crypto.randomUUID()}`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(unfinished, sha256(data));
    fs.appendFileSync(unfinished, data);
    // Nobody ever sees half a file: the name appears when all of it is there.
    fs.renameSync(unfinished, cache);
    const newestFirst = fs
      .readdirSync(folder)
      .filter((name) => name.startsWith("code-"))
      .map((name) => path.join(folder, name))
      .map((file) => ({ file, written: fs.statSync(file).mtimeMs }))
      .sort((a, b) => b.written - a.written);
    for (const { file } of newestFirst.slice(kept)) fs.rmSync(file, { force: true });
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}
