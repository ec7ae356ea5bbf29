/** The language server, wherever it runs, and what shows how it is. */
import { type Disposable, LanguageStatusSeverity, languages, type Uri } from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";

export class JourneyServer implements Disposable {
  /** Of whichever kind: that of Node or that of a browser. */
  readonly #client: BaseLanguageClient;
  readonly #status = languages.createLanguageStatusItem("journey.server", { language: "journey" });
  readonly #subscriptions: Disposable[];

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    this.#status.name = "Journey";
    this.#status.command = { command: "journey.restart", title: "Restart" };
    this.#show(State.Starting);
    this.#subscriptions = [this.#status, this.#client.onDidChangeState(({ newState }) => this.#show(newState))];
  }

  async start(): Promise<void> {
    await this.#client.start();
  }

  async restart(): Promise<void> {
    if (this.#client.needsStop()) await this.#client.stop();
    await this.#client.start();
  }

  showOutput(): void {
    this.#client.outputChannel.show();
  }

  /** How the server names a file. */
  nameOf(uri: Uri): string {
    return this.#client.code2ProtocolConverter.asUri(uri);
  }

  /** The server's answer. Undefined while there is no server, or where it has none to give (the file was removed). */
  async ask<Result>(method: string, params: object): Promise<Result | undefined> {
    if (!this.#client.isRunning()) return undefined;
    try {
      return (await this.#client.sendRequest<Result | null>(method, params)) ?? undefined;
    } catch (error) {
      this.#client.warn(`${method}: ${error instanceof Error ? error.message : String(error)}`, undefined, false);
      return undefined;
    }
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    void this.#client.dispose();
  }

  #show(state: State): void {
    const isStopped = state === State.Stopped;
    this.#status.text = isStopped ? "$(error) Journey: stopped" : "$(check) Journey";
    this.#status.detail = isStopped ? "The language server does not run." : "The language server runs.";
    this.#status.severity = isStopped ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    this.#status.busy = state !== State.Running && !isStopped;
  }
}
