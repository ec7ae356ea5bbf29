import type { Command } from "commander";
import { cacheFolderOf } from "../project.ts";
import { version } from "../version.ts";

export function addLspCommand(program: Command): void {
  program
    .command("lsp")
    .description("serve an editor that speaks the Language Server Protocol")
    .option("--stdio", "over the standard streams (the default)")
    .option("--docs <url>", "where docs/diagnostics.md can be read, for the links to it")
    // Editors add what they like, e.g. `--clientProcessId`.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async ({ docs }: { docs?: string }) => {
      const { serveStdio } = await import("@journey/language-server");
      serveStdio({ version, cacheFolder: cacheFolderOf, ...(docs === undefined ? {} : { docs }) });
    });
}
