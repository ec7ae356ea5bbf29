import { Problem } from "@journey/language";
import type { Channel, Database, TestParticipants, TestStep, TestView } from "@journey/runtime";
import { type Command, InvalidArgumentError, Option } from "commander";
import { graphNamed } from "../choose-journeys.ts";
import { dataOption, needed, withDatabase } from "../environment.ts";
import { mailSettings } from "../mail-settings.ts";
import { openProject, type Project } from "../project.ts";
import { colorsFor } from "../terminal.ts";
import { webhookSettings } from "../webhook-settings.ts";

interface CommonOptions {
  readonly data?: string;
  readonly json?: boolean;
}

interface StartOptions extends CommonOptions {
  readonly record: string;
  readonly captured?: boolean;
  readonly to?: readonly string[];
  readonly real?: boolean;
  readonly event?: Record<string, unknown>;
  readonly at?: number;
  readonly project?: string;
  readonly all?: boolean;
}

export function addTryCommand(program: Command): void {
  const group = program
    .command("try")
    .description("let one record go through a journey as a test participant, step by step; nobody else notices")
    .addHelpText(
      "after",
      `
Of a captured test nothing leaves, and nothing is written into your tables. With --to, messages go to those addresses; nothing else
leaves or is written. With --real everything is done as for anybody. See docs/trying.md.

The database is that of DATABASE_URL. For the rest of the environment see \`journey help run\`.`,
    );
  const add = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .option(...dataOption)
      .option("--json", "print it as JSON");

  add("start <journey>", "take a record and let it enter; prints what was done at once")
    .requiredOption("--record <id>", "the record")
    .addOption(
      new Option("--captured", "nothing leaves; messages can be read here (the default)").conflicts(["to", "real"]),
    )
    .addOption(
      new Option("--to <addresses...>", "send messages to these addresses and numbers instead").conflicts("real"),
    )
    .option("--real", "send to the record's own address, write, and call others")
    .option("--event <json>", "what the event brings along, in a journey that is entered by one", parseJson)
    .option("--at <time>", "what its clock begins at, ISO 8601 (default: now)", parseTime)
    .option("--project <folder>", "the journey as it stands in this folder's files, deployed or not")
    .option("--all", "play it to its end")
    .action((journey: string, options: StartOptions) =>
      withTests(options, async (tests) => {
        if (options.to || options.real)
          needed(process.env.JOURNEY_SMTP_URL, "JOURNEY_SMTP_URL", "the server that takes mail");
        const view = await tests.start({
          journey,
          recordId: options.record,
          to: options.to,
          isReal: options.real,
          payload: options.event,
          at: options.at,
          graph: options.project === undefined ? undefined : await graphIn(options.project, journey),
        });
        return options.all ? tests.playAll(view.id) : view;
      }),
    );
  add("next <test>", "carry out at once what it waits for next")
    .option("--all", "everything, to its end")
    .action((id: string, options: CommonOptions & { all?: boolean }) =>
      withTests(options, (tests) => (options.all ? tests.playAll(id) : tests.next(id))),
    );
  add("react <test>", "pretend that something was done with a message")
    .addArgument(
      program
        .createArgument("<what>", "what was done")
        .choices(["opened", "clicked", "replied", "bounced", "delivered", "unsubscribed"]),
    )
    .argument("[link]", "of a click: the link's label")
    .option("--message <name>", "with which message (default: the last one that left)")
    .action((id: string, type: "opened", link: string | undefined, options: CommonOptions & { message?: string }) =>
      withTests(options, (tests) => tests.react(id, { type, link, message: options.message })),
    );
  add("tell <test> <event>", "pretend that a custom event has come, to this test alone")
    .option("--payload <json>", "what it carries; the record is put in by itself", parseJson)
    .action((id: string, name: string, options: CommonOptions & { payload?: Record<string, unknown> }) =>
      withTests(options, (tests) => tests.tell(id, { name, payload: options.payload ?? {} })),
    );
  add("decide <test> <ab-test> <variant>", "decide an A/B test for this test participant").action(
    (id: string, test: string, variant: string, options: CommonOptions) =>
      withTests(options, (tests) => tests.decide(id, test, variant)),
  );
  add("show <test>", "what has happened, what is to come, and its messages")
    .option("--messages", "the whole texts")
    .action((id: string, options: CommonOptions & { messages?: boolean }) =>
      withTests(options, (tests) => tests.show(id), options.messages),
    );
  add("list", "the test participants that there are").action((options: CommonOptions) =>
    withDatabase(options.data, async (db) => {
      const views = await (await openTests(db)).tests.list();
      if (options.json) console.log(JSON.stringify(views, null, 2));
      else if (views.length === 0) console.log("There are no test participants.");
      else for (const view of views) console.log(headOf(view));
    }),
  );
  add("remove <test>", "forget it").action((id: string, options: CommonOptions) =>
    withDatabase(options.data, async (db) => {
      if (await (await openTests(db)).tests.remove(id)) console.log(`Test ${id} is gone.`);
      else
        throw new Problem(
          "unknown-test",
          `There is no test participant ${id}.`,
          "`journey try list` shows those that there are.",
        );
    }),
  );
}

async function withTests(
  options: CommonOptions,
  work: (tests: TestParticipants) => Promise<TestView>,
  whole = false,
): Promise<void> {
  await withDatabase(options.data, async (db) => {
    const { tests, close } = await openTests(db);
    try {
      const view = await work(tests);
      console.log(options.json ? JSON.stringify(view, null, 2) : show(view, whole));
    } finally {
      await close();
    }
  });
}

/** With the ways out that the environment names; captured tests need none. */
async function openTests(db: Database): Promise<{ tests: TestParticipants; close: () => Promise<void> }> {
  const project = openProject([]);
  const { env } = process;
  const { createCalls, createEmailChannel, createFunctionRunner, createSmsChannel, createTestParticipants, realClock } =
    await import("@journey/runtime");
  const channels: Channel[] = [];
  if (env.JOURNEY_SMTP_URL) {
    const { transports = [] } = mailSettings(project, env, env.JOURNEY_SMTP_URL, "smtp");
    channels.push(createEmailChannel({ transports: [...transports, { url: env.JOURNEY_SMTP_URL }] }));
  }
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = env;
  if (accountSid && authToken) {
    const { from, messagingServiceSid } = project.config.sms ?? {};
    channels.push(createSmsChannel({ accountSid, authToken, from, messagingServiceSid, apiUrl: env.TWILIO_API_URL }));
  }
  const calls = createCalls({
    ...{ db, clock: realClock, runFunction: createFunctionRunner() },
    webhooks: webhookSettings(project.config, env, true),
  });
  const tests = createTestParticipants({
    ...{ db, clock: realClock, channels, calls },
    from: project.config.from,
    publicUrl: project.config.publicUrl ?? "https://unsubscribe.invalid",
  });
  return { tests, close: async () => void (await Promise.all([calls, ...channels].map((each) => each.close()))) };
}

async function graphIn(folder: string, journey: string) {
  const project: Project = openProject([folder]);
  const { compileProject } = await import("../compile-project.ts");
  return graphNamed(compileProject(project).graphs, journey);
}

const modes = { captured: "captured", redirected: "to", real: "real" } as const;

function headOf({ id, journey, target, record, mode, to, status, endedReason }: TestView): string {
  const how = mode === "redirected" ? `messages go to ${to.join(", ")}` : modes[mode];
  return `Test ${id}: ${target} ${record} in ${journey}, ${how}. ${status === "active" ? "Under way." : `Over: ${endedReason}.`}`;
}

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}Z`;

function show(view: TestView, whole: boolean): string {
  const colors = colorsFor(process.stdout);
  const lines = [headOf(view), ...view.notices.map((notice) => colors.yellow(notice)), ""];
  for (const step of view.steps)
    lines.push(`  ${colors.dim(moment(step.at))}  ${stepLine(step, view)}`, ...effectLines(step));
  for (const { what, at, quiet } of view.scheduled) {
    lines.push(colors.dim(`  ${moment(at)}  to come: ${what}${quiet ? "" : " …"}`));
  }
  if (whole) {
    for (const message of view.messages) {
      lines.push(
        "",
        `${message.label}, ${message.channel} for ${message.recipient}${message.sentTo ? `, sent to ${message.sentTo}` : ""}`,
      );
      if (message.subject !== undefined) lines.push(`Subject: ${message.subject}`);
      if (message.data) lines.push(JSON.stringify(message.data));
      lines.push("", message.text.trimEnd());
    }
  }
  return lines.join("\n");
}

function stepLine({ kind, label, node, detail }: TestStep, view: TestView): string {
  const colors = colorsFor(process.stdout);
  if (kind === "entered") return "entered";
  if (kind === "ended") return `the journey is over: ${detail}`;
  if (kind === "reaction") return `${detail} · ${label}`;
  const words = {
    processed: colors.green("✓"),
    rejected: colors.yellow("–"),
    cancelled: colors.yellow("–"),
    error: colors.red("✗"),
  };
  const message = view.messages.find((each) => each.node === node && each.status !== "failed");
  const went = message && kind === "processed" ? ` → ${message.sentTo ?? `captured (for ${message.recipient})`}` : "";
  return `${words[kind]} ${label}${detail ? `: ${detail}` : ""}${went}`;
}

function effectLines({ effect }: TestStep): string[] {
  if (!effect) return [];
  const colors = colorsFor(process.stdout);
  const word = effect.isDone ? "done" : "not done, would be";
  return [`${effect.what} (${word})`, ...effect.changes].map((line) => colors.dim(`                       ${line}`));
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw new InvalidArgumentError('Write it as JSON: {"total": 89.5}.');
}

function parseTime(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("Write it as 2026-11-21T09:00:00Z.");
  return at;
}
