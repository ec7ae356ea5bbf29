import { Problem } from "@journey/language";
import type { ConsentRecord } from "@journey/runtime";
import { type Command, Option } from "commander";
import { dataOption, withDatabase } from "../environment.ts";
import { readAll } from "./suppress.ts";

interface ConsentOptions {
  readonly purpose: "marketing" | "transactional";
  readonly origin: string;
  readonly wording?: string;
  readonly data?: string;
}

export function addConsentCommand(program: Command): void {
  const consent = program.command("consent").description("who has agreed to messages, and how that can be proved");

  consent
    .command("show <address>")
    .description("what an address or number has agreed to, and all that led to it")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .option(...dataOption)
    .action((address: string, options: { format: "text" | "json"; data?: string }) => show(address, options));

  for (const [name, description] of [
    ["give", "write down that addresses or numbers have agreed"],
    ["withdraw", "write down that they have taken it back"],
  ] as const) {
    consent
      .command(`${name} <addresses...>`)
      .description(description)
      .addOption(
        new Option("--purpose <purpose>", "to what").choices(["marketing", "transactional"]).default("marketing"),
      )
      .option("--origin <text>", "how you know: a form, a call, a contract", "journey consent")
      .option("--wording <text>", "the words that were agreed to")
      .option(...dataOption)
      .action((addresses: string[], options: ConsentOptions) => change(name, addresses, options));
  }
}

async function show(text: string, { format, data }: { format: "text" | "json"; data?: string }): Promise<void> {
  const [address = ""] = await readAll([text]);
  await withDatabase(data, async (db) => {
    const { findConsentLog, findConsents } = await import("@journey/runtime");
    const purposes = await findConsents(db, address);
    const log = await findConsentLog(db, address);
    if (format === "json") {
      console.log(JSON.stringify({ address, purposes, log }, null, 2));
      return;
    }
    console.log(`${address} ${purposes.length > 0 ? `consents to ${purposes.join(" and ")}` : "consents to nothing"}.`);
    for (const record of log) console.log(lineOf(record));
  });
}

function lineOf({ at, step, purpose, lists, origin, ip, wording }: ConsentRecord): string {
  const about = lists.length > 0 ? `${purpose} (${lists.join(", ")})` : purpose;
  const more = [ip === null ? [] : [`from ${ip}`], wording === null ? [] : [`"${wording}"`]].flat();
  return `  ${at}  ${step.padEnd(9)}  ${about}  ${[origin, ...more].join(", ")}`;
}

async function change(name: "give" | "withdraw", texts: readonly string[], options: ConsentOptions): Promise<void> {
  const addresses = await readAll(texts);
  const domain = addresses.find((address) => address.startsWith("@"));
  if (domain !== undefined) {
    throw new Problem("wrong-address", `${domain} is a domain: only people consent.`, "Name addresses or numbers.");
  }
  const { purpose, origin, wording } = options;
  await withDatabase(options.data, async (db) => {
    const { giveConsent, withdrawConsent } = await import("@journey/runtime");
    const proof = { origin, wording, at: Date.now() };
    for (const address of addresses) {
      await db.transaction(async (tx) => {
        if (name === "give") await giveConsent(tx, address, purpose, proof);
        else await withdrawConsent(tx, address, purpose, proof);
      });
      console.log(`${address} ${name === "give" ? "consents" : "no longer consents"} to ${purpose}.`);
    }
  });
}
