import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { diskFiles } from "./disk-files.ts";
import { serve } from "./server.ts";

/** Serves the client at the other end of this process's standard streams, or of the pipe or socket that the arguments name. */
export function serveStdio(options: { readonly version?: string; readonly docs?: string } = {}): void {
  const isNamed = process.argv.some((argument) => /^--(stdio|node-ipc|pipe|socket)/.test(argument));
  const connection = isNamed
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  serve(connection, { ...options, files: diskFiles });
}
