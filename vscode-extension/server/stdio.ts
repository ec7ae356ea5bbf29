import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { diskFiles } from "./disk-files.ts";
import type { ServerFiles } from "./files.ts";
import { type ServerOptions, serve } from "./server.ts";

/** Serves the client at the other end of this process's standard streams, or of the pipe or socket that the arguments name. */
export function serveStdio(options: Omit<ServerOptions, "files"> & Pick<ServerFiles, "cacheFolder"> = {}): void {
  const { cacheFolder, ...rest } = options;
  const isNamed = process.argv.some((argument) => /^--(stdio|node-ipc|pipe|socket)/.test(argument));
  const connection = isNamed
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  serve(connection, { ...rest, files: { ...diskFiles, ...(cacheFolder ? { cacheFolder } : {}) } });
}
