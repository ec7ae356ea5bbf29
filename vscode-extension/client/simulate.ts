/** Simulations, in a terminal. */
import { ProcessExecution, Task, TaskPanelKind, TaskRevealKind, TaskScope, tasks, Uri, window } from "vscode";
import type { JourneyServer } from "./journey-server.ts";
import { lensesOf } from "./lenses.ts";
import { invocationOf } from "./program.ts";

/** The journey that a command is about: the one given, the only one of the file, or the one that is picked. */
export async function askForJourney(
  server: JourneyServer,
  givenUri: string | undefined,
  journey: string | undefined,
): Promise<{ readonly uri: Uri; readonly journey: string } | undefined> {
  const uri = givenUri === undefined ? window.activeTextEditor?.document.uri : Uri.parse(givenUri);
  if (!uri) return undefined;
  if (journey !== undefined) return { uri, journey };
  const lenses = await lensesOf(server, uri);
  const names = lenses.filter(({ command }) => command === "journey.showDiagram").map(({ about }) => about);
  const picked = names.length > 1 ? await window.showQuickPick(names, { placeHolder: "Which journey?" }) : names[0];
  if (names.length === 0) void window.showInformationMessage("There is no journey in this file.");
  return picked === undefined ? undefined : { uri, journey: picked };
}

export async function simulate(program: string, uri: Uri, journey: string): Promise<void> {
  const { command, args, cwd, env } = invocationOf(program, uri, ["simulate", ".", "--journey", journey]);
  const execution = new ProcessExecution(command, [...args], { cwd, env: { ...env } });
  const task = new Task({ type: "journey" }, TaskScope.Workspace, `simulate ${journey}`, "Journey", execution);
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, clear: true };
  await tasks.executeTask(task);
}
