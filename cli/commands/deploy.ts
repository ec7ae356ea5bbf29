import { readFileSync, writeFileSync } from "node:fs";
import { Problem } from "@journey/language";
import type { Database, DeployPlan } from "@journey/runtime";
import type { Command } from "commander";
import { needed } from "../environment.ts";
import { addInstructionOptions, type InstructionOptions, readInstructions } from "../instructions.ts";
import { openProject } from "../project.ts";
import { planLine, showPlan, showResults } from "../show-plan.ts";
import { colorsFor } from "../terminal.ts";
import { refusesErrors } from "./check.ts";

const environment = `
Environment:
  DATABASE_URL    the PostgreSQL server that holds the records, e.g. postgres://user:password@host/database`;

interface PlanOptions extends InstructionOptions {
  readonly journey?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly rollback?: string;
}

export function addPlanCommand(program: Command): void {
  const command = program
    .command("plan [paths...]")
    .description("show what a deployment would mean for everybody who is under way; changes nothing")
    .option("--journey <name>", "only this journey")
    .option("--out <file>", "save the plan, for `journey deploy FILE`")
    .option("--json", "print the plan as JSON")
    .option("--rollback <journey>", "plan the way back to the version before the current one");
  addInstructionOptions(command)
    .addHelpText(
      "after",
      `
Ends with 1 where people wait at a place that would be gone, and nothing says what becomes of them.
${environment}`,
    )
    .action(async (paths: string[], options: PlanOptions) => {
      await withDatabase("plan", async (db) => {
        const plan = await planFor(db, paths, options);
        if (!plan) return;
        if (options.json) console.log(JSON.stringify(plan, null, 2));
        else process.stdout.write(showPlan(plan, colorsFor(process.stdout)));
        if (isUndecided(plan)) {
          process.exitCode = 1;
          if (options.out !== undefined)
            process.stderr.write("The plan was not saved: it leaves people without a place.\n");
        } else if (options.out !== undefined) save(options.out, plan);
      });
    });
}

export function addDeployCommand(program: Command): void {
  const command = program
    .command("deploy [paths...]")
    .description("do what a saved plan says (deploy plan.json), or plan and deploy at once")
    .option("--journey <name>", "only this journey")
    .option("--rollback <journey>", "go back to the version before the current one");
  addInstructionOptions(command)
    .addHelpText(
      "after",
      `
A saved plan is done exactly, or refused when the store has changed since. An interrupted deployment goes on when its
plan is deployed again.
${environment}`,
    )
    .action(async (paths: string[], options: PlanOptions) => {
      await withDatabase("deploy", async (db, { carryOut, realClock }) => {
        const [file] = paths;
        const isSaved = paths.length === 1 && file !== undefined && file.endsWith(".json");
        const plan = isSaved ? readPlan(file) : await planFor(db, paths, options);
        if (!plan) return;
        if (!isSaved) process.stdout.write(showPlan(plan, colorsFor(process.stdout)));
        if (isUndecided(plan)) {
          console.log("Nothing was deployed.");
          process.exitCode = 1;
          return;
        }
        process.stdout.write(showResults(await carryOut(plan, { db, clock: realClock })));
        if (isSaved) console.log(planLine(plan).replace("Plan: ", "Done: "));
      });
    });
}

type Runtime = typeof import("@journey/runtime");

/** Opens the database for a command, and closes it again. */
export async function withDatabase(
  command: string,
  work: (db: Database, runtime: Runtime) => Promise<void>,
): Promise<void> {
  const url = needed(process.env.DATABASE_URL, "DATABASE_URL", "the PostgreSQL server that holds the records", command);
  const runtime = await import("@journey/runtime");
  const db = await runtime.openDatabase(url);
  try {
    await work(db, runtime);
  } finally {
    await db.close();
  }
}

/** Undefined: there are errors in the files, and they were printed. */
async function planFor(db: Database, paths: readonly string[], options: PlanOptions): Promise<DeployPlan | undefined> {
  const { makePlan, makeRollback, realClock } = await import("@journey/runtime");
  const instructions = readInstructions(options);
  if (options.rollback !== undefined) {
    return makeRollback(db, options.rollback, instructions.get(options.rollback) ?? {}, realClock.now());
  }
  const { compileProject } = await import("../compile-project.ts");
  const { graphs, diagnostics } = compileProject(openProject(paths));
  if (refusesErrors(diagnostics)) {
    console.log("Nothing was planned: mend the errors first.");
    return undefined;
  }
  const names = graphs.map(({ name }) => name);
  for (const name of [...instructions.keys(), ...(options.journey === undefined ? [] : [options.journey])]) {
    if (names.includes(name)) continue;
    throw new Problem(
      "unknown-journey",
      `There is no journey \`${name}\` in these files.`,
      `There are: ${names.join(", ")}.`,
    );
  }
  const chosen = options.journey === undefined ? graphs : graphs.filter(({ name }) => name === options.journey);
  const plan = await makePlan(db, chosen, instructions, realClock.now());
  // Of one journey alone, nothing is said about the others.
  return options.journey === undefined ? plan : { ...plan, missing: [] };
}

function isUndecided({ journeys }: DeployPlan): boolean {
  return journeys.some(({ people }) => people.undecided > 0);
}

function save(file: string, plan: DeployPlan): void {
  try {
    writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem("cannot-write", `${file} can't be written: ${reason}.`, "Name another file with --out.");
  }
  process.stderr.write(`Saved. \`journey deploy ${file}\` does it.\n`);
}

/** @throws Problem `plan-unreadable` */
function readPlan(file: string): DeployPlan {
  const unreadable = (what: string) =>
    new Problem("plan-unreadable", `${file} ${what}.`, "Save a plan with `journey plan --out FILE`.");
  let plan: Partial<DeployPlan>;
  try {
    plan = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw unreadable(`can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(plan?.journeys) || typeof plan.madeAt !== "string") throw unreadable("is no plan");
  if (plan.formatVersion !== "1.0")
    throw unreadable(`is a plan of format ${plan.formatVersion}, which this release does not know`);
  return plan as DeployPlan;
}
