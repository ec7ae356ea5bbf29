/** A client that starts a language server as an editor does, and types. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

/** @param {string[]} command the program and its arguments */
export async function startEditor(command, folder) {
  const started = performance.now();
  const [program, ...rest] = command;
  const server = spawn(program, rest, { stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = new Map();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    waiting.get(uri)?.(diagnostics);
    waiting.delete(uri);
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/configuration", ({ items }) => items.map(() => null));
  connection.onNotification("window/logMessage", () => {});
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "bench" }],
    capabilities: {
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: { completion: { completionItem: { snippetSupport: true } } },
    },
  });
  await connection.sendNotification("initialized", {});
  let version = 0;
  return {
    started,
    /** Waits for the next diagnostics of the file. */
    diagnostics: (uri) => new Promise((resolve) => waiting.set(uri, resolve)),
    open(uri, languageId, text) {
      version = 1;
      return connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
    },
    type(uri, position, text) {
      version++;
      return connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: position, end: position }, text }],
      });
    },
    /** Waits until the whole workspace has been looked at. */
    settled: () => connection.sendRequest("workspace/diagnostic", { previousResultIds: [] }),
    complete: (uri, position) =>
      connection.sendRequest("textDocument/completion", {
        textDocument: { uri },
        position,
        context: { triggerKind: 1 },
      }),
    /** What the process has in memory now, in MiB. */
    memory() {
      const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    },
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
      server.kill();
    },
  };
}
