import { Problem } from "@journey/language";
import type { JourneyStatus, LivingWorker } from "@journey/runtime";
import type { Command } from "commander";
import { colorsFor, count } from "../terminal.ts";
import { withDatabase } from "./deploy.ts";

export function addStartCommand(program: Command): void {
  addSwitch(program, "start", "let stopped journeys run again; what happened meanwhile is applied first");
}

export function addStopCommand(program: Command): void {
  addSwitch(program, "stop", "stop journeys: nobody enters, nothing leaves; what happens is recorded");
}

function addSwitch(program: Command, name: "start" | "stop", description: string): void {
  program
    .command(`${name} <journeys...>`)
    .description(description)
    .action(async (journeys: string[]) => {
      await withDatabase(name, async (db, { createEngine, journeyStatus, openDatabaseClock }) => {
        const known = (await journeyStatus(db)).map(({ journey }) => journey);
        for (const journey of journeys) {
          if (known.includes(journey)) continue;
          const there = known.length > 0 ? `There are: ${known.join(", ")}.` : "Nothing is deployed yet.";
          throw new Problem("unknown-journey", `There is no journey ${journey} in the database.`, there);
        }
        const engine = createEngine({ db, clock: await openDatabaseClock(db) });
        for (const journey of journeys) {
          await engine[name](journey);
          console.log(`${journey} ${name === "start" ? "runs" : "is stopped"}.`);
        }
      });
    });
}

export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description("show the deployed journeys: state, version, who is under way; and the processes that work on them")
    .option("--json", "print it as JSON")
    .action(async (options: { json?: boolean }) => {
      await withDatabase("status", async (db, { journeyStatus, listWorkers }) => {
        const statuses = await journeyStatus(db);
        if (options.json) console.log(JSON.stringify(statuses, null, 2));
        else if (statuses.length === 0) console.log("Nothing is deployed.");
        else {
          for (const status of statuses) console.log(show(status));
          console.log(showWorkers(await listWorkers(db)));
        }
      });
    });
}

function showWorkers(workers: readonly LivingWorker[]): string {
  const colors = colorsFor(process.stdout);
  const lines = workers.map(
    ({ id, draining, startedAt }) => `  ${id} since ${startedAt.toISOString()}${draining ? ", ending" : ""}`,
  );
  return colors.dim([`${count(workers.length, "process", "processes")} at work`, ...lines].join("\n"));
}

function show({ journey, state, version, deployedAt, people, nextDueAt, isUnfinished }: JourneyStatus): string {
  const colors = colorsFor(process.stdout);
  const word = state === "running" ? colors.green(state) : colors.yellow(state);
  const all = people.reduce((sum, each) => sum + each.people, 0);
  const older = people
    .filter((each) => !each.isCurrent)
    .map((each) => `, ${each.people} of them in ${each.version.slice(0, 8)}`);
  return [
    `${colors.bold(journey)}  ${word}  ${colors.dim(version.slice(0, 8))}${deployedAt ? colors.dim(` since ${deployedAt}`) : ""}`,
    `  ${count(all, "person", "people")} under way${older.join("")}${nextDueAt ? `; next due ${nextDueAt}` : ""}`,
    ...(isUnfinished ? [colors.red("  a deployment was interrupted: deploy its plan again")] : []),
  ].join("\n");
}
