import { createReadStream, existsSync } from "node:fs";
import { basename } from "node:path";
import { Problem } from "@journey/language";
import type { Command } from "commander";
import { dataOption, withDatabase } from "../environment.ts";
import { count } from "../terminal.ts";

interface ListOptions {
  readonly model?: string;
  readonly file?: string;
  readonly data?: string;
}

/** `journey list`: who is on the service's mailing lists. */
export function addListCommand(program: Command): void {
  const list = program.command("list").description("who is on the mailing lists");

  list
    .command("show [name]")
    .description("print a list's members as CSV; without a name, the lists")
    .option(...dataOption)
    .action((name: string | undefined, { data }: { data?: string }) => show(name, data));

  list
    .command("add <name> [records...]")
    .description("put records on a list, by their keys")
    .option("--model <name>", "whose records they are: Contact")
    .option("--file <csv>", "a file with more of them: record, model")
    .option(...dataOption)
    .action((name: string, records: string[], options: ListOptions) => add(name, records, options));

  list
    .command("remove <name> <records...>")
    .description("take records off a list")
    .requiredOption("--model <name>", "whose records they are: Contact")
    .option(...dataOption)
    .action((name: string, records: string[], { model, data }: { model: string; data?: string }) =>
      withDatabase(data, async (db) => {
        const { removeListMembers } = await import("@journey/runtime");
        await removeListMembers(db, name, model, records);
        console.log(`${count(records.length, "record")} taken off ${name}.`);
      }),
    );
}

async function show(name: string | undefined, data: string | undefined): Promise<void> {
  await withDatabase(data, async (db) => {
    const { countLists, exportListMembers } = await import("@journey/runtime");
    if (name === undefined) {
      for (const { list, members } of await countLists(db)) console.log(`${list}: ${count(members, "member")}`);
      return;
    }
    for await (const lines of exportListMembers(db, name)) process.stdout.write(lines);
  });
}

async function add(name: string, records: readonly string[], { model, file, data }: ListOptions): Promise<void> {
  if (records.length === 0 && file === undefined) {
    throw new Problem("nothing-to-do", "Who shall be on the list?", "Name records by their keys, or a --file.");
  }
  if (records.length > 0 && model === undefined) {
    throw new Problem("nothing-to-do", "Whose records are these?", "Say it: --model Contact.");
  }
  if (file !== undefined && !existsSync(file)) {
    throw new Problem("no-such-path", `There is no ${file} here.`, "Name a CSV file.");
  }
  await withDatabase(data, async (db) => {
    const { addListMembers, importListMembers } = await import("@journey/runtime");
    const now = Date.now();
    if (records.length > 0 && model !== undefined) await addListMembers(db, name, model, records, now);
    const read =
      file === undefined
        ? 0
        : await importListMembers(db, createReadStream(file), { list: name, model, name: basename(file), now });
    console.log(`${count(records.length + read, "record")} on ${name}.`);
  });
}
