import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JourneyGraph } from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Channel, DataRecord } from "@journey/runtime";
import type { Command } from "commander";
import { graphNamed } from "../choose-journeys.ts";
import { needed } from "../environment.ts";
import { mailSettings } from "../mail-settings.ts";
import { openProject, type Project } from "../project.ts";
import { readAll } from "./suppress.ts";

interface SendTestOptions {
  readonly to: readonly string[];
  readonly record?: string;
  readonly locale?: string;
  readonly project?: string;
}

export function addSendTestCommand(program: Command): void {
  program
    .command("send-test <journey> <message>")
    .description("send one message to given addresses or numbers, filled in for one record; nobody takes part")
    .option("--to <addresses...>", "to whom; without it, the message is only printed", [])
    .option("--record <id>", "the record to fill it in for (default: the first)")
    .option("--locale <locale>", "the language whose text it takes")
    .option("--project <folder>", "the folder with the journeys (default: this one)")
    .addHelpText(
      "after",
      "\nThe record comes from the database of DATABASE_URL, or, without one, from the sample records. For the rest of the environment see `journey help run`.",
    )
    .action((journey: string, message: string, options: SendTestOptions) => sendTestMessage(journey, message, options));
}

async function sendTestMessage(journey: string, message: string, options: SendTestOptions): Promise<void> {
  const project = openProject(options.project === undefined ? [] : [options.project]);
  const { compileProject } = await import("../compile-project.ts");
  const { graphs } = compileProject(project);
  const graph = graphNamed(graphs, journey);
  const addresses = await readAll(options.to);
  const { renderTest, sendTest } = await import("@journey/runtime");
  const record = await recordFor(graph, project, options.record);
  const unsubscribeUrl = project.config.publicUrl ?? "https://unsubscribe.invalid";
  const test = renderTest(graph, message, record, { locale: options.locale, unsubscribeUrl });
  if (test.rendered.subject !== undefined) console.log(`Subject: ${test.rendered.subject}\n`);
  console.log(test.rendered.text);
  if (test.parts !== undefined) console.log(`\n(${test.parts === 1 ? "1 part" : `${test.parts} parts`})`);
  if (addresses.length === 0) return;
  const channel = await channelFor(test.node.kind, project);
  try {
    const outcomes = await sendTest(test, channel, addresses, project.config.from, Date.now());
    for (const [address, wrong] of outcomes) {
      if (wrong === undefined) console.log(`Sent to ${address}.`);
      else console.error(`Not sent to ${address}: ${wrong}.`);
      if (wrong !== undefined) process.exitCode = 1;
    }
  } finally {
    await channel.close();
  }
}

async function channelFor(kind: string, project: Project): Promise<Channel> {
  const { createEmailChannel, createSmsChannel } = await import("@journey/runtime");
  const { env } = process;
  if (kind === "email") {
    const url = needed(env.JOURNEY_SMTP_URL, "JOURNEY_SMTP_URL", "the server that takes mail");
    const { transports = [] } = mailSettings(project, env, url, "smtp");
    return createEmailChannel({ transports: [...transports, { url }] });
  }
  return createSmsChannel({
    accountSid: needed(env.TWILIO_ACCOUNT_SID, "TWILIO_ACCOUNT_SID", "your account with Twilio"),
    authToken: needed(env.TWILIO_AUTH_TOKEN, "TWILIO_AUTH_TOKEN", "its secret"),
    from: project.config.sms?.from,
    messagingServiceSid: project.config.sms?.messagingServiceSid,
    apiUrl: env.TWILIO_API_URL,
  });
}

async function recordFor(graph: JourneyGraph, project: Project, id: string | undefined): Promise<DataRecord> {
  const record = process.env.DATABASE_URL
    ? await stored(graph, process.env.DATABASE_URL, id)
    : sample(graph, project, id);
  if (record) return record;
  throw new Problem(
    "no-record",
    id === undefined ? `There is no ${graph.target} to fill it in for.` : `There is no ${graph.target} ${id}.`,
    "Name another with --record, or put one into the sample records.",
  );
}

async function stored(graph: JourneyGraph, url: string, id: string | undefined): Promise<DataRecord | undefined> {
  const { findRecordForTest, openPostgres } = await import("@journey/runtime");
  const db = await openPostgres(url);
  try {
    return await findRecordForTest(db, graph, id);
  } finally {
    await db.close();
  }
}

function sample(graph: JourneyGraph, { folder, config }: Project, id: string | undefined): DataRecord | undefined {
  const records = (model: string): readonly DataRecord[] => {
    try {
      const read: unknown = JSON.parse(readFileSync(join(folder, config.sample, `${model}.json`), "utf8"));
      return Array.isArray(read) ? read : [];
    } catch {
      return [];
    }
  };
  const model = graph.schema.models[graph.target];
  if (!model) return undefined;
  const same = (each: DataRecord, idField: string, key: unknown) => String(each[idField]) === String(key);
  const found = records(graph.target).find((each) => id === undefined || same(each, model.idField, id));
  if (!found) return undefined;
  // A related record stands as its key.
  const related = model.fields.flatMap(({ name, type }) => {
    const other = type.kind === "record" ? graph.schema.models[type.model] : undefined;
    if (!other || found[name] === undefined) return [];
    return [[name, records(other.name).find((each) => same(each, other.idField, found[name]))] as const];
  });
  return { ...found, ...Object.fromEntries(related) };
}
