import { readFileSync, writeFileSync } from "node:fs";
import { format } from "@journey/language";
import type { Command } from "commander";
import { openProject, shownPath } from "../project.ts";
import { colorsFor, count } from "../terminal.ts";

export function addFmtCommand(program: Command): void {
  program
    .command("fmt [paths...]")
    .description("write .journey files in the one canonical layout")
    .option("--check", "write nothing; list the files that would change, and exit with 1 if there are any")
    .action((paths: string[], options: { check?: boolean }) => {
      const colors = colorsFor(process.stdout);
      const changed: string[] = [];
      const { files } = openProject(paths);
      for (const file of files) {
        const text = readFileSync(file, "utf8");
        const formatted = format(text, file).text;
        if (formatted === text) continue;
        changed.push(file);
        if (!options.check) writeFileSync(file, formatted);
      }
      for (const file of changed) console.log(shownPath(file));
      const done = options.check ? "would change" : "formatted";
      console.log(colors.dim(`${count(files.length, "file")} read, ${changed.length} ${done}.`));
      if (options.check && changed.length > 0) process.exitCode = 1;
    });
}
