/** The language server: hands the editor's questions on to the services, and their answers back. */
import type { EditedWorkspace } from "@journey/language/services";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  type Diagnostic as ProtocolDiagnostic,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serveDiagrams } from "./diagram.ts";
import { serveDisplay, tokensLegend } from "./display.ts";
import { serveEditing } from "./editing.ts";
import type { ServerFiles } from "./files.ts";
import { serveNavigation } from "./navigation.ts";
import { configName, Projects } from "./projects.ts";
import { Places } from "./ranges.ts";
import type { Asked, ClientAbilities, Session } from "./session.ts";
import { Texts } from "./texts.ts";
import { toDiagnostic } from "./to-protocol.ts";
import { pathOf, uriOf } from "./uris.ts";

export interface ServerOptions {
  readonly files: ServerFiles;
  readonly version?: string;
  /** Where `docs/diagnostics.md` can be read, for links from the codes; the client may name another. */
  readonly docs?: string;
}

/** A question that comes right behind a change, such as a completion's, is answered before the check. Milliseconds. */
const questionsFirst = 3;
/** What the editor shows is opened right after the start. Milliseconds. */
const filesFirst = 150;

/** Serves one client until it goes. */
export function serve(connection: Connection, options: ServerOptions): void {
  const server = new Server(connection, options);
  server.listen();
}

class Server implements Session {
  readonly #documents = new TextDocuments(TextDocument);
  readonly #texts: Texts;
  readonly #projects: Projects;
  readonly #places = new WeakMap<TextDocument, Places>();
  readonly #published = new Map<string, string>();
  #isWatched = false;
  #pulls = false;
  #canRegister = false;
  #tellsFolders = false;
  client: ClientAbilities = { snippets: false, lazyActions: false, foldingCharacters: false };
  #docs: string | undefined;
  #scheduled: ReturnType<typeof setTimeout> | undefined;
  /** The projects that were looked at. */
  readonly #known = new Set<string>();

  constructor(
    readonly connection: Connection,
    readonly options: ServerOptions,
  ) {
    this.#docs = options.docs;
    this.#texts = new Texts(options.files, () => this.#isWatched);
    this.#projects = new Projects(this.#texts);
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    this.#texts.follow(this.#documents);
    this.#documents.onDidChangeContent(({ document }) => {
      this.#projects.of(pathOf(document.uri));
      this.#changed();
    });
    this.#documents.onDidClose(() => this.#changed());
    this.#documents.onDidSave(() => {
      if (!this.#isWatched) this.#texts.forgetAll();
      this.#changed();
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.#texts.forget(pathOf(uri));
      if (changes.some(({ uri, type }) => uri.endsWith(configName) || (uri.endsWith(".journey") && type !== 2))) {
        this.#projects.refresh();
      }
      this.#changed();
    });
    serveDisplay(this);
    serveEditing(this);
    serveNavigation(this);
    serveDiagrams(this);
    this.#serveDiagnostics();
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize({ capabilities, workspaceFolders, rootUri, initializationOptions }: InitializeParams): InitializeResult {
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    this.#projects.setRoots(folders.map((uri) => pathOf(uri).replace(/\/+$/, "")));
    this.#pulls = capabilities.textDocument?.diagnostic !== undefined;
    const { completion, codeAction, foldingRange } = capabilities.textDocument ?? {};
    this.client = {
      snippets: completion?.completionItem?.snippetSupport === true,
      lazyActions: codeAction?.resolveSupport?.properties.includes("edit") === true && codeAction.dataSupport === true,
      foldingCharacters: foldingRange?.lineFoldingOnly !== true,
    };
    this.#tellsFolders = capabilities.workspace?.workspaceFolders === true;
    this.#canRegister = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    const docs: unknown = initializationOptions?.docs;
    if (typeof docs === "string") this.#docs = docs;
    return {
      serverInfo: { name: "journey", ...(this.options.version ? { version: this.options.version } : {}) },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: { identifier: "journey", interFileDependencies: true, workspaceDiagnostics: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [".", '"', "{", " ", "/", "|", "%", "("] },
        signatureHelpProvider: { triggerCharacters: ["(", ",", " "] },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        documentLinkProvider: {},
        callHierarchyProvider: true,
        renameProvider: { prepareProvider: true },
        linkedEditingRangeProvider: true,
        codeActionProvider: {
          codeActionKinds: [
            "quickfix",
            "refactor.extract",
            "refactor.rewrite",
            "source.fixAll",
            "source.organizeImports",
          ],
          resolveProvider: true,
        },
        codeLensProvider: {},
        inlayHintProvider: true,
        semanticTokensProvider: { legend: tokensLegend, full: { delta: true }, range: true },
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: ["\n"] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  #initialized(): void {
    const { connection } = this;
    if (this.#canRegister) {
      const watchers = ["**/*.{journey,ts,mjml,html,md,txt}", `**/${configName}`].map((globPattern) => ({
        globPattern,
      }));
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers })
        .then(() => {
          this.#isWatched = true;
        })
        .catch(() => {});
    }
    if (this.#tellsFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
        this.#projects.setRoots(folders.map(({ uri }) => pathOf(uri).replace(/\/+$/, "")));
        this.#projects.openAll();
        this.#changed();
      });
    }
    this.#projects.openAll();
    this.#changed(filesFirst);
  }

  #serveDiagnostics(): void {
    const { connection } = this;
    connection.languages.diagnostics.on(({ textDocument }) => {
      const items = this.answer(textDocument.uri, ({ workspace, path }) => this.#diagnosticsOf(workspace, path)) ?? [];
      return { kind: DocumentDiagnosticReportKind.Full, items };
    });
    connection.languages.diagnostics.onWorkspace(() => ({
      items: this.#projects.all.flatMap(({ workspace }) => {
        // Models and bodies have findings too.
        const found = workspace.check().flatMap(({ diagnostics }) => diagnostics.map(({ file }) => file));
        return [...new Set([...workspace.paths, ...found])].map((path) => ({
          kind: DocumentDiagnosticReportKind.Full,
          uri: this.uriOf(path),
          version: this.#texts.opened(path)?.version ?? null,
          items: this.#diagnosticsOf(workspace, path),
        }));
      }),
    }));
  }

  answer<Result>(uri: string, ask: (asked: Asked) => Result | undefined): Result | null {
    const path = pathOf(uri);
    const { workspace } = this.#projects.of(path);
    if (this.#texts.readFile(path) === undefined) {
      throw new ResponseError(ErrorCodes.InvalidParams, `There is no file ${path}, or it can't be read.`);
    }
    return ask({ path, workspace, places: this.placesOf(path) }) ?? null;
  }

  get workspaces(): readonly EditedWorkspace[] {
    return this.#projects.all.map(({ workspace }) => workspace);
  }

  workspaceOf(path: string): EditedWorkspace {
    return this.#projects.of(path).workspace;
  }

  uriOf(path: string): string {
    return this.#texts.opened(path)?.uri ?? uriOf(path);
  }

  placesOf(path: string): Places {
    const document = this.#texts.opened(path);
    if (!document) return new Places(this.#texts.readFile(path) ?? "");
    const known = this.#places.get(document);
    const text = document.getText();
    if (known?.text === text) return known;
    const places = new Places(text);
    this.#places.set(document, places);
    return places;
  }

  /** What is wrong in the file, whichever file's check found it. */
  #diagnosticsOf(workspace: EditedWorkspace, path: string): ProtocolDiagnostic[] {
    const all = new Map<string, Places>();
    const placesOf = (each: string): Places => {
      const places = all.get(each) ?? this.placesOf(each);
      all.set(each, places);
      return places;
    };
    return workspace
      .check()
      .flatMap((file) => file.diagnostics)
      .filter((diagnostic) => diagnostic.file === path)
      .map((diagnostic) => toDiagnostic(diagnostic, placesOf, this.#docs));
  }

  /** Something is different: whoever can't ask is told, once for all changes that came together. */
  #changed(delay = questionsFirst): void {
    this.#projects.changed();
    if (this.#pulls) return;
    clearTimeout(this.#scheduled);
    this.#scheduled = setTimeout(() => this.#publish(), delay);
  }

  /** A large project takes a while: the files that somebody sees come first. Whether there were any. */
  #publishOpenFiles(): boolean {
    let hasSome = false;
    for (const document of this.#documents.all()) {
      const path = pathOf(document.uri);
      const { folder, workspace } = this.#projects.of(path);
      if (this.#known.has(folder) || !path.endsWith(".journey")) continue;
      hasSome = true;
      const diagnostics = workspace
        .checkAlone(path)
        .map((diagnostic) => toDiagnostic(diagnostic, (each) => this.placesOf(each), this.#docs));
      this.#send(path, diagnostics);
    }
    for (const { folder } of this.#projects.all) this.#known.add(folder);
    return hasSome;
  }

  #publish(): void {
    if (this.#publishOpenFiles()) {
      this.#changed();
      return;
    }
    const found = new Map<string, ProtocolDiagnostic[]>();
    for (const { workspace } of this.#projects.all) {
      const all = new Map<string, Places>();
      const placesOf = (path: string): Places => {
        const places = all.get(path) ?? this.placesOf(path);
        all.set(path, places);
        return places;
      };
      for (const diagnostic of workspace.check().flatMap((file) => file.diagnostics)) {
        const own = found.get(diagnostic.file) ?? [];
        own.push(toDiagnostic(diagnostic, placesOf, this.#docs));
        found.set(diagnostic.file, own);
      }
    }
    for (const document of this.#documents.all()) {
      const path = pathOf(document.uri);
      if (!found.has(path)) found.set(path, []);
    }
    for (const path of this.#published.keys()) if (!found.has(path)) found.set(path, []);
    for (const [path, diagnostics] of found) this.#send(path, diagnostics);
  }

  /** Unless the client knows that already. */
  #send(path: string, diagnostics: ProtocolDiagnostic[]): void {
    const version = this.#texts.opened(path)?.version;
    const key = JSON.stringify([version, diagnostics]);
    if (this.#published.get(path) === key) return;
    this.#published.set(path, key);
    void this.connection.sendDiagnostics({
      uri: this.uriOf(path),
      ...(version === undefined ? {} : { version }),
      diagnostics,
    });
  }
}
