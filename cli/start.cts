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
/** How many files the folder keeps: a few versions' subcommands, 1 to 2 MB each. */
const kept = 20;

/** Each subcommand runs other parts, and only what ran is kept: so each has a file of its own. */
const command = /^[a-z]+$/.exec(process.argv[2] ?? "")?.[0] ?? "none";
// V8 optimizes what runs often, on other threads: in a process this short that costs more than it brings, a fifth of the
// time of `check`, of one file as of hundreds. So it begins later, except where a service runs. Only Node 20 has the flag.
if (process.version.startsWith("v20.") && !["dev", "run", "lsp"].includes(command)) {
  v8.setFlagsFromString("--interrupt-budget=2000000");
}

// The language server sets it too: what V8 keeps of the code counts only under the same flags.
if (command === "lsp") v8.setFlagsFromString("--no-allocation-site-pretenuring");

const bundleHash = source.slice(0, source.indexOf("\n"));
/** V8's tag covers its own version, its flags and the processor. */
const key = sha256(`${process.version} ${process.arch} ${v8.cachedDataVersionTag()} ${bundleHash}`).slice(0, 32);
const name = `code-${command}-${key}`;

const cachedData = read();
const script = new vm.Script(source, { filename: bundle, ...(cachedData && { cachedData }) });
if (!cachedData || script.cachedDataRejected) {
  process.once("exit", (code) => {
    // After wrong use little has run, and the subcommand may not even exist.
    if (code !== 2) write(script.createCachedData());
  });
}
script.runInThisContext()(require, () => import("@journey/runtime"), url.pathToFileURL(bundle).href);

function sha256(data: string | Buffer): string {
  return crypto.createHash("sha256").update(data).digest("hex");
}

/** Where the user's caches are. Throws for a user without a home. */
function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  if (!path.isAbsolute(caches)) throw new Error(`${caches} depends on where the command is started.`);
  return path.join(caches, "journey");
}

/** V8 trusts what it is given: a file that is not what was written is not used. */
function read(): Buffer | undefined {
  try {
    const file = fs.readFileSync(path.join(cacheFolder(), name));
    const data = file.subarray(64);
    return file.toString("latin1", 0, 64) === sha256(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** What can't be written is done without. */
function write(data: Buffer): void {
  try {
    const folder = cacheFolder();
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, name);
    const unfinished = `${file}.${crypto.randomUUID()}`;
    fs.writeFileSync(unfinished, Buffer.concat([Buffer.from(sha256(data)), data]));
    // Nobody ever sees half a file: the name appears when all of it is there.
    fs.renameSync(unfinished, file);
    // One that a full disk or a crash left unfinished grows old and goes as well.
    const newestFirst = fs
      .readdirSync(folder)
      .filter((other) => other.startsWith("code-"))
      .map((other) => path.join(folder, other))
      .map((other) => ({ other, written: fs.statSync(other).mtimeMs }))
      .sort((a, b) => b.written - a.written);
    for (const { other } of newestFirst.slice(kept)) fs.rmSync(other, { force: true });
  } catch {
    // The next one to write tries again.
  }
}
