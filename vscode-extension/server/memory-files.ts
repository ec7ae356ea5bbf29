/** Files that the client has sent: where the server can't read any. */
import picomatch from "picomatch";
import type { Connection } from "vscode-languageserver";
import type { ServerFiles } from "./files.ts";
import { pathOf } from "./uris.ts";

/** `journey/files`: texts by URI; null: there is no such file any more. */
export interface FilesParams {
  readonly files: Readonly<Record<string, string | null>>;
}

export class MemoryFiles implements ServerFiles {
  readonly #texts = new Map<string, string>();

  /** Takes what the client sends. What it changes the client says as of any file that changes. */
  follow(connection: Connection): void {
    connection.onNotification("journey/files", ({ files }: FilesParams) => {
      for (const [uri, text] of Object.entries(files)) {
        if (text === null) this.#texts.delete(pathOf(uri));
        else this.#texts.set(pathOf(uri), text);
      }
    });
  }

  readFile(path: string): string | undefined {
    return this.#texts.get(path);
  }

  listFolder(path: string): readonly string[] {
    const start = `${path.replace(/\/+$/, "")}/`;
    const names = [...this.#texts.keys()].flatMap((each) => {
      if (!each.startsWith(start)) return [];
      const [name = "", ...below] = each.slice(start.length).split("/");
      return [below.length > 0 ? `${name}/` : name];
    });
    return [...new Set(names)];
  }

  find(folder: string, patterns: readonly string[]): readonly string[] {
    const start = `${folder.replace(/\/+$/, "")}/`;
    const fits = picomatch([...patterns], { ignore: ["**/node_modules/**"] });
    return [...this.#texts.keys()].filter((path) => path.startsWith(start) && fits(path.slice(start.length))).sort();
  }
}
