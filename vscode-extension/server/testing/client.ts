/** For tests and benchmarks: a client that starts a server as an editor does, and talks to it over its standard streams. */
import { type ChildProcess, spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

export interface TestClient {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** The diagnostics that were published last, by URI. */
  readonly published: ReadonlyMap<string, readonly PublishedDiagnostic[]>;
  open(path: string, text: string): Promise<void>;
  /** Waits for the next publication about the file. */
  nextDiagnostics(path: string): Promise<readonly PublishedDiagnostic[]>;
  stop(): Promise<void>;
}

export interface PublishedDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** @param command the program and its arguments */
export async function startClient(
  command: readonly string[],
  folder: string,
  capabilities: object = {},
): Promise<TestClient> {
  const [program = "", ...rest] = command;
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published = new Map<string, readonly PublishedDiagnostic[]>();
  const waiting = new Map<string, ((found: readonly PublishedDiagnostic[]) => void)[]>();
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: { uri: string; diagnostics: readonly PublishedDiagnostic[] }) => {
      published.set(uri, diagnostics);
      for (const resolve of waiting.get(uri) ?? []) resolve(diagnostics);
      waiting.delete(uri);
    },
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "test" }],
    capabilities,
  });
  await connection.sendNotification("initialized", {});
  return {
    process: child,
    connection,
    published,
    open: (path, text) =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: pathToFileURL(path).href, languageId: "journey", version: 1, text },
      }),
    nextDiagnostics: (path) =>
      new Promise((resolve) => {
        const { href } = pathToFileURL(path);
        waiting.set(href, [...(waiting.get(href) ?? []), resolve]);
      }),
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
}
