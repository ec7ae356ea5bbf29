import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type CheckedJourney, checkFiles, type Host, LineIndex } from "@journey/language";
import type { Command } from "commander";
import { createTwoFilesPatch } from "diff";
import { diskHost, modelReaderOf, shownPath } from "../project.ts";
import { colorsFor } from "../terminal.ts";

/**
 * What `git diff`, `git log -p` and the like call for each changed file, once they are told to:
 * https://git-scm.com/docs/git#Documentation/git.txt-GIT_EXTERNAL_DIFF
 */
export function addGitDiffCommand(program: Command): void {
  program
    .command("git-diff <path> <old-file> <old-hex> <old-mode> <new-file> <new-hex> <new-mode> [rest...]", {
      hidden: true,
    })
    .description("print a changed .journey file for git: set `diff.journey.command` to `journey git-diff`")
    .action(async (path: string, oldFile: string, _hex: string, _mode: string, newFile: string) => {
      const [before, after] = [textOf(oldFile), textOf(newFile)];
      process.stdout.write(`journey diff ${path}\n`);
      const { allow, allowancesIn, buildGraph, diffProjects, diffToText } = await import("@journey/compiler");
      const [old, now] = [before, after].map((text) => journeysOf(resolve(path), text, buildGraph));
      // What can't be checked is shown as text.
      if (old === undefined || now === undefined) {
        process.stdout.write(createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after));
        return;
      }
      const style = colorsFor(process.stdout);
      const [was, is] = [before, after].map((text) => allowancesIn(text, resolve(path).replaceAll("\\", "/")));
      process.stdout.write(diffToText(allow(diffProjects(old, now), was!, is!), { style, shownPath }));
    });
}

function textOf(file: string): string {
  return file === "/dev/null" ? "" : readFileSync(file, "utf8");
}

/** The journeys of a file as it would stand among the files that lie there now; undefined: it has errors. */
function journeysOf<Graph>(
  path: string,
  text: string,
  build: (journey: CheckedJourney, lines: LineIndex) => Graph,
): readonly Graph[] | undefined {
  if (text === "") return [];
  const file = path.replaceAll("\\", "/");
  const host: Host = { readFile: (asked) => (asked === file ? text : diskHost.readFile(asked)) };
  const [checked] = checkFiles([file], host, { readModels: modelReaderOf({ folder: dirname(file) }) });
  if (!checked || checked.diagnostics.some(({ severity }) => severity === "error")) return undefined;
  const lines = new LineIndex(text);
  return checked.journeys.map((journey) => build(journey, lines));
}
