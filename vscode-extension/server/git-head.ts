/** Files as the last commit has them. Git is asked for texts alone: no filter, hook or program of the repository runs. */
import { execFileSync } from "node:child_process";
import type { Commit } from "./files.ts";

/** So long a commit is taken for the last one. Milliseconds. */
const trusted = 1000;

interface Known {
  readonly at: number;
  readonly commit: Commit | undefined;
}

const known = new Map<string, Known>();

/** The last commit of the repository that a folder is in. Undefined: it is in none, nothing is committed, or there is no git. */
export function headOf(folder: string): Commit | undefined {
  const before = known.get(folder);
  if (before && performance.now() - before.at < trusted) return before.commit;
  const id = git(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.trim();
  const commit = id === undefined ? undefined : before?.commit?.id === id ? before.commit : open(id);
  known.set(folder, { at: performance.now(), commit });
  return commit;
}

function open(id: string): Commit {
  const texts = new Map<string, string | undefined>();
  return {
    id,
    readFile(path) {
      if (!texts.has(path)) {
        const slash = path.lastIndexOf("/");
        // From the file's own folder: the repository may have been come to by a link.
        texts.set(path, git(path.slice(0, slash) || "/", ["cat-file", "blob", `${id}:./${path.slice(slash + 1)}`]));
      }
      return texts.get(path);
    },
  };
}

function git(folder: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", folder, "-c", "core.fsmonitor=false", ...args], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      timeout: 5000,
      stdio: ["ignore", "pipe", "ignore"],
      // What is not there is not fetched from anywhere.
      env: { ...process.env, GIT_NO_LAZY_FETCH: "1", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
}
