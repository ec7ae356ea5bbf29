import { Command } from "commander";
import { addCheckCommand } from "./commands/check.ts";
import { addCompileCommand } from "./commands/compile.ts";
import { addConsentCommand } from "./commands/consent.ts";
import { addStartCommand, addStatusCommand, addStopCommand } from "./commands/control.ts";
import { addDeployCommand, addPlanCommand } from "./commands/deploy.ts";
import { addDevCommand } from "./commands/dev.ts";
import { addDiffCommand } from "./commands/diff.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addFmtCommand } from "./commands/fmt.ts";
import { addGitDiffCommand } from "./commands/git-diff.ts";
import { addGraphCommand } from "./commands/graph.ts";
import { addInitCommand } from "./commands/init.ts";
import { addListCommand } from "./commands/list.ts";
import { addLspCommand } from "./commands/lsp.ts";
import { addPersonCommand } from "./commands/person.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addRunCommand } from "./commands/run.ts";
import { addSendTestCommand } from "./commands/send-test.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addSmsCommand } from "./commands/sms.ts";
import { addSuppressCommands } from "./commands/suppress.ts";
import { addTestCommand } from "./commands/test.ts";
import { addTrackingCommand } from "./commands/tracking.ts";
import { addTryCommand } from "./commands/try.ts";
import { version } from "./version.ts";

/** The `journey` command with all its subcommands. Exit codes: 0 fine, 1 findings, 2 wrong use. */
export function createProgram(): Command {
  const program = new Command("journey")
    .description("Marketing journeys as code: check, format, compile and run .journey files.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .showHelpAfterError("Run `journey help` to see what there is.")
    .exitOverride();
  for (const add of [
    addInitCommand,
    addCheckCommand,
    addFmtCommand,
    addCompileCommand,
    addGraphCommand,
    addTestCommand,
    addSimulateCommand,
    addReplayCommand,
    addExplainCommand,
    addDiffCommand,
    addGitDiffCommand,
    addDevCommand,
    addRunCommand,
    addPlanCommand,
    addDeployCommand,
    addStartCommand,
    addStopCommand,
    addStatusCommand,
    addLspCommand,
    addSendTestCommand,
    addTryCommand,
    addSuppressCommands,
    addTrackingCommand,
    addListCommand,
    addConsentCommand,
    addPersonCommand,
    addSmsCommand,
  ]) {
    add(program);
  }
  program.addHelpText(
    "after",
    "\nExit codes: 0 fine, 1 findings (errors in journeys, files to format, tests that fail), 2 wrong use or a problem that stops the command.",
  );
  return program;
}
