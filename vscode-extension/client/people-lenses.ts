/** "12 participants under way" above journeys, and "3 here" above steps, when a service is named in the settings. */
import type { JourneySteps } from "@journey/language-server";
import {
  CodeLens,
  type Disposable,
  EventEmitter,
  LanguageStatusSeverity,
  languages,
  Range,
  type SecretStorage,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from "vscode";
import type { JourneyServer } from "./journey-server.ts";
import { originOf, peopleLenses, ServicePeople, type ServiceState } from "./service-people.ts";

/** While somebody looks at a journey, the numbers are asked for again. Milliseconds. */
const again = 30_000;

export class PeopleLenses implements Disposable {
  readonly #server: JourneyServer;
  readonly #secrets: SecretStorage;
  readonly #changed = new EventEmitter<void>();
  readonly #people = new ServicePeople(() => this.#changed.fire());
  readonly #status = languages.createLanguageStatusItem("journey.service", { language: "journey" });
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #subscriptions: Disposable[];

  constructor(server: JourneyServer, secrets: SecretStorage) {
    this.#server = server;
    this.#secrets = secrets;
    this.#status.name = "Journey: service";
    this.#show(undefined, undefined);
    const anew = (): void => {
      this.#people.forget();
      this.#changed.fire();
    };
    this.#timer = setInterval(() => {
      const isSeen = window.visibleTextEditors.some(({ document }) => urlFor(document.uri) !== undefined);
      if (isSeen && window.state.focused) this.#changed.fire();
    }, again);
    this.#subscriptions = [
      this.#changed,
      this.#status,
      languages.registerCodeLensProvider(
        { language: "journey", scheme: "file" },
        { onDidChangeCodeLenses: this.#changed.event, provideCodeLenses: (document) => this.#lenses(document) },
      ),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("journey.service")) anew();
      }),
      workspace.onDidGrantWorkspaceTrust(anew),
      secrets.onDidChange(anew),
    ];
  }

  /** Asks for the token of the service that the settings name, and keeps it where VS Code keeps secrets. */
  async askForToken(given: string | undefined): Promise<void> {
    const uri = window.activeTextEditor?.document.uri;
    const url = urlFor(uri);
    const origin = url === undefined ? undefined : originOf(url);
    if (origin === undefined) {
      void window.showInformationMessage("Name the service in the setting `journey.service.url` first.");
      return;
    }
    const prompt = `JOURNEY_STATUS_TOKEN of ${origin}; empty: none`;
    const token = given ?? (await window.showInputBox({ prompt, password: true, ignoreFocusOut: true }));
    if (token === undefined) return;
    if (token === "") await this.#secrets.delete(keyOf(origin));
    else await this.#secrets.store(keyOf(origin), token);
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }

  async #lenses(document: TextDocument): Promise<CodeLens[]> {
    const url = urlFor(document.uri);
    const origin = url === undefined ? undefined : originOf(url);
    const token = origin === undefined ? undefined : await this.#secrets.get(keyOf(origin));
    const state = url === undefined ? undefined : this.#people.of({ url, token });
    this.#show(url, state);
    if (state?.kind !== "known") return [];
    const textDocument = { uri: this.#server.nameOf(document.uri) };
    const written = await this.#server.ask<JourneySteps[]>("journey/steps", { textDocument });
    return peopleLenses(written ?? [], state.journeys).map(({ range: { start, end }, title }) => {
      const range = new Range(start.line, start.character, end.line, end.character);
      return new CodeLens(range, { title, command: "" });
    });
  }

  /** In the `{}` of the status bar; nothing else is said of a service that is silent. */
  #show(url: string | undefined, state: ServiceState | undefined): void {
    const isSilent = state?.kind === "silent";
    this.#status.text = isSilent ? "$(debug-disconnect) Journey: no numbers" : "$(organization) Journey: numbers";
    this.#status.detail =
      url === undefined ? "No service is named (journey.service.url)." : isSilent ? `${url}: ${state.why}` : url;
    this.#status.severity = LanguageStatusSeverity.Information;
  }
}

/** The service for a file. Undefined: none is named, or the workspace is not trusted. */
function urlFor(uri: Uri | undefined): string | undefined {
  if (!workspace.isTrusted) return undefined;
  const url = workspace
    .getConfiguration("journey", uri ?? null)
    .get<string>("service.url", "")
    .trim();
  return url === "" ? undefined : url;
}

const keyOf = (origin: string): string => `token ${origin}`;
