import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Problem } from "@journey/language";

/**
 * Writes what a command has to say into a file, whose folders are made; without one, to where commands print.
 *
 * @throws {@link Problem} `cannot-write`
 */
export function writeOutput(file: string | undefined, text: string): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem("cannot-write", `${file} can't be written: ${reason}.`, "Name a file that may be written.");
  }
}
