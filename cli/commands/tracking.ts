import type { Command } from "commander";
import { dataOption, withDatabase } from "../environment.ts";
import { readAll } from "./suppress.ts";

/** `journey tracking`: whose opens and clicks are nobody's business. */
export function addTrackingCommand(program: Command): void {
  const tracking = program.command("tracking").description("whose opens and clicks are recorded");

  tracking
    .command("off <addresses...>")
    .description("record no opens and clicks of addresses or numbers any more; messages go on")
    .option("--origin <text>", "who says so", "journey tracking")
    .option(...dataOption)
    .action((addresses: string[], { origin, data }: { origin: string; data?: string }) =>
      change(addresses, data, async (db, address) => {
        const { stopTracking } = await import("@journey/runtime");
        return (await stopTracking(db, address, origin, Date.now())) ? "is not tracked any more" : "was not tracked";
      }),
    );

  tracking
    .command("on <addresses...>")
    .description("record them again")
    .option(...dataOption)
    .action((addresses: string[], { data }: { data?: string }) =>
      change(addresses, data, async (db, address) => {
        const { startTracking } = await import("@journey/runtime");
        return (await startTracking(db, address)) ? "is tracked again" : "was tracked";
      }),
    );

  tracking
    .command("show")
    .description("print who is not tracked, as CSV")
    .option(...dataOption)
    .action(({ data }: { data?: string }) => show(data));
}

type Database = Parameters<Parameters<typeof withDatabase>[1]>[0];

async function change(
  addresses: readonly string[],
  data: string | undefined,
  set: (db: Database, address: string) => Promise<string>,
): Promise<void> {
  const read = await readAll(addresses);
  await withDatabase(data, async (db) => {
    for (const address of read) console.log(`${address} ${await set(db, address)}.`);
  });
}

async function show(data: string | undefined): Promise<void> {
  await withDatabase(data, async (db) => {
    const { findUntracked } = await import("@journey/runtime");
    console.log("address,origin,since");
    let after = "";
    for (;;) {
      const page = await findUntracked(db, after, 1_000);
      if (page.length === 0) return;
      for (const { address, origin, since } of page) {
        console.log(`${address},"${origin.replaceAll('"', '""')}",${since.toISOString()}`);
      }
      after = page.at(-1)?.address ?? "";
    }
  });
}
