import type { GivenPeople, JourneyGraph } from "@journey/compiler";
import { Problem } from "@journey/language";
import { type Command, InvalidArgumentError, Option } from "commander";
import { chooseGraphs } from "../choose-journeys.ts";
import { price, wholeNumber } from "../option-values.ts";
import { openProject } from "../project.ts";
import { readProfile } from "../simulation-profile.ts";
import { writeOutput } from "../write-output.ts";
import { refusesErrors } from "./check.ts";

const formats = ["text", "markdown", "json", "html"] as const;

interface SimulateCommandOptions {
  readonly journey?: readonly string[];
  readonly participants?: number;
  readonly seed?: number;
  readonly runs: number;
  readonly days: number;
  readonly start?: number;
  readonly arrive?: number;
  readonly profile?: string;
  readonly database?: string | boolean;
  readonly learn?: string;
  readonly learnFrom?: number;
  readonly perWeek: number;
  readonly smsPrice?: number;
  readonly rate?: number;
  readonly format: (typeof formats)[number];
  readonly output?: string;
}

export function addSimulateCommand(program: Command): void {
  program
    .command("simulate [paths...]")
    .description("let a population live through journeys, and report what would happen")
    .option("--journey <names...>", "only these journeys; several of one target go together")
    .option("--participants <n>", "how many people", wholeNumber)
    .option("--seed <n>", "where chance begins; the same seed gives the same report", wholeNumber)
    .option("--runs <n>", "how many times, each with another seed", wholeNumber, 10)
    .option("--days <n>", "for how long it is looked at", wholeNumber, 90)
    .option("--start <date>", "the day on which it begins", date)
    .option("--arrive <days>", "people come in over so many days", wholeNumber)
    .option("--profile <file>", "what people are like and what they do, as JSON")
    .option("--database [url]", "take the records of a database (default: DATABASE_URL); it is only read")
    .option("--learn <file>", "write how people of the database have reacted, as a profile, and simulate nothing")
    .option("--learn-from <date>", "of messages that left from this day on (default: 90 days ago)", date)
    .option("--per-week <n>", "messages a week above which somebody has too many", wholeNumber, 3)
    .option("--sms-price <price>", "what a part of an SMS costs", price)
    .option("--rate <n>", "messages a minute that the provider takes", wholeNumber)
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .option("-o, --output <file>", "write the report to a file")
    .action(async (paths: string[], options: SimulateCommandOptions) => {
      const [{ reportOf, reportToHtml, reportToText, simulate }, { compileProject }] = await Promise.all([
        import("@journey/compiler"),
        import("../compile-project.ts"),
      ]);
      const project = openProject(paths);
      const { graphs, diagnostics, simulations } = compileProject(project);
      if (refusesErrors(diagnostics)) return;
      const chosen = chooseGraphs(graphs, options.journey);
      if (options.learn !== undefined) {
        await learn(chosen, options.learn, options);
        return;
      }
      const profile = options.profile === undefined ? undefined : readProfile(options.profile);
      const people = options.database === undefined ? undefined : await readPeople(chosen, options);
      const simulated = simulate({
        graphs: chosen,
        simulations: simulations.filter((each) => chosen.some((graph) => graph.name === each.journey)),
        start: options.start ?? Date.parse("2026-03-02T08:00:00Z"),
        days: options.days,
        runs: options.runs,
        holidays: new Set(project.config.holidays),
        ...(options.participants === undefined ? {} : { participants: options.participants }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(options.arrive === undefined ? {} : { arrivalDays: options.arrive }),
        ...(people ? { people } : {}),
        ...profile,
      });
      const report = reportOf(simulated, {
        perWeek: options.perWeek,
        ...(options.smsPrice === undefined ? {} : { smsPrice: options.smsPrice }),
        ...(options.rate === undefined ? {} : { ratePerMinute: options.rate }),
      });
      const text =
        options.format === "json"
          ? `${JSON.stringify(report, null, 2)}\n`
          : options.format === "html"
            ? await reportToHtml(report, chosen)
            : reportToText(report, options.format === "markdown");
      writeOutput(options.output, text);
    });
}

async function readPeople(graphs: readonly JourneyGraph[], options: SimulateCommandOptions): Promise<GivenPeople> {
  const url = databaseOf(options);
  const { readPopulation } = await import("@journey/runtime");
  return readPopulation(url, graphs, options.participants ?? 1_000_000);
}

/** Writes a profile, and says what it holds. */
async function learn(graphs: readonly JourneyGraph[], file: string, options: SimulateCommandOptions): Promise<void> {
  const { readBehaviour } = await import("@journey/runtime");
  const to = Date.now();
  const period = { from: options.learnFrom ?? to - 90 * 86_400_000, to };
  const learned = await readBehaviour(databaseOf(options), graphs, period);
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const profile = {
    learned: { from: day(learned.from), to: day(learned.to), at: new Date(to).toISOString() },
    reactions: learned.reactions,
  };
  writeOutput(file, `${JSON.stringify(profile, null, 2)}\n`);
  for (const [activity, { messages, isEnough }] of Object.entries(learned.activities)) {
    const amount = `${messages.toLocaleString("en")} ${messages === 1 ? "message" : "messages"}`;
    console.log(
      `${activity}: ${isEnough ? `learned of ${amount}` : `${amount} are too few; the usual assumptions hold`}`,
    );
  }
  console.log(`Written to ${file}. Use it with --profile ${file}.`);
}

function databaseOf({ database }: SimulateCommandOptions): string {
  const url = typeof database === "string" ? database : process.env.DATABASE_URL;
  if (url !== undefined && url !== "") return url;
  throw new Problem("no-database", "--database names no database, and DATABASE_URL is not set.", "Give its address.");
}

function date(text: string): number {
  const at = Date.parse(`${text}T08:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(at)) throw new InvalidArgumentError("Write it as 2026-03-02.");
  return at;
}
