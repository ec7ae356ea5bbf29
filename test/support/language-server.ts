/** For tests: the language server in this process, with a client at the other end of two streams. */
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { serve } from "@journey/language-server";
import { diskFiles } from "@journey/language-server/disk";
import {
  createConnection,
  createMessageConnection,
  type MessageConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

export interface ServerUnderTest {
  readonly client: MessageConnection;
  /** The server's answer; an error is one too, and thrown. */
  ask(method: string, params: object): Promise<unknown>;
  tell(method: string, params: object): Promise<void>;
}

export async function startServer(folder: string, capabilities: object = {}): Promise<ServerUnderTest> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  serve(createConnection(ProposedFeatures.all, up, down), { files: diskFiles });
  const client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.onRequest("client/registerCapability", () => null);
  client.listen();
  const rootUri = pathToFileURL(folder).href;
  await client.sendRequest("initialize", {
    processId: null,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "test" }],
    capabilities,
  });
  await client.sendNotification("initialized", {});
  return {
    client,
    ask: (method, params) => client.sendRequest(method, params),
    tell: (method, params) => client.sendNotification(method, params),
  };
}
