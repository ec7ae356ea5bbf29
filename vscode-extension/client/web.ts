/** The extension's door in a browser, without Node: what is written is checked, shown and drawn; nothing is run. */
import { commands, type ExtensionContext, Uri, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { clientOptions, projectFiles } from "./client-options.ts";
import { DiagramPreview } from "./diagram-preview.ts";
import { JourneyServer } from "./journey-server.ts";
import { textOf } from "./text-of.ts";
import { fromServer, toServer } from "./web-uris.ts";

/** A browser's; Node's types don't know it. */
declare const Worker: new (address: string) => { postMessage(message: unknown): void; terminate(): void };

export async function activate(context: ExtensionContext): Promise<void> {
  // A worker can't be started from an extension's address; from its text it can.
  const program = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist", "web-server.js"));
  const address = URL.createObjectURL(new Blob([program.slice()], { type: "text/javascript" }));
  const worker = new Worker(address);
  const uriConverters = { code2Protocol: toServer, protocol2Code: fromServer };
  const client = new LanguageClient("journey", "Journey", worker, { ...clientOptions(undefined), uriConverters });
  const send = (files: Record<string, string | null>): Promise<void> =>
    client.sendNotification("journey/files", { files });
  const read = async (uri: Uri): Promise<string | null> => {
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(uri));
    } catch {
      return null;
    }
  };
  const found = await workspace.findFiles(projectFiles, "**/node_modules/**");
  const texts = await Promise.all(found.map(async (uri) => [toServer(uri), await read(uri)] as const));
  // Before anything is asked about them.
  worker.postMessage({ jsonrpc: "2.0", method: "journey/files", params: { files: Object.fromEntries(texts) } });
  const watcher = workspace.createFileSystemWatcher(projectFiles);
  const changed = async (uri: Uri): Promise<void> => send({ [toServer(uri)]: await read(uri) });
  const server = new JourneyServer(client);
  const preview = new DiagramPreview(server);
  const onlyOnDisk = (): void => {
    void window.showInformationMessage("Tests and simulations run in VS Code on a computer, not in a browser.");
  };
  context.subscriptions.push(
    ...[server, preview, watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed)],
    watcher.onDidDelete((uri) => send({ [toServer(uri)]: null })),
    commands.registerCommand("journey.showDiagram", (uri, journey) => {
      // The server's lenses name the server's path.
      const text = typeof uri === "string" ? fromServer(uri).toString() : textOf(uri);
      return preview.show(text, textOf(journey));
    }),
    ...["journey.runTest", "journey.runTests", "journey.simulate"].map((name) =>
      commands.registerCommand(name, onlyOnDisk),
    ),
    commands.registerCommand("journey.setServiceToken", () => {
      void window.showInformationMessage("A service is asked from VS Code on a computer, not from a browser.");
    }),
    commands.registerCommand("journey.restart", () => server.restart()),
    commands.registerCommand("journey.showOutput", () => server.showOutput()),
    { dispose: () => worker.terminate() },
  );
  await server.start();
}
