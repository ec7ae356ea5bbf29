import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { diskFiles } from "./disk-files.ts";
import type { ServerFiles } from "./files.ts";
import { keepObjectsYoung, tidyMemory } from "./memory.ts";
import { type ServerOptions, serve } from "./server.ts";

/** Serves the client at the other end of this process's standard streams, or of the pipe or socket that the arguments name. */
export function serveStdio(
  options: Omit<ServerOptions, "files" | "atRest"> & Pick<ServerFiles, "cacheFolder"> = {},
): void {
  keepObjectsYoung();
  const { cacheFolder, ...rest } = options;
  const isNamed = process.argv.some((argument) => /^--(stdio|node-ipc|pipe|socket)/.test(argument));
  const connection = isNamed
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const files = { ...diskFiles, ...(cacheFolder ? { cacheFolder } : {}) };
  serve(connection, { ...rest, files, atRest: tidyMemory });
}
