/**
 * The peer: a language server for the same files, made with Langium from the grammar beside this file. It checks syntax and
 * links names; it knows no models, types, times or texts, so it has less to do.
 */
import { readFileSync } from "node:fs";
import { createServicesForGrammar } from "langium/grammar";
import { startLanguageServer } from "langium/lsp";
import { NodeFileSystem } from "langium/node";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";

const connection = createConnection(ProposedFeatures.all);
const { shared } = await createServicesForGrammar({
  grammar: readFileSync(new URL("./campaigns.langium", import.meta.url), "utf8"),
  languageMetaData: {
    languageId: "journey",
    fileExtensions: [".journey"],
    caseInsensitive: false,
    mode: "production",
  },
  sharedModule: {
    lsp: { Connection: () => connection },
    workspace: { FileSystemProvider: () => NodeFileSystem.fileSystemProvider() },
  },
});
startLanguageServer(shared);
