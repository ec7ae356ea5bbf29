import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { shownPath } from "../project.ts";
import { colorsFor } from "../terminal.ts";
import { starterFiles } from "./starter.ts";

export function addInitCommand(program: Command): void {
  program
    .command("init [dir]")
    .description("make a first project: models, a journey, a message, sample records")
    .action((dir: string | undefined) => {
      const folder = dir ?? ".";
      const colors = colorsFor(process.stdout);
      for (const [name, content] of Object.entries(starterFiles)) {
        const file = join(folder, name);
        if (existsSync(file)) {
          console.log(`${colors.yellow("kept")}  ${shownPath(file)} ${colors.dim("(it was there)")}`);
          continue;
        }
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        console.log(`${colors.green("wrote")} ${shownPath(file)}`);
      }
      const where = dir === undefined ? "" : ` ${dir}`;
      console.log(`\nNext: journey check${where}\n      journey dev${where}`);
    });
}
