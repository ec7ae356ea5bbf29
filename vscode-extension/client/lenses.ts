/** What can be started in a file, from the language server: it knows where journeys and tests stand. */
import { Range, type Uri } from "vscode";
import type { CodeLens } from "vscode-languageclient";
import type { JourneyServer } from "./journey-server.ts";

export interface Lens {
  readonly command: string;
  /** The journey, or the test by its title. */
  readonly about: string;
  readonly range: Range;
}

export async function lensesOf(server: JourneyServer, uri: Uri): Promise<readonly Lens[]> {
  const lenses = await server.ask<CodeLens[]>("textDocument/codeLens", { textDocument: { uri: uri.toString() } });
  return (lenses ?? []).flatMap(({ command, range: { start, end } }) => {
    const about: unknown = command?.arguments?.[1];
    if (!command || typeof about !== "string") return [];
    return [
      { command: command.command, about, range: new Range(start.line, start.character, end.line, end.character) },
    ];
  });
}
