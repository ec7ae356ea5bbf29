/** The tests of journeys, in the Testing view. */
import { resolve } from "node:path";
import {
  type CancellationToken,
  type Disposable,
  Location,
  Position,
  type TestItem,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
} from "vscode";
import type { JourneyServer } from "./journey-server.ts";
import { lensesOf } from "./lenses.ts";
import { invocationOf, projectFolderOf, run } from "./program.ts";

/** Somebody who types is not done yet. Milliseconds. */
const restAfterTyping = 400;

interface Place {
  /** From the folder in which it ran. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What `journey test --format json` prints, as far as it is shown. */
interface TestReport {
  readonly tests: readonly {
    readonly title: string;
    readonly place: Place;
    readonly failures: readonly { readonly message: string; readonly place: Place }[];
    readonly timeline: readonly { readonly at: string; readonly what: string }[];
    readonly standing: string;
  }[];
}

export class JourneyTests implements Disposable {
  readonly #server: JourneyServer;
  readonly #program: string;
  readonly #controller = tests.createTestController("journey", "Journeys");
  readonly #subscriptions: Disposable[] = [this.#controller];
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(server: JourneyServer, program: string) {
    this.#server = server;
    this.#program = program;
    this.#controller.createRunProfile(
      "Run",
      TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
    );
    this.#controller.refreshHandler = () => this.#readAll();
  }

  /** Reads the tests of all files, and again those of a file that changes. */
  follow(): void {
    const watcher = workspace.createFileSystemWatcher("**/*.journey");
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate((uri) => this.#readSoon(uri)),
      watcher.onDidChange((uri) => this.#readSoon(uri)),
      watcher.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === "journey" && document.uri.scheme === "file") this.#readSoon(document.uri);
      }),
    );
    void this.#readAll();
  }

  /** The test above which it was asked for. */
  async runTitle(uri: string | undefined, title: string | undefined): Promise<void> {
    if (uri === undefined || title === undefined) return;
    await this.#read(Uri.parse(uri));
    const found = itemsOf(this.#controller.items.get(Uri.parse(uri).toString())).filter(({ label }) => label === title);
    await this.#runItems(found);
  }

  /** All tests of a journey, wherever they stand. */
  async runJourney(journey: string): Promise<void> {
    await this.#readAll();
    const all = [...this.#controller.items].flatMap(([, file]) => itemsOf(file));
    await this.#runItems(all.filter(({ description }) => description === journey));
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const each of this.#subscriptions) each.dispose();
  }

  async #readAll(): Promise<void> {
    const files = await workspace.findFiles("**/*.journey", "**/node_modules/**");
    for (const uri of files) await this.#read(uri);
  }

  #readSoon(uri: Uri): void {
    const key = uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => {
        this.#waiting.delete(key);
        void this.#read(uri);
      }, restAfterTyping),
    );
  }

  async #read(uri: Uri): Promise<void> {
    const id = uri.toString();
    const found = (await lensesOf(this.#server, uri)).filter(({ command }) => command === "journey.runTest");
    if (found.length === 0) {
      this.#controller.items.delete(id);
      return;
    }
    const file =
      this.#controller.items.get(id) ?? this.#controller.createTestItem(id, workspace.asRelativePath(uri), uri);
    const document = await workspace.openTextDocument(uri);
    file.children.replace(
      found.map(({ about, range }) => {
        const item = this.#controller.createTestItem(`${id}#${about}`, about, uri);
        item.range = range;
        const journey = /\bfor\s+(\S+)\s*\{?\s*$/.exec(document.lineAt(range.start.line).text)?.[1];
        if (journey !== undefined) item.description = journey;
        return item;
      }),
    );
    this.#controller.items.add(file);
  }

  async #runItems(items: readonly TestItem[]): Promise<void> {
    if (items.length > 0) await this.#run(new TestRunRequest(items));
  }

  async #run(request: TestRunRequest, token?: CancellationToken): Promise<void> {
    await workspace.saveAll(false);
    const excluded = new Set(request.exclude?.map(({ id }) => id));
    const asked = request.include ?? [...this.#controller.items].map(([, item]) => item);
    const items = asked.flatMap((item) => (item.children.size > 0 ? itemsOf(item) : [item]));
    const testRun = this.#controller.createTestRun(request);
    const byFolder = new Map<string, TestItem[]>();
    for (const item of items) {
      if (!item.uri || excluded.has(item.id)) continue;
      testRun.started(item);
      const folder = projectFolderOf(item.uri);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), item]);
    }
    for (const [folder, own] of byFolder) {
      const [first] = own;
      if (!first?.uri || token?.isCancellationRequested) continue;
      const names = own.length === 1 ? ["--name", first.label] : [];
      const invocation = invocationOf(this.#program, first.uri, ["test", ".", "--format", "json", ...names]);
      let stop: Disposable | undefined;
      try {
        const { stdout, stderr } = await run(invocation, (started) => {
          stop = token?.onCancellationRequested(() => started.kill());
        });
        const report = readReport(stdout);
        for (const item of own) {
          const result = report?.tests.find(
            ({ title, place }) => title === item.label && resolve(folder, place.file) === item.uri?.fsPath,
          );
          if (!result) {
            testRun.errored(item, new TestMessage(stderr.trim() || "The test did not run."));
            continue;
          }
          const lines = [...result.timeline.map(({ at, what }) => `${at}  ${what}`), `In the end: ${result.standing}.`];
          testRun.appendOutput(`${[result.title, ...lines].join("\r\n  ")}\r\n`, undefined, item);
          if (result.failures.length === 0) testRun.passed(item);
          else
            testRun.failed(
              item,
              result.failures.map((failure) => messageOf(failure, folder)),
            );
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        for (const item of own) {
          testRun.errored(item, new TestMessage(`${invocation.command} can't be run: ${reason}. See journey.command.`));
        }
      } finally {
        stop?.dispose();
      }
    }
    testRun.end();
  }
}

function itemsOf(file: TestItem | undefined): TestItem[] {
  return file ? [...file.children].map(([, item]) => item) : [];
}

function messageOf({ message, place }: TestReport["tests"][number]["failures"][number], folder: string): TestMessage {
  const shown = new TestMessage(message);
  shown.location = new Location(Uri.file(resolve(folder, place.file)), new Position(place.line - 1, place.column - 1));
  return shown;
}

/** Undefined where it printed something else: the files have mistakes, or the program is another. */
function readReport(stdout: string): TestReport | undefined {
  try {
    const report = JSON.parse(stdout) as Partial<TestReport>;
    return Array.isArray(report.tests) ? (report as TestReport) : undefined;
  } catch {
    return undefined;
  }
}
