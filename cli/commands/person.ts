import type { Command } from "commander";
import { dataOption, withDatabase } from "../environment.ts";
import { count } from "../terminal.ts";

export function addPersonCommand(program: Command): void {
  const person = program
    .command("person")
    .description("what people may ask for: their data, and that it goes")
    .addHelpText("after", "\nWHO is an e-mail address, a phone number with its country, or a record: Contact:12.");

  person
    .command("export <who>")
    .description("print all that is kept of a person, as JSON")
    .option(...dataOption)
    .action((who: string, options: { data?: string }) =>
      withDatabase(options.data, async (db) => {
        const { exportPerson } = await import("@journey/runtime");
        console.log(JSON.stringify(await exportPerson(db, who), null, 2));
      }),
    );

  person
    .command("erase <who>")
    .description("erase a person; traces stay countable, without their data")
    .option("--keep-record", "although your own tables still hold them: they will enter journeys again")
    .option("--forget-suppression", "also that they want no messages: they may be written to again")
    .option(...dataOption)
    .action((who: string, options: { keepRecord?: boolean; forgetSuppression?: boolean; data?: string }) =>
      withDatabase(options.data, async (db) => {
        const { erasePerson } = await import("@journey/runtime");
        const { participants, messages } = await erasePerson(db, who, options, Date.now());
        console.log(
          `Erased: ${count(participants, "participation")} and ${count(messages, "message")} no longer say whose they are.`,
        );
      }),
    );
}
