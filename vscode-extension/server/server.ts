/** The language server: hands the editor's questions on to the services, and their answers back. */
import type { ModelReader } from "@journey/language";
import type { EditedWorkspace } from "@journey/language/services";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  type Diagnostic as ProtocolDiagnostic,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { afterQuestions } from "./after-questions.ts";
import { serveDiagrams } from "./diagram.ts";
import { serveDisplay, tokensLegend } from "./display.ts";
import { serveEditing } from "./editing.ts";
import type { Commit, ServerFiles } from "./files.ts";
import { Findings } from "./findings.ts";
import { serveNavigation } from "./navigation.ts";
import { configName, type Project, Projects } from "./projects.ts";
import { Places } from "./ranges.ts";
import type { Asked, ClientAbilities, Session } from "./session.ts";
import { Texts } from "./texts.ts";
import { pathOf, uriOf } from "./uris.ts";

export interface ServerOptions {
  readonly files: ServerFiles;
  readonly version?: string;
  /** Where `docs/diagnostics.md` can be read, for links from the codes; the client may name another. */
  readonly docs?: string;
  /** Called when nothing has been asked for a while. */
  readonly atRest?: () => void;
}

/** Whoever asks about a file waits so long for the rest of its project. Milliseconds. */
const soon = 300;
/** Nobody has typed or asked for so long: they look at something else. Milliseconds. */
const rest = 2000;
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
  readonly #places = new Map<string, Places>();
  readonly #published = new Map<string, Published>();
  readonly #findings: Findings;
  #isWatched = false;
  #pulls = false;
  /** The client asks again when it is told to: so it can be answered before all is known. */
  #asksAgain = false;
  #isComplete = true;
  #askedEarly = false;
  readonly #resultIds = new ResultIds();
  /** What the client knows of each project. */
  readonly #told = new Map<Project, ReadonlyMap<string, readonly ProtocolDiagnostic[]>>();
  #canRegister = false;
  #tellsFolders = false;
  client: ClientAbilities = {
    snippets: false,
    lazyActions: false,
    foldingCharacters: false,
    annotatedChanges: false,
  };
  #docs: string | undefined;
  /** Ends the wait for the next check. */
  #unschedule: (() => void) | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly connection: Connection,
    readonly options: ServerOptions,
  ) {
    this.#docs = options.docs;
    this.#texts = new Texts(options.files, () => this.#isWatched);
    this.#projects = new Projects(this.#texts);
    this.#findings = new Findings({
      placesOf: (path) => this.placesOf(path),
      docs: () => this.#docs,
      early: (_, path, found) => this.#send(path, found),
      done: (project) => this.#done(project),
    });
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    this.#texts.follow(this.#documents);
    this.#documents.onDidChangeContent(({ document }) => {
      this.#projects.of(pathOf(document.uri));
      this.#changed([pathOf(document.uri)]);
    });
    this.#documents.onDidClose(({ document }) => this.#changed([pathOf(document.uri)]));
    this.#documents.onDidSave(({ document }) => {
      if (!this.#isWatched) this.#texts.forgetAll();
      this.#changed([pathOf(document.uri)]);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.#texts.forget(pathOf(uri));
      if (
        changes.some(
          ({ uri, type }) => uri.endsWith(configName) || (uri.endsWith(".journey") && type !== FileChangeType.Changed),
        )
      ) {
        this.#projects.refresh();
      }
      // Of files that have come or gone others may know by their folders.
      const isSame = changes.every(({ type }) => type === FileChangeType.Changed);
      this.#changed(isSame ? changes.map(({ uri }) => pathOf(uri)) : undefined);
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
    this.#asksAgain = capabilities.workspace?.diagnostics?.refreshSupport === true;
    const { completion, codeAction, foldingRange } = capabilities.textDocument ?? {};
    const edits = capabilities.workspace?.workspaceEdit;
    this.client = {
      snippets: completion?.completionItem?.snippetSupport === true,
      lazyActions: codeAction?.resolveSupport?.properties.includes("edit") === true && codeAction.dataSupport === true,
      foldingCharacters: foldingRange?.lineFoldingOnly !== true,
      annotatedChanges: edits?.documentChanges === true && edits.changeAnnotationSupport !== undefined,
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
    this.#changed(undefined, filesFirst);
  }

  #serveDiagnostics(): void {
    const { connection } = this;
    connection.languages.diagnostics.on(async ({ textDocument }) => {
      if (!this.#asksAgain) await this.#whenChecked();
      else await Promise.race([this.#whenChecked(), sleep(soon)]);
      if (!this.#isComplete) this.#askedEarly = true;
      const path = pathOf(textDocument.uri);
      this.answer(textDocument.uri, () => undefined);
      return { kind: DocumentDiagnosticReportKind.Full, items: [...this.#findings.in(this.#projects.of(path), path)] };
    });
    connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }) => {
      await this.#whenChecked();
      const before = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      return {
        items: this.#projects.all.flatMap((project) => {
          const found = this.#findings.of(project);
          return [...new Set([...project.workspace.paths, ...found.keys()])].map((path) => {
            const uri = this.uriOf(path);
            const version = this.#texts.opened(path)?.version ?? null;
            const items = found.get(path) ?? nothing;
            const resultId = this.#resultIds.of(items);
            return before.get(uri) === resultId
              ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
              : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: [...items] };
          });
        }),
      };
    });
  }

  /** All projects have been checked since the last change. */
  async #whenChecked(): Promise<void> {
    if (this.#projects.all.every(({ workspace }) => workspace.isChecked)) return;
    const done = this.#findings.whenDone();
    if (this.#isComplete) this.#changed([], 0);
    await done;
  }

  /** From now on nothing has to be done. */
  #rest(): void {
    const { atRest } = this.options;
    clearTimeout(this.#resting);
    if (atRest && this.#isComplete) this.#resting = setTimeout(atRest, rest);
  }

  answer<Result>(uri: string, ask: (asked: Asked) => Result | undefined): Result | null {
    this.#rest();
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

  headOf(path: string): Commit | undefined {
    return this.options.files.headOf?.(path.slice(0, path.lastIndexOf("/")) || "/");
  }

  modelReaderOf(path: string): ModelReader {
    return this.#projects.of(path).readModels;
  }

  uriOf(path: string): string {
    return this.#texts.opened(path)?.uri ?? uriOf(path);
  }

  versionOf(path: string): number | null {
    return this.#texts.opened(path)?.version ?? null;
  }

  placesOf(path: string): Places {
    const text = this.#texts.readFile(path) ?? "";
    const known = this.#places.get(path);
    if (known?.text === text) return known;
    const places = new Places(text);
    this.#places.set(path, places);
    return places;
  }

  /**
   * Something is different: what is wrong is found out anew, once for all changes that came together.
   *
   * @param touched the files whose texts have changed; without it any may have
   */
  #changed(touched?: readonly string[], delay = 0): void {
    this.#projects.changed(this.#isWatched ? touched : undefined);
    this.#findings.stop();
    this.#isComplete = false;
    clearTimeout(this.#resting);
    this.#unschedule?.();
    if (delay === 0) {
      this.#unschedule = afterQuestions(() => this.#check());
    } else {
      const timer = setTimeout(() => this.#check(), delay);
      this.#unschedule = () => clearTimeout(timer);
    }
  }

  #check(): void {
    const seen = new Map<Project, string[]>();
    for (const { uri } of this.#documents.all()) {
      const path = pathOf(uri);
      const project = this.#projects.of(path);
      const own = seen.get(project) ?? [];
      if (path.endsWith(".journey")) own.push(path);
      seen.set(project, own);
    }
    // Those that somebody looks into come first.
    const projects = [...new Set([...seen.keys(), ...this.#projects.all])];
    this.#findings.start(projects, (project) => seen.get(project) ?? []);
  }

  /** A project has been checked: whoever can't ask is told. */
  #done(project: Project): void {
    if (this.#projects.all.every(({ workspace }) => workspace.isChecked)) {
      this.#isComplete = true;
      this.#rest();
    }
    if (this.#pulls) {
      if (this.#askedEarly && this.#isComplete) {
        this.#askedEarly = false;
        void this.connection.languages.diagnostics.refresh();
      }
      return;
    }
    const before = this.#told.get(project)?.keys() ?? [];
    const found = this.#findings.of(project);
    this.#told.set(project, found);
    const current = new Set(this.#projects.all);
    const gone: string[] = [];
    for (const [other, told] of this.#told) {
      if (current.has(other)) continue;
      gone.push(...told.keys());
      this.#told.delete(other);
    }
    const open = this.#documents.all().map(({ uri }) => pathOf(uri));
    const own = open.filter((path) => this.#projects.of(path) === project);
    // Models and bodies may belong to several.
    const others = [...this.#told.values()].filter((told) => told !== found);
    for (const path of new Set([...before, ...gone, ...own, ...found.keys()])) {
      const elsewhere = others.flatMap((told) => told.get(path) ?? []);
      const here = found.get(path) ?? [];
      this.#send(path, elsewhere.length > 0 ? [...here, ...elsewhere] : here);
    }
  }

  /** Unless the client knows that already. */
  #send(path: string, diagnostics: readonly ProtocolDiagnostic[]): void {
    if (this.#pulls) return;
    const version = this.#texts.opened(path)?.version;
    const before = this.#published.get(path);
    if (before?.version === version && areTheSame(before?.diagnostics, diagnostics)) return;
    this.#published.set(path, { version, diagnostics });
    void this.connection.sendDiagnostics({
      uri: this.uriOf(path),
      ...(version === undefined ? {} : { version }),
      diagnostics: [...diagnostics],
    });
  }
}

const nothing: readonly ProtocolDiagnostic[] = [];

/** Names for lists of findings: clients that ask for all files every few seconds need not be told the same again. */
class ResultIds {
  readonly #ids = new WeakMap<readonly ProtocolDiagnostic[], string>();
  #last = 0;

  of(found: readonly ProtocolDiagnostic[]): string {
    const known = this.#ids.get(found);
    if (known !== undefined) return known;
    this.#last++;
    const id = String(this.#last);
    this.#ids.set(found, id);
    return id;
  }
}

function areTheSame<Item>(before: readonly Item[] | undefined, now: readonly Item[]): boolean {
  return before === now || (before?.length === now.length && now.every((each, index) => each === before[index]));
}

interface Published {
  readonly version: number | undefined;
  readonly diagnostics: readonly ProtocolDiagnostic[];
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
