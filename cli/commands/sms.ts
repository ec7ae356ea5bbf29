import { Problem } from "@journey/language";
import type { Command } from "commander";
import { dataOption, withDatabase } from "../environment.ts";
import { openProject } from "../project.ts";
import { count } from "../terminal.ts";

export function addSmsCommand(program: Command): void {
  const sms = program.command("sms").description("what text messages have cost, and which wait for room under a cap");

  sms
    .command("show [folder]", { isDefault: true })
    .description("print both")
    .option(...dataOption)
    .action((folder: string | undefined, options: { data?: string }) => show(folder, options.data));

  sms
    .command("release <journey> [folder]")
    .description("let what a journey has waiting leave, above the caps")
    .option(...dataOption)
    .action((journey: string, folder: string | undefined, options: { data?: string }) =>
      release(journey, folder, options.data),
    );
}

function settingsOf(folder: string | undefined) {
  const { sms } = openProject(folder === undefined ? [] : [folder]).config;
  return { currency: sms?.prices?.currency ?? "", caps: sms?.caps };
}

async function show(folder: string | undefined, data: string | undefined): Promise<void> {
  const { currency, caps } = settingsOf(folder);
  await withDatabase(data, async (db) => {
    const { dayOf, findHeld, findSpend } = await import("@journey/runtime");
    const money = (amount: number) => `${amount.toFixed(2)} ${currency}`.trimEnd();
    const spend = await findSpend(db, dayOf(Date.now(), caps?.timezone));
    const today = spend.reduce((sum, each) => sum + each.today, 0);
    console.log(`Today: ${money(today)}${caps?.perDay === undefined ? "" : ` of ${money(caps.perDay)}`}.`);
    for (const each of spend) {
      const cap = caps?.journeys?.[each.journey] ?? caps?.perJourney;
      console.log(
        `  ${each.journey}: ${money(each.today)} today, ${money(each.total)} in all${cap === undefined ? "" : ` of ${money(cap)}`}.`,
      );
    }
    const held = await findHeld(db);
    if (held.length === 0) console.log("Nothing is held.");
    for (const batch of held) {
      console.log(
        `Held: ${count(batch.messages, "message")} of ${batch.journey}, step ${batch.activity}, since ${batch.day}: ${batch.reason}.`,
      );
    }
  });
}

async function release(journey: string, folder: string | undefined, data: string | undefined): Promise<void> {
  const { caps } = settingsOf(folder);
  await withDatabase(data, async (db) => {
    const { dayOf, releaseHeld } = await import("@journey/runtime");
    const now = Date.now();
    const released = await releaseHeld(db, journey, dayOf(now, caps?.timezone), now);
    if (released.length === 0) {
      throw new Problem(
        "nothing-held",
        `Nothing of the journey ${journey} waits for room.`,
        "`journey sms` shows what does; what has no price needs one in the settings.",
      );
    }
    for (const { messages, activity, day } of released) {
      console.log(`${count(messages, "message")} of ${activity} from ${day} may leave.`);
    }
  });
}
