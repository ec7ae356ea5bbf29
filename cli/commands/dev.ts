import { join } from "node:path";
import { LineIndex, Problem, renderDiagnostic } from "@journey/language";
import type { DevDiagnostic, DevProject, DevServer } from "@journey/runtime";
import type { Command } from "commander";
import { publicListsOf } from "../config.ts";
import { isProblem } from "../is-problem.ts";
import { port } from "../option-values.ts";
import { diskHost, openProject, type Project, shownPath } from "../project.ts";
import { colorsFor, count, printProblem } from "../terminal.ts";
import { webhookSettings } from "../webhook-settings.ts";
import { printDiagnostics } from "./check.ts";

export function addDevCommand(program: Command): void {
  program
    .command("dev [folder]")
    .description("run the journeys on sample records, with an inbox and a clock of their own")
    .option("--port <n>", "the page's port; 0: any that is free", port, 4400)
    .option("--data <dir>", "keep the database in this folder (default: in memory, fresh at each start)")
    .option("--headless", "do not watch the files; only serve")
    .action(async (folder: string | undefined, options: { port: number; data?: string; headless?: boolean }) => {
      const project = openProject(folder === undefined ? [] : [folder]);
      // The runtime is loaded by the commands that run something: the others start faster.
      const { createFunctionRunner, startDev } = await import("@journey/runtime");
      const server = await startDev({
        project: await compiledOf(project, true),
        sample: join(project.folder, project.config.sample),
        from: project.config.from,
        domain: project.config.domain,
        port: options.port,
        dataFolder: options.data,
        holidays: project.config.holidays,
        lists: publicListsOf(project.config),
        runFunction: createFunctionRunner({ fresh: true }),
        webhooks: webhookSettings(project.config, process.env, true),
        utm: project.config.utm,
        start: thisMorning(),
      });
      const colors = colorsFor(process.stdout);
      console.log(`${count(project.files.length, "journey file")} in ${shownPath(project.folder)} on sample records.`);
      console.log(`\n  ${colors.bold(colors.cyan(server.url))}\n`);
      console.log(colors.dim("Ctrl+C ends it."));
      const watcher = options.headless ? undefined : await watchProject(project, server);
      await new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      });
      await watcher?.close();
      await server.close();
    });
}

/** The clock starts on this day's morning, so that a first "+1 hour" is not the middle of the night. */
function thisMorning(): number {
  const morning = new Date();
  morning.setHours(9, 0, 0, 0);
  return morning.getTime();
}

async function compiledOf(project: Project, print: boolean): Promise<DevProject> {
  const { compileProject } = await import("../compile-project.ts");
  const { graphs, diagnostics } = compileProject(project);
  const wrong = diagnostics.filter((diagnostic) => diagnostic.severity !== "info");
  if (print) printDiagnostics(wrong);
  return {
    graphs,
    diagnostics: wrong.map((diagnostic): DevDiagnostic => {
      const place = new LineIndex(diskHost.readFile(diagnostic.file) ?? "").position(diagnostic.start);
      return {
        code: diagnostic.code,
        severity: diagnostic.severity,
        file: shownPath(diagnostic.file),
        line: place.line,
        column: place.column,
        message: diagnostic.message,
        ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
        frame: renderDiagnostic(diagnostic, (file) => diskHost.readFile(file), { shownPath }),
      };
    }),
  };
}

/** Recompiles when a file changes: journeys, models, texts. */
async function watchProject(project: Project, server: DevServer) {
  const { watch } = await import("chokidar");
  const watcher = watch(project.folder, {
    ignoreInitial: true,
    ignored: (path) => /(^|[/\\])(node_modules|\.git|\.journey|dist)([/\\]|$)/.test(path.slice(project.folder.length)),
  });
  let pending: NodeJS.Timeout | undefined;
  const reload = () => {
    clearTimeout(pending);
    // An editor saves in several steps: one reload for all of them.
    pending = setTimeout(() => {
      try {
        const reopened = openProject([project.folder]);
        compiledOf(reopened, true)
          .then((compiled) => server.update(compiled))
          .catch(report);
      } catch (error) {
        report(error);
      }
    }, 100);
  };
  watcher.on("all", (_, path) => {
    if (/\.(journey|ts|mjml|html|md|txt|json)$/.test(path)) reload();
  });
  return watcher;
}

function report(error: unknown): void {
  printProblem(
    isProblem(error)
      ? error
      : new Problem(
          "unexpected",
          error instanceof Error ? error.message : String(error),
          "The journeys go on as they were.",
        ),
  );
}
