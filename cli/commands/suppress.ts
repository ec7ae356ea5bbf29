import { createReadStream, existsSync } from "node:fs";
import { basename } from "node:path";
import { Problem } from "@journey/language";
import type { ImportOutcome } from "@journey/runtime";
import { type Command, Option } from "commander";
import { dataOption, withDatabase } from "../environment.ts";
import { count } from "../terminal.ts";

interface SuppressOptions {
  readonly reason: string;
  readonly origin: string;
  readonly file?: string;
  readonly data?: string;
}

export function addSuppressCommands(program: Command): void {
  program
    .command("suppress [addresses...]")
    .description("send no more marketing messages to addresses, numbers or domains")
    .option("--reason <text>", "why", "by hand")
    .option("--origin <text>", "who says so", "journey suppress")
    .option("--file <csv>", "a file with more of them: address, reason, origin, at")
    .option(...dataOption)
    .action((addresses: string[], options: SuppressOptions) => suppress(addresses, options));

  program
    .command("unsuppress <addresses...>")
    .description("let addresses, numbers or domains get messages again")
    .option(...dataOption)
    .action((addresses: string[], options: { data?: string }) => unsuppress(addresses, options.data));

  program
    .command("suppressions")
    .description("print all suppressed addresses, numbers and domains, as CSV or JSON")
    .addOption(new Option("--format <format>", "how to print").choices(["csv", "json"]).default("csv"))
    .option(...dataOption)
    .action((options: { format: "csv" | "json"; data?: string }) => list(options));
}

async function suppress(addresses: readonly string[], options: SuppressOptions): Promise<void> {
  const { reason, origin, file } = options;
  if (addresses.length === 0 && file === undefined) {
    throw new Problem("nothing-to-do", "Whom shall get no more messages?", "Name addresses, or a --file.");
  }
  if (file !== undefined && !existsSync(file)) {
    throw new Problem("no-such-path", `There is no ${file} here.`, "Name a CSV file.");
  }
  const read = await readAll(addresses);
  await withDatabase(options.data, async (db) => {
    const { importSuppressions, suppress: add } = await import("@journey/runtime");
    const now = Date.now();
    for (const address of read) {
      const isNew = await add(db, address, reason, origin, now);
      console.log(`${address} ${isNew ? "is suppressed" : "was suppressed already"}.`);
    }
    if (file === undefined) return;
    const imported = { origin: origin === "journey suppress" ? basename(file) : origin, reason, now };
    report(file, await importSuppressions(db, createReadStream(file), imported));
  });
}

function report(file: string, { added, known, wrong }: ImportOutcome): void {
  for (const { line, text } of wrong) {
    console.error(`${file}:${line}: \`${text}\` is no e-mail address, phone number or domain.`);
  }
  console.log(
    `${count(added, "address", "addresses")} suppressed, ${known.toLocaleString("en")} known already, ${count(wrong.length, "line")} not understood.`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

async function unsuppress(addresses: readonly string[], data: string | undefined): Promise<void> {
  const read = await readAll(addresses);
  await withDatabase(data, async (db) => {
    const { unsuppress: remove } = await import("@journey/runtime");
    for (const address of read) {
      const was = await remove(db, address);
      console.log(`${address} ${was ? "may get messages again" : "was not suppressed"}.`);
      if (!was) process.exitCode = 1;
    }
  });
}

async function list({ format, data }: { format: "csv" | "json"; data?: string }): Promise<void> {
  await withDatabase(data, async (db) => {
    const { exportSuppressions, findSuppressions } = await import("@journey/runtime");
    if (format === "csv") {
      for await (const lines of exportSuppressions(db)) process.stdout.write(lines);
      return;
    }
    console.log(JSON.stringify(await findSuppressions(db, "", 1_000_000), null, 2));
  });
}

/** @throws Problem `wrong-address` for the first that is none */
export async function readAll(texts: readonly string[]): Promise<string[]> {
  const { readAddress } = await import("@journey/runtime");
  return texts.map((text) => {
    const read = readAddress(text);
    if (read) return read.address;
    throw new Problem(
      "wrong-address",
      `${text} is no e-mail address, phone number or domain.`,
      "Write ann@acme.test, +32470123456 or @acme.test.",
    );
  });
}
