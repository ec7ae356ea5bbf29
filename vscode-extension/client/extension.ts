/** The extension's door: what VS Code calls. */
import { commands, type ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { clientOptions } from "./client-options.ts";
import { DiagramPreview } from "./diagram-preview.ts";
import { JourneyServer } from "./journey-server.ts";
import { PeopleLenses } from "./people-lenses.ts";
import { askForJourney, simulate } from "./simulate.ts";
import { JourneyTests } from "./tests.ts";
import { textOf } from "./text-of.ts";

export async function activate(context: ExtensionContext): Promise<void> {
  const program = context.asAbsolutePath("dist/journey.cjs");
  const module = { module: program, transport: TransportKind.ipc, args: ["lsp"] };
  const server = new JourneyServer(new LanguageClient("journey", "Journey", module, clientOptions("file")));
  const preview = new DiagramPreview(server);
  const tests = new JourneyTests(server, program);
  const people = new PeopleLenses(server, context.secrets);
  const command = (name: string, run: (...given: unknown[]) => unknown): { dispose(): void } =>
    commands.registerCommand(name, run);
  context.subscriptions.push(
    server,
    preview,
    tests,
    people,
    // Above a declaration the language server puts these with the file's URI and a name; from the palette they come without.
    command("journey.showDiagram", (uri, journey) => preview.show(textOf(uri), textOf(journey))),
    command("journey.runTest", (uri, title) => tests.runTitle(textOf(uri), textOf(title))),
    command("journey.runTests", async (uri, journey) => {
      const asked = await askForJourney(server, textOf(uri), textOf(journey));
      if (asked) await tests.runJourney(asked.journey);
    }),
    command("journey.simulate", async (uri, journey) => {
      const asked = await askForJourney(server, textOf(uri), textOf(journey));
      if (asked) await simulate(program, asked.uri, asked.journey);
    }),
    command("journey.setServiceToken", (token) => people.askForToken(textOf(token))),
    command("journey.restart", () => server.restart()),
    command("journey.showOutput", () => server.showOutput()),
  );
  await server.start();
  tests.follow();
}
