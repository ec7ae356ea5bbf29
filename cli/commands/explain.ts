import { readFileSync } from "node:fs";
import type { JourneyGraph, PlainRecord, Power, Reach } from "@journey/compiler";
import { type CheckedJourney, checkFiles, LineIndex, Problem, waysThrough, worstCase } from "@journey/language";
import { type Command, InvalidArgumentError } from "commander";
import { diskHost, modelReaderOf, openProject, shownPath } from "../project.ts";
import { colorsFor, count } from "../terminal.ts";
import { refusesErrors } from "./check.ts";

interface ExplainOptions {
  readonly journey?: string;
  readonly step?: string;
  readonly record?: string;
  readonly audience?: number;
  readonly rate: number;
  readonly json?: boolean;
}

const day = 1440;
const windows = [
  { minutes: day, words: "24 hours" },
  { minutes: 7 * day, words: "7 days" },
  { minutes: 30 * day, words: "30 days" },
];

export function addExplainCommand(program: Command): void {
  program
    .command("explain [paths...]")
    .description("say what can be known of a journey before anybody is in it, with the evidence")
    .option("--journey <name>", "only this journey")
    .option("--step <name>", "only by what way this step is reached, and when")
    .option("--record <file>", "which activities this record (JSON, by the model's fields) would get, as it is now")
    .option("--audience <people>", "how many come to an A/B test before it is decided", parseAudience)
    .option("--rate <percent>", "what share of them does it now, e.g. 4%", parseRate, 0.05)
    .option("--json", "print it as JSON")
    .action(async (paths: string[], options: ExplainOptions) => {
      const project = openProject(paths);
      const { buildGraph } = await import("@journey/compiler");
      const checked = checkFiles(project.files, diskHost, { readModels: modelReaderOf(project) });
      if (refusesErrors(checked.flatMap((file) => file.diagnostics))) return;
      const journeys = checked.flatMap((file) => {
        const lines = new LineIndex(diskHost.readFile(file.file) ?? "");
        return file.journeys.map((journey) => ({ journey, graph: buildGraph(journey, lines) }));
      });
      const chosen =
        options.journey === undefined ? journeys : journeys.filter(({ graph }) => graph.name === options.journey);
      if (chosen.length === 0) {
        const names = journeys.map(({ graph }) => graph.name).join(", ");
        throw new Problem(
          "unknown-journey",
          `There is no journey \`${options.journey}\` in these files.`,
          `There are: ${names}.`,
        );
      }
      const explained = [];
      for (const { journey, graph } of chosen) explained.push(await explain(journey, graph, options));
      if (options.json) console.log(JSON.stringify(explained, null, 2));
      else console.log(explained.map((each) => show(each, options)).join("\n\n"));
    });
}

type Explained = Awaited<ReturnType<typeof explain>>;

async function explain(journey: CheckedJourney, graph: JourneyGraph, options: ExplainOptions) {
  const { endsOf, isMessage, outcomeFor, powerOf, reachOf } = await import("@journey/compiler");
  const steps = reachOf(graph);
  const asked = options.step === undefined ? steps : steps.filter(({ step }) => step === options.step);
  if (asked.length === 0) {
    const names = steps.map(({ step }) => step).join(", ");
    throw new Problem("unknown-step", `${graph.name} has no step ${options.step}.`, `Its steps: ${names}.`);
  }
  const ways = waysThrough(journey);
  const volume = windows.map(({ minutes, words }) => {
    const worst = ways ? worstCase(ways, minutes, journey.schema) : undefined;
    const sent = worst?.map(({ message, at }) => ({ message: message.step.id, minutes: at }));
    return { stretch: words, ...(sent ? { most: sent.length, messages: sent } : {}) };
  });
  const messages = graph.nodes.filter(isMessage).filter(({ of, isInternal }) => of === undefined && !isInternal);
  const transactional = messages.filter(({ purpose }) => purpose === "transactional").map(({ id }) => id);
  const leaves = graph.exits.some((exit) => exit.kind === "trigger" && exit.trigger === "unsubscribed");
  return {
    journey: graph.name,
    file: shownPath(graph.regions[0]!.source.file),
    steps: asked,
    volume,
    afterUnsubscribe: { leaves, marketing: messages.length - transactional.length, transactional },
    ends: endsOf(graph),
    ...(options.audience === undefined
      ? {}
      : { tests: powerOf(graph, { audience: options.audience, rate: options.rate }) }),
    ...(options.record === undefined
      ? {}
      : { record: outcomeFor(graph, readRecord(options.record), environment(graph)) }),
  };
}

function environment(graph: JourneyGraph) {
  const now = Date.now();
  return { now, entered: now, timezone: graph.timezone.fallback, lists: new Set<string>(), suppressed: false };
}

/** @throws Problem `record-unreadable` */
function readRecord(file: string): PlainRecord {
  try {
    const record: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof record === "object" && record !== null && !Array.isArray(record)) return record as PlainRecord;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(
      "record-unreadable",
      `${file} can't be read: ${reason}.`,
      'Write one record, e.g. { "email": "ann@acme.test" }.',
    );
  }
  throw new Problem(
    "record-unreadable",
    `${file} holds no record.`,
    'Write one record, e.g. { "email": "ann@acme.test" }.',
  );
}

function show(explained: Explained, { step }: ExplainOptions): string {
  const colors = colorsFor(process.stdout);
  const { journey, file, steps, volume, afterUnsubscribe, ends, tests, record } = explained;
  // Of questions and waits it is only worth a word when nobody comes to them.
  const shown = steps.filter(({ isActivity, reached }) => step !== undefined || isActivity || reached !== "yes");
  const lines = [
    `${colors.bold(journey)}  ${colors.dim(file)}`,
    ...shown.flatMap((each) => showReach(each, file, colors)),
  ];
  if (step !== undefined) return lines.join("\n");
  lines.push("  messages per person, at most");
  for (const { stretch, most, messages = [] } of volume) {
    const when = messages
      .slice(0, 6)
      .map(({ message, minutes }) => `${message} after ${span(minutes)}`)
      .join(", ");
    const more = messages.length > 6 ? ", …" : "";
    lines.push(
      `    in ${stretch}: ${most === undefined ? "too large to tell" : most}${when === "" ? "" : `  (${when}${more})`}`,
    );
  }
  lines.push(`  after somebody unsubscribes: ${unsubscribed(afterUnsubscribe)}`);
  lines.push(
    ends.latest === undefined
      ? `  ends: no bound, for ${ends.because.join("; ")}`
      : `  ends: everybody, ${span(ends.latest)} after entry at the latest (${ends.because.join(", ")})`,
  );
  for (const test of tests ?? []) lines.push(...showPower(test));
  if (record) {
    lines.push(
      `  this record: ${record.refused === undefined ? "enters" : `does not enter: ${record.refused} does not hold`}`,
    );
    for (const { words, gets, because } of record.activities) {
      const word =
        gets === "yes"
          ? colors.green("gets     ")
          : gets === "no"
            ? colors.red("gets not ")
            : colors.yellow("may get  ");
      lines.push(`    ${word}${words}${because === undefined ? "" : `  (${because})`}`);
    }
  }
  return lines.join("\n");
}

function showReach(
  { words, line, reached, earliest = 0, dates, way, conflict }: Reach,
  file: string,
  colors: ReturnType<typeof colorsFor>,
) {
  const place = colors.dim(`${file}:${line}`);
  if (reached === "never") return [`  ${words}: ${colors.red("never reached")}  ${place}`];
  const later = earliest === 0 ? "" : `${span(earliest)} after `;
  const when = dates
    ? `${later}${dates.at(-1)}`
    : earliest === 0
      ? "at once"
      : `${span(earliest)} after entry at the earliest`;
  const lines = [`  ${words}: ${when}  ${place}`];
  if (way.length > 0) lines.push(`    by: ${way.join(" → ")}`);
  if (reached === "changed") {
    lines.push(
      `    ${colors.yellow("only by who changes on the way")}: at one moment, ${conflict?.join(" and ")} exclude each other`,
    );
  }
  return lines;
}

function unsubscribed({ leaves, marketing, transactional }: Explained["afterUnsubscribe"]): string {
  if (leaves) return "nothing more: `exit on unsubscribed` ends the journey for them";
  const kept = transactional.length > 0 ? `; they still get what is transactional: ${transactional.join(", ")}` : "";
  if (marketing === 0)
    return transactional.length > 0
      ? `they still get what is transactional: ${transactional.join(", ")}`
      : "there is nothing to get";
  return `none of the ${count(marketing, "marketing message")}: the address is asked for before each leaves${kept}`;
}

function showPower({
  test,
  by,
  variants,
  each,
  difference,
  neededForTenth,
  decidedAfter,
  isChance,
}: Power): readonly string[] {
  const percent = (share: number) => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} points`;
  const finds =
    difference === undefined ? "finds no difference at all" : `finds a difference of ${percent(difference)} or more`;
  const when = decidedAfter === undefined ? "" : `, decided after ${span(decidedAfter)}`;
  return [
    `  A/B test ${test} (by ${by}${when}): ${variants} variants, ${each.toLocaleString("en")} people each; ${finds} (80% power, 5% false alarms)`,
    `    for a difference of a tenth of the rate, ${neededForTenth.toLocaleString("en")} people have to come to it`,
    ...(isChance
      ? [
          "    warning: with so few, an automatic winner would be chance: let somebody decide (`winner manual`), or try it on more",
        ]
      : []),
  ];
}

/** `3 days 2 hours` */
function span(minutes: number): string {
  const parts = [
    [Math.floor(minutes / day), "day"],
    [Math.floor((minutes % day) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => count(amount, unit));
  return said.length === 0 ? "0 minutes" : said.join(" ");
}

function parseAudience(text: string): number {
  const people = Number(text);
  if (!Number.isInteger(people) || people < 1) throw new InvalidArgumentError("How many people: a whole number.");
  return people;
}

function parseRate(text: string): number {
  const share = text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("A share between 0% and 100%.");
  return share;
}
