/**
 * The embedded database as it is before anybody uses it. Making one takes seconds, copying one does not: so the first that is made on a
 * machine is kept among the user's caches, and every later one in memory begins as its copy.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { PGlite } from "@electric-sql/pglite";
import { FileCache, type FileFormat, userCacheFolder } from "@journey/language";

const format: FileFormat<Uint8Array> = {
  extension: "tar.gz",
  write: (dump) => gzipSync(dump, { level: 1 }),
  read: (content) => gunzipSync(content),
};
/** Two: who goes back and forth between two releases is not to wait each time. */
const databases = () => new FileCache(userCacheFolder(), "empty-database", format, 2);

/** @returns the kept database, as `loadDataDir` takes it; undefined: there is none for this release */
export function loadKept(): Blob | undefined {
  const dump = databases().get(release());
  return dump && new Blob([dump as Uint8Array<ArrayBuffer>]);
}

/** Keeps a database that has just been made. What can't be kept is made again. */
export async function keep(database: PGlite): Promise<void> {
  const dump = await database.dumpDataDir("none");
  databases().set(release(), new Uint8Array(await dump.arrayBuffer()));
}

/** Forgets what is kept: it could not be read. */
export function forgetKept(): void {
  databases().delete(release());
}

let known: string | undefined;

/** All that a new database comes from, PGlite's release and our migrations, in a short hash. */
function release(): string {
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  const pglite = dirname(dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite")));
  hash.update((JSON.parse(readFileSync(join(pglite, "package.json"), "utf8")) as { version: string }).version);
  const migrations = new URL("./migrations/", import.meta.url);
  for (const name of readdirSync(migrations).sort()) hash.update(name).update(readFileSync(new URL(name, migrations)));
  known = hash.digest("hex").slice(0, 16);
  return known;
}
