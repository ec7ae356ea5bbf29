/** What the language server is asked about. */
import { workspace } from "vscode";
import type { LanguageClientOptions } from "vscode-languageclient";

/** Files that journeys are made of. */
export const projectFiles = "**/*.{journey,ts,mjml,html,md,txt,json}";

/** @param scheme where the files are, such as `file`; undefined: anywhere */
export function clientOptions(scheme: string | undefined): LanguageClientOptions {
  const where = scheme === undefined ? {} : { scheme };
  return {
    documentSelector: [
      { ...where, language: "journey" },
      // Liquid is completed in the bodies of messages.
      { ...where, pattern: "**/*.{mjml,html,md,txt}" },
    ],
    synchronize: { fileEvents: workspace.createFileSystemWatcher(projectFiles) },
  };
}
