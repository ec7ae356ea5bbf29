/** The diagram beside the text. */
import type { DiagramResult, StepAtResult } from "@journey/language-server";
import { type Disposable, Range, type TextEditor, Uri, ViewColumn, type WebviewPanel, window, workspace } from "vscode";
import type { JourneyServer } from "./journey-server.ts";
import { changesNote, type FromPage, previewPage, type ToPage } from "./preview-page.ts";

/** Between a keystroke and the next picture. Milliseconds. */
const restAfterTyping = 120;

export class DiagramPreview implements Disposable {
  readonly #server: JourneyServer;
  readonly #subscriptions: Disposable[];
  #panel: WebviewPanel | undefined;
  #shown: { readonly uri: Uri; readonly journey: string | undefined } | undefined;
  #nodes: DiagramResult["nodes"] = {};
  #journey: string | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Counts the questions, so that a late answer does not replace a newer one. */
  #asked = 0;

  constructor(server: JourneyServer) {
    this.#server = server;
    this.#subscriptions = [
      workspace.onDidChangeTextDocument(() => this.#drawSoon()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => void this.#followCursor(textEditor)),
      window.onDidChangeActiveTextEditor((editor) => {
        // Not when the preview itself, or a file of another kind, gets the focus.
        if (!this.#panel || editor?.document.languageId !== "journey") return;
        if (editor.document.uri.toString() === this.#shown?.uri.toString()) return;
        this.#shown = { uri: editor.document.uri, journey: undefined };
        void this.#draw();
      }),
    ];
  }

  /** Shows a journey; without a name the one that the cursor is in, or the file's first. */
  async show(givenUri: string | undefined, journey: string | undefined): Promise<void> {
    const uri = givenUri === undefined ? window.activeTextEditor?.document.uri : Uri.parse(givenUri);
    if (!uri) return;
    this.#shown = { uri, journey };
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      await this.#draw();
      return;
    }
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const panel = window.createWebviewPanel("journey.diagram", "Journey", column, {
      enableScripts: true,
      localResourceRoots: [],
    });
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: FromPage) =>
      // A page that was hidden begins anew.
      message.kind === "ready" ? this.#draw() : this.#open(message.step),
    );
    panel.webview.html = previewPage(crypto.randomUUID());
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.#panel?.dispose();
    for (const each of this.#subscriptions) each.dispose();
  }

  #drawSoon(): void {
    if (!this.#panel) return;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.#draw(), restAfterTyping);
  }

  async #draw(): Promise<void> {
    if (!this.#panel || !this.#shown) return;
    const { uri, journey } = this.#shown;
    this.#asked++;
    const asked = this.#asked;
    const editor = editorOf(uri);
    const params = {
      textDocument: { uri: this.#server.nameOf(uri) },
      ...(journey === undefined ? {} : { journey }),
      ...(editor ? { position: editor.selection.active } : {}),
      ...(marksChanges(uri) ? { since: "HEAD" } : {}),
    };
    const [result, at] = await Promise.all([
      this.#server.ask<DiagramResult>("journey/diagram", params),
      editor && this.#stepAt(editor),
    ]);
    if (asked !== this.#asked) return;
    if (!result) {
      await this.#tell({
        kind: "nothing",
        why: "There is no journey to draw here: none is written, or it has mistakes.",
      });
      return;
    }
    this.#nodes = result.nodes;
    this.#journey = result.journey;
    this.#panel.title = result.title;
    const { title, svg, isOld } = result;
    const note = result.changes && changesNote(result.changes);
    const selected = at?.journey === result.journey ? { selected: at.step } : {};
    await this.#tell({ kind: "diagram", title, svg, isOld, ...(note ? { note } : {}), ...selected });
  }

  async #followCursor(editor: TextEditor): Promise<void> {
    if (!this.#panel || editor.document.uri.toString() !== this.#shown?.uri.toString()) return;
    const at = await this.#stepAt(editor);
    if (!at) await this.#tell({ kind: "select" });
    else if (at.journey === this.#journey) await this.#tell({ kind: "select", step: at.step });
    else if (this.#shown.journey === undefined) await this.#draw();
  }

  async #stepAt(editor: TextEditor): Promise<StepAtResult | undefined> {
    const { uri } = editor.document;
    if (!workspace.getConfiguration("journey", uri).get("diagram.followCursor", true)) return undefined;
    const position = editor.selection.active;
    return this.#server.ask<StepAtResult>("journey/stepAt", {
      textDocument: { uri: this.#server.nameOf(uri) },
      position,
    });
  }

  async #open(step: string): Promise<void> {
    const range = this.#nodes[step];
    if (!range || !this.#shown) return;
    const { start } = range;
    const selection = new Range(start.line, start.character, start.line, start.character);
    const viewColumn = editorOf(this.#shown.uri)?.viewColumn ?? ViewColumn.One;
    await window.showTextDocument(this.#shown.uri, { selection, viewColumn });
  }

  async #tell(message: ToPage): Promise<void> {
    await this.#panel?.webview.postMessage(message);
  }
}

/** Git is asked only in a workspace that is trusted. */
function marksChanges(uri: Uri): boolean {
  return workspace.isTrusted && workspace.getConfiguration("journey", uri).get("diagram.changes", true);
}

function editorOf(uri: Uri): TextEditor | undefined {
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
}
