/** What the command asks of git: other versions of a project's files. It never changes anything. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Host, Problem } from "@journey/language";

/** A commit as a place to read files from; paths are those of the working tree. */
export interface GitTree {
  readonly host: Host;
  /** All files under the folder, absolute, with `/`. */
  readonly files: readonly string[];
}

/** @throws Problem `no-repository` */
export function repositoryOf(folder: string): string {
  const root = git(folder, ["rev-parse", "--show-toplevel"]);
  if (root === undefined) {
    throw new Problem(
      "no-repository",
      `${folder} is in no git repository.`,
      "Name two folders to compare, or run `git init`.",
    );
  }
  return root.trim();
}

/** The full name of the commit that a revision stands for; undefined: there is none. */
export function commitOf(folder: string, revision: string): string | undefined {
  // Without this, a revision that begins with a dash would be read as an option.
  if (revision.startsWith("-")) return undefined;
  return git(folder, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`])?.trim();
}

/** Where two lines of commits parted. */
export function mergeBase(folder: string, a: string, b: string): string | undefined {
  return git(folder, ["merge-base", a, b])?.trim();
}

/**
 * Reads a commit without checking it out.
 *
 * @param folder absolute; files outside of it can be read too
 */
export function openTree(folder: string, commit: string): GitTree {
  const root = repositoryOf(folder);
  const names = (git(root, ["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit]) ?? "").split("\0");
  const known = new Set(names.filter((name) => name !== "").map((name) => slashed(join(root, name))));
  const texts = new Map<string, string | undefined>();
  const start = slashed(root).length + 1;
  return {
    files: [...known].filter((file) => file.startsWith(`${folder}/`)),
    host: {
      readFile(path) {
        if (!known.has(path)) return undefined;
        if (!texts.has(path)) texts.set(path, git(root, ["cat-file", "blob", `${commit}:${path.slice(start)}`]));
        return texts.get(path);
      },
    },
  };
}

function git(folder: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", folder, ...args], {
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Problem("no-git", "The git command is not there.", "Install git, or name two folders to compare.");
    }
    return undefined;
  }
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
