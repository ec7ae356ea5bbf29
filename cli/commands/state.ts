import type { Database, Engine, JourneyRow } from "@journey/runtime";
import type { Command } from "commander";
import { needed } from "../environment.ts";
import { colorsFor, count } from "../terminal.ts";

/** `journey start`, `journey stop`, `journey status`: what the processes on a database are to do, from wherever it is reached. */
export function addStateCommands(program: Command): void {
  program
    .command("stop <journey>")
    .description("stop a journey: nobody enters, nobody moves, nothing is sent, and nothing is lost")
    .action((name: string) => change(name, "stopped", (engine) => engine.stop(name)));
  program
    .command("start <journey>")
    .description("let a stopped journey go on")
    .action((name: string) => change(name, "running", (engine) => engine.start(name)));
  program
    .command("status")
    .description("the journeys on the database of DATABASE_URL, and the processes that work there")
    .action(async () => {
      const { listJourneys, listWorkers } = await import("@journey/runtime");
      await onDatabase(async (db) => {
        const colors = colorsFor(process.stdout);
        const journeys = await listJourneys(db);
        const width = Math.max(0, ...journeys.map(({ name }) => name.length));
        for (const { name, state } of journeys) console.log(`${name.padEnd(width)}  ${coloured(state)}`);
        const workers = await listWorkers(db);
        console.log(
          colors.dim(`${count(journeys.length, "journey")}, ${count(workers.length, "process", "processes")}.`),
        );
        for (const { id, draining, startedAt } of workers) {
          console.log(colors.dim(`  ${id} since ${startedAt.toISOString()}${draining ? ", ending" : ""}`));
        }

        function coloured(state: JourneyRow["state"]): string {
          return state === "running" ? colors.green(state) : colors.yellow(state);
        }
      });
    });
}

async function change(name: string, state: string, what: (engine: Engine) => Promise<void>): Promise<void> {
  const { createEngine, openDatabaseClock } = await import("@journey/runtime");
  await onDatabase(async (db) => {
    await what(createEngine({ db, clock: await openDatabaseClock(db) }));
    console.log(`${name} is ${state}.`);
  });
}

async function onDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const url = needed(process.env.DATABASE_URL, "DATABASE_URL", "the PostgreSQL server that holds the journeys");
  const { openDatabase } = await import("@journey/runtime");
  const db = await openDatabase(url);
  try {
    await work(db);
  } finally {
    await db.close();
  }
}
