/** The language server in a browser's worker. The client sends it the files, for here nobody can read one at once. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { MemoryFiles } from "../server/memory-files.ts";
import { serve } from "../server/server.ts";

const files = new MemoryFiles();
const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
files.follow(connection);
serve(connection, { files });
