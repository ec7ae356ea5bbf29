/** The texts as they are in the editor, and for all other files as they are on the disk. */
import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ServerFiles } from "./files.ts";
import { pathOf } from "./uris.ts";

/** Without news of changes from the client, a file's text is taken for current this long. Milliseconds. */
const trusted = 2000;

export class Texts {
  readonly #read = new Map<string, { readonly text: string | undefined; readonly at: number }>();
  readonly #open = new Map<string, TextDocument>();

  /** @param isWatched the client says which files change on the disk */
  constructor(
    readonly files: ServerFiles,
    readonly isWatched: () => boolean,
  ) {}

  follow(documents: TextDocuments<TextDocument>): void {
    documents.onDidOpen(({ document }) => this.#open.set(pathOf(document.uri), document));
    documents.onDidChangeContent(({ document }) => this.#open.set(pathOf(document.uri), document));
    documents.onDidClose(({ document }) => {
      this.#open.delete(pathOf(document.uri));
      this.forget(pathOf(document.uri));
    });
  }

  opened(path: string): TextDocument | undefined {
    return this.#open.get(path);
  }

  readFile(path: string): string | undefined {
    const open = this.#open.get(path);
    if (open) return open.getText();
    const known = this.#read.get(path);
    if (known && (this.isWatched() || Date.now() - known.at < trusted)) return known.text;
    const text = this.files.readFile(path);
    this.#read.set(path, { text, at: Date.now() });
    return text;
  }

  /** The file may have changed on the disk. */
  forget(path: string): void {
    this.#read.delete(path);
  }

  forgetAll(): void {
    this.#read.clear();
  }
}
