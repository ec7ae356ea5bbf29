/**
 * The embedded database as it is before anybody uses it. Making one takes seconds, copying one does not: so the first that is made on a
 * machine is kept among the user's caches, and every later one in memory begins as its copy.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { PGlite } from "@electric-sql/pglite";

const prefix = "empty-database-";
const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "journey");

/** @returns the kept database, as `loadDataDir` takes it; undefined: there is none for this release */
export function loadKept(): Blob | undefined {
  try {
    return new Blob([gunzipSync(readFileSync(fileName()))]);
  } catch {
    return undefined;
  }
}

/** Keeps a database that has just been made, in place of those of earlier releases. What can't be kept is made again. */
export async function keep(database: PGlite): Promise<void> {
  try {
    const dump = Buffer.from(await (await database.dumpDataDir("none")).arrayBuffer());
    const file = fileName();
    mkdirSync(folder, { recursive: true });
    // Whole or not at all, whoever else does the same at this moment.
    const written = `${file}.${process.pid}`;
    writeFileSync(written, gzipSync(dump, { level: 1 }));
    renameSync(written, file);
    for (const other of readdirSync(folder)) {
      if (other.startsWith(prefix) && other.endsWith(".tar.gz") && join(folder, other) !== file) {
        rmSync(join(folder, other), { force: true });
      }
    }
  } catch {
    // A home that can't be written, a full disk: it only takes longer the next time.
  }
}

/** Forgets what is kept: it could not be read. */
export function forgetKept(): void {
  rmSync(fileName(), { force: true });
}

/** By all that a new database comes from: PGlite's release, and our migrations. */
function fileName(): string {
  const hash = createHash("sha256");
  const pglite = dirname(dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite")));
  hash.update((JSON.parse(readFileSync(join(pglite, "package.json"), "utf8")) as { version: string }).version);
  const migrations = new URL("./migrations/", import.meta.url);
  for (const name of readdirSync(migrations).sort()) hash.update(name).update(readFileSync(new URL(name, migrations)));
  return join(folder, `${prefix}${hash.digest("hex").slice(0, 16)}.tar.gz`);
}
