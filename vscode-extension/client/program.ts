/** Which `journey` to run, where, and how. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Uri, workspace } from "vscode";

export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside the environment that there is. */
  readonly env: Readonly<Record<string, string>>;
}

/** The folder that a file's project is in: the nearest with a `journey.config.json`, else the workspace's. */
export function projectFolderOf(uri: Uri): string {
  for (let folder = dirname(uri.fsPath); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "journey.config.json"))) return folder;
    if (folder === dirname(folder)) break;
  }
  return workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
}

/** The program of the settings, if the workspace may choose one, else the extension's own under VS Code's Node. */
export function invocationOf(own: string, uri: Uri, args: readonly string[]): Invocation {
  const cwd = projectFolderOf(uri);
  const [command, ...first] = workspace.isTrusted
    ? workspace.getConfiguration("journey", uri).get<string[]>("command", [])
    : [];
  if (command !== undefined) return { command, args: [...first, ...args], cwd, env: {} };
  return { command: process.execPath, args: [own, ...args], cwd, env: { ELECTRON_RUN_AS_NODE: "1" } };
}

export interface Finished {
  /** Null where it was stopped. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end; `onStart` gets the process, to stop it. Rejects where there is no such program. */
export function run(invocation: Invocation, onStart: (started: ChildProcess) => void): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const { command, args, cwd, env } = invocation;
    const started = spawn(command, args, { cwd, env: { ...process.env, ...env, NO_COLOR: "1" } });
    let [stdout, stderr] = ["", ""];
    started.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    started.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    started.on("error", reject);
    started.on("close", (code) => resolve({ code, stdout, stderr }));
    onStart(started);
  });
}
