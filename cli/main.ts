import { Problem } from "@journey/language";
import { CommanderError } from "commander";
import { isProblem } from "./is-problem.ts";
import { createProgram } from "./program.ts";
import { printProblem } from "./terminal.ts";

// No `await` out here: the bundle is a script.
createProgram().parseAsync(process.argv).catch(report);

function report(error: unknown): void {
  if (error instanceof CommanderError) {
    // Help and version end here too, with 0; everything else that the parser of arguments refuses is wrong use.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (isProblem(error)) {
    printProblem(error);
    process.exitCode = 2;
  } else {
    printProblem(
      new Problem(
        "unexpected",
        `Something went wrong that should not: ${error instanceof Error ? error.message : String(error)}`,
        "Please report it, with what you did. Set JOURNEY_DEBUG=1 to see where it happened.",
      ),
    );
    if (process.env.JOURNEY_DEBUG) console.error(error);
    process.exitCode = 2;
  }
}
